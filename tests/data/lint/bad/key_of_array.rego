# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: key-of-array
#   severity: low
#   requires: [grants]
#   remediation: What to do.
package cordon.rules.case.key_of_array

findings contains finding if {
	some id, grants in input.grants
	grants[id].role_id == "x" #! wrong-type looked up by a number
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
