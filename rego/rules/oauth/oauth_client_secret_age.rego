# METADATA
# title: Secret of an OAuth client is old
# description: >-
#   The longer a secret lives, the more mailboxes, wikis and laptops it has passed through, those of people who left
#   among them. The API does not say when a secret was made. It can't be newer than the last change of the client,
#   since making a new one is a change, so the secret is at least as old as that. A client that was changed for
#   another reason may have an older secret, which the rule can't see.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-client-secret-age
#   severity: medium
#   requires: [oauth_clients]
#   tags: [oauth, credential, lifecycle]
#   controls:
#     nist-800-53: [IA-5]
#   params:
#     days:
#       description: Days after which the secret of a client with client credentials is to be replaced.
#       default: 365
#       minimum: 1
#       maximum: 3650
#   remediation: >-
#     Make a new secret (in the admin pages under OAuth, or with POST /api/v2/oauth/clients/{clientId}/secret), give
#     it to whoever runs the integration by a safe way, and write down who has it.
#   examples:
#     fires:
#       - why: The integration has run on the same secret since it was built.
#         snapshot: {oauth_clients: {client-acme: {created_at: "2023-05-11T09:30:00Z"}}}
#     quiet:
#       - why: A new secret was made in spring, which the org counts as a change.
#         snapshot: {oauth_clients: {client-acme: {created_at: "2023-05-11T09:30:00Z", modified_at:
#           "2026-04-20T08:00:00Z"}, client-beta: {created_at: "2026-02-01T08:00:00Z"}}}
package cordon.rules.oauth.oauth_client_secret_age

import data.cordon.lib.clock
import data.cordon.lib.describe

params := data.cordon.params["oauth-client-secret-age"]

findings contains finding if {
	some id, [at, member] in last_changes
	clock.older_than(at, params.days)
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s has a secret that is older than %d days: it was last changed on %s.", [
			describe.subject("oauth_client", id),
			params.days,
			clock.day(at),
		]),
		"path": ["oauth_clients", id, member],
	}
}

with_secret contains id if {
	some id, client in input.oauth_clients
	client.grant_type == "client_credentials"
	client.state == "active"
}

# Client id → `[timestamp, member]` of the last moment at which the secret can have been made.
last_changes := {id: change | some id in with_secret; change := last_change(input.oauth_clients[id])}

last_change(client) := [client.modified_at, "modified_at"] if {
	client.modified_at
} else := [client.created_at, "created_at"]

not_evaluated contains reason if some reason in clock.undecided

not_evaluated contains reason if {
	unknown := with_secret - {id | some id, _ in last_changes}
	count(unknown) > 0
	reason := sprintf("when clients with a secret were made or changed is not in the snapshot: %d, the first %s", [
		count(unknown),
		describe.subject("oauth_client", min(unknown)),
	])
}
