# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: open-objects
#   severity: low
#   requires: [users, access_policies]
#   remediation: What to do.
package cordon.rules.case.open_objects

findings contains finding if {
	some id, user in input.users
	data.cordon.config.rules["open-objects"].params.anything.at.all == user.title
	some policy in input.access_policies
	policy.whatever.effect == "deny"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
