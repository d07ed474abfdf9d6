# METADATA
# title: OAuth client in a partner's division belongs to no partner
# description: >-
#   A client with roles of its own works in a partner's division, and neither its name nor the policy file says
#   whose it is. In the audit log its changes are those of "OAuth Client ID" and nobody. A client that a vendor
#   uses should say so by its name; one that the org uses itself has no need of a role there, as a rule.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-client-unattributed
#   severity: medium
#   sets: [default, seed, strict]
#   requires: [oauth_clients, divisions, grants]
#   requires_policy: [partners.*.divisions]
#   tags: [oauth, partner, accountability]
#   controls:
#     cis-controls: ["5"]
#     iso-27001: [A.5.18]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Rename the client by the partner's pattern (e.g. Vendor_Acme_Reporting_App) or list its id in the partner's
#     `oauth_clients`. If no partner uses it, take away its roles in the partner's divisions.
#   examples:
#     fires:
#       - why: The name does not say which vendor the client is for.
#         snapshot: {oauth_clients: {client-acme: {name: Reporting Sync}}}
#     quiet:
#       - why: The policy file lists the client by its id.
#         snapshot: {oauth_clients: {client-acme: {name: Reporting Sync}}}
#         config: {partners: {acme: {oauth_clients: [client-acme]}}}
package cordon.rules.oauth.oauth_client_unattributed

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.partners

findings contains finding if {
	some id, entries in access.client_grants_in_own
	input.oauth_clients[id].grant_type == "client_credentials"
	not partners.oauth_clients[id]
	roles := {sprintf("%s in %s of %s", [describe.role(role_id), describe.division(division_id), name]) |
		some [partner, role_id, division_id, _] in entries
		name := partners.display_name(partner)
	}
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s belongs to no partner but holds roles in partners' own divisions. It holds: %s.", [
			describe.subject("oauth_client", id),
			describe.listing(roles),
		]),
		"path": min({entry[3] | some entry in entries}),
		"divisions": sort({entry[2] | some entry in entries}),
		"related": describe.first_places({["divisions", entry[2]] | some entry in entries}),
	}
}
