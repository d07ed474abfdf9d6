# METADATA
# title: Clone of another org's user holds grants
# description: >-
#   A clone is a native user of this org, made for a user of a trusted one. It looks and works like any other user, and
#   the trust does not govern it: when the trust is switched off, expires or is deleted, users and groups of the other
#   org lose their access, and the clone keeps its own. Grants of its groups count, too. Which users are clones is known
#   through the trust alone, so a clone whose trust is gone may no longer be told from a user. Partners' clones that are
#   not active are left to partner-user-inactive-with-grants.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: cloned-user-with-grants
#   severity: medium
#   requires: [users, groups, grants, trustees]
#   requires_if:
#     divisions: [partners.*.divisions]
#   tags: [user, trust, lifecycle]
#   controls:
#     cis-controls: ["5", "6"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Take the grants from the clone and let the person work as a user of the trusted org, whose access ends with the
#     trust. If the clone must stay, write down who takes its grants away when the trust ends.
#   examples:
#     fires:
#       - why: The vendor's manager was cloned and given roles here.
#         snapshot: {users: {user-bo: {cloned_from_org_id: org-beta}}}
#     quiet:
#       - why: The clone has no access of its own.
#         snapshot: {users: {user-bo: {cloned_from_org_id: org-beta}}, grants: {user-bo: []}}
package cordon.rules.user.cloned_user_with_grants

import data.cordon.lib.clock
import data.cordon.lib.describe
import data.cordon.lib.index
import data.cordon.lib.partners

findings contains finding if {
	some [id, org], entries in held
	some partner in partners.users[id]
	input.users[id].state == "active"
	finding := object.union(finding_on(id, describe.holder("user", id, partner), org, entries), {"partner": partner, "key": [partner]})
}

findings contains finding if {
	some [id, org], entries in held
	not partners.users[id]
	finding := finding_on(id, describe.subject("user", id), org, entries)
}

finding_on(id, name, org, entries) := {
	"subject": {"type": "user", "id": id},
	"message": sprintf("%s is a clone from %s and %s. %s It holds: %s.", [
		name,
		org_name(org),
		whose_grants(path),
		trust(org),
		describe.first_names(sort({entry[1] | some entry in entries})),
	]),
	"path": path,
	"related": array.concat(
		array.concat([["users", id, "cloned_from_org_id"]], [["trustees", org] | input.trustees[org]]),
		describe.first_places(places - {path}),
	),
} if {
	places := {entry[0] | some entry in entries}
	path := describe.nearest(id, places)
}

# The nearest grant is a group's where it has none itself.
whose_grants(path) := "holds grants through its groups" if {
	input.groups[path[1]]
} else := "holds grants of its own"

org_name(org) := sprintf("org %s (%s)", [input.trustees[org].name, org]) if {
	input.trustees[org]
} else := sprintf("org %s", [org])

trust(org) := "There is no trust in that org any more." if {
	not input.trustees[org]
} else := "The trust in that org is switched off." if {
	not input.trustees[org].enabled
} else := sprintf("The trust in that org ended on %s.", [clock.day(ends)]) if {
	ends := input.trustees[org].expires_at
	clock.is_past(ends)
} else := "The trust in that org is in force; the clone would keep them when it ends."

# Clone's id → the org that it comes from.
clones := {id: org | some org, ids in index.users_by_origin; some id, _ in ids}

# `[clone's id, org]` → set of `[path, words]` of its grants and those of its groups.
held[key] contains [["grants", id, i], words] if {
	some id, org in clones
	some i, grant in input.grants[id]
	grant.subject_type == "user"
	words := sprintf("%s in %s", [describe.role(grant.role_id), describe.division(grant.division_id)])
	key := [id, org]
}

held[key] contains [["grants", group_id, i], words] if {
	some [key, group_id] in memberships
	some i, grant in input.grants[group_id]
	grant.subject_type == "group"
	words := sprintf("%s in %s through group \"%s\"", [
		describe.role(grant.role_id),
		describe.division(grant.division_id),
		input.groups[group_id].name,
	])
}

# `[[clone's id, org], id of a group whose grants count]`, as partners' members are found: either side may say it.
memberships contains [[id, org], group_id] if {
	granting := partners.granting_groups
	some id, org in clones
	some group_id in input.users[id].group_ids
	granting[group_id]
}

memberships contains [[id, org], group_id] if {
	some group_id in watched_groups
	some id in input.groups[group_id].member_ids
	org := clones[id]
}

memberships contains [[id, org], group_id] if {
	some group_id in watched_groups
	input.groups[group_id].include_owners
	some id in input.groups[group_id].owner_ids
	org := clones[id]
}

# Few orgs have clones, and the others need not go through the members of their groups.
watched_groups := partners.granting_groups if {
	count(clones) > 0
} else := set()
