# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: comprehension-in-time
#   severity: low
#   requires: [users, grants]
#   remediation: What to do.
package cordon.rules.case.comprehension_in_time

findings contains finding if {
	some id, user in input.users
	wide := [grant | some grant in input.grants[id]; grant.division_id == "*"]
	count(wide) > 0
	names := {name | some other, entry in input.users; other != id; name := entry.name}
	names[user.name]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["grants", id]]}
}
