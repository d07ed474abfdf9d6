# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: imports-as
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.imports_as

import data.cordon.lib.describe as subjects
import data.cordon.lib.partners as own
import input.users as people

findings contains finding if {
	some id, _ in people
	own.display_name(id) != subjects.subject("user", id)
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
