package cordon.rules.user.stale_partner_user_test

import data.cordon.lib.testing
import data.cordon.rules.user.stale_partner_user as rule

test_quiet if {
	patch := {"users": {"user-ana": {"last_log_in_at": "2026-08-01T00:00:00Z"}}}
	count(rule.findings) == 0 with input as testing.org_with(patch)
}
