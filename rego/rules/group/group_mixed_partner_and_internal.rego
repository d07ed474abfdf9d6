# METADATA
# title: Group passes its roles on to people of several companies
# description: >-
#   A group that holds roles has members of a partner together with the org's own people, or with those of another
#   partner. Whatever is granted to the group for the ones reaches the others, and nobody who grants it sees whom else.
#   It is how a vendor comes to hold what was meant for a team of the org's own. Members are those that the
#   group lists, those that list the group, and owners where they count as members; deleted users don't count.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: group-mixed-partner-and-internal
#   severity: medium
#   requires: [users, divisions, groups, grants]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   optional: [roles]
#   requires_policy: [partners]
#   tags: [group, partner, separation]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-2, AC-6]
#   remediation: >-
#     Make one group for each company, move its people there, and grant each group only the roles and divisions that
#     its own members need. Where the group is for talking and not for access, remove its roles and switch off that it
#     may hold any.
#   examples:
#     fires:
#       - why: A team lead of the org's own was added to the vendor's night shift.
#         snapshot: {groups: {group-acme-night: {member_ids: [user-ana, user-tom]}}}
#       - why: Both vendors share the night shift's group.
#         snapshot: {groups: {group-acme-night: {member_ids: [user-ana, user-bo]}}}
#     quiet:
#       - why: All members are of one vendor.
#         snapshot: {groups: {group-acme-night: {member_ids: [user-ana, user-vera]}}}
#       - why: The cyclists are of three companies, but their group passes no roles on.
#         snapshot: {groups: {group-bikes: {member_ids: [user-ana, user-bo, user-tom]}}}
package cordon.rules.group.group_mixed_partner_and_internal

import data.cordon.lib.describe
import data.cordon.lib.groups
import data.cordon.lib.partners

# Group id → member → set of its partners, empty for the org's own people.
sides := {group_id: by_member |
	some group_id, ids in groups.members
	by_member := {id: object.get(partners.users, id, set()) |
		some id in ids
		input.users[id].state != "deleted"
	}
}

# A group is of one company where some partner is everybody's.
mixed[group_id] := by_member if {
	some group_id, by_member in sides
	found := {partner_set | some partner_set in by_member}
	count(union(found)) > 0
	count(intersection(found)) == 0
}

findings contains finding if {
	some id, by_member in mixed
	entries := groups.roles[id]
	own := {member | some member, found in by_member; count(found) == 0}
	outsiders := {member | some member, found in by_member; count(found) > 0}
	companies := {partner | some found in by_member; some partner in found}
	finding := {
		"subject": {"type": "group", "id": id},
		"message": sprintf("%s passes %s on to people of %s. %s%s", [
			describe.subject("group", id),
			groups.told(entries),
			enumerated(array.concat([partners.display_name(partner) | some partner in sort(companies)], itself(own))),
			concat(" ", [of_company(partner, by_member) | some partner in sort(companies)]),
			of_own(own),
		]),
		"path": ["grants", id],
		"related": array.concat(
			groups.places(entries),
			array.concat([["groups", id]], array.concat(user_places(own), user_places(outsiders))),
		),
		"divisions": groups.divisions(entries),
		"data": {"partners": sort(companies), "partner_members": sort(outsiders), "internal_members": sort(own)},
	}
}

# Of at least two.
enumerated(names) := sprintf("%s and %s", [concat(", ", array.slice(names, 0, last)), names[last]]) if {
	last := count(names) - 1
}

itself(own) := ["the org itself" | count(own) > 0]

of_company(partner, by_member) := sprintf("Of %s: %s.", [partners.display_name(partner), names_of(ids)]) if {
	ids := {id | some id, found in by_member; found[partner]}
}

of_own(ids) := "" if {
	count(ids) == 0
} else := sprintf(" The org's own: %s.", [names_of(ids)])

names_of(ids) := describe.first_names([describe.member(id) | some id in sort(ids)])

user_places(ids) := describe.first_places({["users", id] | some id in ids})

# Of whom a member is that the snapshot lacks, nobody knows.
not_evaluated contains reason if {
	some id, ids in groups.members
	not mixed[id]
	unknown := {member | some member in ids; not input.users[member]}
	count(unknown) > 0
	reason := sprintf("%s has members that the snapshot lacks: %s", [
		describe.subject("group", id),
		describe.first_names(sort(unknown)),
	])
}
