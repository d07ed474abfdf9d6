# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: dynamic-references
#   severity: low
#   requires: [users, groups]
#   remediation: What to do.
package cordon.rules.case.dynamic_references

findings contains finding if {
	some section in ["users", "groups"]
	some id, entry in input[section]
	entry.state == "active"
	entry.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
