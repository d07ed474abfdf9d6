# METADATA
# title: Trusted org has full access
# description: >-
#   The trust in another org was set up with full access, so it is not bound to the roles and divisions that its users
#   were given: no grant of the snapshot says what they may do, and no division stops them. Trusts that
#   are switched off or whose end has come are left out, as are those that only their users' roles open.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: trustee-full-access
#   severity: critical
#   requires: [trustees]
#   tags: [trust, partner, superuser]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.19, A.8.2]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Take full access away from the trust, and give each of its users or groups a custom role in the divisions that
#     the task needs. If nobody knows what the trust is for, switch it off.
#   examples:
#     fires:
#       - why: The trust was set up with full access to be done with it.
#         snapshot: {trustees: {org-beta: {has_full_access: true}}}
#     quiet:
#       - why: Its users have roles.
#         snapshot: {trustees: {org-beta: {has_full_access: false}}}
#       - why: The trust is switched off.
#         snapshot: {trustees: {org-beta: {has_full_access: true, enabled: false}}}
package cordon.rules.trust.trustee_full_access

import data.cordon.lib.trusts

findings contains finding if {
	some id, trustee in trusts.working
	trustee.has_full_access
	some common in trusts.about[id]
	finding := object.union(common, {
		"message": sprintf("%s gives full access to this org. Roles and divisions do not bound its users.", [
			trusts.told(id, common),
		]),
		"path": ["trustees", id, "has_full_access"],
	})
}

not_evaluated contains reason if {
	some id, trustee in trusts.working
	object.get(trustee, "has_full_access", null) == null
	reason := sprintf("the snapshot does not say whether the trust in org %s (%s) gives full access", [trustee.name, id])
}
