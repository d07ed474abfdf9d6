# METADATA
# title: Another company's app has access
# description: >-
#   Somebody allowed an OAuth client that another company owns, such as an AppFoundry app. It is not among the org's
#   own clients, so nobody who goes through these sees it, and it acts within its scopes and roles until it is
#   revoked. Known apps can be named, so that only new ones are reported.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-third-party-authorization
#   severity: medium
#   requires: [oauth_authorizations]
#   optional: [groups, oauth_clients, roles, trustees, users] # names for the message
#   tags: [oauth, third-party]
#   controls:
#     iso-27001: [A.5.19]
#     nist-800-53: [AC-2]
#   params:
#     allowed:
#       description: Apps that are known, by client id or by a pattern of their name.
#       default: []
#   remediation: >-
#     Find out who uses the app and what for. Revoke it where nobody does, under Authorized Applications in the
#     admin pages. Otherwise put its client id into the parameter `allowed` in the policy file.
#   examples:
#     fires:
#       - why: Somebody tried an app from the marketplace.
#         snapshot: {oauth_authorizations: {client-app: {name: Call Insights, state: authorized, scopes:
#           ["analytics:readonly"], role_ids: []}}}
#     quiet:
#       - why: The app was revoked again.
#         snapshot: {oauth_authorizations: {client-app: {name: Call Insights, state: revoked, scopes: [], role_ids:
#           []}}}
#       - why: The team knows the app.
#         snapshot: {oauth_authorizations: {client-app: {name: Call Insights, state: authorized, scopes: [], role_ids:
#           []}}}
#         config: {rules: {oauth-third-party-authorization: {params: {allowed: [client-app]}}}}
package cordon.rules.oauth.oauth_third_party_authorization

import data.cordon.lib.describe
import data.cordon.lib.patterns

allowed := data.cordon.params["oauth-third-party-authorization"].allowed

findings contains finding if {
	known := patterns.matcher(allowed)
	some id, app in input.oauth_authorizations
	app.state == "authorized"
	not app.pending
	not id in allowed
	not patterns.matches(known, patterns.fold(app.name))
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("App %s (%s) of another company has access to the org. It has %s and %s.%s", [
			app.name,
			id,
			scopes(app),
			roles(app),
			authorized_by(app),
		]),
		"path": ["oauth_authorizations", id],
		"related": [["roles", role_id] | some role_id in sort(app.role_ids); input.roles[role_id]],
		"data": {"scopes": sort(app.scopes), "roles": sort(app.role_ids)},
	}
}

scopes(app) := "no scopes" if {
	count(app.scopes) == 0
} else := sprintf("the scopes %s", [describe.first_names(sort(app.scopes))])

roles(app) := "no roles of its own" if {
	count(app.role_ids) == 0
} else := describe.roles(app.role_ids)

authorized_by(app) := sprintf(" It was authorized by %s.", [describe.subject("user", app.resource_owner_id)]) if {
	app.resource_owner_id
} else := ""
