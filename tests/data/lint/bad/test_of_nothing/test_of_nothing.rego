# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: test-of-nothing
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.test_of_nothing

findings contains finding if { #! untested-rule none that keeps it quiet
	some id, user in input.users
	user.state == "deleted"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
