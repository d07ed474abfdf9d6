# METADATA
# title: Changes lead to nobody
# description: >-
#   The audit trail can't say who made a change: it names neither a user nor a client, or one that is not in the org
#   and comes from no trusted org either. Clients and users that were deleted after the change look like that, and
#   so does what nobody was meant to see. Changes that the org says the system made are left out. Users of a trusted
#   org are known by that org; clients that several partners share are left to audit-change-by-shared-client.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: audit-change-unattributable
#   severity: medium
#   requires: [audit_events, users, oauth_clients, trustees]
#   optional: [oauth_authorizations] # where it is not complete, not_evaluated says so of unknown clients
#   tags: [audit, accountability]
#   controls:
#     nist-800-53: [AU-10]
#   remediation: >-
#     Look the events up in the audit viewer, with the address that they came from. If a deleted user or client made
#     them, write down who that was; deactivate users and clients in future, and delete them when the trail is
#     archived. Otherwise treat it as an incident.
#   examples:
#     fires:
#       - why: The client was deleted after it had changed roles.
#         snapshot: {sections: {oauth_authorizations: {status: complete, count: 0}}, audit_events: [{at: "2026-08-30T10:00:00Z",
#           service: PeoplePermissions, action: Update, entity_type: Role, client_id: client-gone}]}
#     quiet:
#       - why: Its administrator did it.
#         snapshot: {audit_events: [{at: "2026-08-30T10:00:00Z", service: PeoplePermissions, action: Update,
#           entity_type: Role, user_id: user-ines}]}
#       - why: The system did it.
#         snapshot: {audit_events: [{at: "2026-08-30T10:00:00Z", service: PeoplePermissions, action: Update,
#           entity_type: Role, level: SYSTEM}]}
package cordon.rules.audit.audit_change_unattributable

import data.cordon.lib.clock
import data.cordon.lib.describe
import data.cordon.lib.sections
import data.cordon.lib.trusts

findings contains finding if {
	some [type, id, service], found in changes
	not may_be_app(type)
	entries := sort(found)
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s made %s%s, so %s to nobody. %s", [
			actor(type, id),
			describe.counted(count(entries), "change"),
			where(type, service),
			leading(count(entries)),
			clock.period(entries[0][0], entries[count(entries) - 1][0]),
		]),
		"path": ["audit_events", entries[0][1]],
		"related": [["audit_events", entry[1]] | some entry in array.slice(entries, 1, 20)],
		"divisions": [],
		"key": [service | type == "organization"],
		"data": {"changes": count(entries)},
	}
}

# `[subject type, id, service]` → set of `[timestamp, number of the event]`. Events that name nobody are told apart by
# their service, and are the org's.
changes[key] contains [event.at, i] if {
	some i, event in input.audit_events
	not object.get(event, "level", "") in {"SYSTEM", "GENESYS_INTERNAL"}
	key := leads_to_nobody(event)
}

# Undefined where somebody did it.
leads_to_nobody(event) := ["organization", input.organization.id, event.service] if {
	not event.user_id
	not event.client_id
} else := ["oauth_client", event.client_id, ""] if {
	not event.user_id
	not input.oauth_clients[event.client_id]
	not input.oauth_authorizations[event.client_id]
} else := ["user", event.user_id, ""] if {
	event.user_id
	not input.users[event.user_id]
	not trusts.subjects.trustee_user[event.user_id]
	not input.trustees[object.get(event, "home_org_id", "")]
}

# Apps of other companies are clients too, and are not among the org's own.
not_evaluated contains reason if {
	apps := {key[1] | some key, _ in changes; key[0] == "oauth_client"}
	count(apps) > 0
	reason := sprintf("clients that are not the org's own may be apps of other companies: %s", [
		sections.doubt("oauth_authorizations"),
	])
}

may_be_app(type) if {
	type == "oauth_client"
	not sections.complete.oauth_authorizations
}

actor(type, id) := "Somebody whom the audit trail does not name" if {
	type == "organization"
} else := describe.subject(type, id)

where(type, service) := sprintf(" in the service %s", [service]) if {
	type == "organization"
} else := ""

leading(n) := "it leads" if {
	n == 1
} else := "they lead"
