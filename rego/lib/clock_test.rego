package cordon.lib.clock_test

import data.cordon.lib.clock
import data.cordon.lib.testing

test_now_is_the_export if {
	clock.now == 1788242400000000000 with input as testing.org
	count(clock.undecided) == 0 with input as testing.org
}

test_now_as_given if {
	now := clock.now with input as testing.org with data.cordon.now as "2027-01-01T00:00:00Z"
	now == 1798761600000000000
}

test_nobody_knows if {
	org := testing.without(testing.org, ["exported_at"])
	not known(org)
	reasons := clock.undecided with input as org
	reasons == {"the snapshot does not say when it was made, so ages are not known without `--now`"}
}

known(org) if clock.now with input as org

test_given_where_the_snapshot_does_not_say if {
	org := testing.without(testing.org, ["exported_at"])
	count(clock.undecided) == 0 with input as org with data.cordon.now as "2027-01-01T00:00:00Z"
}

test_longer_ago if {
	clock.older_than("2026-08-01T05:59:59Z", 31) with input as testing.org
	clock.older_than("2026-08-01T05:59:59.999999999Z", 31) with input as testing.org
	not day_limit("2026-08-01T06:00:00Z")
	not day_limit("2026-09-02T06:00:00Z")
}

day_limit(text) if clock.older_than(text, 31) with input as testing.org

test_over if {
	clock.is_past("2026-09-01T06:00:00Z") with input as testing.org
	clock.is_past("2026-09-01T07:59:59+02:00") with input as testing.org
	not over("2026-09-01T06:00:01Z")
}

over(text) if clock.is_past(text) with input as testing.org

test_far_from_today if {
	not over("9999-12-31T23:59:59Z")
	not over("2262-01-01T00:00:00Z")
	not over("2262-12-31T00:00:00Z")
	clock.is_past("0001-01-01T00:00:00Z") with input as testing.org
	clock.is_past("0000-01-01T00:00:00Z") with input as testing.org
	clock.is_past("1677-12-31T00:00:00Z") with input as testing.org
	clock.older_than("0001-01-01T00:00:00Z", 90) with input as testing.org
	clock.ns("2261-12-31T23:59:59Z") < clock.ns("2262-01-01T00:00:00Z")
	clock.ns("1677-12-31T23:59:59Z") < clock.ns("1678-01-01T00:00:00Z")
}

test_years_with_zeros if clock.ns("2000-01-01T00:00:00Z") == 946684800000000000

test_small_letters if clock.ns("2026-09-01t06:00:00z") == clock.ns("2026-09-01T06:00:00Z")

test_day if clock.day("2026-09-01T06:00:00Z") == "2026-09-01"

test_period if {
	clock.period("2026-09-01T06:00:00Z", "2026-09-01T09:00:00Z") == "On 2026-09-01."
	clock.period("2026-08-30T06:00:00Z", "2026-09-01T09:00:00Z") == "From 2026-08-30 to 2026-09-01."
}

test_days_ago if {
	clock.days_ago(90) == "2026-06-03T06:00:00" with input as testing.org
	clock.days_ago(0) == "2026-09-01T06:00:00" with input as testing.org
}
