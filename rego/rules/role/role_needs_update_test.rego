package cordon.rules.role.role_needs_update_test

import data.cordon.lib.testing
import data.cordon.rules.role.role_needs_update as rule

said(needs_update) := {"roles": {id: {"needs_update": needs_update} | some id, _ in testing.org.roles}}

operations := {"roles": {"role-operations": {"needs_update": true}}}

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_role_that_needs_one if {
	found := rule.findings
		with input as testing.org_of([said(false), operations])
		with data.cordon.config as testing.config
	testing.about(found) == {"role/role-operations"}
	some finding in found
	startswith(finding.message, "The org says that role \"Operations Lead\" (role-operations) needs an update.")
	finding.path == ["roles", "role-operations", "needs_update"]
	finding.divisions == []
}

test_up_to_date_is_quiet if {
	count(rule.findings) == 0 with input as testing.org_with(said(false)) with data.cordon.config as testing.config
	count(rule.not_evaluated) == 0
		with input as testing.org_with(said(false))
		with data.cordon.config as testing.config
}

test_not_said_is_not_evaluated if {
	org := testing.without(
		testing.org_with(said(false)),
		["roles/role-support/needs_update", "roles/role-admin/needs_update"],
	)
	reasons := rule.not_evaluated with input as org with data.cordon.config as testing.config
	reasons == {"the snapshot does not say whether these roles need an update: role \"Admin\", role \"Partner Support\""}
}

test_one_not_said_is_enough if {
	org := testing.without(testing.org_with(said(false)), ["roles/role-support/needs_update"])
	reasons := rule.not_evaluated with input as org with data.cordon.config as testing.config
	reasons == {"the snapshot does not say whether these roles need an update: role \"Partner Support\""}
}
