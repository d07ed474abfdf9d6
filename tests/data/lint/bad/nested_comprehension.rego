# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: nested-comprehension
#   severity: low
#   requires: [users, grants]
#   remediation: What to do.
package cordon.rules.case.nested_comprehension

findings contains finding if {
	some id, user in input.users
	all := {id: [role | some grant in grants; role := grant.role] | some id, grants in input.grants} #! unknown-member did you mean `role_id`
	all[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
