# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: comprehension-too-early
#   severity: low
#   requires: [users, grants]
#   remediation: What to do.
package cordon.rules.case.comprehension_too_early

findings contains finding if {
	n := count([1 | some grant in input.grants[id]; grant.division_id == "*"]) #! not-rego `id` gets its value below
	n > 0
	some id, _ in input.users
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["grants", id]]}
}
