# METADATA
# title: Partner holds a role in the Home division
# description: >-
#   New objects land in Home until somebody moves them. A partner with a role there sees each new queue, flow or
#   user of the org in the meantime, and everything that was never moved at all. It is the usual way in which a
#   carefully scoped partner comes to see other teams' work.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-grant-home-division
#   severity: high
#   sets: [default, seed, strict]
#   requires: [users, divisions, groups, grants]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners]
#   tags: [grant, partner, lateral-movement]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Remove the grant in Home. If the partner needs something that is there, move that object to the partner's
#     division or to one that the partner is authorized for.
#   examples:
#     fires:
#       - why: The division was left at its preset when the role was assigned.
#         snapshot: {grants: {user-ana: [{subject_type: user, role_id: role-support, division_id: div-home}]}}
#     quiet:
#       - why: The role is granted in the partner's own division.
#         snapshot: {grants: {user-ana: [{subject_type: user, role_id: role-support, division_id: div-acme}]}}
package cordon.rules.grant.partner_grant_home_division

import data.cordon.lib.access
import data.cordon.lib.describe

findings contains finding if {
	some breach in access.breaches["home"]
	finding := {
		"subject": {"type": breach.type, "id": breach.id},
		"message": sprintf("%s. Home holds everything that nobody moved to another division.%s", [
			describe.grant(breach),
			describe.members(breach.type, breach.id, breach.partner),
		]),
		"path": breach.path,
		"related": describe.grant_places(breach),
		"partner": breach.partner,
		"divisions": [breach.division_id],
		"key": [breach.partner, breach.role_id, breach.division_id],
	}
}
