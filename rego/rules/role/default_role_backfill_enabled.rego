# METADATA
# title: Default roles get new permissions by themselves
# description: >-
#   With this setting on, Genesys Cloud adds the permissions of new features to the default roles of the org as they
#   appear. Everybody who holds such a role gets them, partners included, and nobody has looked at them first. Which
#   partners hold default roles is another rule's finding.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: default-role-backfill-enabled
#   severity: medium
#   requires: [settings]
#   tags: [role, setting, default-role]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Switch the setting off, and add new permissions to the roles that need them after somebody has looked at them.
#     Where that is too much work, give people custom roles and keep default roles for administrators.
#   examples:
#     fires:
#       - why: The setting was never switched off.
#         snapshot: {settings: {default_role_backfill: true}}
#     quiet:
#       - why: New permissions are added by hand.
#         snapshot: {settings: {default_role_backfill: false}}
package cordon.rules.role.default_role_backfill_enabled

findings contains finding if {
	input.settings.default_role_backfill
	finding := {
		"subject": {"type": "organization", "id": input.organization.id},
		"message": sprintf("In %s new permissions are added to default roles by themselves. %s", [
			input.organization.name,
			"Whoever holds such a role gets them, and nobody has looked at them first.",
		]),
		"path": ["settings", "default_role_backfill"],
		"divisions": [],
	}
}

not_evaluated contains "the snapshot does not say whether new permissions are added to default roles" if {
	object.get(input, ["settings", "default_role_backfill"], null) == null
}
