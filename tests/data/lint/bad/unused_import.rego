# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: unused-import
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.unused_import

import data.cordon.lib.describe #! unused-import `describe`

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
