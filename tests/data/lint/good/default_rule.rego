# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: default-rule
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.default_rule

findings contains finding if {
	some id, user in input.users
	strict
	limit > 0
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

default strict := false

strict if count(data.cordon.config.partners) > 0

default limit := 30

limit := data.cordon.config.rules["default-rule"].params.days
