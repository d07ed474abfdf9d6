# METADATA
# title: OAuth client is shared by partners
# description: >-
#   One client for two vendors means that both know one secret. What either of them does shows up as the same
#   client id, so nobody can tell them apart, and access can't be taken from one without taking it from the other.
#   A client that holds roles in two partners' own divisions also lets each vendor read the other's data.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-client-shared-by-partners
#   severity: high
#   sets: [default, seed, strict]
#   requires: [oauth_clients]
#   requires_if:
#     divisions: [partners.*.divisions]
#     grants: [partners.*.divisions]
#   requires_policy: [partners]
#   tags: [oauth, partner, accountability]
#   controls:
#     cis-controls: ["5"]
#     iso-27001: [A.5.19]
#     nist-800-53: [AC-2, AU-10, IA-5]
#   remediation: >-
#     Create one client for each partner, with a name of its own and roles in that partner's division only. Hand
#     out the new secrets, then delete the shared client.
#   examples:
#     fires:
#       - why: The client got a role in the second vendor's division.
#         snapshot: {oauth_clients: {client-acme: {role_divisions: [{role_id: role-reporting, division_id:
#           div-acme}, {role_id: role-reporting, division_id: div-beta}]}}}
#       - why: The name matches the patterns of two partners.
#         snapshot: {}
#         config: {partners: {beta: {oauth_client_names: [Vendor_*_App]}}}
#     quiet:
#       - why: A role in a division that is no partner's own.
#         snapshot: {oauth_clients: {client-acme: {role_divisions: [{role_id: role-reporting, division_id:
#           div-acme}, {role_id: role-reporting, division_id: div-billing}]}}}
package cordon.rules.oauth.oauth_client_shared_by_partners

import data.cordon.lib.access
import data.cordon.lib.describe

findings contains finding if {
	some id, reasons in access.sharing
	places := {entry[3] | some entry in access.client_grants_in_own[id]}
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s is shared by partners: %s.", [
			describe.subject("oauth_client", id),
			concat("; ", sort(reasons)),
		]),
		"path": ["oauth_clients", id, "name"],
		"related": describe.first_places(places),
		"divisions": sort({entry[2] | some entry in access.client_grants_in_own[id]}),
	}
}
