# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: no-findings
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.no_findings #! no-findings findings contains finding

finding contains finding if { #! unused-helper not used
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
