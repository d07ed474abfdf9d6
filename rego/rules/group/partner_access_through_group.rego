# METADATA
# title: Partner gets roles through a group
# description: >-
#   A group passes its roles on to whoever is in it. What a partner's people may do then does not stand on their own
#   Roles tab, it changes with the group's membership, which its owners decide on, and taking the person's own roles
#   away leaves it. That is no fault in itself: the rule lists where it is so, for those who review access by
#   person. Members are those that the group lists, those that list the group, and owners where they count as members.
#   Groups of a partner's own org, which an org trust lets in, are not looked at.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-access-through-group
#   severity: note
#   sets: [strict]
#   requires: [users, divisions, groups, grants]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   optional: [roles]
#   requires_policy: [partners]
#   tags: [group, partner, access-review]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Grant the roles to the members that need them and remove them from the group, or keep the group, review its
#     members together with the partner's users, and waive the finding with that reason.
#   examples:
#     fires:
#       - why: The night shift's agent gets the support role through her group, and not by a grant of her own.
#         snapshot: {grants: {group-acme-night: [{subject_type: group, role_id: role-support, division_id: div-acme}]}}
#     quiet:
#       - why: The group may hold roles no longer, so nobody gets any through it.
#         snapshot: {groups: {group-acme-night: {roles_enabled: false}}}
#       - why: The only member is one of the org's own people.
#         snapshot: {users: {user-ana: {group_ids: []}}, groups: {group-acme-night: {member_ids: [user-tom]}}}
package cordon.rules.group.partner_access_through_group

import data.cordon.lib.describe
import data.cordon.lib.groups
import data.cordon.lib.partners

findings contains finding if {
	some id, entries in groups.roles
	some partner in partners.groups[id]
	finding := {
		"subject": {"type": "group", "id": id},
		"message": sprintf("%s passes %s on.%s", [
			describe.holder("group", id, partner),
			groups.told(entries),
			describe.members("group", id, partner),
		]),
		"path": ["grants", id],
		"related": array.concat(groups.places(entries), describe.holder_places("group", id, partner)),
		"partner": partner,
		"divisions": groups.divisions(entries),
		"key": [partner],
	}
}
