# METADATA
# title: Scoped grant of a partner reaches the whole org
# description: >-
#   The grant names one division, but not every permission follows divisions: one that does not works in the whole
#   org however narrow the grant is. Nobody sees that on the page where roles are given out. The catalogue of
#   permissions says which ones they are. Left out are those that the policy file demands, those that other rules
#   report (excluded ones, those of the set `@escalation` that are held without a condition, roles with the one-word
#   `admin`), roles that the same holder also has in all divisions, and by default a few that every agent's desktop
#   needs. Clients that act as the user who signs in are left out, since their roles give them nothing.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-org-wide-permission
#   severity: medium
#   requires: [users, divisions, groups, grants, roles, permissions]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners]
#   tags: [permission, partner, division]
#   params:
#     ignore:
#       description: >-
#         Permissions that may work in the whole org, names or patterns. By default what every agent needs: its own
#         presence and station, and to see groups, locations, profiles, shipped prompts and settings of the desktop.
#       default:
#         - "architect:systemPrompt:view"
#         - "conversation:settings:view"
#         - "directory:group:view"
#         - "directory:location:view"
#         - "directory:userProfile:view"
#         - "presence:*:view"
#         - "presence:userPresence:edit"
#         - "routing:settings:view"
#         - "telephony:selfAgentGreeting:*"
#         - "telephony:selfStationAssociation:*"
#         - "telephony:station:disassociateSelf"
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15, A.5.19]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Take the permissions out of the role, or keep them only if the partner may use them everywhere: a narrower grant
#     does not help. What every partner may do in the whole org goes into the rule's `ignore`, or under `mandatory`;
#     what one partner may do, into a waiver.
#   examples:
#     fires:
#       - why: The vendor sees the telephony settings of all sites, though the role was granted in its own division.
#         snapshot: {roles: {role-support: {permissions: {'telephony:settings:view': {conditional: false}}}}}
#     quiet:
#       - why: The role follows divisions, all of it.
#         snapshot: {roles: {role-support: {permissions: {'routing:queue:edit': {conditional: false}}}}}
#       - why: To see the states that users can be in is what every desktop needs.
#         snapshot: {permissions: {'presence:presenceDefinition:view': {division_aware: false, allows_conditions:
#           false}}, roles: {role-support: {permissions: {'presence:presenceDefinition:view': {conditional: false}}}}}
package cordon.rules.permission.partner_org_wide_permission

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.partners
import data.cordon.lib.patterns
import data.cordon.lib.permissions

findings contains finding if {
	some role_id, names in leaking
	some [type, id] in access.holders[role_id]
	entries := access.grants_of(type, id, role_id)
	division_ids := access.divisions_in(entries)
	not division_ids["*"]
	some partner in partners.subjects[type][id]
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s reaches the whole org through %s, granted in %s only.%s%s.%s", [
			describe.holder(type, id, partner),
			describe.role(role_id),
			describe.divisions(division_ids),
			" Not limited to divisions: ",
			wording[role_id],
			describe.members(type, id, partner),
		]),
		"path": access.first_place(entries),
		"related": array.concat(places[role_id], describe.holder_places(type, id, partner)),
		"partner": partner,
		"divisions": sort(division_ids),
		"key": [partner, role_id],
		"data": {"permissions": sort(names)},
	}
}

# Role id → the names, of roles that partner subjects hold.
leaking[role_id] := names if {
	of_no_concern := (permissions.excluded | permissions.mandatory) | ignored
	some role_id, _ in access.holders
	names := {name |
		some name in org_wide[role_id] - of_no_concern
		not is_escalation(role_id, name)
	}
	count(names) > 0
}

# The same as in data.cordon.lib.effective, which works out what every subject may do, too, and costs as much.
follow_no_division contains name if {
	some name, permission in input.permissions
	permission.division_aware == false
}

org_wide[role_id] := names if {
	some role_id, _ in access.holders
	not permissions.superuser_roles[role_id]
	one_word := {name | some name in input.roles[role_id].general_permissions}
	names := (permissions.of_role[role_id] & follow_no_division) | one_word
}

# Each name is matched once, however many roles hold it.
ignored := {name |
	found_by := patterns.matcher(data.cordon.params["partner-org-wide-permission"].ignore)
	some name in union({names | some _, names in org_wide})
	patterns.matches(found_by, patterns.fold(name))
}

is_escalation(role_id, name) if {
	name in permissions.sets.escalation.permissions
	not permissions.is_conditional(role_id, name)
}

wording[role_id] := describe.permission_list(role_id, names) if some role_id, names in leaking

places[role_id] := describe.permission_places(role_id, names) if some role_id, names in leaking

not_evaluated contains reason if some reason in access.unknown_roles

not_evaluated contains "the catalogue of permissions is not complete, so it is not known which follow divisions" if {
	not permissions.catalogue_complete
}
