# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: policy-import
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.policy_import

import data.cordon.config.org.internal_domains as people #! unknown-member did you mean `internal_email_domains`

findings contains finding if {
	some id, user in input.users
	user.email in people
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
