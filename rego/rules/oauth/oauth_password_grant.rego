# METADATA
# title: OAuth client uses the password grant
# description: >-
#   The client takes the user's name and password itself and hands them to the org for a token. Whoever runs the
#   client sees the password, a second factor and single sign-on are passed by, and nobody can tell the client's
#   calls from the user's own. OAuth 2.1 leaves this grant out.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-password-grant
#   severity: high
#   requires: [oauth_clients]
#   tags: [oauth, token, credential]
#   controls:
#     nist-800-53: [IA-5]
#   remediation: >-
#     Move the application to the authorization code grant with PKCE, or to client credentials where no person signs
#     in. Then delete the client, and have the users whose passwords it saw change them.
#   examples:
#     fires:
#       - why: A migration script of a former supplier still signs in with a person's password.
#         snapshot: {oauth_clients: {client-wallboard: {grant_type: password}}}
#     quiet:
#       - why: A client that is switched off gets no tokens.
#         snapshot: {oauth_clients: {client-wallboard: {grant_type: password, state: disabled}}}
package cordon.rules.oauth.oauth_password_grant

import data.cordon.lib.describe

findings contains finding if {
	some id, client in input.oauth_clients
	client.grant_type == "password"
	client.state == "active"
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s uses the password grant. It sees the passwords of whoever signs in with it.", [
			describe.subject("oauth_client", id),
		]),
		"path": ["oauth_clients", id, "grant_type"],
	}
}
