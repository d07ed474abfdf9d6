# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: enumeration-in-function
#   severity: low
#   requires: [oauth_clients]
#   remediation: What to do.
package cordon.rules.case.enumeration_in_function

findings contains finding if {
	some id, client in input.oauth_clients
	is_implicit(client)
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

is_implicit(client) if client.grant_type == "implict" #! impossible-comparison did you mean `implicit`
