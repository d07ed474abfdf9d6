# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: type-guards
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.type_guards

# Some of these branches are never taken today, which is what the guards are for.
values(x) := [y | some y in x] if is_array(x)

values(x) := [x] if is_string(x)

most(x) := x.max if is_object(x)

most(x) := x if is_number(x)

loud(user, options) if {
	not options.strict
	user.state == "active"
}

findings contains finding if {
	some id, user in input.users
	some text in values(user.name)
	text != ""
	most(3) > 2
	loud(user, {})
	finding := {
		"subject": {"type": "user", "id": id},
		"message": "m",
		"path": ["users", id],
		"divisions": {user.division_id},
	}
}
