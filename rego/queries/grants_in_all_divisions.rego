# METADATA
# title: Grants in all divisions
# description: |-
#   Subjects that hold a role in all divisions, whoever they are.
package cordon.queries.grants_in_all_divisions

import data.cordon.lib.describe

rows contains [subject, role] if {
	some [kind, id, role_id, "*"] in held
	subject := describe.subject(kind, id)
	role := object.get(input.roles, [role_id, "name"], role_id)
}

# `[subject type, subject id, role id, division id]` of every grant, those of OAuth clients too.
held contains [grant.subject_type, id, grant.role_id, grant.division_id] if {
	some id, grants in input.grants
	some grant in grants
}

held contains ["oauth_client", id, pair.role_id, pair.division_id] if {
	some id, client in input.oauth_clients
	some pair in client.role_divisions
}
