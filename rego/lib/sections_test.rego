package cordon.lib.sections_test

import data.cordon.lib.sections
import data.cordon.lib.testing

test_complete_sections if {
	org := testing.org_with({"sections": {"groups": {"status": "partial"}, "users": {"status": "missing"}}})
	found := sections.complete with input as org
	found == {"divisions", "permissions", "roles", "grants", "oauth_clients", "objects", "trustees", "settings"}
}

test_doubts_give_the_reason if {
	org := testing.org_with({"sections": {
		"groups": {"status": "partial", "reason": "members could not be read"},
		"users": {"status": "missing"},
	}})
	of_groups := sections.doubt("groups") with input as org
	of_groups == "the section `groups` is partial: members could not be read"
	of_users := sections.doubt("users") with input as org
	of_users == "the section `users` is missing"
}

test_what_is_not_named_is_missing if {
	found := sections.doubt("audit_events") with input as testing.org
	found == "the section `audit_events` is missing"
}

test_no_doubt_about_a_complete_section if not doubted("groups")

doubted(name) if sections.doubt(name) with input as testing.org
