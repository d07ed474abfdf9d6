# METADATA
# title: Index
# description: |-
#   Who is where, turned round: division → users, role → subjects, and so on. It says nothing that the snapshot
#   does not say. cordon builds it while it loads a snapshot and puts it at `data.cordon.index`; where it is not
#   there, as in tests and under OPA, the same maps are worked out here, in the form that OPA answers from an index:
#   a comprehension for each key, over rows that are compared with it. Ids are keys of objects whose values are
#   `true`, since an object's keys are a set at no cost.
# scope: package
package cordon.lib.index

import data.cordon.lib.patterns

# METADATA
# title: Users by e-mail domain
# description: Domain without case → object of user ids.
# scope: document
users_by_email_domain := found if {
	found := data.cordon.index.users_by_email_domain
} else := {key: ids |
	some key in {row[0] | some row in address_rows}
	ids := {address_rows[i][1]: true | address_rows[i][0] == key}
}

# The engine works out a package as a whole, so what only the ways above need is guarded.
address_rows := [[domain_of(user.email), id] | not data.cordon.index; some id, user in input.users]

# METADATA
# title: Domain of an e-mail address
# description: What follows the last `@`, without case; undefined without one.
# scope: document
domain_of(address) := parts[count(parts) - 1] if {
	parts := split(patterns.fold(address), "@")
	count(parts) > 1
}

# METADATA
# title: Users by division
# description: Division id → domain without case, empty for a user without e-mail address → object of user ids.
# scope: document
users_by_division := found if {
	found := data.cordon.index.users_by_division
} else := {division_id: by_domain |
	some division_id in {row[0] | some row in user_rows}
	by_domain := {domain: ids | ids := users_by_place[[division_id, domain]]}
}

# `[division id, domain]` → object of user ids.
users_by_place := {key: ids |
	some key in {[row[0], row[1]] | some row in user_rows}
	ids := {user_rows[i][2]: true | [user_rows[i][0], user_rows[i][1]] == key}
}

user_rows := [[user.division_id, domain_or_none(user), id] |
	not data.cordon.index
	some id, user in input.users
]

domain_or_none(user) := domain if {
	domain := domain_of(user.email)
} else := ""

# METADATA
# title: Cloned users by the org that they come from
# description: Partner org id → object of user ids.
# scope: document
users_by_origin := found if {
	found := data.cordon.index.users_by_origin
} else := {key: {id: true | some id in ids} | some key, ids in origin_users}

origin_users[key] contains id if {
	not data.cordon.index
	some id, user in input.users
	key := user.cloned_from_org_id
}

# METADATA
# title: Users that are not active, by state
# description: State other than `active` → object of user ids.
# scope: document
users_not_active := found if {
	found := data.cordon.index.users_not_active
} else := {key: {id: true | some id in ids} | some key, ids in users_in_state}

users_in_state[key] contains id if {
	not data.cordon.index
	some id, user in input.users
	key := user.state
	key != "active"
}

# METADATA
# title: Users by the groups that they name
# description: Group id → object of the ids of users whose `group_ids` name it. What groups say themselves is not in it.
# scope: document
users_by_group := found if {
	found := data.cordon.index.users_by_group
} else := {key: {id: true | some id in ids} | some key, ids in naming_users}

naming_users[key] contains id if {
	not data.cordon.index
	some id, user in input.users
	some key in user.group_ids
}

# METADATA
# title: Managers
# description: Object of the ids that users name as their manager.
# scope: document
managers := found if {
	found := data.cordon.index.managers
} else := {id: true | some user in input.users; id := user.manager_id}

# METADATA
# title: Objects by division and name
# description: Division id → name without case → object of object ids.
# scope: document
objects_by_name := found if {
	found := data.cordon.index.objects_by_name
} else := {division_id: {name: {id: true | some id in ids} | some name, ids in by_name} |
	some division_id, by_name in division_objects
}

division_objects[division_id][name] contains id if {
	not data.cordon.index
	some id, object in input.objects
	division_id := object.division_id
	name := patterns.fold(object.name)
}

# METADATA
# title: Types of objects by division
# description: Division id → type of object → how many of it the snapshot has there.
# scope: document
object_types := found if {
	found := data.cordon.index.object_types
} else := {division_id: {type: count(ids) | some type, ids in by_type} | some division_id, by_type in typed_objects}

typed_objects[division_id][type] contains id if {
	not data.cordon.index
	some id, object in input.objects
	division_id := object.division_id
	type := object.type
}

# METADATA
# title: Number of grants
# description: How many grants the section `grants` has, of all subjects together.
# scope: document
# custom:
#   optional: [grants]
grant_count := found if {
	found := data.cordon.index.grant_count
} else := sum([count(held) | some held in input.grants])

# METADATA
# title: Subjects by the role that they hold directly
# description: Role id → object of subject ids, of the section `grants` alone.
# scope: document
subjects_by_role := found if {
	found := data.cordon.index.subjects_by_role
} else := {key: ids |
	some key in {role_id | role_id := input.grants[_][_].role_id}
	ids := {id: true | input.grants[id][_].role_id == key}
}

# METADATA
# title: Subjects by the division that they hold a grant in
# description: Division id or `*` → object of subject ids, of the section `grants` alone.
# scope: document
subjects_by_division := found if {
	found := data.cordon.index.subjects_by_division
} else := {key: ids |
	some key in {division_id | division_id := input.grants[_][_].division_id}
	ids := {id: true | input.grants[id][_].division_id == key}
}

# METADATA
# title: Groups with grants
# description: Object of the ids that hold grants as groups.
# scope: document
groups_with_grants := found if {
	found := data.cordon.index.groups_with_grants
} else := {id: true | some id in holding_groups}

holding_groups contains id if {
	not data.cordon.index
	some id, held in input.grants
	some grant in held
	grant.subject_type == "group"
}
