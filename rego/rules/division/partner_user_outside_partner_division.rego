# METADATA
# title: Partner user outside the partner's own divisions
# description: >-
#   A partner user who sits in a division of the org or of another partner is listed, reported on and managed with
#   the people of that division. Whoever supervises that division sees the user's work, and the partner's own
#   supervisors don't. It also hides the user from anyone who reviews the partner by its division.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-user-outside-partner-division
#   severity: medium
#   sets: [default, seed, strict]
#   requires: [users, divisions]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners]
#   tags: [division, partner, visibility]
#   controls:
#     cis-controls: ["5"]
#     iso-27001: [A.5.15]
#     nist-800-53: [AC-2, AC-3]
#   remediation: >-
#     Move the user to one of the partner's own divisions. If the user's present division does belong to the
#     partner, add it to the partner's `divisions` in the policy file.
#   examples:
#     fires:
#       - why: The user was put in the division it works for, not in the one of its company.
#         snapshot: {users: {user-ana: {division_id: div-billing}}}
#     quiet:
#       - why: The user is in the second of the partner's own divisions.
#         snapshot: {users: {user-ana: {division_id: div-outages}}}
#         config: {partners: {acme: {divisions: [Partner_Acme_Support, Prod_Outages]}}}
package cordon.rules.division.partner_user_outside_partner_division

import data.cordon.lib.describe
import data.cordon.lib.divisions
import data.cordon.lib.partners

findings contains finding if {
	some id, found in partners.users
	division_id := input.users[id].division_id
	not divisions.home[division_id]
	some partner in found
	not divisions.owned[partner][division_id]
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s is in %s, which is none of %s's own.%s", [
			describe.holder("user", id, partner),
			describe.division(division_id),
			partners.display_name(partner),
			own_divisions[partner],
		]),
		"path": ["users", id, "division_id"],
		"related": describe.division_place(division_id),
		"partner": partner,
		"key": [partner],
	}
}

own_divisions[partner] := describe.own_divisions(own) if some partner, own in divisions.owned
