# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: finding-subject
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.finding_subject

findings contains finding if {
	some id, _ in input.users
	finding := {
		"subject": {"type": "usr", "id": id}, #! finding-form did you mean `user`
		"message": "m",
		"path": ["users", id],
	}
}
