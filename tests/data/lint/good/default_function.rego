# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: default-function
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.default_function

findings contains finding if {
	some id, user in input.users
	level(user.state) > 0
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

default level(_) := 0

level("active") := 2

level("inactive") := 1
