# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: alias-by-unification
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.alias_by_unification

findings contains finding if {
	user = input.users[id]
	user.nmae == "x" #! unknown-member did you mean `name`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
