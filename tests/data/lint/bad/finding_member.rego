# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: finding-member
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.finding_member

findings contains finding if {
	some id, _ in input.users
	finding := {
		"subject": {"type": "user", "id": id},
		"mesage": "m", #! finding-form did you mean `message`
		"path": ["users", id],
	}
}
