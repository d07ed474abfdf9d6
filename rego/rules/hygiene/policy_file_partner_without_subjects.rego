# METADATA
# title: Partner of the policy file has no subjects
# description: >-
#   No user, OAuth client or trusted org of the snapshot is this partner's. Either the company is gone, and its entry
#   lets nobody in today and whoever fits it tomorrow; or it changed its name, domain or division, and its people are
#   there and no rule takes them for a partner's. Then every rule about it passes without having looked at anybody.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: policy-file-partner-without-subjects
#   severity: low
#   requires: [users]
#   requires_if:
#     divisions: [partners.*.divisions]
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners]
#   tags: [partner, policy, hygiene]
#   controls:
#     iso-27001: [A.5.19]
#     nist-800-53: [AC-2]
#   remediation: >-
#     If the company no longer works for you, take its entry out of the policy file and delete its division. If it does,
#     correct the entry: compare its domains, divisions and names with those of its people in the org.
#   examples:
#     fires:
#       - why: The vendor changed its e-mail domain, and the policy file still has the old one.
#         snapshot: {}
#         config: {partners: {gamma: {name: Gamma Chat, divisions: [], authorized_divisions: [], email_domains:
#           [gamma.example], users: [], oauth_clients: [], oauth_client_names: [], resource_names: [],
#           trustee_orgs: []}}}
#     quiet:
#       - why: One client is left of the vendor.
#         snapshot: {}
#         config: {partners: {gamma: {name: Gamma Chat, divisions: [], authorized_divisions: [], email_domains:
#           [gamma.example], users: [], oauth_clients: [client-wallboard], oauth_client_names: [], resource_names: [],
#           trustee_orgs: []}}}
package cordon.rules.hygiene.policy_file_partner_without_subjects

import data.cordon.lib.describe
import data.cordon.lib.divisions
import data.cordon.lib.partners

findings contains finding if {
	some partner in object.keys(partners.settings) - matched
	own := divisions.owned[partner]
	places := sort([["divisions", id] | some id in own])
	finding := {
		"subject": {"type": "organization", "id": input.organization.id},
		"message": sprintf("Partner %s of the policy file matches no user, OAuth client or trusted org.%s", [
			partners.display_name(partner),
			left_over(own),
		]),
		"path": array.concat(places, [["organization"]])[0],
		"related": array.slice(places, 1, count(places)),
		"partner": partner,
		"key": [partner],
		"divisions": sort(own),
	}
}

left_over(own) := "" if {
	count(own) == 0
} else := sprintf(" Of its own it has %s.", [describe.divisions(own)])

matched contains partner if {
	some found in partners.users
	some partner in found
}

matched contains partner if {
	some found in partners.oauth_clients
	some partner in found
}

# An org counts before anybody of it may do anything here.
matched contains partner if {
	some org, found in partners.trustee_orgs
	input.trustees[org]
	some partner in found
}
