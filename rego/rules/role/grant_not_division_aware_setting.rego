# METADATA
# title: Roles can be granted beyond one's own divisions
# description: >-
#   With this setting off, whoever may grant roles in one division may grant them in every other, too. A division then
#   is no fence around those who administer it: a local administrator, or a partner that was given the permission for
#   its own division, can give itself access to the whole org. Who holds such a permission is another
#   rule's finding.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: grant-not-division-aware-setting
#   severity: medium
#   requires: [settings]
#   tags: [role, setting, escalation]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15, A.8.2]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Switch on that granting roles is limited to the divisions of the one who grants. Look up before who holds
#     authorization:grant:add in single divisions only: they can grant less from then on.
#   examples:
#     fires:
#       - why: The setting was left as it was in an org from the time before divisions.
#         snapshot: {settings: {grant_division_aware: false}}
#     quiet:
#       - why: Granting is limited to the divisions of the one who grants.
#         snapshot: {settings: {grant_division_aware: true}}
package cordon.rules.role.grant_not_division_aware_setting

findings contains finding if {
	input.settings.grant_division_aware == false
	finding := {
		"subject": {"type": "organization", "id": input.organization.id},
		"message": sprintf("In %s whoever may grant roles in one division may grant them in all. %s", [
			input.organization.name,
			"Granting is not limited to the divisions of the one who grants.",
		]),
		"path": ["settings", "grant_division_aware"],
		"divisions": [],
	}
}

not_evaluated contains "the snapshot does not say whether granting roles is limited to the granter's divisions" if {
	object.get(input, ["settings", "grant_division_aware"], null) == null
}
