# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: under-with
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.under_with

findings contains finding if {
	some id in object.keys(input.usres) with input as object.union(input, {"users": {}}) #! unknown-member did you mean `users`
	input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
