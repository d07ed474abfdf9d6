package cordon.rules.role.permission_creep_test

import data.cordon.lib.testing
import data.cordon.rules.role.permission_creep as rule

august := {"exported_at": "2026-08-01T06:00:00Z"}

# What is found after changes to the good org, before which it was the good org with other changes.
found_in(now, earlier) := found if {
	found := rule.findings
		with input as testing.org_with(now)
		with data.cordon.config as testing.config
		with data.cordon.since as testing.org_with(object.union(august, earlier))
}

reasons_in(now, earlier) := reasons if {
	reasons := rule.not_evaluated
		with input as now
		with data.cordon.config as testing.config
		with data.cordon.since as earlier
}

gives(role_id, names) := {"roles": {role_id: {"permissions": testing.unconditional(names)}}}

role(permissions) := {"roles": {"role-x": {"name": "X", "default": false, "permissions": permissions}}}

test_good_org_is_quiet if {
	count(found_in({}, {})) == 0
	count(reasons_in(testing.org, testing.org)) == 0
}

test_custom_role_of_partners if {
	found := found_in(gives("role-support", {"recording:job:add", "analytics:dataExport:add"}), {})
	testing.about(found) == {"role/role-support"}
	some finding in found
	finding.message == concat("", [
		"Custom role \"Partner Support\" (role-support) gives more than on 2026-08-01: ",
		"new analytics:dataExport:add, recording:job:add. Held by subjects of partners: ",
		"Group Acme night shift (group-acme-night) with members of Acme Support, ",
		"Trustee user Rita Moreau (rita.moreau@beta-care.example) of Beta Care, ",
		"User Ana Duarte (ana.duarte@acme.example) of Acme Support, ",
		"User Bo Castell (bo.castell@beta.example) of Beta Care, ",
		"User Vera Lind (Vera.Lind@acme.example) of Acme Support.",
	])
	finding.path == ["roles", "role-support"]
	finding.related == [
		["roles", "role-support", "permissions", "analytics:dataExport:add"],
		["roles", "role-support", "permissions", "recording:job:add"],
		["grants", "group-acme-night", 0],
		["grants", "trustee-rita", 0],
		["grants", "user-ana", 0],
		["grants", "user-bo", 0],
		["grants", "user-vera", 0],
		["grants", "user-vera", 1],
	]
	finding.divisions == []
	finding.data == {
		"gained": ["analytics:dataExport:add", "recording:job:add"],
		"no_longer_conditional": [],
	}
}

test_default_role_that_no_partner_holds if {
	found := found_in(gives("role-supervisor", {"recording:job:add"}), {})
	some finding in found
	finding.message == concat("", [
		"Default role \"Supervisor\" (role-supervisor) gives more than on 2026-08-01: new recording:job:add.",
		" No subject of a partner holds it.",
	])
}

test_client_by_its_roles if {
	found := found_in(gives("role-reporting", {"recording:job:add"}), {})
	some finding in found
	endswith(finding.message, concat("", [
		" Held by subjects of partners: OAuth client Vendor_Acme_Reporting_App (client-acme) of Acme Support, ",
		"OAuth client Vendor_Beta_WFM_Sync (client-beta) of Beta Care.",
	]))
}

test_client_by_its_grants if {
	now := object.union(gives("role-operations", {"recording:job:add"}), {"grants": {"client-acme": [
		testing.grant("oauth_client", "role-operations", "div-acme"),
		testing.grant("oauth_client", "role-support", "div-acme"),
	]}})
	some finding in found_in(now, {})
	endswith(
		finding.message,
		" Held by subjects of partners: OAuth client Vendor_Acme_Reporting_App (client-acme) of Acme Support.",
	)
	finding.related == [
		["roles", "role-operations", "permissions", "recording:job:add"],
		["grants", "client-acme", 0],
	]
}

test_holder_of_another_kind_is_none if {
	every entry in [
		testing.grant("group", "role-operations", "div-acme"),
		testing.grant("user", "role-support", "div-acme"),
	] {
		now := object.union(gives("role-operations", {"recording:job:add"}), {"grants": {"user-ana": [entry]}})
		some finding in found_in(now, {})
		endswith(finding.message, " No subject of a partner holds it.")
	}
	now := object.union(gives("role-operations", {"recording:job:add"}), {"grants": {"user-ana": [
		testing.grant("group", "role-operations", "div-acme"),
		testing.grant("user", "role-support", "div-acme"),
		testing.grant("user", "role-operations", "div-acme"),
	]}})
	some finding in found_in(now, {})
	finding.related == [
		["roles", "role-operations", "permissions", "recording:job:add"],
		["grants", "user-ana", 2],
	]
}

