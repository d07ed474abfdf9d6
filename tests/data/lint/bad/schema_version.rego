# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: schema-version
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.schema_version

findings contains finding if {
	some id, user in input.users
	input.schema_version == 1 #! impossible-comparison a number
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
