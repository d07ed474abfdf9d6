# METADATA
# title: Nobody answers for an OAuth client
# description: >-
#   Whoever created the client is gone: deactivated, deleted, or not in the org any more. Nobody who is still there
#   has changed it since. Questions about it have nobody to go to, and whoever left may still know the secret, which
#   works without an account. A client whose creator the org does not tell is not judged.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-client-owner-left
#   severity: medium
#   requires: [oauth_clients, trustees, users]
#   optional: [groups, oauth_authorizations] # apps are seldom creators of clients
#   tags: [oauth, lifecycle, credential]
#   controls:
#     cis-controls: ["5"]
#     iso-27001: [A.5.18]
#     nist-800-53: [AC-2, IA-5]
#   remediation: >-
#     Find out what the client is for. Make a new secret if it is needed, and save the client as the person who
#     answers for it now; otherwise delete it.
#   examples:
#     fires:
#       - why: The contractor who built the integration left.
#         snapshot: {users: {user-tom: {state: inactive}}, oauth_clients: {client-acme: {created_by: user-tom}}}
#     quiet:
#       - why: A colleague took the client over and made a new secret.
#         snapshot: {users: {user-tom: {state: inactive}}, oauth_clients: {client-acme: {created_by: user-tom,
#           modified_by: user-ines}}}
package cordon.rules.oauth.oauth_client_owner_left

import data.cordon.lib.describe
import data.cordon.lib.trusts

findings contains finding if {
	some id, client in input.oauth_clients
	client.state == "active"
	how := gone(client.created_by)
	not has_keeper(client)
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s has nobody who answers for it: its creator %s is %s.%s", [
			describe.subject("oauth_client", id),
			name(client.created_by),
			how,
			changed(client),
		]),
		"path": ["oauth_clients", id, "created_by"],
		"related": array.concat(
			[["oauth_clients", id, "modified_by"] | client.modified_by],
			[["users", client.created_by] | input.users[client.created_by]],
		),
	}
}

has_keeper(client) if {
	client.modified_by
	not gone(client.modified_by)
}

# Whether a user, client or app is there no more; undefined for those that are.
gone(id) := input.users[id].state if {
	input.users[id].state != "active"
} else := "not in the org" if {
	not input.users[id]
	not input.oauth_clients[id]
	not input.oauth_authorizations[id]
	not trusts.subjects.trustee_user[id]
}

name(id) := input.users[id].name if {
	input.users[id]
} else := id

changed(client) := sprintf(" %s, who changed it last, is %s.", [name(client.modified_by), how]) if {
	how := gone(client.modified_by)
	client.modified_by != client.created_by
} else := ""
