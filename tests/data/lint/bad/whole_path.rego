# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: whole-path
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.whole_path

findings contains finding if {
	some id, user in input.users
	data.cordon.lib.describe.rol(id) == user.name #! unresolved-reference did you mean `role`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
