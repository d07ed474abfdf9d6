# METADATA
# title: User of the org sits in a partner's division
# description: >-
#   Whoever supervises a partner's division sees the people in it: their profiles, contacts and evaluations, and may
#   change what a role there allows. For one of the org's own people that is the vendor's supervisor. It also counts the
#   user among the vendor's in every list by division. Somebody may well be meant to sit there, such as a vendor
#   manager, which is why this is for orgs that want to know each of them: an `[[authorizations]]` entry that names the
#   user and the division says that it is meant. Users that the policy file gives to a
#   partner are left to partner-user-outside-partner-division, and deleted users are left out.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: internal-user-in-partner-division
#   severity: low
#   requires: [users, divisions]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners.*.divisions, org.internal_email_domains]
#   tags: [user, partner, visibility]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Move the user to a division of the org's own. If the user is meant to sit with the partner, write an
#     `[[authorizations]]` entry for the user with the division and the reason.
#   examples:
#     fires:
#       - why: A trainer sat with the vendor for a month and was not moved back.
#         snapshot: {users: {user-tom: {division_id: div-acme}}}
#     quiet:
#       - why: The vendor manager is authorized to sit there.
#         snapshot: {users: {user-tom: {division_id: div-acme}}}
#         config: {authorizations: [{subject: tom.brandt@northwind-energy.example, divisions: [Partner_Acme_Support],
#           reason: vendor manager}]}
package cordon.rules.user.internal_user_in_partner_division

import data.cordon.lib.describe
import data.cordon.lib.divisions
import data.cordon.lib.index
import data.cordon.lib.partners
import data.cordon.lib.patterns

# Whoever sits in a partner's division is the partner's, unless the address is one of the org's own.
findings contains finding if {
	some division_id, found in divisions.owners
	some ids in index.users_by_division[division_id]
	some id, _ in ids
	not partners.users[id]
	input.users[id].state != "deleted"
	not authorized[[sprintf("user/%s", [id]), division_id]]
	not authorized[[patterns.fold(input.users[id].email), division_id]]
	some partner in found
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s is one of the org's own and sits in %s of %s.", [
			describe.subject("user", id),
			describe.division(division_id),
			partners.display_name(partner),
		]),
		"path": ["users", id, "division_id"],
		"related": describe.division_place(division_id),
		"partner": partner,
		"key": [partner],
	}
}

# `[who, division id]` of the policy file's authorizations: who as it is written, and without case for addresses.
authorized contains [who, division_id] if {
	some authorization in data.cordon.config.authorizations
	some who in {authorization.subject, patterns.fold(authorization.subject)}
	some division_id in divisions.ids(authorization.divisions)
}
