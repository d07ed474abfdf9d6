# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: destructured
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.destructured

findings contains finding if {
	some id, {"emial": address} in input.users #! unknown-member did you mean `email`
	address == "x"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
