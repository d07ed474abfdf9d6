# METADATA
# title: Custom role that nobody holds
# description: >-
#   No user, group, OAuth client or trustee has a grant of this custom role, no client's roles name it, and no
#   authorized app acts with it. It can be granted by mistake, it is reviewed for nothing, and what it holds goes out of
#   date unnoticed. Roles that ship with Genesys Cloud are left out: they can't be done without.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: role-unassigned
#   severity: note
#   sets: [strict]
#   requires: [roles, grants, oauth_clients]
#   optional: [oauth_authorizations]
#   tags: [role, hygiene]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Delete the role if nobody knows what it is for. If it waits for somebody, say so in its description and waive
#     the finding until then.
#   examples:
#     fires:
#       - why: The role was made for a pilot that did not come.
#         snapshot: {roles: {role-pilot: {name: Pilot Analytics, default: false, permissions: {'routing:queue:view': {
#           conditional: false}}}}}
#     quiet:
#       - why: It ships with Genesys Cloud.
#         snapshot: {roles: {role-pilot: {name: Outbound Admin, default: true, default_role_id: outboundAdmin,
#           permissions: {}}}}
#       - why: An OAuth client works with it.
#         snapshot: {roles: {role-pilot: {name: Pilot Analytics, default: false, permissions: {}}}, oauth_clients: {
#           client-acme: {role_divisions: [{role_id: role-pilot, division_id: div-acme}]}}}
package cordon.rules.role.role_unassigned

import data.cordon.lib.describe
import data.cordon.lib.index
import data.cordon.lib.permissions

named contains pair.role_id if {
	some client in input.oauth_clients
	some pair in client.role_divisions
}

named contains role_id if {
	some authorization in input.oauth_authorizations
	some role_id in authorization.role_ids
}

findings contains finding if {
	granted := index.subjects_by_role
	some id, _ in input.roles
	not granted[id]
	not named[id]
	not permissions.default_roles[id]
	finding := {
		"subject": {"type": "role", "id": id},
		"message": sprintf("Nobody holds custom %s (%s).%s", [describe.role(id), id, caveat]),
		"path": ["roles", id],
		"related": [["sections", "grants"], ["sections", "oauth_clients"]],
		"divisions": [],
	}
}

caveat := "" if {
	input.sections.oauth_authorizations.status == "complete"
} else := " Whether an authorized app acts with it was not exported."
