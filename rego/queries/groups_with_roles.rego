# METADATA
# title: Groups that hold roles, and their members
# description: |-
#   Groups that pass grants on, being active and enabled for roles, with each role and division. Members are those that
#   the group lists, those that list the group, and the owners where the group includes them.
package cordon.queries.groups_with_roles

import data.cordon.lib.describe
import data.cordon.lib.partners

rows contains [group, role, division, names] if {
	some id, entry in input.groups
	partners.passes_grants_on(entry)
	some grant in input.grants[id]
	grant.subject_type == "group"
	group := entry.name
	role := object.get(input.roles, [grant.role_id, "name"], grant.role_id)
	division := object.get(input.divisions, [grant.division_id, "name"], grant.division_id)
	names := concat(", ", sort({describe.member(user) | some user in members(id, entry)}))
}

members(id, entry) := union({listed, listing, owners(entry)}) if {
	listed := {user | some user in entry.member_ids}
	listing := {user | some user in object.keys(listing_groups); listing_groups[user][id]}
}

owners(entry) := {user | entry.include_owners; some user in entry.owner_ids}

listing_groups := {id: {group | some group in user.group_ids} | some id, user in input.users}
