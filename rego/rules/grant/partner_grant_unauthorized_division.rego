# METADATA
# title: Partner holds a role in a division it is not authorized for
# description: >-
#   The partner reaches a production division that the policy file doesn't list for it. Either somebody widened
#   the access without a decision, or a decision was made and never written down. Grants add up, so one such grant
#   opens the division whatever the others say.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-grant-unauthorized-division
#   severity: high
#   sets: [default, seed, strict]
#   requires: [users, divisions, groups, grants]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners]
#   tags: [grant, partner, least-privilege]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15, A.5.19]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Remove the grant, or, if the access was agreed, add the division to the partner's `authorized_divisions` or
#     to an `[[authorizations]]` entry for this one subject, with the reason.
#   examples:
#     fires:
#       - why: Access for a project stayed after the project.
#         snapshot: {grants: {user-ana: [{subject_type: user, role_id: role-support, division_id: div-outages}]}}
#     quiet:
#       - why: The division is one that the partner may monitor.
#         snapshot: {grants: {user-ana: [{subject_type: user, role_id: role-support, division_id: div-billing}]}}
package cordon.rules.grant.partner_grant_unauthorized_division

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.partners

findings contains finding if {
	some breach in access.breaches["unauthorized"]
	finding := {
		"subject": {"type": breach.type, "id": breach.id},
		"message": sprintf("%s, which the policy file does not authorize for %s.%s", [
			describe.grant(breach),
			partners.display_name(breach.partner),
			describe.members(breach.type, breach.id, breach.partner),
		]),
		"path": breach.path,
		"related": describe.grant_places(breach),
		"partner": breach.partner,
		"divisions": [breach.division_id],
		"key": [breach.partner, breach.role_id, breach.division_id],
	}
}
