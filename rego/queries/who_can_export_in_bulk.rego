# METADATA
# title: Who can take recordings and data out in bulk
# description: |-
#   Subjects that hold a role with a permission of the set `@bulk-export`, or with `admin`, by a grant of their own.
#   Members of a group have what the group holds: `@groups-with-roles` lists them.
package cordon.queries.who_can_export_in_bulk

import data.cordon.lib.describe
import data.cordon.lib.permissions

rows contains [subject, role, division, permissions_held] if {
	wanted := data.cordon.data.permission_sets["bulk-export"].permissions
	some [kind, id, role_id, division_id] in held
	found := permissions.of_role[role_id] & ({name | some name in wanted} | {"admin"})
	count(found) > 0
	subject := describe.subject(kind, id)
	role := object.get(input.roles, [role_id, "name"], role_id)
	division := object.get(input.divisions, [division_id, "name"], division_id)
	permissions_held := concat(", ", sort(found))
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
