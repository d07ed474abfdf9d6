# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: get-with-paths
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.get_with_paths

findings contains finding if {
	some id, _ in input.users
	object.get(input, ["users", id, "email"], "") != ""
	path := ["users", id, "title"]
	object.get(input, path, null) != null
	object.get(data.cordon.config.rules, ["x", "params", "days"], 30) > 3
	object.get({"a": 1}, "b", 2) == 2
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
