# METADATA
# title: Permissions
# description: |-
#   The permission sets of roles, and what the policy file's lists of permissions stand for. Wildcards are resolved
#   once, into names, so that rules compare sets of names. Names compare exactly, patterns without case.
# scope: package
package cordon.lib.permissions

import data.cordon.lib.patterns

sets := data.cordon.data.permission_sets

# METADATA
# title: Excluded permissions
# description: Set of the names that no partner subject may hold.
# scope: document
excluded := resolve(data.cordon.config.permissions.excluded, known)

# METADATA
# title: Mandatory permissions
# description: |-
#   Set of the names that a partner user needs. A pattern stands for all that it matches in the catalogue; without one
#   that can't be told, and `undecided` says so.
# scope: document
mandatory := resolve(data.cordon.config.permissions.mandatory, catalogue)

# METADATA
# title: The catalogue
# description: Set of the names in it, as far as the snapshot has it; `undecided` says what can't be told without it.
# scope: document
# custom:
#   optional: [permissions]
catalogue := object.keys(object.get(input, "permissions", {}))

# METADATA
# title: Is the catalogue there?
# description: |-
#   True when the snapshot holds the whole catalogue of permissions: it says so, and holds no fewer than it says or
#   than the org said.
# scope: document
# custom:
#   optional: [permissions]
catalogue_complete if {
	section := input.sections.permissions
	section.status == "complete"
	held := count(catalogue)
	held > 0
	object.get(section, "count", 0) <= held
	object.get(section, "expected", 0) <= held
}

# METADATA
# title: What can't be told without the catalogue
# description: |-
#   Reasons, by what they are about: patterns of the policy file (`excluded`, `mandatory`) and wildcards of roles
#   (`roles`). All are empty where the snapshot holds the whole catalogue, or where nothing has to be resolved.
# scope: document
undecided[about] contains sprintf("the catalogue of permissions is not complete, so %s can't be resolved", [what]) if {
	not catalogue_complete
	some about, what in unresolved
}

unresolved[list] := sprintf("the %s %s", [list, describe_patterns(found)]) if {
	some list in {"excluded", "mandatory"}
	found := globs(data.cordon.config.permissions[list])
	count(found) > 0
}

unresolved.roles := "wildcards in roles" if count(wildcards) > 0

describe_patterns(found) := concat(", ", [sprintf("`%s`", [glob]) | some glob in sort(found)])

# METADATA
# title: Names of a list of permissions
# description: Set of the names that entries of the policy file stand for; patterns choose among the given names.
# scope: document
resolve(entries, names) := plain(entries) | matching(globs(entries), names)

# Names that are given as such, or through a named set.
plain(entries) := direct | from_sets if {
	direct := {entry | some entry in entries; not startswith(entry, "@"); not patterns.is_glob(entry)}
	from_sets := {name |
		some entry in entries
		startswith(entry, "@")
		some name in sets[trim_prefix(entry, "@")].permissions
	}
}

globs(entries) := {entry | some entry in entries; not startswith(entry, "@"); patterns.is_glob(entry)}

matching(wanted, names) := set() if {
	count(wanted) == 0
} else := {name | some name in names; patterns.matches(found_by, patterns.fold(name))} if {
	found_by := patterns.matcher(wanted)
}

# What roles' wildcards choose from.
expandable := catalogue if {
	catalogue_complete
} else := names_in_use

# What patterns of the policy file choose from: every name in use, and roles' wildcards that stand for none of them.
known := names_in_use | {wildcard | some wildcard, found in wildcards; found[wildcard]}

# Every name in use, without wildcards. Without a whole catalogue, the names that the public API knows, the named sets
# and the policy file stand in for it: better one name too many than one too few.
names_in_use := {name | some name in union({catalogue, role_names, general_names}); not contains(name, "*")} if {
	catalogue_complete
} else := {name | some name in union({catalogue, role_names, general_names, other_names}); not contains(name, "*")}

role_names := union({object.keys(role.permissions) | some role in input.roles})

