package cordon.rules.oauth.oauth_name_not_unique_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_name_not_unique as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

named(id, name) := testing.client(id, {"name": name})

test_names_are_trimmed_and_lowered if {
	found := rule.findings
		with input as testing.org_with(named("client-copy", "  wallBOARD\t"))
		with data.cordon.config as testing.config
	testing.about(found) == {"oauth_client/client-wallboard", "oauth_client/client-copy"}
	some finding in found
	finding.subject.id == "client-wallboard"
	finding.related == [["oauth_clients", "client-copy", "name"]]
	contains(finding.message, "shares its name with 1 other OAuth client.")
	contains(finding.message, "(client-copy)")
}

test_three_name_the_two_others if {
	patch := object.union(named("client-b", "WALLBOARD"), named("client-c", "wallboard"))
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	count(found) == 3
	some finding in found
	finding.subject.id == "client-b"
	contains(
		finding.message,
		"with 2 other OAuth clients. The same name: OAuth client Wallboard (client-wallboard), OAuth client wall",
	)
}

test_space_inside_counts if {
	count(rule.findings) == 0
		with input as testing.org_with(named("client-copy", "Wall board"))
		with data.cordon.config as testing.config
}
