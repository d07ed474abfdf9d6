# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: library-result
#   severity: low
#   requires: [users, divisions, groups, grants, trustees, oauth_clients]
#   remediation: What to do.
package cordon.rules.case.library_result

import data.cordon.lib.access

findings contains finding if {
	some breach in access.breaches.restricted
	id := breach.id
	breach.rol_id == "x" #! unknown-member did you mean `role_id`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
