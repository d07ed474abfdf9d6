# METADATA
# title: Effective access
# description: |-
#   What partner subjects may do in effect: through their own grants and those of their groups, in the divisions of the
#   grants, or in the whole org where a permission does not follow divisions. Groups are not in it, since their members
#   are. Nor are OAuth clients that act as the user who signs in: they may do what that user may, within their scopes.
#   `cordon access` answers for everybody, and in the same way.
# scope: package
package cordon.lib.effective

import data.cordon.lib.access
import data.cordon.lib.clock
import data.cordon.lib.partners
import data.cordon.lib.permissions

# METADATA
# title: Permissions that do not follow divisions
# description: |-
#   Set of the names of the catalogue that count in the whole org, whatever division a grant names. So do one-word
#   permissions, which are not in it.
# scope: document
org_wide_names contains name if {
	some name, permission in input.permissions
	permission.division_aware == false
}

# METADATA
# title: Permissions of roles that do not follow divisions
# description: Role id → set of names, one-word permissions too, of the roles that have some.
# scope: document
org_wide_in[role_id] := names if {
	some role_id, given in permissions.of_role
	one_word := {name | some name in input.roles[role_id].general_permissions}
	names := (given & org_wide_names) | one_word
	count(names) > 0
}

# METADATA
# title: What partner subjects hold
# description: |-
#   `[subject type, subject id]` → set of `[role id, division id, path]` of the grants that count for the subject: its
#   own, those of its groups, and the role divisions of a client with client credentials.
# scope: document
holdings[key] contains [grant.role_id, grant.division_id, ["grants", id, i]] if {
	some type in {"user", "trustee_user", "trustee_group"}
	some id, _ in partners.subjects[type]
	some i, grant in input.grants[id]
	grant.subject_type == type
	key := [type, id]
}

holdings[key] contains [grant.role_id, grant.division_id, ["grants", group_id, i]] if {
	some id, group_ids in partners.groups_of
	some group_id in group_ids
	some i, grant in input.grants[group_id]
	grant.subject_type == "group"
	key := ["user", id]
}

holdings[key] contains entry if {
	some id, _ in partners.oauth_clients
	input.oauth_clients[id].grant_type == "client_credentials"
	some entry in access.client_grants[id]
	key := ["oauth_client", id]
}

# METADATA
# title: Partner subjects that may do anything
# description: |-
#   Set of `[subject type, subject id]`: holders of the one-word `admin`, and trustees of an org whose trust is enabled,
#   not expired, and has full access. What they may do is not listed elsewhere.
# scope: document
superusers contains key if {
	some key, held in holdings
	some [role_id, _, _] in held
	"admin" in input.roles[role_id].general_permissions
}

superusers contains ["trustee_user", id] if {
	some trustee in full_trusts
	some id, _ in trustee.users
	partners.trustee_users[id]
}

superusers contains ["trustee_group", id] if {
	some trustee in full_trusts
	some id, _ in trustee.groups
	partners.trustee_groups[id]
}

full_trusts contains trustee if {
	some trustee in input.trustees
	trustee.enabled
	trustee.has_full_access
	not clock.is_past(trustee.expires_at)
}

# METADATA
# title: Where partner subjects may use permissions
# description: |-
#   `[subject type, subject id]` → name → set of division ids, with `*` for the whole org.
# scope: document
reach[key] := by_name if {
	some key, held in holdings
	names := union({found | some [role_id, _, _] in held; found := permissions.of_role[role_id]})
	by_name := {name: places |
		some name in names
		places := {place |
			some [role_id, division_id, _] in held
			permissions.of_role[role_id][name]
			place := place_of(name, division_id)
		}
	}
}

# A name and the division of a grant that gives it.
place_of(name, division_id) := division_id if {
	contains(name, ":")
	not org_wide_names[name]
} else := "*"

# METADATA
# title: Permissions that partner subjects hold without a condition
# description: "`[subject type, subject id]` → set of names that some grant gives without a condition."
# scope: document
unconditional[key] := names if {
	some key, held in holdings
	names := {name |
		some [role_id, _, _] in held
		some name in permissions.of_role[role_id]
		not permissions.is_conditional(role_id, name)
	}
}

# METADATA
# title: Grants that reach further than they say
# description: |-
#   Set of `{type, id, role_id, division_id, path, names}`: the grant names one division, and the permissions count in
#   the whole org all the same.
# scope: document
leaks contains leak if {
	some [type, id], held in holdings
	some [role_id, division_id, path] in held
	division_id != "*"
	leak := {
		"type": type,
		"id": id,
		"role_id": role_id,
		"division_id": division_id,
		"path": path,
		"names": org_wide_in[role_id],
	}
}

# METADATA
# title: Why it can't be told what follows divisions
# description: A reason, where the snapshot does not hold the whole catalogue of permissions.
# scope: document
undecided contains "the catalogue of permissions is not complete, so it is not known which follow divisions" if {
	not permissions.catalogue_complete
}
