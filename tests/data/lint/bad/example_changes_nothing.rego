# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: example-changes-nothing
#   severity: low
#   requires: [users]
#   remediation: What to do.
#   examples:
#     fires:
#       - why: A user left.
#         snapshot: {"users": {"user-ana": {"stat": "inactive"}}} #! unknown-member `state`
#     quiet:
#       - why: Nobody left.
#         snapshott: {} #! metadata-unknown `snapshot`
package cordon.rules.case.example_changes_nothing

findings contains finding if {
	some id, user in input.users
	user.state == "inactive"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
