package cordon.rules.role.default_role_backfill_enabled_test

import data.cordon.lib.testing
import data.cordon.rules.role.default_role_backfill_enabled as rule
import data.cordon.rules.role.partner_default_role

on := {"settings": {"default_role_backfill": true}}

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
	count(rule.not_evaluated) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_switched_on if {
	found := rule.findings with input as testing.org_with(on) with data.cordon.config as testing.config
	testing.about(found) == {"organization/org-northwind"}
	some finding in found
	startswith(finding.message, "In Northwind Energy new permissions are added to default roles by themselves.")
	finding.path == ["settings", "default_role_backfill"]
	finding.divisions == []
}

test_partner_with_a_default_role_is_the_other_rule if {
	grants := testing.grants_of("user-ana", [testing.grant("user", "role-supervisor", "div-acme")])
	org := testing.org_of([on, grants])
	count(rule.findings) == 1 with input as org with data.cordon.config as testing.config
	found := partner_default_role.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
}

test_not_said_is_not_evaluated if {
	org := testing.org_without(["settings/default_role_backfill"])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
	reasons := rule.not_evaluated with input as org with data.cordon.config as testing.config
	reasons == {"the snapshot does not say whether new permissions are added to default roles"}
}
