# METADATA
# title: Divisions
# description: |-
#   The divisions that the policy file speaks of, by id. The policy file may give a division by id or by name;
#   what it names and the snapshot lacks is ignored here.
# scope: package
package cordon.lib.divisions

# METADATA
# title: Home
# description: Set of the ids of the Home division.
# scope: document
home contains id if {
	some id, division in input.divisions
	division.home
}

# METADATA
# title: Division ids of names or ids
# description: Set of the ids that the given names or ids stand for. An id comes before a name.
# scope: document
ids(references) := {id | some reference in references; some id in resolved(reference)}

resolved(reference) := {reference} if {
	input.divisions[reference]
} else := ids_by_name[reference]

ids_by_name[key] contains id if {
	some id, division in input.divisions
	key := division.name
}

# METADATA
# title: A partner's own divisions
# description: Partner → set of division ids.
# scope: document
owned[partner] := ids(settings.divisions) if some partner, settings in data.cordon.config.partners

# METADATA
# title: Partners that own a division
# description: Division id → set of partners.
# scope: document
owners[id] contains partner if {
	some partner, own in owned
	some id in own
}

# METADATA
# title: Restricted divisions
# description: Set of the ids of the divisions that no partner may ever reach.
# scope: document
restricted := ids(data.cordon.config.org.restricted_divisions)

# METADATA
# title: Divisions a partner may hold grants in
# description: Partner → set of division ids, its own and the authorized ones, none of them restricted.
# scope: document
allowed[partner] := (owned[partner] | ids(settings.authorized_divisions)) - restricted if {
	some partner, settings in data.cordon.config.partners
}
