# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: with-document
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.with_document

findings contains finding if {
	some id in names with input as {"usres": {}} #! unknown-member did you mean `users`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

names := {id | some id, _ in input.users}
