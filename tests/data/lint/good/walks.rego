# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: walks
#   severity: low
#   requires: [roles]
#   remediation: What to do.
package cordon.rules.case.walks

findings contains finding if {
	walk(input.roles, [path, value])
	value == true
	id := path[count(path) - 1]
	some [p, _] in [[path, value]]
	count(p) > 0
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
