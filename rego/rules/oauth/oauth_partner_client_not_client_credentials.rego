# METADATA
# title: Partner's OAuth client acts as a user
# description: >-
#   A partner's tool that signs in as a user depends on that one person: it has the person's access, and it stops
#   when the person leaves. In the audit log its changes look like the person's. With client credentials the
#   client has roles of its own that can be scoped to the partner's division and revoked alone.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-partner-client-not-client-credentials
#   severity: high
#   sets: [default, seed, strict]
#   requires: [oauth_clients]
#   requires_policy: [partners]
#   tags: [oauth, partner, accountability]
#   controls:
#     cis-controls: ["5"]
#     nist-800-53: [AC-2, IA-5]
#   remediation: >-
#     Create a client with the Client Credentials grant for the partner's tool, give it a custom role in the
#     partner's division, have the partner switch over, then delete the old client. The grant type of a client in
#     use is best not changed in place.
#   examples:
#     fires:
#       - why: The vendor's report tool signs in as one of its people.
#         snapshot: {oauth_clients: {client-acme: {grant_type: authorization_code}}}
#     quiet:
#       - why: The org's own wallboard acts as the user who signed in.
#         snapshot: {oauth_clients: {client-wallboard: {grant_type: authorization_code}}}
package cordon.rules.oauth.oauth_partner_client_not_client_credentials

import data.cordon.lib.describe
import data.cordon.lib.partners

findings contains finding if {
	some id, found in partners.oauth_clients
	client := input.oauth_clients[id]
	client.grant_type != "client_credentials"
	some partner in found
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s uses the %s grant. Partner tools should use client credentials.", [
			describe.holder("oauth_client", id, partner),
			replace(client.grant_type, "_", " "),
		]),
		"path": ["oauth_clients", id, "grant_type"],
		"partner": partner,
		"key": [partner],
	}
}
