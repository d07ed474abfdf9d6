# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: wrong-file-name #! rule-id call it `wrong_file_name.rego`
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.wrong_file_name

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
