# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: unbound-variable
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.unbound_variable

findings contains finding if {
	some id, name #! unresolved-reference nothing gives `name` a value
	input.users[id].name == name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
