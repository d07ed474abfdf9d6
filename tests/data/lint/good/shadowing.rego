# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: shadowing
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.shadowing

findings contains finding if {
	some id, input_user in input.users
	partners := [id]
	some users in partners
	users == id
	input_user.state == "active"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

users := {"a": 1}

unused contains x if some x, _ in users

not_evaluated contains x if some x in unused
