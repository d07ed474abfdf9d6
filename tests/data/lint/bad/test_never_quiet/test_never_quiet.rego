# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: test-never-quiet
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.test_never_quiet

findings contains finding if { #! untested-rule no test that keeps it quiet
	some id, user in input.users
	user.state == "deleted"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
