# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: nested-comprehensions
#   severity: low
#   requires: [grants]
#   remediation: What to do.
package cordon.rules.case.nested_comprehensions

findings contains finding if {
	some id, roles in {key: {r: [d | some g in gs; g.role_id == r; d := g.division_id] | some h in gs; r := h.role_id} | some key, gs in input.grants}
	some ds in roles
	"*" in ds
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
