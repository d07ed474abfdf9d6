# METADATA
# title: Role gained permissions
# description: >-
#   The role gives more than it gave in the earlier snapshot (`--since`): permissions that it did not have, or that it
#   gave under a condition only. Everybody who holds it got them on that day, without a grant of theirs having
#   changed. Of a default role it may be Genesys Cloud that added them. Wildcards are compared by what they stood for in
#   the catalogue of each snapshot, so a role that spells out what it had as a wildcard gained nothing, and one with
#   a wildcard gains what the catalogue gained. Roles that are new are not compared.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: permission-creep
#   severity: medium
#   sets: [strict]
#   requires: [roles, users, divisions, groups, grants]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   optional: [permissions]
#   requires_since: true
#   tags: [role, partner, default-role]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Find the change in the audit trail and ask who wanted it. Take the permissions out of the role, or have them
#     approved for everybody who holds it. Replace default roles of partners by custom ones, which only you change.
#   examples:
#     fires:
#       - why: An export permission was added to the role that the vendors hold.
#         snapshot: {roles: {role-support: {permissions: {'analytics:dataExport:add': {conditional: false}}}}}
#         since: {exported_at: '2026-08-01T06:00:00Z'}
#       - why: Genesys Cloud added a permission to the Supervisor role.
#         snapshot: {roles: {role-supervisor: {permissions: {'recording:job:add': {conditional: false}}}}}
#         since: {exported_at: '2026-08-01T06:00:00Z'}
#     quiet:
#       - why: The role lost a permission.
#         since: {roles: {role-support: {permissions: {'routing:queue:edit': {conditional: false}}}}}
#       - why: What was a wildcard is spelled out now.
#         snapshot: {roles: {role-queues: {name: Queues, default: false, permissions: {'routing:queueMember:manage': {
#           conditional: false}}}}}
#         since: {roles: {role-queues: {name: Queues, default: false, permissions: {'routing:queueMember:*': {
#           conditional: false}}}}}
package cordon.rules.role.permission_creep

import data.cordon.lib.clock
import data.cordon.lib.describe
import data.cordon.lib.index
import data.cordon.lib.partners
import data.cordon.lib.patterns
import data.cordon.lib.permissions

# ── What roles gave in the earlier snapshot ──

earlier_catalogue := object.keys(object.get(data.cordon.since, "permissions", {}))

earlier_catalogue_complete if {
	section := data.cordon.since.sections.permissions
	section.status == "complete"
	held := count(earlier_catalogue)
	held > 0
	count([member | some member in ["count", "expected"]; section[member] > held]) == 0
}

# What the wildcards of the earlier snapshot choose from: its own catalogue, if both snapshots have theirs, since
# today's wildcards are resolved by today's. Otherwise that of today for both, so that the same wildcard is the same.
expandable := earlier_catalogue if {
	earlier_catalogue_complete
	permissions.catalogue_complete
} else := permissions.expandable

wildcards_then := {key |
	some key in union({object.keys(role.permissions) | some role in data.cordon.since.roles})
	contains(key, "*")
}

earlier_wildcards[wildcard] := matched_or_itself(wildcard) if some wildcard in wildcards_then

matched_or_itself(wildcard) := found if {
	expression := patterns.as_regex(wildcard)
	found := {name | some name in expandable; regex.match(expression, name)}
	count(found) > 0
} else := {wildcard}

# Role id → names that the role gave, under a condition or not.
earlier[id] := names(object.keys(role.permissions)) | one_word(role) if some id, role in data.cordon.since.roles

# Role id → names that the role gave under a condition only, if any.
earlier_conditional[id] := names(limited) - (names(free) | one_word(role)) if {
	some id, role in data.cordon.since.roles
	limited := {name | some name, held in role.permissions; held.conditional}
	free := object.keys(role.permissions) - limited
}

names(keys) := (keys - wildcards_then) | union({found |
	some key in keys & wildcards_then
	found := earlier_wildcards[key]
})

one_word(role) := {name | some name in role.general_permissions}

# ── What they give now ──

gained[id] := more if {
	some id, given in permissions.of_role
	more := given - earlier[id]
	count(more) > 0
}

loosened[id] := freed if {
	some id, limited in earlier_conditional
	freed := {name |
		some name in permissions.of_role[id] & limited
		not permissions.is_conditional(id, name)
	}
	count(freed) > 0
}

changed contains id if some id, _ in gained

changed contains id if some id, _ in loosened

# ── Who of partners holds them ──

holders[role_id] contains [type, id] if {
	some role_id in changed
	some type, found in partners.subjects
	some id in object.keys(object.get(index.subjects_by_role, role_id, {})) & object.keys(found)
	some grant in input.grants[id]
	grant.subject_type == type
	grant.role_id == role_id
}

holders[role_id] contains ["oauth_client", id] if {
	some id, _ in partners.oauth_clients
	some pair in input.oauth_clients[id].role_divisions
	role_id := pair.role_id
}

findings contains finding if {
	some id in changed
	more := object.get(gained, id, set())
	freed := object.get(loosened, id, set())
	held_by := sort({holder | some holder in holders[id]})
	finding := {
		"subject": {"type": "role", "id": id},
		"message": sprintf("%s %s (%s) gives more than %s: %s.%s", [
			kind(id),
			describe.role(id),
			id,
			moment,
			concat("; ", array.concat(
				listed("new", [describe.permission(id, name) | some name in sort(more)]),
				listed("no longer under a condition", sort(freed)),
			)),
			told(held_by),
		]),
		"path": ["roles", id],
		"related": array.concat(permission_places(id, more | freed), describe.first_places({place |
			some [type, holder] in first_of(held_by)
			some place in holder_grants(type, holder, id)
		})),
		"divisions": [],
		"data": {"gained": sort(more), "no_longer_conditional": sort(freed)},
	}
}

kind(id) := "Default" if {
	permissions.default_roles[id]
} else := "Custom"

moment := sprintf("on %s", [clock.day(exported_at)]) if {
	exported_at := data.cordon.since.exported_at
} else := "in the earlier snapshot"

listed(how, list) := [sprintf("%s %s", [how, describe.first_names(list)]) | count(list) > 0]

told(held_by) := " No subject of a partner holds it." if {
	count(held_by) == 0
} else := sprintf(" Held by subjects of partners: %s.", [concat(
	", ",
	array.concat(names_of(first_of(held_by)), more_than(held_by)),
)])

# A role may have thousands of holders.
first_of(held_by) := array.slice(held_by, 0, describe.evidence_limit)

names_of(held_by) := [describe.holder(type, id, partner) |
	some [type, id] in held_by
	some partner in partners.subjects[type][id]
]

more_than(held_by) := [sprintf("and %d more", [more]) | more := count(held_by) - describe.evidence_limit; more > 0]

permission_places(id, names_given) := describe.first_places({["roles", id, "permissions", key] |
	some name in names_given
	some key in permissions.sources(id, name)
})

holder_grants(type, id, role_id) := [["grants", id, i] |
	some i, grant in input.grants[id]
	grant.subject_type == type
	grant.role_id == role_id
]

# What wildcards stood for can't be told without the catalogues.
not_evaluated contains reason if some reason in permissions.undecided.roles

not_evaluated contains "the earlier snapshot lacks the catalogue of permissions, so its wildcards can't be resolved" if {
	not earlier_catalogue_complete
	count(wildcards_then) > 0
}
