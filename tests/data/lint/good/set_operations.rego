# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: set-operations
#   severity: low
#   requires: [users, grants]
#   remediation: What to do.
package cordon.rules.case.set_operations

findings contains finding if {
	ids := object.keys(input.users)
	both := ids & {key | some key, _ in input.grants}
	some id in union({both, ids - both}) | intersection({ids, both})
	count(ids - both) >= 0
	some other in ids | {"x"}
	other != id
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
