# METADATA
# title: Partner may open recordings without a condition
# description: >-
#   Recordings hold what customers said, often with names, account numbers and health. A role can give the permission
#   to open them under a condition, e.g. only those of the partner's own queues; here it gives them without one, so all
#   recordings of the division are open, also of calls that the partner never took. Reported are only permissions that
#   the catalogue says may be conditional. Each role counts by itself: a condition in one role is void where another role
#   gives the same without. What the condition says is not in a snapshot, and access policies that deny recordings are
#   not looked at. Names that the policy file excludes are left to partner-excluded-permission, roles with the one-word
#   `admin` to partner-superuser.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-unconditioned-recording-access
#   severity: high
#   requires: [users, divisions, groups, grants, roles, permissions]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners]
#   tags: [permission, partner, privacy]
#   params:
#     permissions:
#       description: Permissions to open recordings, names or patterns.
#       default:
#         - "recording:orphan:view"
#         - "recording:recording:view"
#         - "recording:recordingSegment:view"
#         - "recording:screenRecording:view"
#         - "recording:snippetRecording:view"
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15, A.5.19]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Add a condition to the permission in the role, e.g. on the queues or the users that are the partner's, or take
#     it out and have the org's own people hand over the recordings that are needed. If others need it without a
#     condition, give the partner a copy of the role with one.
#   examples:
#     fires:
#       - why: The vendor's quality coach may play all calls of the division.
#         snapshot: {permissions: {'recording:recording:view': {division_aware: true, allows_conditions: true}}, roles:
#           {role-support: {permissions: {'recording:recording:view': {conditional: false}}}}}
#     quiet:
#       - why: The role gives the permission under a condition.
#         snapshot: {permissions: {'recording:recording:view': {division_aware: true, allows_conditions: true}}, roles:
#           {role-support: {permissions: {'recording:recording:view': {conditional: true}}}}}
#       - why: This one can't be given under a condition.
#         snapshot: {permissions: {'recording:orphan:view': {division_aware: true, allows_conditions: false}}, roles:
#           {role-support: {permissions: {'recording:orphan:view': {conditional: false}}}}}
package cordon.rules.permission.partner_unconditioned_recording_access

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.partners
import data.cordon.lib.permissions

findings contains finding if {
	some role_id, names in open_in
	some [type, id] in access.holders[role_id]
	entries := access.grants_of(type, id, role_id)
	some partner in partners.subjects[type][id]
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s may open recordings without a condition through %s in %s. It gives: %s.%s", [
			describe.holder(type, id, partner),
			describe.role(role_id),
			describe.divisions(access.divisions_in(entries)),
			describe.listing(names),
			describe.members(type, id, partner),
		]),
		"path": access.first_place(entries),
		"related": array.concat(
			describe.permission_places(role_id, names),
			describe.holder_places(type, id, partner),
		),
		"partner": partner,
		"divisions": sort(access.divisions_in(entries)),
		"key": [partner, role_id],
		"data": {"permissions": sort(names)},
	}
}

# Role id → the names, of roles that partner subjects hold.
open_in[role_id] := names if {
	wanted := conditionable
	some role_id, _ in access.holders
	not permissions.superuser_roles[role_id]
	names := {name |
		some name in permissions.of_role[role_id] & wanted
		not permissions.is_conditional(role_id, name)
	}
	count(names) > 0
}

# Excluded names are said by another rule.
conditionable := {name |
	given := data.cordon.params["partner-unconditioned-recording-access"].permissions
	some name in permissions.resolve(given, permissions.catalogue)
	input.permissions[name].allows_conditions
	not permissions.excluded[name]
}

not_evaluated contains reason if some reason in access.unknown_roles

not_evaluated contains "the catalogue of permissions is not complete, so it is not known which may be conditional" if {
	not permissions.catalogue_complete
}
