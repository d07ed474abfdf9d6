# METADATA
# title: Partner user is known by its division alone
# description: >-
#   The policy file neither lists the user nor knows its e-mail domain, and it is no clone of an org of the partner's.
#   It counts as the partner's because it sits in the partner's division. Nobody has said who this person works for, and
#   once somebody moves the account to another division, it is nobody's and no rule about partners looks at it any more.
#   Accounts with a private address are the usual case. Deleted users are left out.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-user-undeclared
#   severity: medium
#   requires: [users, divisions]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners.*.divisions]
#   tags: [user, partner, accountability]
#   controls:
#     cis-controls: ["5"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Find out who the person works for. If it is the partner, give the account an address of the partner's, or list it
#     in the partner's `users` in the policy file. If not, move it out of the partner's division.
#   examples:
#     fires:
#       - why: The agent's account was made with a private address.
#         snapshot: {users: {user-ana: {email: ana@postbox.example}}}
#     quiet:
#       - why: The freelancer is listed by address.
#         snapshot: {users: {user-ana: {email: ana@postbox.example}}}
#         config: {partners: {acme: {users: [ana@postbox.example]}}}
package cordon.rules.user.partner_user_undeclared

import data.cordon.lib.describe
import data.cordon.lib.divisions
import data.cordon.lib.index
import data.cordon.lib.partners

findings contains finding if {
	some id, _ in undeclared
	user := input.users[id]
	user.state != "deleted"
	some partner in divisions.owners[user.division_id]
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s counts as a user of %s only by sitting in %s; %s.", [
			describe.subject("user", id),
			partners.display_name(partner),
			describe.division(user.division_id),
			address(user),
		]),
		"path": ["users", id, "division_id"],
		"related": array.concat([["users", id, "email"] | user.email], describe.division_place(user.division_id)),
		"partner": partner,
		"key": [partner],
	}
}

undeclared := object.remove(
	partners.users_by_division,
	object.keys(object.union_n([
		partners.users_by_origin,
		partners.users_by_domain,
		{id: found | some id, found in partners.users_listed},
	])),
)

address(user) := sprintf("no partner has the e-mail domain %s", [domain]) if {
	domain := index.domain_of(user.email)
} else := "it has no e-mail address"
