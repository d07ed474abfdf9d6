# METADATA
# title: Tokens of an OAuth client live too long
# description: >-
#   Whoever gets hold of an access token has what it gives until it ends, and changing the secret or the password
#   does not end it. The org lets a token live for two days at most, and those of clients for SCIM for 450 days. A
#   server-side integration can ask for a new token at any time, so hours are enough.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-token-validity-too-long
#   severity: low
#   requires: [oauth_clients]
#   tags: [oauth, token]
#   controls:
#     nist-800-53: [IA-5]
#   params:
#     seconds:
#       description: The longest that tokens may live, in seconds.
#       default: 86400
#       minimum: 300
#       maximum: 38880000
#   remediation: >-
#     Lower the token duration of the client. What runs longer than that asks for a new token when the API answers
#     401.
#   examples:
#     fires:
#       - why: The duration was set to the most that the page takes.
#         snapshot: {oauth_clients: {client-acme: {token_validity_seconds: 172800}}}
#     quiet:
#       - why: A day, which is what new clients get.
#         snapshot: {oauth_clients: {client-acme: {token_validity_seconds: 86400}}}
package cordon.rules.oauth.oauth_token_validity_too_long

import data.cordon.lib.describe

params := data.cordon.params["oauth-token-validity-too-long"]

findings contains finding if {
	some id, client in input.oauth_clients
	client.state == "active"
	client.token_validity_seconds > params.seconds
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s gets tokens that live for %d seconds. The limit is %d.", [
			describe.subject("oauth_client", id),
			client.token_validity_seconds,
			params.seconds,
		]),
		"path": ["oauth_clients", id, "token_validity_seconds"],
		"data": {"seconds": client.token_validity_seconds},
	}
}

not_evaluated contains reason if {
	unknown := {id | some id, client in input.oauth_clients; client.state == "active"; not client.token_validity_seconds}
	first := min(unknown)
	reason := sprintf("how long tokens of active clients live is not in the snapshot: %d, the first %s", [
		count(unknown),
		describe.subject("oauth_client", first),
	])
}
