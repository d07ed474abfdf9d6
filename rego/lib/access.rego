# METADATA
# title: Access
# description: |-
#   The grants that partner subjects hold directly, how each stands to the policy file, and what users hold in effect.
#   A grant belongs to its direct holder: a group's grants are the group's, not repeated on its members.
#   What reads another package's rules is a rule here, not a function: a function that is called after its package
#   has been evaluated as a whole finds the import empty in the interpreter this is built for.
# scope: package
package cordon.lib.access

import data.cordon.lib.describe
import data.cordon.lib.divisions
import data.cordon.lib.partners
import data.cordon.lib.patterns
import data.cordon.lib.permissions

# Subject type → subject id → ids of the roles that a partner subject holds by direct grants; may be empty.
granted_roles := {type: by_id |
	some type, ids in partners.subjects
	by_id := {id: role_ids |
		some id, _ in ids
		role_ids := {grant.role_id | some grant in input.grants[id]; grant.subject_type == type}
	}
}

# METADATA
# title: Role ids that partner subjects hold
# description: Set of role ids.
# scope: document
held_roles := union({role_ids | some by_id in granted_roles; some role_ids in by_id}) | of_clients if {
	of_clients := {pair.role_id |
		some id, _ in partners.oauth_clients
		some pair in input.oauth_clients[id].role_divisions
	}
}

# METADATA
# title: Roles that nobody can look into
# description: |-
#   A reason, where partner subjects hold roles that the snapshot lacks: what these contain, and whether they are
#   default roles, is not known.
# scope: document
unknown_roles contains reason if {
	missing := held_roles - object.keys(input.roles)
	count(missing) > 0
	reason := sprintf("partner subjects hold roles that the snapshot lacks: %s", [concat(", ", sort(missing))])
}

# METADATA
# title: Who holds roles that partners should not
# description: |-
#   `[subject type, subject id, role id]` → set of `[division id, path]`, of the direct grants of default roles and of
#   roles with excluded permissions.
# scope: document
held[key] contains [grant.division_id, ["grants", id, i]] if {
	watched := watched_roles
	some type, by_id in granted_roles
	some id, role_ids in by_id
	count(role_ids & watched) > 0
	some i, grant in input.grants[id]
	watched[grant.role_id]
	grant.subject_type == type
	key := [type, id, grant.role_id]
}

held[key] contains [pair.division_id, ["oauth_clients", id, "role_divisions", i]] if {
	watched := watched_roles
	some id, _ in partners.oauth_clients
	some i, pair in input.oauth_clients[id].role_divisions
	watched[pair.role_id]
	key := ["oauth_client", id, pair.role_id]
}

watched_roles := permissions.default_roles | {role_id | some role_id, _ in permissions.excluded_in}

# METADATA
# title: Partner subjects by the roles that they hold directly
# description: |-
#   Role id → set of `[subject type, subject id]` of the partner subjects that a grant of the role gives something:
#   users, groups, trustees, and clients unless they act as the user who signs in.
# scope: document
holders[role_id] contains [type, id] if {
	some type in {"user", "group", "trustee_user", "trustee_group"}
	some id, role_ids in granted_roles[type]
	some role_id in role_ids
}

holders[role_id] contains ["oauth_client", id] if {
	some id, role_ids in granted_roles.oauth_client
	not acting_as_user[id]
	some role_id in role_ids
}

holders[role_id] contains ["oauth_client", id] if {
	some id, _ in partners.oauth_clients
	not acting_as_user[id]
	some pair in input.oauth_clients[id].role_divisions
	role_id := pair.role_id
}

acting_as_user contains id if {
	some id, client in input.oauth_clients
	client.grant_type != "client_credentials"
}

# METADATA
# title: A subject's direct grants of a role
# description: Set of `[division id, path]`.
# scope: document
grants_of(type, id, role_id) := own | of_client if {
	own := {[grant.division_id, ["grants", id, i]] |
		some i, grant in input.grants[id]
		grant.role_id == role_id
		grant.subject_type == type
	}
	of_client := {[pair.division_id, ["oauth_clients", id, "role_divisions", i]] |
		type == "oauth_client"
		some i, pair in input.oauth_clients[id].role_divisions
		pair.role_id == role_id
	}
}

# METADATA
# title: First place of grants
# description: The smallest path of a set of `[division id, path]`.
# scope: document
first_place(entries) := min({entry[1] | some entry in entries})

# METADATA
# title: Divisions of grants
# description: The set of division ids of a set of `[division id, path]`.
# scope: document
divisions_in(entries) := {entry[0] | some entry in entries}

