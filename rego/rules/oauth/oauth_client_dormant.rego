# METADATA
# title: OAuth client is active and nobody uses it
# description: >-
#   The client has not called the API for a long time, and its secret still opens the org. A secret that nobody uses
#   is a secret whose theft nobody notices. When a client was last used is known only where the export asked for it
#   (`cordon export --usage-days N`); a client without a date then made no call in those days. It is reported where
#   it was created longer ago than the limit and another client's last call shows that the export looked back that far.
#   What can't be told is reported as not looked at.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-client-dormant
#   severity: low
#   requires: [oauth_clients]
#   tags: [oauth, lifecycle]
#   controls:
#     cis-controls: ["5"]
#     nist-800-53: [AC-2, IA-5]
#   params:
#     days:
#       description: Days without a call from which an active client counts as dormant.
#       default: 90
#       minimum: 1
#       maximum: 3650
#   remediation: >-
#     Ask whoever the client is for. If nobody needs it, deactivate it, wait a month, and delete it.
#   examples:
#     fires:
#       - why: The report was moved to another client in spring.
#         snapshot: {oauth_clients: {client-acme: {last_used_at: "2026-04-02T00:00:00Z"}}}
#       - why: Other clients have a date of their last call, and this one, made in January, has none.
#         snapshot: {oauth_clients: {client-wallboard: {state: disabled, last_used_at: "2026-05-02T00:00:00Z"},
#           client-beta: {created_at: "2026-01-12T10:00:00Z"}}}
#     quiet:
#       - why: The client was used last month.
#         snapshot: {oauth_clients: {client-acme: {last_used_at: "2026-08-02T00:00:00Z"}}}
package cordon.rules.oauth.oauth_client_dormant

import data.cordon.lib.clock
import data.cordon.lib.describe

params := data.cordon.params["oauth-client-dormant"]

findings contains finding if {
	some id in active
	at := input.oauth_clients[id].last_used_at
	clock.older_than(at, params.days)
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s was last used on %s, more than %d days ago, and is still active.", [
			describe.subject("oauth_client", id),
			clock.day(at),
			params.days,
		]),
		"path": ["oauth_clients", id, "last_used_at"],
		"related": [["oauth_clients", id, "state"]],
	}
}

findings contains finding if {
	some id in active
	client := input.oauth_clients[id]
	not client.last_used_at
	clock.older_than(client.created_at, params.days)
	clock.older_than(usage_since, params.days)
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s is active, and no call of it is known. It was created on %s.", [
			describe.subject("oauth_client", id),
			clock.day(client.created_at),
		]),
		"path": ["oauth_clients", id],
		"related": [["oauth_clients", id, "state"], ["oauth_clients", id, "created_at"]],
	}
}

active contains id if {
	some id, client in input.oauth_clients
	client.state == "active"
}

# The earliest last call of any client: the export looked back that far at least.
usage_since := min({client.last_used_at | some client in input.oauth_clients})

usage_known if usage_since

# A client that made no call in a week may have made one in the week before.
not_evaluated contains reason if {
	since := usage_since
	not clock.older_than(since, params.days)
	unsure := {id |
		some id in active
		client := input.oauth_clients[id]
		not client.last_used_at
		clock.older_than(client.created_at, params.days)
	}
	first := min(unsure)
	reason := sprintf("no call is known of active clients, and usage since %s alone: %d, the first %s", [
		clock.day(since),
		count(unsure),
		describe.subject("oauth_client", first),
	])
}

not_evaluated contains reason if some reason in clock.undecided

not_evaluated contains "no client has a date of its last call: the export did not ask for usage (`--usage-days`)" if {
	count(active) > 0
	not usage_known
}

# It may be as new as the export.
not_evaluated contains reason if {
	usage_known
	unknown := {id | some id in active; not last_use_or_start(input.oauth_clients[id])}
	first := min(unknown)
	reason := sprintf("neither a call nor the creation of active clients has a date: %d, the first %s", [
		count(unknown),
		describe.subject("oauth_client", first),
	])
}

last_use_or_start(client) if client.last_used_at

last_use_or_start(client) if client.created_at
