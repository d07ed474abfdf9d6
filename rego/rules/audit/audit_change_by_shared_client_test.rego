package cordon.rules.audit.audit_change_by_shared_client_test

import data.cordon.lib.testing
import data.cordon.rules.audit.audit_change_by_shared_client as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as object.union(testing.org, {"audit_events": []})
		with data.cordon.config as testing.config
}

event(at, changes) := object.union(
	{"at": at, "service": "Routing", "action": "Update", "entity_type": "Queue"},
	changes,
)

shared := [{"role_id": "role-reporting", "division_id": division} | some division in ["div-acme", "div-beta"]]

found_in(events) := found if {
	patch := {"audit_events": events, "oauth_clients": {"client-acme": {"role_divisions": shared}}}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_one_finding_a_client if {
	found := found_in([
		event("2026-08-30T10:00:00Z", {"user_id": "user-ana"}),
		event("2026-08-30T11:00:00Z", {"client_id": "client-acme"}),
		event("2026-08-29T11:00:00Z", {"client_id": "client-acme"}),
		event("2026-08-31T11:00:00Z", {"client_id": "client-acme"}),
	])
	count(found) == 1
	some finding in found
	finding.subject == {"type": "oauth_client", "id": "client-acme"}
	startswith(finding.message, "OAuth client Vendor_Acme_Reporting_App (client-acme) made 3 changes, and partners share it: it holds")
	endswith(finding.message, " From 2026-08-29 to 2026-08-31.")
	finding.path == ["audit_events", 2]
	finding.related == [["oauth_clients", "client-acme", "name"], ["audit_events", 1], ["audit_events", 3]]
	finding.divisions == []
	finding.data == {"changes": 3}
}

test_one_change if {
	some finding in found_in([event("2026-08-30T11:00:00Z", {"client_id": "client-acme"})])
	contains(finding.message, " made 1 change, and")
	endswith(finding.message, " On 2026-08-30.")
}

test_the_first_changes_are_evidence if {
	found := found_in([event(sprintf("2026-08-%dT11:00:00Z", [10 + i]), {"client_id": "client-acme"}) |
		some i in numbers.range(0, 20)
	])
	some finding in found
	finding.data == {"changes": 21}
	finding.path == ["audit_events", 0]
	finding.related == array.concat(
		[["oauth_clients", "client-acme", "name"]],
		[["audit_events", i] | some i in numbers.range(1, 19)],
	)
}

test_a_person_is_named if {
	count(found_in([event("2026-08-30T11:00:00Z", {"client_id": "client-acme", "user_id": "user-ana"})])) == 0
}

test_client_of_one_partner if count(found_in([event("2026-08-30T11:00:00Z", {"client_id": "client-beta"})])) == 0

test_nobody_is_named_is_the_other_rule if count(found_in([event("2026-08-30T11:00:00Z", {})])) == 0

# That it is shared says oauth-client-shared-by-partners.
test_client_that_did_nothing_is_the_other_rule if count(found_in([])) == 0
