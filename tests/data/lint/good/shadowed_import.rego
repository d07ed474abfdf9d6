# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: shadowed-import
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.shadowed_import

import data.cordon.lib.describe

findings contains finding if {
	some id, _ in input.users
	some describe in ["a", id]
	describe != ""
	names[describe]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

names[id] := describe.subject("user", id) if some id, _ in input.users
