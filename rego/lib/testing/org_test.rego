package cordon.lib.testing_test

import data.cordon.lib.testing

# No rule finds anything in the good org: a new rule that does is wrong, or the good org is.
test_every_rule_is_quiet if {
	rules := data.cordon.rules with input as testing.org with data.cordon.config as testing.config
	findings := {finding | some area in rules; some rule in area; some finding in rule.findings}
	findings == set()
}

test_patches_merge_deeply if {
	org := testing.org_with({"users": {"user-ana": {"state": "inactive"}}})
	org.users["user-ana"].name == "Ana Duarte"
	org.users["user-bo"].state == "active"
}

test_without if {
	org := testing.org_without(["groups", "users/user-ana/email"])
	not org.groups
	not org.users["user-ana"].email
	org.users["user-ana"].name
}

test_distinct if {
	a := {"subject": {"type": "user", "id": "u"}, "key": ["x"], "message": "1"}
	testing.distinct({a})
	not testing.distinct({a, object.union(a, {"message": "2"})})
}
