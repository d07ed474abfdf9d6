package cordon.rules.role.grant_not_division_aware_setting_test

import data.cordon.lib.testing
import data.cordon.rules.role.grant_not_division_aware_setting as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
	count(rule.not_evaluated) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_switched_off if {
	org := testing.org_with({"settings": {"grant_division_aware": false}})
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"organization/org-northwind"}
	some finding in found
	startswith(finding.message, "In Northwind Energy whoever may grant roles in one division may grant them in all.")
	finding.path == ["settings", "grant_division_aware"]
	finding.divisions == []
}

test_not_said_is_not_evaluated if {
	org := testing.org_without(["settings/grant_division_aware"])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
	reasons := rule.not_evaluated with input as org with data.cordon.config as testing.config
	reasons == {"the snapshot does not say whether granting roles is limited to the granter's divisions"}
}
