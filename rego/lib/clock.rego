# METADATA
# title: Clock
# description: |-
#   What counts as now, and how long ago something was. Now is the moment that `--now` gives, at `data.cordon.now`, or
#   else that of the export, so that the same snapshot gives the same findings on any day. Messages say dates and not
#   ages, for the same reason.
# scope: package
package cordon.lib.clock

# METADATA
# title: Now
# description: Nanoseconds since 1970; undefined where the snapshot does not say when it was made.
# scope: document
now := ns(moment)

moment := data.cordon.now

moment := input.exported_at if not data.cordon.now

# METADATA
# title: A timestamp in nanoseconds
# description: |-
#   Nanoseconds since 1970 of an RFC 3339 timestamp. One that is too early or too late for that number, e.g. of the
#   year 9999, is as early or late as can be, where engines would break or know nothing.
# scope: document
ns(text) := -9223372036854775807 if {
	year(text) < 1678
} else := 9223372036854775807 if {
	year(text) > 2261
} else := time.parse_rfc3339_ns(upper(text))

year(text) := to_number(trim_left(substring(text, 0, 4), "0")) if {
	regex.match(`^0*[1-9]`, substring(text, 0, 4))
} else := 0

# METADATA
# title: Is it longer ago than some days?
# description: True when the timestamp is more than so many times 24 hours before now.
# scope: document
older_than(text, days) if now - ns(text) > days * 86400000000000

# METADATA
# title: Some days ago
# description: |-
#   The moment that is so many times 24 hours before now, to the second: `2026-06-03T06:00:00`. What is written in UTC
#   can be compared with it as a text, which costs much less than to read it.
# scope: document
days_ago(days) := substring(time.format(now - (days * 86400000000000)), 0, 19)

# METADATA
# title: Is it over?
# description: True when the timestamp is now or before.
# scope: document
is_past(text) if ns(text) <= now

# METADATA
# title: The day of a timestamp
# description: Its date as it is written, e.g. `2026-09-01`.
# scope: document
day(text) := substring(text, 0, 10)

# METADATA
# title: From one day to another
# description: "`On 2026-09-01.`, or `From 2026-08-30 to 2026-09-01.` of two timestamps on several days."
# scope: document
period(first, last) := sprintf("On %s.", [day(first)]) if {
	day(first) == day(last)
} else := sprintf("From %s to %s.", [day(first), day(last)])

# METADATA
# title: Why ages can't be told
# description: A reason, where nothing says what counts as now.
# scope: document
undecided contains "the snapshot does not say when it was made, so ages are not known without `--now`" if not moment
