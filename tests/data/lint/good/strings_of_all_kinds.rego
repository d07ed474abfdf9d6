# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: strings-of-all-kinds
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.strings_of_all_kinds

findings contains finding if {
	some id, user in input.users
	`raw` != user.name
	user.name == "a\u00e9"
	regex.match(`^\w+$`, user.name)
	lower(user.state) == "active"
	concat("/", [user.state, user.name]) != ""
	glob.match("*", null, user.name)
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
