# METADATA
# title: Partner reaches a restricted division
# description: >-
#   The policy file names divisions that no partner may ever reach, such as personnel or executive queues. This
#   partner can reach one, either by a grant in that division or by a grant in all divisions. No authorization can
#   make up for it: a division that is restricted and authorized at once is an error in the policy file.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-grant-restricted-division
#   severity: critical
#   sets: [default, seed, strict]
#   requires: [users, divisions, groups, grants]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners, org.restricted_divisions]
#   tags: [grant, partner, data-protection]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15, A.5.19]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Remove the grant at once, and look in the audit log for what the subject read or changed in the division. A
#     grant in all divisions is to be replaced with grants in single ones.
#   examples:
#     fires:
#       - why: The partner helps with hiring and got a role in HR.
#         snapshot: {grants: {user-ana: [{subject_type: user, role_id: role-support, division_id: div-hr}]}}
#       - why: A role in all divisions reaches HR as well.
#         snapshot: {grants: {user-bo: [{subject_type: user, role_id: role-support, division_id: '*'}]}}
#     quiet:
#       - why: The org's own people may reach HR.
#         snapshot: {grants: {user-tom: [{subject_type: user, role_id: role-support, division_id: div-hr}]}}
package cordon.rules.grant.partner_grant_restricted_division

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.divisions

findings contains finding if {
	some breach in access.breaches.restricted
	finding := {
		"subject": {"type": breach.type, "id": breach.id},
		"message": sprintf("%s, which no partner may reach.%s", [
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

# Through all divisions: one finding a holder and partner, whatever the number of roles.
findings contains finding if {
	count(divisions.restricted) > 0
	some [partner, type, id], breaches in everywhere
	role_ids := {breach.role_id | some breach in breaches}
	places := {place | some role_id in role_ids; some place in describe.role_place(role_id)}
	restricted := {place | some division_id in divisions.restricted; some place in describe.division_place(division_id)}
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s reaches restricted %s through all divisions, with %s.%s", [
			describe.holder(type, id, partner),
			describe.divisions(divisions.restricted),
			describe.roles(role_ids),
			describe.members(type, id, partner),
		]),
		"path": min({breach.path | some breach in breaches}),
		"related": array.concat(
			array.concat(describe.first_places(restricted), describe.first_places(places)),
			describe.holder_places(type, id, partner),
		),
		"partner": partner,
		"divisions": sort(divisions.restricted),
		"key": [partner, "*"],
	}
}

everywhere[holder] contains breach if {
	some breach in access.breaches["all-divisions"]
	holder := [breach.partner, breach.type, breach.id]
}
