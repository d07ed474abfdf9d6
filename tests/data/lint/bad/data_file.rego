# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: data-file
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.data_file

findings contains finding if {
	some id, user in input.users
	user.name in data.cordon.data.known_permision #! unresolved-reference did you mean `known_permissions`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
