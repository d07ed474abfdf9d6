# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: with-member
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.with_member

findings contains finding if {
	some id in names with input.users as {"a": {"nmae": "A"}} #! unknown-member did you mean `name`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

names := {id | some id, _ in input.users}
