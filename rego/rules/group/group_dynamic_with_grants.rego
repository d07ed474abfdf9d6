# METADATA
# title: Roles follow a group whose members are chosen by skill
# description: >-
#   Who is in a dynamic group follows from routing skills. Where such a group holds roles, whoever may assign skills
#   decides who holds these roles: a change that looks like work planning hands out access, without a
#   permission to grant roles and without a trace among the changes of roles. The members of the snapshot are those of
#   the moment of the export.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: group-dynamic-with-grants
#   severity: medium
#   requires: [groups, grants]
#   optional: [divisions, roles]
#   tags: [group, escalation]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18]
#     nist-800-53: [AC-2, AC-6]
#   remediation: >-
#     Make a group with listed members for the roles, and remove them from the dynamic one. Until then, treat the
#     permission to assign routing skills as one to grant these roles.
#   examples:
#     fires:
#       - why: The night shift's members are chosen by a skill, and their group holds a role.
#         snapshot: {groups: {group-acme-night: {dynamic: true}}}
#     quiet:
#       - why: The members are listed by name.
#         snapshot: {groups: {group-acme-night: {dynamic: false}}}
#       - why: The dynamic group passes no roles on.
#         snapshot: {groups: {group-bikes: {dynamic: true}}}
package cordon.rules.group.group_dynamic_with_grants

import data.cordon.lib.describe
import data.cordon.lib.groups

findings contains finding if {
	some id, entries in groups.roles
	input.groups[id].dynamic
	finding := {
		"subject": {"type": "group", "id": id},
		"message": sprintf("%s passes %s on to whoever has certain routing skills. %s", [
			describe.subject("group", id),
			groups.told(entries),
			"Whoever may assign skills decides who holds these roles.",
		]),
		"path": ["groups", id, "dynamic"],
		"related": groups.places(entries),
		"divisions": groups.divisions(entries),
	}
}

not_evaluated contains reason if {
	unknown := {describe.subject("group", id) | some id, _ in groups.roles; unsaid(id)}
	count(unknown) > 0
	reason := sprintf("the snapshot does not say whether these groups are dynamic: %s", [
		describe.first_names(sort(unknown)),
	])
}

unsaid(id) if object.get(input.groups[id], "dynamic", null) == null
