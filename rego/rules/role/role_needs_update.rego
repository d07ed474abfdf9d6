# METADATA
# title: Role needs an update
# description: >-
#   The org says that the role is out of date: permissions in it have changed or gone since it was saved. What the role
#   gives is then not what whoever granted it looked at, and the next save changes it for all who hold it.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: role-needs-update
#   severity: low
#   requires: [roles]
#   tags: [role, hygiene]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Open the role, compare its permissions with what its holders need, and save it.
#   examples:
#     fires:
#       - why: A permission of the operations lead's role was replaced by two others.
#         snapshot: {roles: {role-operations: {needs_update: true}}}
#     quiet:
#       - why: The role was saved since.
#         snapshot: {roles: {role-operations: {needs_update: false}}}
package cordon.rules.role.role_needs_update

import data.cordon.lib.describe

findings contains finding if {
	some id, role in input.roles
	role.needs_update
	finding := {
		"subject": {"type": "role", "id": id},
		"message": sprintf("The org says that %s (%s) needs an update. %s", [
			describe.role(id),
			id,
			"Permissions in it have changed or gone since it was saved.",
		]),
		"path": ["roles", id, "needs_update"],
		"divisions": [],
	}
}

not_evaluated contains reason if {
	unsaid := {describe.role(id) | some id, role in input.roles; object.get(role, "needs_update", null) == null}
	count(unsaid) > 0
	reason := sprintf("the snapshot does not say whether these roles need an update: %s", [
		describe.first_names(sort(unsaid)),
	])
}
