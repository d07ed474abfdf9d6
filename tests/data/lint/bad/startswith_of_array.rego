# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: startswith-of-array
#   severity: low
#   requires: [oauth_clients]
#   remediation: What to do.
package cordon.rules.case.startswith_of_array

findings contains finding if {
	some id, client in input.oauth_clients
	startswith(client.scopes, "x") #! wrong-type expects a string
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