test_kind_and_role_are_of_one_grant if {
	now := object.union(gives("role-operations", {"recording:job:add"}), {"grants": {"user-ana": [
		testing.grant("group", "role-operations", "div-acme"),
		testing.grant("user", "role-support", "div-acme"),
	]}})
	some finding in found_in(now, {})
	endswith(finding.message, " No subject of a partner holds it.")
}

test_role_that_lost_permissions_is_quiet if {
	count(found_in({}, gives("role-support", {"recording:job:add"}))) == 0
}

test_new_role_is_quiet if {
	count(found_in(role(testing.unconditional({"recording:job:add"})), {})) == 0
}

test_role_that_is_gone_is_quiet if {
	count(found_in({}, role(testing.unconditional({"recording:job:add"})))) == 0
}

# ── Wildcards ──

settings := testing.unconditional({"telephony:settings:edit", "telephony:settings:view"})

wildcard := testing.unconditional({"telephony:settings:*"})

test_wildcard_and_what_it_stands_for_are_equal if {
	count(found_in(role(settings), role(wildcard))) == 0
	count(found_in(role(wildcard), role(settings))) == 0
}

test_wildcard_that_became_broader if {
	some finding in found_in(role(testing.unconditional({"telephony:*:*"})), role(wildcard))
	finding.data.gained == ["telephony:plugin:all"]
	finding.related == [["roles", "role-x", "permissions", "telephony:*:*"]]
}

test_wildcard_gains_what_the_catalogue_gained if {
	permission := {"division_aware": false, "allows_conditions": false}
	now := object.union(role(wildcard), {"permissions": {"telephony:settings:delete": permission}})
	some finding in found_in(now, role(wildcard))
	finding.data.gained == ["telephony:settings:delete"]
	spelt := object.union(role(settings), {"permissions": {"telephony:settings:delete": permission}})
	count(found_in(spelt, role(wildcard))) == 0
}

test_wildcard_that_stands_for_nothing_is_itself if {
	nothing := testing.unconditional({"video:room:*"})
	count(found_in(role(nothing), role(nothing))) == 0
	some finding in found_in(role(nothing), role({}))
	finding.data.gained == ["video:room:*"]
	listed := {"permissions": {"video:room:add": {"division_aware": true, "allows_conditions": false}}}
	some other in found_in(object.union(role(nothing), listed), role(nothing))
	other.data.gained == ["video:room:add"]
}

new_permission := {"permissions": {"telephony:settings:delete": {"division_aware": false, "allows_conditions": false}}}

lacking := [
	{"sections": {"permissions": {"status": "partial"}}},
	{"sections": {"permissions": {"count": 1000}}},
	{"sections": {"permissions": {"expected": 1000}}},
]

lacks_earlier_catalogue := {concat("", [
	"the earlier snapshot lacks the catalogue of permissions, ",
	"so its wildcards can't be resolved",
])}

test_wildcard_without_the_earlier_catalogue if {
	every lack in lacking {
		earlier := object.union(role(wildcard), lack)
		count(found_in(object.union(role(wildcard), new_permission), earlier)) == 0
		reasons := reasons_in(testing.org, testing.org_with(earlier))
		reasons == lacks_earlier_catalogue
	}
	none := testing.without(testing.org_with(role(wildcard)), ["permissions"])
	reasons_in(testing.org, none) == lacks_earlier_catalogue
}

test_empty_catalogue_is_none if {
	none := object.union(testing.org_with(role(wildcard)), {"permissions": {}})
	empty := testing.without(none, [["permissions", name] | some name, _ in none.permissions])
	reasons_in(testing.org, empty) == lacks_earlier_catalogue
	found := rule.findings
		with input as testing.org_with(role(settings))
		with data.cordon.config as testing.config
		with data.cordon.since as empty
	count(found) == 0
}

test_catalogue_of_one_permission if {
	gone := [sprintf("permissions/%s", [name]) | some name, _ in testing.org.permissions; name != "telephony:settings:view"]
	reasons_in(testing.org, testing.without(testing.org_with(role(wildcard)), gone)) == set()
}

test_catalogue_that_is_as_long_as_it_says if {
	held := count(testing.org.permissions)
	counted := {"sections": {"permissions": {"count": held, "expected": held}}}
	earlier := object.union(role(wildcard), counted)
	some finding in found_in(object.union(role(wildcard), new_permission), earlier)
	finding.data.gained == ["telephony:settings:delete"]
	count(reasons_in(testing.org, testing.org_with(earlier))) == 0
}

test_wildcard_without_todays_catalogue if {
	lack := {"sections": {"permissions": {"status": "partial"}}}
	now := object.union(role(wildcard), lack)
	count(found_in(now, role(wildcard))) == 0
	broad := role(testing.unconditional({"telephony:*:*"}))
	count(found_in(object.union(broad, lack), broad)) == 0 with data.cordon.data.known_permissions as ["telephony:did:edit"]
	reasons := reasons_in(testing.org_with(now), testing.org_with(role(wildcard)))
	reasons == {"the catalogue of permissions is not complete, so wildcards in roles can't be resolved"}
}

