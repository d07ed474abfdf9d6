# METADATA
# title: Partner holds a role in another partner's division
# description: >-
#   One vendor can see another vendor's people, queues and customers' conversations. That is a breach of
#   confidence between competitors, and seldom one that the org meant to allow. It happens when a role is copied
#   from a colleague of the other vendor, or when somebody changes employer.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-grant-cross-partner
#   severity: high
#   sets: [default, seed, strict]
#   requires: [users, divisions, groups, grants]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners.*.divisions]
#   tags: [grant, partner, lateral-movement]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15, A.5.19]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Remove the grant. If the subject does look after both partners, write an `[[authorizations]]` entry for this
#     one subject with the division and the reason.
#   examples:
#     fires:
#       - why: The roles were copied from a colleague at the other vendor.
#         snapshot: {grants: {user-ana: [{subject_type: user, role_id: role-support, division_id: div-beta}]}}
#     quiet:
#       - why: This one manager is authorized to look after both vendors.
#         snapshot: {grants: {user-vera: [{subject_type: user, role_id: role-support, division_id: div-acme},
#           {subject_type: user, role_id: role-support, division_id: div-beta}]}}
package cordon.rules.grant.partner_grant_cross_partner

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.divisions
import data.cordon.lib.partners

findings contains finding if {
	some breach in access.breaches["cross-partner"]
	finding := {
		"subject": {"type": breach.type, "id": breach.id},
		"message": sprintf("%s, which is %s's own.%s", [
			describe.grant(breach),
			owners_of(breach.division_id),
			describe.members(breach.type, breach.id, breach.partner),
		]),
		"path": breach.path,
		"related": describe.grant_places(breach),
		"partner": breach.partner,
		"divisions": [breach.division_id],
		"key": [breach.partner, breach.role_id, breach.division_id],
	}
}

# A grant in a division that is the partner's own, too, is no breach.
owners_of(division_id) := describe.listing({partners.display_name(owner) | some owner in divisions.owners[division_id]})
