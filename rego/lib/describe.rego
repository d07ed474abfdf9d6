# METADATA
# title: How messages name things
# description: |-
#   Names for messages and places for evidence. What the snapshot doesn't know is named by its id, so that
#   a dangling reference never hides a finding: whatever the snapshot lacks, the same things are found.
# scope: package
# custom:
#   optional: [divisions, groups, oauth_clients, roles, trustees, users]
package cordon.lib.describe

import data.cordon.lib.partners
import data.cordon.lib.permissions

# How many places of one kind of evidence a finding lists at most, and how many names its message.
evidence_limit := 20

# How many members of a group a finding points at: code scanning accepts 1,000 places a result.
member_limit := 900

# METADATA
# title: A subject
# description: "Its kind, name, e-mail address or id, and its state where that is not the usual one."
# scope: document
subject(type, id) := sprintf("%s %s (%s)", [kind_words[type], name, details]) if {
	entry := entry_of(type, id)
	name := entry.name
	details := concat(", ", array.concat([handle(id, entry)], states(entry)))
} else := sprintf("%s %s (not in the snapshot)", [kind_words[type], id])

kind_words := {
	"user": "User",
	"group": "Group",
	"oauth_client": "OAuth client",
	"trustee_user": "Trustee user",
	"trustee_group": "Trustee group",
}

entry_of(type, id) := input[sections[type]][id]

entry_of(type, id) := object.union(entry, {"state": trust_state(section, id)}) if {
	section := sections_of_trustee[type]
	orgs := {org | some org, trustee in input.trustees; trustee[section][id]}
	entry := input.trustees[min(orgs)][section][id]
}

# The same subject may come from two orgs: it can act while one of them is trusted.
trust_state(section, id) := "active" if {
	some trustee in input.trustees
	trustee[section][id]
	trustee.enabled
} else := "trust disabled"

handle(id, entry) := entry.email if {
	entry.email != ""
} else := id

# Nothing for what is active. Trustees have no state of their own, but the trust in their org may be switched off.
states(entry) := [state | state := entry.state; state != "active"]

# METADATA
# title: A role
# description: Its name in quotes, or its id.
# scope: document
role(id) := sprintf("role \"%s\"", [input.roles[id].name]) if {
	input.roles[id]
} else := sprintf("unknown role %s", [id])

# METADATA
# title: A division
# description: Its name in quotes, or its id; all divisions for `*`.
# scope: document
division(id) := "all divisions" if {
	id == "*"
} else := sprintf("division \"%s\"", [input.divisions[id].name]) if {
	input.divisions[id]
} else := sprintf("unknown division %s", [id])

# METADATA
# title: Several divisions
# description: Their descriptions, sorted.
# scope: document
divisions(ids) := listing({division(id) | some id in ids})

# METADATA
# title: A partner's own divisions
# description: A sentence with a leading space that lists them.
# scope: document
own_divisions(ids) := " The policy file gives it no division of its own." if {
	count(ids) == 0
} else := sprintf(" Its own: %s.", [divisions(ids)])

# METADATA
# title: A list of texts
# description: Sorted, with commas.
# scope: document
listing(texts) := concat(", ", sort(texts))

# METADATA
# title: Names of roles
# description: The roles' names in quotes, or ids, sorted.
# scope: document
roles(ids) := listing({role(id) | some id in ids})

# METADATA
# title: Permissions of a role
# description: The names, sorted; those that the role gives under a condition only say so.
# scope: document
permission_list(role_id, names) := listing({permission(role_id, name) | some name in names})

permission(role_id, name) := sprintf("%s (conditional)", [name]) if {
	permissions.is_conditional(role_id, name)
} else := name

# METADATA
# title: A holder and its partner
# description: "The subject and the partner it is judged for, e.g. `User Ana (ana@acme.example) of Acme Support`."
# scope: document
holder(type, id, partner) := sprintf("%s %s %s", [subject(type, id), belonging[type], partners.display_name(partner)])

belonging := {
	"user": "of",
	"group": "with members of",
	"oauth_client": "of",
	"trustee_user": "of",
	"trustee_group": "of",
}

# METADATA
# title: A grant
# description: "Its holder, role and division: `User Ana (…) of Acme holds role \"Support\" in division \"HR\"`."
# scope: document
grant(breach) := sprintf("%s holds %s in %s", [
	holder(breach.type, breach.id, breach.partner),
	role(breach.role_id),
	division(breach.division_id),
])

