# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: policy-member
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.policy_member

findings contains finding if {
	some id, user in input.users
	some partner in data.cordon.config.partners
	user.email in partner.domains #! unknown-member a partner has no member `domains`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
