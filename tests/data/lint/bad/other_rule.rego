# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: other-rule
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.other_rule

findings contains finding if {
	some finding in data.cordon.rules.grant.partner_grant_al_divisions.findings #! unresolved-reference partner_grant_all_divisions
	id := finding.subject.id
	input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
