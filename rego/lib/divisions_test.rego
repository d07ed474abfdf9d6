package cordon.lib.divisions_test

import data.cordon.lib.divisions
import data.cordon.lib.testing

test_name_or_id if {
	divisions.ids(["HR", "div-billing"]) == {"div-hr", "div-billing"} with input as testing.org
}

test_names_match_exactly if {
	divisions.ids(["hr", "HR "]) == set() with input as testing.org
}

test_unknown_is_ignored if {
	config := testing.config_with({"org": {"restricted_divisions": ["Boardroom", "HR"]}})
	divisions.restricted == {"div-hr"} with input as testing.org with data.cordon.config as config
}

test_id_comes_before_name if {
	org := testing.org_with(testing.division("div-odd", {"name": "div-hr"}))
	divisions.ids(["div-hr"]) == {"div-hr"} with input as org
}

test_owners if {
	divisions.owners == {"div-acme": {"acme"}, "div-beta": {"beta"}} with input as testing.org
		with data.cordon.config as testing.config
}

test_restricted_is_never_allowed if {
	config := testing.config_with({"partners": {"acme": {"authorized_divisions": ["HR", "Prod_Billing"]}}})
	allowed := divisions.allowed with input as testing.org with data.cordon.config as config
	allowed.acme == {"div-acme", "div-billing"}
}

test_home if {
	divisions.home == {"div-home"} with input as testing.org
}
