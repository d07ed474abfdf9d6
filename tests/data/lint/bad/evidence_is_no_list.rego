# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: evidence-is-no-list
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.evidence_is_no_list

findings contains finding if {
	some id, user in input.users
	object.get(user, "emal", "") == "" #! unknown-member `email`
	finding := {
		"subject": {"type": "user", "id": id},
		"message": "m",
		"path": ["users", id],
		"related": ["users", id], #! finding-form `related`
	}
}
