# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: with-policy
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.with_policy

findings contains finding if {
	some id in names with data.cordon.config.partnrs as {} #! unknown-member did you mean `partners`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

names := {id | some id, _ in input.users}
