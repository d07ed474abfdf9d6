# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: with-chain
#   severity: low
#   requires: [users]
#   optional: [divisions, trustees]
#   remediation: What to do.
package cordon.rules.case.with_chain

findings contains finding if {
	some id in names with input.users as {"a": {"name": "A", "state": "active", "division_id": "d"}} with data.cordon.config.partners as {"p": {"name": "P"}} with data.cordon.lib.partners.users as {"a": {"p"}}
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

names := {id | some id, user in input.users; user.name; data.cordon.lib.partners.users[id]; count(data.cordon.config.partners) > 0}
