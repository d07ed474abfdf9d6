# METADATA
# title: OAuth client uses the implicit grant
# description: >-
#   The implicit grant hands the access token to the browser in the address itself, where history, logs and
#   scripts can read it. It can't be refreshed or bound to the client, so tokens are made to live long. The
#   authorization code grant with PKCE does the same job without that.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-implicit-grant
#   severity: medium
#   sets: [default, seed, strict]
#   requires: [oauth_clients]
#   tags: [oauth, token]
#   controls:
#     nist-800-53: [IA-5]
#   remediation: >-
#     Move the application to the authorization code grant with PKCE. If it is a server-side integration, use
#     client credentials. Then delete the client.
#   examples:
#     fires:
#       - why: An old browser application was never moved to PKCE.
#         snapshot: {oauth_clients: {client-wallboard: {grant_type: implicit}}}
#     quiet:
#       - why: A client that is not active gets no new tokens.
#         snapshot: {oauth_clients: {client-wallboard: {grant_type: implicit, state: inactive}}}
package cordon.rules.oauth.oauth_implicit_grant

import data.cordon.lib.describe

findings contains finding if {
	some id, client in input.oauth_clients
	client.grant_type == "implicit"
	client.state == "active"
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s uses the implicit grant. Its tokens pass through the browser's address.", [
			describe.subject("oauth_client", id),
		]),
		"path": ["oauth_clients", id, "grant_type"],
	}
}
