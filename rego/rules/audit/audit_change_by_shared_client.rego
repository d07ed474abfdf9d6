# METADATA
# title: Changes were made by a client that partners share
# description: >-
#   The audit trail names the client and no person, and more than one partner can have the client's secret: its name
#   matches two partners, or it holds roles in the divisions of two. Who made the change can't be told any more.
#   What the client is, oauth-client-shared-by-partners says; here it did something.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: audit-change-by-shared-client
#   severity: high
#   requires: [audit_events, oauth_clients, divisions, grants]
#   requires_policy: [partners]
#   tags: [audit, partner, accountability]
#   controls:
#     iso-27001: [A.5.19]
#     nist-800-53: [AU-10]
#   remediation: >-
#     Ask every partner that has the secret about these changes while they remember. Then give each a client of its
#     own, with its name in it and roles in its own divisions, and delete the shared one.
#   examples:
#     fires:
#       - why: The client of two vendors changed a queue.
#         snapshot: {oauth_clients: {client-acme: {role_divisions: [{role_id: role-reporting, division_id: div-acme},
#           {role_id: role-reporting, division_id: div-beta}]}}, audit_events: [{at: "2026-08-30T10:00:00Z", service:
#           Routing, action: Update, entity_type: Queue, client_id: client-acme}]}
#     quiet:
#       - why: A person did it, through an application that two vendors use.
#         snapshot: {oauth_clients: {client-acme: {role_divisions: [{role_id: role-reporting, division_id: div-acme},
#           {role_id: role-reporting, division_id: div-beta}]}}, audit_events: [{at: "2026-08-30T10:00:00Z", service:
#           Routing, action: Update, entity_type: Queue, client_id: client-acme, user_id: user-ana}]}
package cordon.rules.audit.audit_change_by_shared_client

import data.cordon.lib.access
import data.cordon.lib.clock
import data.cordon.lib.describe

findings contains finding if {
	some [id, reasons], found in changes
	entries := sort(found)
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s made %s, and partners share it: %s. %s", [
			describe.subject("oauth_client", id),
			describe.counted(count(entries), "change"),
			concat("; ", sort(reasons)),
			clock.period(entries[0][0], entries[count(entries) - 1][0]),
		]),
		"path": ["audit_events", entries[0][1]],
		"related": array.concat(
			[["oauth_clients", id, "name"]],
			[["audit_events", entry[1]] | some entry in array.slice(entries, 1, 20)],
		),
		"divisions": [],
		"data": {"changes": count(entries)},
	}
}

# `[client id, why it is shared]` → set of `[timestamp, number of the event]` of what it did as itself.
changes[key] contains [event.at, i] if {
	some i, event in input.audit_events
	not event.user_id
	reasons := access.sharing[event.client_id]
	key := [event.client_id, reasons]
}