# METADATA
# title: Members sentence
# description: |-
#   For a group, a sentence with a leading space that counts and names the partner's members; empty for others.
# scope: document
members(type, id, partner) := "" if {
	type != "group"
} else := sprintf(" %d of its members %s of %s: %s.", [
	count(ids),
	is_or_are(count(ids)),
	partners.display_name(partner),
	first_names([member(user) | some user in sort(ids)]),
]) if {
	ids := partners.members_of(id, partner)
}

is_or_are(n) := "is" if {
	n == 1
} else := "are"

member(id) := details if {
	user := input.users[id]
	details := sprintf("%s (%s)", [user.name, concat(", ", array.concat([handle(id, user)], states(user)))])
} else := id

first_names(names) := concat(", ", names) if {
	count(names) <= evidence_limit
} else := sprintf("%s and %d more", [
	concat(", ", array.slice(names, 0, evidence_limit)),
	count(names) - evidence_limit,
])

# METADATA
# title: Some of many subjects
# description: |-
#   The first 20 of an array of `[subject type, subject id]`, described in its order, and how many more there are of
#   so many in all.
# scope: document
some_of(subjects, all) := sprintf("%s%s", [concat(", ", shown), further(all - count(shown))]) if {
	shown := [subject(key[0], key[1]) | some key in array.slice(subjects, 0, evidence_limit)]
}

further(n) := "" if {
	n <= 0
} else := sprintf(" and %d more", [n])

# METADATA
# title: A number of things
# description: "`1 grant`, `2 grants`: the number and the noun, which takes an s."
# scope: document
counted(n, noun) := sprintf("1 %s", [noun]) if {
	n == 1
} else := sprintf("%d %ss", [n, noun])

# METADATA
# title: Names of partners
# description: The display names of a set of partners, sorted.
# scope: document
partners_of(found) := listing({partners.display_name(partner) | some partner in found})

# METADATA
# title: Evidence of a holder
# description: Places of the subject itself and, for a group, of the partner's members (the first 900).
# scope: document
holder_places(type, id, partner) := array.concat(own_place(type, id), member_places(type, id, partner))

own_place(type, id) := [[sections[type], id]] if {
	input[sections[type]][id]
} else := sort({["trustees", org, sections_of_trustee[type], id] |
	some org, trustee in input.trustees
	trustee[sections_of_trustee[type]][id]
})

sections := {"user": "users", "group": "groups", "oauth_client": "oauth_clients"}

sections_of_trustee := {"trustee_user": "users", "trustee_group": "groups"}

member_places(type, id, partner) := array.slice(places, 0, member_limit) if {
	type == "group"
	places := [["users", user] | some user in sort(partners.members_of(id, partner)); input.users[user]]
} else := []

# METADATA
# title: Place of a role
# description: An array of its place, empty when the snapshot lacks the role.
# scope: document
role_place(id) := [["roles", id] | input.roles[id]]

# METADATA
# title: Places of permissions in a role
# description: |-
#   Where the role gives them, the first 20: the permission, the wildcard that covers it, or its place among the one-word
#   ones.
# scope: document
permission_places(role_id, names) := first_places(listed | one_word) if {
	listed := {["roles", role_id, "permissions", key] |
		some name in names
		some key in permissions.sources(role_id, name)
	}
	one_word := {["roles", role_id, "general_permissions", i] |
		some i, name in input.roles[role_id].general_permissions
		names[name]
	}
}

# METADATA
# title: Place of a division
# description: An array of its place, empty when the snapshot lacks the division.
# scope: document
division_place(id) := [["divisions", id] | input.divisions[id]]

# METADATA
# title: Evidence of a grant
# description: Places of its role, division, holder and the holder's members.
# scope: document
grant_places(breach) := array.concat(
	array.concat(role_place(breach.role_id), division_place(breach.division_id)),
	holder_places(breach.type, breach.id, breach.partner),
)

# METADATA
# title: Nearest grant
# description: The first place of a subject's own grants among places of grants; without one, the first of the others.
# scope: document
nearest(id, places) := min(own) if {
	own := {place | some place in places; place[1] == id}
	count(own) > 0
} else := min(places)

# METADATA
# title: First places
# description: The first 20 of a set of places, in order.
# scope: document
first_places(places) := array.slice(sort(places), 0, evidence_limit)
