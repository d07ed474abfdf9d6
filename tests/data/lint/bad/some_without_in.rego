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
	input.grants[id][i].division == "*" #! unknown-member did you mean `division_id`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
