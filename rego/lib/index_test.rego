package cordon.lib.index_test

import data.cordon.lib.index
import data.cordon.lib.testing

# The engine works out a package as a whole: where the index is given, nothing may loop over the org to make it again.
test_nothing_is_worked_out_where_the_index_is_given if {
	given := {"users_by_division": {}, "users_by_email_domain": {}, "users_by_origin": {}}
	count(index.address_rows) == 0 with input as testing.org with data.cordon.index as given
	count(index.user_rows) == 0 with input as testing.org with data.cordon.index as given
	count(index.users_by_place) == 0 with input as testing.org with data.cordon.index as given
	count(index.address_rows) > 0 with input as testing.org
}

test_the_index_that_is_given_is_taken if {
	given := {
		"objects_by_name": {"div-acme": {"a": {"queue-acme": true}}},
		"subjects_by_role": {"role-support": {"user-ana": true}},
		"subjects_by_division": {"*": {"user-ines": true}},
		"groups_with_grants": {"group-acme-night": true},
	}
	index.objects_by_name == given.objects_by_name with data.cordon.index as given
	index.subjects_by_role == given.subjects_by_role with data.cordon.index as given
	index.subjects_by_division == given.subjects_by_division with data.cordon.index as given
	index.groups_with_grants == given.groups_with_grants with data.cordon.index as given
}
