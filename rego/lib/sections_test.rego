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

said(changes) := testing.org_with({"sections": changes})

test_what_holds_less_than_it_says_is_not_complete if {
	not holds_up(said({"users": {"count": 6}}), "users")
	not holds_up(said({"users": {"expected": 6}}), "users")
	not holds_up(said({"users": {"count": 0, "expected": 6}}), "users")
	holds_up(said({"users": {"count": 5, "expected": 5}}), "users")
	not holds_up(said({"grants": {"count": 10}}), "grants")
	holds_up(said({"grants": {"count": 9}}), "grants")
	not holds_up(said({"trustees": {"count": 2}}), "trustees")
}

test_settings_are_not_counted if {
	org := said({"settings": {"count": 2}})
	holds_up(org, "settings")
	holds_up(testing.without(org, ["settings/default_role_backfill"]), "settings")
	not holds_up(testing.without(said({}), ["settings"]), "settings")
}

test_a_section_may_be_empty if {
	none := object.union(testing.without(testing.org, ["groups"]), {"groups": {}})
	holds_up(none, "groups")
}

test_what_is_not_there if {
	without := testing.without(testing.org, ["groups"])
	not holds_up(without, "groups")
	holds_up(testing.merged(without, {"sections": {"groups": {"count": 0}}}), "groups")
	not holds_up(testing.merged(without, {"sections": {"groups": {"count": 3}}}), "groups")
}

holds_up(org, name) if sections.complete[name] with input as org

test_doubt_about_what_contradicts_itself if {
	text := sections.doubt("users") with input as said({"users": {"count": 6}})
	text == "the section `users` does not hold what it says"
}
