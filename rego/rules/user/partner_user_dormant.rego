# METADATA
# title: Partner user has not signed in for a long time
# description: >-
#   An account of a vendor's that nobody uses is one that nobody would miss, and nobody watches: its password and its
#   grants outlive the reason for them. The later of the last access token and the last login with a password counts.
#   Genesys Cloud gives both dates at best effort, and no date of creation. So a user with neither may be new, may never
#   have come, or may be one whose date was left out: such users are reported as not looked at, unless
#   `never_signed_in` says that they count. Where no user of the org has a date, the export did not ask for them, and
#   nothing is told. Users that are not active are left to partner-user-inactive-with-grants.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-user-dormant
#   severity: medium
#   requires: [users]
#   requires_if:
#     divisions: [partners.*.divisions]
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners]
#   tags: [user, partner, lifecycle]
#   controls:
#     cis-controls: ["5"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-2]
#   params:
#     days:
#       description: Days after the last sign-in from which an active user counts as dormant.
#       default: 90
#       minimum: 1
#       maximum: 3650
#     never_signed_in:
#       description: Whether a user without any date counts as one who never signed in, new ones among them.
#       default: false
#   remediation: >-
#     Ask the partner whether the person still works for you. If not, take away the roles and deactivate the user. If
#     so, and the account is needed only now and then, deactivate it between times.
#   examples:
#     fires:
#       - why: The agent went on leave in spring, and the account stayed open.
#         snapshot: {users: {user-ana: {last_token_issued_at: "2026-04-02T07:30:00Z"}}}
#     quiet:
#       - why: The password was last used years ago, since the agent signs on through the identity provider.
#         snapshot: {users: {user-ana: {last_token_issued_at: "2026-08-31T07:30:00Z", last_login_at:
#           "2024-01-08T09:00:00Z"}}}
package cordon.rules.user.partner_user_dormant

import data.cordon.lib.clock
import data.cordon.lib.describe
import data.cordon.lib.partners

params := data.cordon.params["partner-user-dormant"]

findings contains finding if {
	some id, last in last_seen
	clock.older_than(last[1], params.days)
	some partner in partners.users[id]
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s last signed in on %s, more than %d days ago, and is still active.", [
			describe.holder("user", id, partner),
			clock.day(last[1]),
			params.days,
		]),
		"path": ["users", id, last[2]],
		"related": [["users", id, "state"]],
		"partner": partner,
		"key": [partner],
		"data": {"last_signed_in_at": last[1]},
	}
}

findings contains finding if {
	params.never_signed_in
	dates_known
	some id in undated
	some partner in partners.users[id]
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s is active, and no sign-in is known: neither a token nor a login has a date.", [
			describe.holder("user", id, partner),
		]),
		"path": ["users", id],
		"related": [["users", id, "state"]],
		"partner": partner,
		"key": [partner],
	}
}

not_evaluated contains reason if some reason in clock.undecided

not_evaluated contains reason if {
	count(active) > 0
	not dates_known
	reason := "no user of the snapshot has a date of a token or a login: the export did not ask for them"
}

not_evaluated contains reason if {
	not params.never_signed_in
	dates_known
	reason := sprintf("no sign-in is known of active users, who may be new or never have come: %d, the first %s", [
		count(undated),
		describe.member(min(undated)),
	])
}

active contains id if {
	some id, _ in partners.users
	input.users[id].state == "active"
}

dated contains [id, at] if {
	some id in active
	some member in members
	at := input.users[id][member]
}

members := {"last_token_issued_at", "last_login_at"}

undated := active - {entry[0] | some entry in dated}

# Most came lately, which a comparison of texts tells. Others are looked at more closely.
recent contains id if {
	limit := clock.days_ago(params.days)
	some [id, at] in dated
	endswith(at, "Z")
	substring(at, 0, 19) >= limit
}

# User id → the latest `[nanoseconds, timestamp, member]`.
last_seen[id] := max(dates) if {
	some id in (active - recent) - undated
	dates := {[clock.ns(at), at, member] |
		some member in members
		at := input.users[id][member]
	}
}

# Partners' users are looked at first, since one date among them is enough.
dates_known if count(active) > count(undated)

dates_known if {
	count(active) == count(undated)
	some user in input.users
	has_date(user)
}

has_date(user) if user.last_token_issued_at

has_date(user) if user.last_login_at
