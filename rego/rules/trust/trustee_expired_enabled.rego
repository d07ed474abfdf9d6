# METADATA
# title: Org trust is switched on after its end
# description: >-
#   The end of the trust has come, and it is still switched on. Genesys does not document whether such a trust lets
#   its users in. If it does, they hold access that nobody renewed; if not, changing the date is all that
#   it takes. Access that has ended should be switched off.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: trustee-expired-enabled
#   severity: medium
#   requires: [trustees]
#   tags: [trust, partner, lifecycle]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Switch the trust off and remove its users and groups. If it is still needed, have it approved again and set a new
#     end.
#   examples:
#     fires:
#       - why: The project ended in June, and nobody switched the trust off.
#         snapshot: {trustees: {org-beta: {expires_at: '2026-06-30T22:00:00Z'}}}
#     quiet:
#       - why: It runs until spring.
#         snapshot: {trustees: {org-beta: {expires_at: '2027-03-31T22:00:00Z'}}}
#       - why: It was switched off when the project ended.
#         snapshot: {trustees: {org-beta: {expires_at: '2026-06-30T22:00:00Z', enabled: false}}}
package cordon.rules.trust.trustee_expired_enabled

import data.cordon.lib.clock
import data.cordon.lib.trusts

findings contains finding if {
	some id, ended in trusts.expired
	some common in trusts.about[id]
	finding := object.union(common, {
		"message": sprintf("%s ended on %s and is still switched on. %s", [
			trusts.told(id, common),
			clock.day(ended),
			"Whether it still lets its users in is not documented.",
		]),
		"path": ["trustees", id, "expires_at"],
		"related": [["trustees", id, "enabled"]],
	})
}

not_evaluated contains reason if some reason in clock.undecided
