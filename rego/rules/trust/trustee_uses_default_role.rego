# METADATA
# title: Trusted org gets a default role
# description: >-
#   Users of the trusted org get the default role for trusted users. Default roles ship with Genesys Cloud, which adds
#   permissions to them as features appear, and nobody reviews these. Trusts that are switched off or whose end has
#   come are left out, and so are those with full access, which a role adds nothing to.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: trustee-uses-default-role
#   severity: medium
#   requires: [trustees]
#   tags: [trust, partner, default-role]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Give each user or group of the trusted org a custom role in the divisions that the task needs, and switch off
#     that the trust uses the default role.
#   examples:
#     fires:
#       - why: The trust was left as the pairing sets it up.
#         snapshot: {trustees: {org-beta: {uses_default_role: true}}}
#     quiet:
#       - why: Its users have a custom role.
#         snapshot: {trustees: {org-beta: {uses_default_role: false}}}
package cordon.rules.trust.trustee_uses_default_role

import data.cordon.lib.trusts

findings contains finding if {
	some id, trustee in trusts.working
	trustee.uses_default_role
	not trustee.has_full_access
	some common in trusts.about[id]
	finding := object.union(common, {
		"message": sprintf("%s gives its users the default role for trusted users. %s", [
			trusts.told(id, common),
			"Genesys Cloud changes default roles over time.",
		]),
		"path": ["trustees", id, "uses_default_role"],
	})
}

not_evaluated contains reason if {
	some id, trustee in trusts.working
	object.get(trustee, "uses_default_role", null) == null
	reason := sprintf("the snapshot does not say whether the trust in org %s (%s) uses the default role", [
		trustee.name,
		id,
	])
}