general_names := {name | some role in input.roles; some name in role.general_permissions}

other_names := union({
	plain(data.cordon.config.permissions.excluded),
	plain(data.cordon.config.permissions.mandatory),
	{name | some permission_set in sets; some name in permission_set.permissions},
	{name | some name in data.cordon.data.known_permissions},
})

# METADATA
# title: Permission sets of roles
# description: |-
#   Role id → set of names: its permissions with wildcards expanded, and its one-word permissions. A wildcard stands
#   for what it matches in the catalogue, so that a role compares equal to one that spells the same out. One that
#   matches nothing stays.
# scope: document
of_role[id] := expanded | general if {
	some id, role in input.roles
	expanded := without_wildcards(object.keys(role.permissions))
	general := {name | some name in role.general_permissions}
}

without_wildcards(names) := names if {
	not contains(concat(" ", names), "*")
} else := (names - object.keys(wildcards)) | union({found | some name in names; found := wildcards[name]})

# Roles' wildcards → set of the names each stands for.
wildcards[wildcard] := found if {
	some wildcard in role_names
	contains(wildcard, "*")
	found := matched_or_itself(wildcard)
}

matched_or_itself(wildcard) := found if {
	found := covered(wildcard, expandable)
	count(found) > 0
} else := {wildcard}

covered(wildcard, names) := {name | some name in names; regex.match(expression, name)} if {
	expression := patterns.as_regex(wildcard)
}

# METADATA
# title: Names of the policy file that roles give
# description: |-
#   Role id → set of the excluded and mandatory names that the role gives, for roles that give some. A wildcard gives
#   those that it covers, be they in the catalogue or not.
# scope: document
policy_names_in[id] := found if {
	wanted := excluded | mandatory
	some id, names in of_role
	found := (names & wanted) | by_wildcard(id)
	count(found) > 0
}

by_wildcard(id) := union({found | some key, found in wildcards_in_policy; input.roles[id].permissions[key]})

# Roles' wildcards → set of the excluded and mandatory names that each covers.
wildcards_in_policy[wildcard] := covered(wildcard, excluded | mandatory) if some wildcard, _ in wildcards

# METADATA
# title: Excluded permissions of roles
# description: Role id → set of the excluded names in it, for roles that have some.
# scope: document
excluded_in[id] := found if {
	unwanted := excluded
	some id, names in of_role
	found := (names & unwanted) | (object.get(policy_names, id, set()) & unwanted)
	count(found) > 0
}

policy_names := {id: names | some id, names in policy_names_in}

# METADATA
# title: Roles that can do anything
# description: Set of the ids of roles that hold the one-word `admin`, which can change anything in the whole org.
# scope: document
superuser_roles contains id if {
	some id, names in of_role
	names.admin
}

# METADATA
# title: Places of a permission in a role
# description: Set of the keys of the role's permissions that give the name, itself or a wildcard.
# scope: document
sources(role_id, name) := {key |
	some key in {name} | {wildcard | some wildcard in wildcards_giving[name]}
	input.roles[role_id].permissions[key]
}

wildcards_giving[name] contains wildcard if {
	some wildcard, names in wildcards
	some name in names
}

wildcards_giving[name] contains wildcard if {
	some wildcard, names in wildcards_in_policy
	some name in names
}

# METADATA
# title: Is a permission conditional in a role?
# description: True when the role gives the permission under a condition only.
# scope: document
is_conditional(role_id, name) if {
	found := sources(role_id, name)
	count(found) > 0
	every key in found {
		input.roles[role_id].permissions[key].conditional
	}
	not one_word(role_id, name)
}

one_word(role_id, name) if name in input.roles[role_id].general_permissions

# METADATA
# title: Default roles
# description: Set of the ids of roles that ship with Genesys Cloud and are changed by it.
# scope: document
default_roles contains id if {
	some id, role in input.roles
	role.default
}

default_roles contains id if {
	some id, role in input.roles
	role.default_role_id != ""
}
