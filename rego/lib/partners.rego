# METADATA
# title: Partners
# description: |-
#   Who belongs to which partner of the policy file. Every answer is a set of partners by their short names,
#   since a subject can match two partners, and every rule judges such a subject once for each.
#   A map that rules build entry by entry is undefined in some engines while it is empty: where one is used as
#   a whole, here and in the other libraries, a comprehension copies it. Nothing here loops over all users:
#   the index leads from a domain, an org or a division to its users.
# scope: package
package cordon.lib.partners

import data.cordon.lib.divisions
import data.cordon.lib.index
import data.cordon.lib.patterns

settings := data.cordon.config.partners

# METADATA
# title: Display name of a partner
# description: The company's name as in the policy file, with the short name where two partners have one name.
# scope: document
display_name(partner) := display_names[partner]

display_names[partner] := own.name if {
	some partner, own in settings
	count(short_names[own.name]) == 1
}

display_names[partner] := sprintf("%s [%s]", [own.name, partner]) if {
	some partner, own in settings
	count(short_names[own.name]) > 1
}

short_names[own.name] contains partner if some partner, own in settings

# METADATA
# title: Partner subjects
# description: Subject type → subject id → set of partners. Only subjects of some partner are in it.
# scope: document
subjects := {
	"user": users,
	"group": {id: found | some id, found in groups},
	"oauth_client": oauth_clients,
	"trustee_user": {id: found | some id, found in trustee_users},
	"trustee_group": {id: found | some id, found in trustee_groups},
}

# METADATA
# title: Partner users
# description: |-
#   User id → set of partners. The first step that matches decides: listed, e-mail domain, org it was cloned from,
#   division. A later object wins a union, so the first step comes last.
# scope: document
users := object.union_n([
	users_by_division,
	users_by_origin,
	users_by_domain,
	{id: found | some id, found in users_listed},
])

users_listed[id] contains partner if {
	some partner, own in settings
	some id in own.users
	known_user(id)
}

users_listed[id] contains partner if {
	some address, found in listed_addresses
	some id, _ in index.users_by_email_domain[index.domain_of(address)]
	patterns.fold(input.users[id].email) == address
	some partner in found
}

# METADATA
# title: Is a listed user known?
# description: |-
#   True when the snapshot has it. A listed user that left only its grants behind still holds them; without the
#   grants there is nothing of it that a rule could judge.
# scope: document
# custom:
#   optional: [grants]
known_user(id) if input.users[id]

known_user(id) if input.grants[id]

users_by_domain := {id: found |
	some domain, found in email_domains
	some id, _ in index.users_by_email_domain[domain]
}

users_by_origin := {id: found |
	some org, found in trustee_orgs
	some id, _ in index.users_by_origin[org]
}

users_by_division := {id: found |
	internal := internal_domains
	some division_id, found in divisions.owners
	some domain, ids in index.users_by_division[division_id]
	not internal[domain]
	some id, _ in ids
}

internal_domains contains patterns.fold(domain) if some domain in data.cordon.config.org.internal_email_domains

# Ids are among them, but have no domain to be looked up by.
listed_addresses[key] contains partner if {
	some partner, own in settings
	some reference in own.users
	key := patterns.fold(reference)
}

email_domains[key] contains partner if {
	some partner, own in settings
	some domain in own.email_domains
	key := patterns.fold(domain)
}

# METADATA
# title: Partner orgs
# description: Trustee org id → set of partners whose org it is, given by id or by name.
# scope: document
trustee_orgs[id] contains partner if {
	some partner, own in settings
	some id in own.trustee_orgs
}

trustee_orgs[id] contains partner if {
	some id, org in input.trustees
	some partner in trustee_orgs_by_name[org.name]
}

trustee_orgs_by_name[name] contains partner if {
	some partner, own in settings
	some name in own.trustee_orgs
}

# METADATA
# title: Trustee users
# description: Trustee user id → set of partners.
# scope: document
trustee_users[id] contains partner if {
	some org, found in trustee_orgs
	some id, _ in input.trustees[org].users
	some partner in found
}

# METADATA
# title: Trustee groups
# description: Trustee group id → set of partners.
# scope: document
trustee_groups[id] contains partner if {
	some org, found in trustee_orgs
	some id, _ in input.trustees[org].groups
	some partner in found
}

# METADATA
# title: Partner OAuth clients
# description: Client id → set of partners. A listed id decides, whatever the client's name.
# scope: document
oauth_clients := object.union(
	{id: found | some id, found in oauth_clients_by_name},
	{id: found | some id, found in oauth_clients_listed},
)

oauth_clients_listed[id] contains partner if {
	some partner, own in settings
	some id in own.oauth_clients
	known_client(id)
}

# METADATA
# title: Is a listed client known?
# description: |-
#   True when the snapshot has it, or grants of it; without the grants there is nothing of such a client that a rule
#   could judge.
# scope: document
# custom:
#   optional: [grants]
known_client(id) if input.oauth_clients[id]

known_client(id) if input.grants[id]

# METADATA
# title: OAuth clients by name
# description: Client id → set of the partners whose name patterns match its name, listed or not.
# scope: document
oauth_clients_by_name[id] contains partner if {
	some id, client in input.oauth_clients
	name := patterns.fold(client.name)
	some partner, found_by in client_matchers
	patterns.matches(found_by, name)
}

client_matchers[partner] := patterns.matcher(own.oauth_client_names) if {
	some partner, own in settings
	count(own.oauth_client_names) > 0
}

# METADATA
# title: Groups whose grants count
# description: |-
#   Set of the ids of groups that hold grants and pass them on, being active and enabled for roles. Membership
#   of other groups gives nothing, and is not looked at.
# scope: document
granting_groups contains id if {
	some id, group in input.groups
	input.grants[id]
	passes_grants_on(group)
}

# METADATA
# title: Does a group pass its grants on?
# description: True when the group is active and enabled for roles.
# scope: document
passes_grants_on(group) if {
	group.state == "active"
	group.roles_enabled
}

# METADATA
# title: Partner members of groups
# description: |-
#   Group id → set of the ids of its members that are partner users, for the groups whose grants count. Members are
#   those the group lists, those that list the group, and the owners where the group includes them.
# scope: document
members[group_id] contains id if {
	outsiders := users
	some group_id in granting_groups
	some id in input.groups[group_id].member_ids
	outsiders[id]
}

members[group_id] contains id if {
	outsiders := users
	some group_id in granting_groups
	input.groups[group_id].include_owners
	some id in input.groups[group_id].owner_ids
	outsiders[id]
}

members[group_id] contains id if {
	granting := granting_groups
	count(granting) > 0
	some id, _ in users
	some group_id in input.users[id].group_ids
	granting[group_id]
}

# METADATA
# title: Members of one partner
# description: Set of the ids of the group's members that belong to the partner.
# scope: document
members_of(group_id, partner) := {id | some id in members[group_id]; users[id][partner]}

# METADATA
# title: Partner groups
# description: Group id → set of partners with a member in it, for the groups whose grants count.
# scope: document
groups[group_id] contains partner if {
	some group_id, ids in members
	some id in ids
	some partner in users[id]
}

# METADATA
# title: Groups of partner users
# description: User id → set of the ids of the groups whose grants the user gets.
# scope: document
groups_of[id] contains group_id if {
	some group_id, ids in members
	some id in ids
}
