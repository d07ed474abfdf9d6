# METADATA
# title: Partner holds a permission to get more access
# description: >-
#   Some permissions let their holder obtain access that it was not given: add itself to a group, take a new secret of
#   an OAuth client, change how users sign in, write an integration that runs with stored credentials. They are those
#   of the set `@escalation`, held without a condition. Whether they lead anywhere in this org is what
#   partner-escalation-path tells; here, a role that was meant to be limited is not. Names that the policy file
#   excludes are left to partner-excluded-permission, and roles with the one-word `admin` to partner-superuser. Not
#   reported by default are the permissions to run data actions, which agents need whose scripts call some: these run
#   with credentials that an integration stores, and only what was built.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-escalation-permission
#   severity: high
#   requires: [users, divisions, groups, grants, roles]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   optional: [permissions] # without a catalogue, wildcards stand for the names of the sets too
#   requires_policy: [partners]
#   tags: [permission, partner, escalation]
#   params:
#     ignore:
#       description: Permissions of the set that partners may hold, names or patterns.
#       default: ["integrations:action:execute", "bridge:actions:execute"]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.19, A.8.2]
#     nist-800-53: [AC-5, AC-6]
#   remediation: >-
#     Take the permissions out of the role if only partners hold it. Otherwise copy the role without them, grant the
#     copy to the partner in the same divisions, and remove the grant of the original. Have the org's own people do
#     what the partner needed them for, and add the names to `excluded` in the policy file.
#   examples:
#     fires:
#       - why: The vendor's shift lead keeps the mailing lists, and so may add anybody to any group.
#         snapshot: {roles: {role-lists: {name: List Keeper, default: false, permissions: {'directory:group:edit':
#           {conditional: false}}}}, grants: {user-ana: [{subject_type: user, role_id: role-lists, division_id:
#           div-acme}]}}
#     quiet:
#       - why: The org's own lead may edit groups.
#         snapshot: {roles: {role-operations: {permissions: {'directory:group:edit': {conditional: false}}}}}
#       - why: Agents whose scripts call data actions need to run them.
#         snapshot: {roles: {role-support: {permissions: {'integrations:action:execute': {conditional: false}}}}}
package cordon.rules.permission.partner_escalation_permission

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.partners
import data.cordon.lib.patterns
import data.cordon.lib.permissions

findings contains finding if {
	some role_id, names in escalating
	some [type, id] in access.holders[role_id]
	entries := access.grants_of(type, id, role_id)
	some partner in partners.subjects[type][id]
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s holds %s with permissions to get more access: %s. Granted in %s.%s", [
			describe.holder(type, id, partner),
			describe.role(role_id),
			wording[role_id],
			describe.divisions(access.divisions_in(entries)),
			describe.members(type, id, partner),
		]),
		"path": access.first_place(entries),
		"related": array.concat(places[role_id], describe.holder_places(type, id, partner)),
		"partner": partner,
		"divisions": sort(access.divisions_in(entries)),
		"key": [partner, role_id],
		"data": {"permissions": sort(names)},
	}
}

# Role id → the names, of roles that partner subjects hold.
escalating[role_id] := names if {
	wanted := looked_for
	some role_id, _ in access.holders
	not permissions.superuser_roles[role_id]
	names := {name |
		some name in permissions.of_role[role_id] & wanted
		not permissions.is_conditional(role_id, name)
	}
	count(names) > 0
}

looked_for := {name |
	ignored := patterns.matcher(data.cordon.params["partner-escalation-permission"].ignore)
	some name in permissions.sets.escalation.permissions
	not permissions.excluded[name]
	not patterns.matches(ignored, patterns.fold(name))
}

wording[role_id] := describe.listing(names) if some role_id, names in escalating

places[role_id] := describe.permission_places(role_id, names) if some role_id, names in escalating

not_evaluated contains reason if some reason in access.unknown_roles
