# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: object-get
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.object_get

findings contains finding if {
	some id, user in input.users
	object.get(user, "titel", "") == "x" #! unknown-member did you mean `title`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
