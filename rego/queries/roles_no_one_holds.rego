# METADATA
# title: Roles that no one holds
# description: |-
#   Roles that no user, group, trustee or OAuth client has a grant of.
package cordon.queries.roles_no_one_holds

rows contains [name, id, is_default] if {
	some id, role in input.roles
	not held[id]
	name := role.name
	is_default := role.default
}

held contains grant.role_id if {
	some grants in input.grants
	some grant in grants
}

held contains pair.role_id if {
	some client in input.oauth_clients
	some pair in client.role_divisions
}
