# METADATA
# title: Partner user in the Home division
# description: >-
#   Everything is created in Home unless somebody moves it, so Home holds whatever nobody thought about. A partner
#   user who is in Home shares that division with the org's own people and unsorted objects, and every role that
#   somebody later grants there "where the user is" reaches all of it. Partner users belong in their partner's
#   division before they get their first role.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-user-in-home-division
#   severity: high
#   sets: [default, seed, strict]
#   requires: [users, divisions]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners]
#   tags: [division, partner, visibility]
#   controls:
#     cis-controls: ["5", "6"]
#     iso-27001: [A.5.15]
#     nist-800-53: [AC-2, AC-3]
#   remediation: >-
#     Move the user to the partner's own division: in the admin pages under People, or with POST
#     /api/v2/authorization/divisions/{divisionId}/objects/USER. Then check whether the user holds grants in Home
#     that were given because of it.
#   examples:
#     fires:
#       - why: The user was added and never moved out of Home.
#         snapshot: {users: {user-ana: {division_id: div-home}}}
#     quiet:
#       - why: Home is where the org's own people may be.
#         snapshot: {users: {user-tom: {division_id: div-home}}}
package cordon.rules.division.partner_user_in_home_division

import data.cordon.lib.describe
import data.cordon.lib.divisions
import data.cordon.lib.partners

findings contains finding if {
	some id, found in partners.users
	home := input.users[id].division_id
	divisions.home[home]
	some partner in found
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s is in the Home division (%s). Partner users belong in a division of their partner.", [
			describe.holder("user", id, partner),
			describe.division(home),
		]),
		"path": ["users", id, "division_id"],
		"related": describe.division_place(home),
		"partner": partner,
		"key": [partner],
	}
}
