# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: test-builder
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.test_builder

findings contains finding if {
	some id, user in input.users
	user.state == "deleted"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
