# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: counted
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.counted

findings contains finding if {
	some id, user in input.users
	sprintf("%s %d", [user.name, count(user.group_ids)]) != ""
	sum([count(user.group_ids), 1]) > 1
	max({1, 2}) == 2
	to_number("3") == 3
	time.parse_rfc3339_ns(user.last_login_at) / 1000000000 > 5
	substring(user.name, 0, 1) == "A"
	split(user.email, "@")[1] == "x.example"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
