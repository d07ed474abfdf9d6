package cordon.rules.audit.audit_change_unattributable_test

import data.cordon.lib.testing
import data.cordon.rules.audit.audit_change_unattributable as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as object.union(testing.org, {"audit_events": []})
		with data.cordon.config as testing.config
}

event(changes) := object.union(
	{"at": "2026-08-30T10:00:00Z", "service": "Routing", "action": "Update", "entity_type": "Queue"},
	changes,
)

found_in(events, patch) := found if {
	found := rule.findings with input as testing.org_of([{"sections": {"oauth_authorizations": {"status": "complete", "count": 0}}}, patch, {"audit_events": events}])
		with data.cordon.config as testing.config
}

test_nobody_is_named if {
	found := found_in([event({}), event({"at": "2026-08-29T10:00:00Z"}), event({"service": "Architect"})], {})
	count(found) == 2
	testing.distinct(found)
	some finding in found
	finding.key == ["Routing"]
	finding.subject == {"type": "organization", "id": "org-northwind"}
	finding.message == concat("", [
		"Somebody whom the audit trail does not name made 2 changes in the service Routing, so they lead to nobody. ",
		"From 2026-08-29 to 2026-08-30.",
	])
	finding.path == ["audit_events", 1]
	finding.related == [["audit_events", 0]]
	finding.divisions == []
	finding.data == {"changes": 2}
}

test_the_first_changes_are_evidence if {
	events := [event({"at": sprintf("2026-08-%dT10:00:00Z", [10 + i])}) | some i in numbers.range(0, 20)]
	some finding in found_in(events, {})
	finding.data == {"changes": 21}
	finding.related == [["audit_events", i] | some i in numbers.range(1, 19)]
}

test_client_that_is_gone if {
	some finding in found_in([event({"client_id": "client-gone"})], {})
	finding.subject == {"type": "oauth_client", "id": "client-gone"}
	finding.key == []
	finding.message == concat("", [
		"OAuth client client-gone (not in the snapshot) made 1 change, so it leads to nobody. ",
		"On 2026-08-30.",
	])
}

test_user_that_is_gone if {
	some finding in found_in([event({"user_id": "user-gone", "client_id": "client-acme"})], {})
	finding.subject == {"type": "user", "id": "user-gone"}
	finding.key == []
}

test_user_of_an_unknown_org if {
	some finding in found_in([event({"user_id": "user-gone", "home_org_id": "org-elsewhere"})], {})
	finding.subject.id == "user-gone"
}

test_user_of_a_trusted_org if count(found_in([event({"user_id": "user-gone", "home_org_id": "org-beta"})], {})) == 0

test_trustee_user if count(found_in([event({"user_id": "trustee-rita"})], {})) == 0

test_user_of_the_org if count(found_in([event({"user_id": "user-tom"})], {})) == 0

test_user_of_the_org_through_a_client_that_is_gone if {
	count(found_in([event({"user_id": "user-tom", "client_id": "client-gone"})], {})) == 0
}

test_client_of_the_org if count(found_in([event({"client_id": "client-wallboard"})], {})) == 0

test_app_of_another_company if {
	app := {"name": "App", "state": "authorized", "scopes": [], "role_ids": []}
	count(found_in([event({"client_id": "client-app"})], {"oauth_authorizations": {"client-app": app}})) == 0
}

test_shared_client_is_the_other_rule if {
	shared := [{"role_id": "role-reporting", "division_id": division} | some division in ["div-acme", "div-beta"]]
	patch := {"oauth_clients": {"client-acme": {"role_divisions": shared}}}
	count(found_in([event({"client_id": "client-acme"})], patch)) == 0
}

test_what_the_system_did if {
	count(found_in([event({"level": "SYSTEM"}), event({"level": "GENESYS_INTERNAL"})], {})) == 0
	count(found_in([event({"level": "USER"})], {})) == 1
}

test_apps_that_nobody_read if {
	patch := {"sections": {"oauth_authorizations": {"status": "missing", "reason": "HTTP 403"}}}
	events := [event({"client_id": "client-gone"}), event({"user_id": "user-gone"})]
	testing.about(found_in(events, patch)) == {"user/user-gone"}
	reasons := rule.not_evaluated with input as testing.org_of([patch, {"audit_events": events}])
	reasons == {concat("", [
		"clients that are not the org's own may be apps of other companies: ",
		"the section `oauth_authorizations` is missing: HTTP 403",
	])}
}

test_apps_that_nobody_read_do_not_matter_to_known_clients if {
	patch := {"sections": {"oauth_authorizations": {"status": "missing"}}}
	org := testing.org_of([patch, {"audit_events": [event({"client_id": "client-acme"}), event({"user_id": "user-gone"})]}])
	none := rule.not_evaluated with input as org
	count(none) == 0
}
