# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: no-evidence
#   severity: low
#   requires: [users, grants]
#   remediation: What to do.
package cordon.rules.case.no_evidence

findings contains finding if { #! no-evidence users and grants
	some id, user in input.users
	some grant in input.grants[id]
	grant.division_id == "*"
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
