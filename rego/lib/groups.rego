# METADATA
# title: Groups
# description: |-
#   Groups that pass roles on, with what they pass on and to whom. Nothing here loops over all users unless there are
#   groups that pass roles on to a partner.
# scope: package
# custom:
#   optional: [roles]
package cordon.lib.groups

import data.cordon.lib.describe
import data.cordon.lib.index
import data.cordon.lib.partners

# METADATA
# title: Roles that groups pass on
# description: |-
#   Group id → set of `[role id, division id, path]`, for the groups that are active, enabled for roles, and hold some.
# scope: document
roles[id] contains [grant.role_id, grant.division_id, ["grants", id, i]] if {
	some id in partners.granting_groups
	some i, grant in input.grants[id]
	grant.subject_type == "group"
}

# METADATA
# title: A set of grants in words
# description: "Roles and divisions, sorted, e.g. `role \"Support\" in division \"HR\"`; the first 20."
# scope: document
told(entries) := describe.first_names(sort({text |
	some [role_id, division_id, _] in entries
	text := sprintf("%s in %s", [describe.role(role_id), describe.division(division_id)])
}))

# METADATA
# title: Evidence of a set of grants
# description: Their places and those of their roles, the first 20.
# scope: document
places(entries) := describe.first_places(grants_at | roles_at) if {
	grants_at := {entry[2] | some entry in entries}
	roles_at := {place | some entry in entries; some place in describe.role_place(entry[0])}
}

# METADATA
# title: Divisions of a set of grants
# description: Their ids, sorted.
# scope: document
divisions(entries) := sort({entry[1] | some entry in entries})

# METADATA
# title: All members of groups that partners are in
# description: |-
#   Group id → set of the ids of all its members, of partners or not, for the groups that pass roles on to a member of
#   a partner. Whether the snapshot has them is not asked.
# scope: document
members[group_id] contains id if {
	some group_id, _ in shared
	some id in input.groups[group_id].member_ids
}

members[group_id] contains id if {
	some group_id, _ in shared
	input.groups[group_id].include_owners
	some id in input.groups[group_id].owner_ids
}

# The one look at all users, for those that list a group which does not list them.
members[group_id] contains id if {
	some group_id, _ in shared
	some id, _ in index.users_by_group[group_id]
}

shared := {id: true | some id, _ in roles; partners.groups[id]}
