# METADATA
# title: Org trust without an end
# description: >-
#   The trust in another org is switched on and has no end. It outlives the contract that it was made for, unless
#   somebody thinks of it. One with a date is looked at when the date comes. The trust in the vendor's own customer
#   care, where the export holds it, has no end either, as a rule: waive it if it is wanted.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: trustee-without-expiry
#   severity: medium
#   requires: [trustees]
#   tags: [trust, partner, lifecycle]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Set an end to the trust, not later than that of the contract, and renew it with the contract. If nobody needs it
#     any more, switch it off.
#   examples:
#     fires:
#       - why: The trust was made for a project, and for ever.
#         snapshot: {trustees: {org-gamma: {name: Gamma Projects, enabled: true, users: {}, groups: {}}}}
#     quiet:
#       - why: It ends with the contract.
#         snapshot: {trustees: {org-gamma: {name: Gamma Projects, enabled: true, expires_at: '2027-03-31T22:00:00Z',
#           users: {}, groups: {}}}}
#       - why: It is switched off.
#         snapshot: {trustees: {org-gamma: {name: Gamma Projects, enabled: false, users: {}, groups: {}}}}
package cordon.rules.trust.trustee_without_expiry

import data.cordon.lib.trusts

findings contains finding if {
	some id, trustee in trusts.enabled
	not trustee.expires_at
	some common in trusts.about[id]
	finding := object.union(common, {
		"message": sprintf("%s is switched on and has no end.", [trusts.told(id, common)]),
		"path": ["trustees", id],
	})
}
