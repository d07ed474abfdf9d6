# METADATA
# title: Reach across partners
# description: |-
#   Who reaches the own divisions of several partners, among all subjects of the org and not only partners' own.
#   The index leads from divisions and roles to their holders, so nothing loops over all grants.
# scope: package
package cordon.lib.reach

import data.cordon.lib.divisions
import data.cordon.lib.index
import data.cordon.lib.partners
import data.cordon.lib.permissions

# METADATA
# title: Roles that only multi-partner subjects hold
# description: |-
#   Custom role id → set of its holders, each `[subject type, subject id, first path]`, of the roles that have
#   a holder and no holder that reaches the own divisions of fewer than two partners.
# scope: document
roles_of_multi_partner_subjects[role_id] contains [type, id, min(paths)] if {
	some [role_id, type, id], paths in possible_grants
	not spoilt_roles[role_id]
}

# Division id → partners, `*` included: all divisions reach every partner that has one.
partners_behind := object.union(
	{id: found | some id, found in divisions.owners},
	{"*": {partner | some found in divisions.owners; some partner in found}},
)

# Groups that pass nothing on hold nothing; of one that the snapshot lacks nobody knows that it does.
mute_groups := {id: true |
	some id, _ in index.groups_with_grants
	not passes_on(id)
}

passes_on(id) if partners.passes_grants_on(input.groups[id])

# Partner → ids of the subjects with a grant in one of its own divisions.
reaching := {partner: object.union_n(found) |
	some partner in partners_behind["*"]
	found := [ids |
		some division_id, owners in divisions.owners
		owners[partner]
		ids := index.subjects_by_division[division_id]
	]
}

# Clients also reach divisions through their role divisions.
clients_with_roles_there := {id: true |
	some id, client in input.oauth_clients
	some pair in client.role_divisions
	partners_behind[pair.division_id]
}

# Ids of the subjects that may be multi-partner subjects: with a grant in all divisions or in those of two partners.
# Which types of subject share an id is looked at later, for the few that are left.
candidates := object.union_n(array.concat([everywhere, clients_with_roles_there], in_both)) if {
	count(partners_behind["*"]) > 1
	everywhere := object.get(index.subjects_by_division, "*", {})
	in_both := [ids |
		some a, of_a in reaching
		some b, of_b in reaching
		a < b
		ids := object.filter(of_a, of_b)
	]
} else := {}

# Ids that do not spoil a role: candidates, and groups that pass nothing on and so hold nothing.
harmless := object.union(candidates, mute_groups)

# Roles that anybody else holds are out, which leaves few or none to look at closely.
common_roles contains role_id if {
	no_outsiders := harmless
	some role_id, found in index.subjects_by_role
	not object.subset(no_outsiders, found)
}

# `[role id, subject type, subject id]` → paths of the grants of the custom roles that are left.
possible_grants[key] contains ["grants", id, i] if {
	out := common_roles | permissions.default_roles
	some role_id, found in index.subjects_by_role
	not out[role_id]
	some id, _ in found
	not mute_groups[id]
	some i, grant in input.grants[id]
	grant.role_id == role_id
	key := [role_id, grant.subject_type, id]
}

possible_grants[key] contains ["oauth_clients", id, "role_divisions", i] if {
	out := common_roles | permissions.default_roles
	some id, client in input.oauth_clients
	some i, pair in client.role_divisions
	not out[pair.role_id]
	key := [pair.role_id, "oauth_client", id]
}

# `[subject type, subject id]` of the holders of these.
holders := {[type, id] | some [_, type, id], _ in possible_grants}

# METADATA
# title: Partners that a subject reaches
# description: |-
#   `[subject type, subject id]` → set of partners whose own divisions the subject's direct grants of all roles reach,
#   for the holders of roles that are looked at.
# scope: document
reached[key] contains partner if {
	some [type, id] in holders
	some grant in input.grants[id]
	grant.subject_type == type
	some partner in partners_behind[grant.division_id]
	key := [type, id]
}

reached[key] contains partner if {
	some [type, id] in holders
	type == "oauth_client"
	some pair in input.oauth_clients[id].role_divisions
	some partner in partners_behind[pair.division_id]
	key := ["oauth_client", id]
}

multi_partner contains subject if {
	some subject, found in reached
	count(found) > 1
}

spoilt_roles contains role_id if {
	some [role_id, type, id], _ in possible_grants
	not multi_partner[[type, id]]
}
