package cordon.rules.case.test_of_nothing_test #! empty-test look at nothing

import data.cordon.lib.testing

test_quiet if {
	org := testing.org_with({"users": {"user-ana": {"state": "deleted"}}})
	org.users["user-ana"].state == "deleted"
}