# METADATA
# title: Grants that break the policy
# description: |-
#   Kind → set of `{partner, type, id, role_id, division_id, path}`. A grant has one kind for each partner of its
#   holder: `all-divisions`, `restricted`, `cross-partner`, `home` or `unauthorized`. The same grant given twice is one.
# scope: document
breaches[kind] contains breach if {
	some [partner, type, id, role_id, division_id], paths in unauthorized_grants
	kind := kind_of(division_id)
	breach := {
		"partner": partner,
		"type": type,
		"id": id,
		"role_id": role_id,
		"division_id": division_id,
		"path": min(paths),
	}
}

# `[partner, subject type, subject id, role id, division id]` → paths of the grants outside the allowed divisions.
unauthorized_grants[key] contains ["grants", id, i] if {
	may_reach := divisions.allowed
	some type, ids in partners.subjects
	some id, found in ids
	some partner in found
	allowed := may_reach[partner]
	some i, grant in input.grants[id]
	not allowed[grant.division_id]
	grant.subject_type == type
	not authorized_subjects[[type, id]][grant.division_id]
	key := [partner, type, id, grant.role_id, grant.division_id]
}

unauthorized_grants[key] contains ["oauth_clients", id, "role_divisions", i] if {
	may_reach := divisions.allowed
	some id, found in partners.oauth_clients
	some partner in found
	allowed := may_reach[partner]
	some i, pair in input.oauth_clients[id].role_divisions
	not allowed[pair.division_id]
	not authorized_subjects[["oauth_client", id]][pair.division_id]
	key := [partner, "oauth_client", id, pair.role_id, pair.division_id]
}

# A partner's own divisions are not among these, unless they are restricted.
kind_of(division_id) := "all-divisions" if {
	division_id == "*"
} else := "restricted" if {
	divisions.restricted[division_id]
} else := "cross-partner" if {
	divisions.owners[division_id]
} else := "home" if {
	divisions.home[division_id]
} else := "unauthorized"

# METADATA
# title: Single subjects' authorizations
# description: "`[subject type, subject id]` → set of division ids that this subject may reach beyond its partner."
# scope: document
authorized_subjects[key] contains division_id if {
	some authorization in data.cordon.config.authorizations
	some [type, id] in named_subjects(authorization.subject)
	some division_id in divisions.ids(authorization.divisions) - divisions.restricted
	key := [type, id]
}

named_subjects(reference) := {[parts[0], concat("/", array.slice(parts, 1, count(parts)))]} if {
	parts := split(reference, "/")
	partners.subjects[parts[0]]
} else := partner_addresses[patterns.fold(reference)]

# Users and trustee users of partners by e-mail address without case.
partner_addresses[key] contains ["user", id] if {
	some id, _ in partners.users
	key := patterns.fold(input.users[id].email)
}

partner_addresses[key] contains ["trustee_user", id] if {
	some org, _ in partners.trustee_orgs
	some id, user in input.trustees[org].users
	key := patterns.fold(user.email)
}

# METADATA
# title: Roles of users in effect
# description: User id → set of the ids of the roles that a partner user holds directly or through a group; may be empty.
# scope: document
effective_roles := object.union(granted_roles.user, {id: role_ids |
	some id, group_ids in partners.groups_of
	role_ids := granted_roles.user[id] | {grant.role_id |
		some group_id in group_ids
		some grant in input.grants[group_id]
		grant.subject_type == "group"
	}
})

# METADATA
# title: Grants of all OAuth clients
# description: |-
#   Client id → set of `[role id, division id, path]`, of every client whatever its grant type: its role divisions and
#   the grants under its id.
# scope: document
client_grants[id] contains [pair.role_id, pair.division_id, ["oauth_clients", id, "role_divisions", i]] if {
	some id, client in input.oauth_clients
	some i, pair in client.role_divisions
}

client_grants[id] contains [grant.role_id, grant.division_id, ["grants", id, i]] if {
	some id, _ in input.oauth_clients
	some i, grant in input.grants[id]
	grant.subject_type == "oauth_client"
}

# METADATA
# title: Clients' roles in partners' own divisions
# description: |-
#   Client id → set of `[partner, role id, division id, path]`, for the grants in a partner's own division. A grant in
#   all divisions does not count here.
# scope: document
client_grants_in_own[id] contains [partner, role_id, division_id, path] if {
	some id, entries in client_grants
	some [role_id, division_id, path] in entries
	some partner in divisions.owners[division_id]
}

# METADATA
# title: OAuth clients that partners share
# description: |-
#   Client id → set of reasons, in words: its name matches the patterns of several partners, or it holds roles in
#   divisions of several.
# scope: document
sharing[id] contains sprintf("its name matches the patterns of %s", [describe.partners_of(found)]) if {
	some id, found in partners.oauth_clients_by_name
	count(found) > 1
}

sharing[id] contains sprintf("it holds roles in divisions of %s (%s)", [describe.partners_of(found), describe.divisions(reached)]) if {
	some id, entries in client_grants_in_own
	found := {entry[0] | some entry in entries}
	count(found) > 1
	reached := {entry[2] | some entry in entries}
}
