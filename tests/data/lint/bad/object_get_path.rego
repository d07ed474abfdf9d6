# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: object-get-path
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.object_get_path

findings contains finding if {
	some id, _ in input.users
	object.get(input, ["users", id, "stat"], "") == "active" #! unknown-member did you mean `state`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
