# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: shadowing
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.shadowing

import data.cordon.lib.describe

findings contains finding if {
	some id, user in input.users
	named(user, {"a": id})
	count(people) > 0
	state := user.state
	state == "active"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

# The parameters hide a rule and an import.
named(people, describe) if people.name == describe.a

people contains describe.subject("user", id) if some id, _ in input.users

not_evaluated contains "nothing" if count({x | some x in [1, 2]; x > 2}) > 0
