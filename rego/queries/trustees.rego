# METADATA
# title: Trustees and what they may
# description: |-
#   Users and groups of partner orgs that were let in, with each role and division that they hold.
package cordon.queries.trustees

import data.cordon.lib.describe

rows contains [org, enabled, subject, role, division] if {
	some trustee in input.trustees
	org := trustee.name
	enabled := trustee.enabled
	some [kind, id] in members_of(trustee)
	subject := describe.subject(kind, id)
	some [role, division] in held_by(kind, id)
}

members_of(trustee) := {["trustee_user", id] | some id, _ in trustee.users} | {["trustee_group", id] |
	some id, _ in trustee.groups
}

held_by(kind, id) := held if {
	held := {[object.get(input.roles, [grant.role_id, "name"], grant.role_id), object.get(input.divisions, [grant.division_id, "name"], grant.division_id)] |
		some grant in input.grants[id]
		grant.subject_type == kind
	}
	count(held) > 0
} else := {["(none)", "(none)"]}
