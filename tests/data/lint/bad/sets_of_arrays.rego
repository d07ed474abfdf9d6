# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: sets-of-arrays
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.sets_of_arrays

findings contains finding if {
	some id, user in input.users
	count(user.group_ids & {"a"}) > 0 #! wrong-type works on sets
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
