# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: functions-of-many
#   severity: low
#   requires: [users, groups]
#   remediation: What to do.
package cordon.rules.case.functions_of_many

findings contains finding if {
	some id, entry in object.union(input.users, input.groups)
	label(entry) != ""
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}

label(entry) := entry.email

label(entry) := entry.visibility if not entry.email
