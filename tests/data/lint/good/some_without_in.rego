# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: some-without-in
#   severity: low
#   requires: [grants]
#   remediation: What to do.
package cordon.rules.case.some_without_in

findings contains finding if {
	some id, i
	grant := input.grants[id][i]
	grant.division_id == "*"
	input.grants[id][_].role_id == grant.role_id
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
