# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: library-key
#   severity: low
#   requires: [users, divisions, groups, grants, trustees, oauth_clients]
#   remediation: What to do.
package cordon.rules.case.library_key

import data.cordon.lib.access

findings contains finding if {
	some breach in access.breaches["restrcted"] #! unknown-member did you mean `restricted`
	id := breach.id
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
