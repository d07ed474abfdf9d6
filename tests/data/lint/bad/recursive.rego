# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: recursive
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.recursive

findings contains finding if {
	some id, user in input.users
	f(user.name) == "x"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

f(x) := g(x) #! recursion → cordon.rules.case.recursive.g →

g(x) := f(x)
