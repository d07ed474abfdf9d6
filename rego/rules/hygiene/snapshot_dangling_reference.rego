# METADATA
# title: Something is named that the snapshot does not have
# description: >-
#   A grant, user, group or OAuth client names a role, division, user, group, client or trusted subject whose id is not
#   in its section, although that section is complete. The usual case is a subject that was deleted and left its grants:
#   they count for nobody, until a restored account has them again. Otherwise the export is wrong, or the file was
#   changed. One finding stands for one missing thing, whatever the number of places that name it. References into
#   a section that is not complete are not judged, nor are objects' divisions, which are left to
#   division-object-unmapped. An id that is a user's counts as known, whatever kind of subject a grant takes it for.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: snapshot-dangling-reference
#   severity: low
#   requires: []
#   optional: [divisions, grants, groups, oauth_clients, roles, trustees, users]
#   tags: [snapshot, hygiene]
#   controls:
#     cis-controls: ["5"]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Export again. If the id is still missing, take away what names it: grants with POST
#     /api/v2/authorization/subjects/{subjectId}/bulkremove, members and owners in the group.
#   examples:
#     fires:
#       - why: The account was deleted for good and left its grants.
#         snapshot: {grants: {user-gone: [{subject_type: user, role_id: role-support, division_id: div-billing}]}}
#     quiet:
#       - why: The groups could not all be read.
#         snapshot: {users: {user-ana: {group_ids: [group-gone]}}, sections: {groups: {status: partial}}}
package cordon.rules.hygiene.snapshot_dangling_reference

import data.cordon.lib.describe
import data.cordon.lib.index
import data.cordon.lib.sections
import data.cordon.lib.trusts

findings contains finding if {
	some [type, id], named in dangling
	places := {entry[1] | some entry in named}
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s %s is not in the snapshot and is named in %s: %s.%s", [
			words[type],
			id,
			describe.counted(count(places), "place"),
			by_kind(named),
			explained(type, named),
		]),
		"path": min(places),
		"related": describe.first_places(places - {min(places)}),
		"data": {"places": count(places)},
	}
}

words := object.union(describe.kind_words, {"role": "Role", "division": "Division"})

# What is usual, for subjects alone.
explained(type, named) := " A subject that is deleted leaves its grants behind, so this is probably one." if {
	describe.kind_words[type]
	"grants" in {entry[0] | some entry in named}
} else := ""

by_kind(named) := describe.listing({text |
	some kind in {entry[0] | some entry in named}
	text := sprintf("%s (%d)", [kind, count([1 | some entry in named; entry[0] == kind])])
})

not_evaluated contains reason if {
	some name in {"divisions", "grants", "groups", "oauth_clients", "roles", "trustees", "users"}
	reason := sprintf("what is in `%s` and what names it was not compared: %s", [name, sections.doubt(name)])
}

# Kind of thing → set of the ids that the snapshot has, where it has all of them.
known[kind] := object.keys(object.get(input, kinds[kind], {})) if {
	some kind in {"division", "group", "oauth_client", "role", "user"}
	sections.complete[kinds[kind]]
}

known[kind] := ids if {
	some kind, ids in trusts.subjects
	sections.complete.trustees
}

kinds := object.union(describe.sections, {"role": "roles", "division": "divisions"})

# Only ids are compared first: what is missing is seldom, and its places are looked for afterwards.
missing_roles := union({object.keys(index.subjects_by_role), {pair.role_id | some pair in client_roles}}) - known.role

missing_divisions := union({
	object.keys(index.subjects_by_division),
	object.keys(index.users_by_division),
	{pair.division_id | some pair in client_roles},
}) - (known.division | {"*"})

client_roles := {pair | some client in input.oauth_clients; some pair in client.role_divisions}

missing_managers := object.keys(index.managers) - known.user

missing_groups := object.keys(index.users_by_group) - known.group

# Most holders of grants are users, so the rest is looked at one by one.
other_holders := object.keys(object.get(input, "grants", {})) - object.keys(object.get(input, "users", {}))

# `[kind, id]` of what is missing → set of `[what names it, path]`.
dangling[key] contains ["grants", ["grants", subject, i, "role_id"]] if {
	some id in missing_roles
	some subject, _ in index.subjects_by_role[id]
	some i, grant in input.grants[subject]
	grant.role_id == id
	key := ["role", id]
}

dangling[key] contains ["roles of OAuth clients", ["oauth_clients", client_id, "role_divisions", i, "role_id"]] if {
	some client_id, client in input.oauth_clients
	some i, pair in client.role_divisions
	missing_roles[pair.role_id]
	key := ["role", pair.role_id]
}

dangling[key] contains ["grants", ["grants", subject, i, "division_id"]] if {
	some id in missing_divisions
	some subject, _ in index.subjects_by_division[id]
	some i, grant in input.grants[subject]
	grant.division_id == id
	key := ["division", id]
}

dangling[key] contains ["roles of OAuth clients", ["oauth_clients", client_id, "role_divisions", i, "division_id"]] if {
	some client_id, client in input.oauth_clients
	some i, pair in client.role_divisions
	missing_divisions[pair.division_id]
	key := ["division", pair.division_id]
}

dangling[key] contains ["users", ["users", user_id, "division_id"]] if {
	some id in missing_divisions
	some ids in index.users_by_division[id]
	some user_id, _ in ids
	key := ["division", id]
}

dangling[key] contains ["grants", ["grants", id, i]] if {
	some id in other_holders
	some i, grant in input.grants[id]
	ids := known[grant.subject_type]
	not ids[id]
	key := [grant.subject_type, id]
}

dangling[key] contains ["users' managers", ["users", id, "manager_id"]] if {
	count(missing_managers) > 0
	some id, user in input.users
	missing_managers[user.manager_id]
	key := ["user", user.manager_id]
}

dangling[key] contains ["users' groups", ["users", user_id, "group_ids", i]] if {
	some id in missing_groups
	some user_id, _ in index.users_by_group[id]
	some i, named in input.users[user_id].group_ids
	named == id
	key := ["group", id]
}

dangling[key] contains [kind, ["groups", group_id, list, i]] if {
	users := known.user
	some list, kind in {"member_ids": "members of groups", "owner_ids": "owners of groups"}
	some group_id, group in input.groups
	some i, id in group[list]
	not users[id]
	key := ["user", id]
}
