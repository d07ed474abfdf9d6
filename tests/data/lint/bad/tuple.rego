# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: tuple
#   severity: low
#   requires: [users, divisions, groups, grants, trustees, oauth_clients, roles]
#   optional: [permissions]
#   remediation: What to do.
package cordon.rules.case.tuple

import data.cordon.lib.access

findings contains finding if {
	some [type, id, role_id, division_id], _ in access.held #! impossible-comparison an array of 3
	[type, role_id, division_id] != []
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