test_no_wildcard_needs_no_catalogue if {
	lack := {"sections": {"permissions": {"status": "partial"}}}
	some finding in found_in(object.union(gives("role-support", {"recording:job:add"}), lack), lack)
	finding.data.gained == ["recording:job:add"]
	count(reasons_in(testing.org_with(lack), testing.org_with(lack))) == 0
}

# ── Conditions and one-word permissions ──

limited := {"recording:job:add": {"conditional": true}}

free := {"recording:job:add": {"conditional": false}}

test_condition_that_is_gone if {
	some finding in found_in(role(free), role(limited))
	finding.message == concat("", [
		"Custom role \"X\" (role-x) gives more than on 2026-08-01: no longer under a condition recording:job:add.",
		" No subject of a partner holds it.",
	])
	finding.data == {"gained": [], "no_longer_conditional": ["recording:job:add"]}
	finding.related == [["roles", "role-x", "permissions", "recording:job:add"]]
}

test_condition_that_stays_or_is_new_is_quiet if {
	count(found_in(role(limited), role(limited))) == 0
	count(found_in(role(limited), role(free))) == 0
}

test_permission_under_a_condition_is_gone_is_quiet if {
	count(found_in(role({}), role(limited))) == 0
}

test_condition_that_never_was_the_only_way_is_quiet if {
	both := object.union(limited, testing.unconditional({"recording:*:*"}))
	count(found_in(role(free), role(both))) == 0
	odd := object.union(role(limited), {"roles": {"role-x": {"general_permissions": ["recording:job:add"]}}})
	count(found_in(role(free), odd)) == 0
}

test_condition_behind_a_wildcard if {
	some finding in found_in(role(free), role({"recording:*:*": {"conditional": true}}))
	finding.data == {"gained": [], "no_longer_conditional": ["recording:job:add"]}
}

test_new_permission_under_a_condition_says_so if {
	some finding in found_in(role(limited), role({}))
	contains(finding.message, ": new recording:job:add (conditional).")
}

test_both_kinds if {
	now := object.union(free, testing.unconditional({"routing:queue:view"}))
	some finding in found_in(role(now), role(limited))
	contains(finding.message, ": new routing:queue:view; no longer under a condition recording:job:add. ")
	finding.data == {"gained": ["routing:queue:view"], "no_longer_conditional": ["recording:job:add"]}
}

test_one_word_permission if {
	some finding in found_in({"roles": {"role-support": {"general_permissions": ["admin"]}}}, {})
	finding.data.gained == ["admin"]
	count(found_in({}, {"roles": {"role-support": {"general_permissions": ["admin"]}}})) == 0
	same := {"roles": {"role-support": {"general_permissions": ["admin"]}}}
	count(found_in(same, same)) == 0
}

test_earlier_snapshot_that_does_not_say_when if {
	earlier := testing.without(testing.org, ["exported_at"])
	found := rule.findings
		with input as testing.org_with(gives("role-support", {"recording:job:add"}))
		with data.cordon.config as testing.config
		with data.cordon.since as earlier
	some finding in found
	contains(finding.message, "gives more than in the earlier snapshot: new recording:job:add.")
}

many := {"grants": {id: [testing.grant("user", "role-operations", "div-acme")] | some id in ids}, "users": {id: user |
	some id in ids
	user := object.union(testing.org.users["user-ana"], {"name": id, "email": sprintf("%s@acme.example", [id])})
}} if {
	ids := {sprintf("user-%d", [i]) | some i in numbers.range(100, 120)}
}

test_the_first_holders_of_many if {
	some finding in found_in(object.union(gives("role-operations", {"recording:job:add"}), many), {})
	contains(finding.message, " Held by subjects of partners: User user-100 (user-100@acme.example) of Acme Support, ")
	endswith(finding.message, " User user-119 (user-119@acme.example) of Acme Support, and 1 more.")
	count(finding.related) == 21
}

test_twenty_holders_are_all_named if {
	twenty := json.remove(many, ["users/user-120", "grants/user-120"])
	some finding in found_in(object.union(gives("role-operations", {"recording:job:add"}), twenty), {})
	endswith(finding.message, " User user-119 (user-119@acme.example) of Acme Support.")
}

test_each_role_once if {
	now := object.union(gives("role-support", {"recording:job:add"}), gives("role-operations", {"recording:job:add"}))
	found := found_in(now, {})
	testing.about(found) == {"role/role-support", "role/role-operations"}
	testing.distinct(found)
}
