# METADATA
# title: OAuth clients by their last use
# description: |-
#   The ones that were not used for longest come first. `(never)` is a client of which no use is known.
package cordon.queries.clients_by_last_use

rows contains [last_used_at, name, grant_type, state] if {
	some client in input.oauth_clients
	last_used_at := object.get(client, "last_used_at", "(never)")
	name := client.name
	grant_type := client.grant_type
	state := client.state
}
