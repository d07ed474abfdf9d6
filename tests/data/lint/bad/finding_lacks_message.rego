# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: finding-lacks-message
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.finding_lacks_message

findings contains {"subject": {"type": "user", "id": id}, "path": ["users", id]} if { #! finding-form lacks `message`
	some id, _ in input.users
}
