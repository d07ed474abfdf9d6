# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: json-patches
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.json_patches

findings contains finding if {
	some id, user in input.users
	patched := json.patch(user, [{"op": "add", "path": "/nickname", "value": "x"}])
	patched.nickname == "x"
	slim := json.remove(user, ["name"])
	not slim.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
