# Times.
package conformance.times

noon := time.parse_rfc3339_ns("2026-11-02T12:30:15.123456789Z")

case_parse := noon

case_parse_offset := time.parse_rfc3339_ns("2026-11-02T12:30:15+02:00")

case_parse_lower := time.parse_rfc3339_ns("2026-11-02t12:30:15z")

case_parse_space := time.parse_rfc3339_ns("2026-11-02 12:30:15Z")

case_parse_date_only := time.parse_rfc3339_ns("2026-11-02")

case_parse_leap_second := time.parse_rfc3339_ns("2016-12-31T23:59:60Z")

case_parse_bad_day := time.parse_rfc3339_ns("2026-02-30T00:00:00Z")

case_parse_bad_offset := time.parse_rfc3339_ns("2026-11-02T12:30:15+0200")

case_parse_before_1970 := time.parse_rfc3339_ns("1969-12-31T23:59:59Z")

case_parse_far := time.parse_rfc3339_ns("2500-01-01T00:00:00Z")

case_parse_ns := time.parse_ns("2006-01-02", "2026-11-02")

case_parse_ns_named := time.parse_ns("Jan _2 2006 15:04:05 MST", "Nov  2 2026 12:30:15 UTC")

case_parse_ns_layout_name := time.parse_ns("RFC1123", "Mon, 02 Nov 2026 12:30:15 UTC")

case_parse_ns_mismatch := time.parse_ns("2006-01-02", "02.11.2026")

case_duration := [time.parse_duration_ns("1h30m"), time.parse_duration_ns("-1.5s"), time.parse_duration_ns("100ms")]

case_duration_of_days := time.parse_duration_ns("1d")

case_date := [time.date(noon), time.date([noon, "Asia/Tokyo"]), time.date(0)]

case_clock := [time.clock(noon), time.clock([noon, "America/New_York"])]

case_weekday := [time.weekday(noon), time.weekday([noon, "Pacific/Auckland"])]

case_clock_unknown_zone := time.clock([noon, "Mars/Olympus"])

case_add_date := [time.add_date(noon, 0, 0, 1), time.add_date(noon, 1, -1, 0), time.add_date(noon, 0, 0, -400)]

case_add_date_end_of_month := time.format(time.add_date(time.parse_rfc3339_ns("2026-01-31T00:00:00Z"), 0, 1, 0))

case_add_date_leap_year := time.format(time.add_date(time.parse_rfc3339_ns("2024-02-29T00:00:00Z"), 1, 0, 0))

case_diff := [time.diff(noon, time.parse_rfc3339_ns("2025-01-31T00:00:00Z")), time.diff(time.parse_rfc3339_ns("2024-02-29T00:00:00Z"), time.parse_rfc3339_ns("2025-02-28T00:00:00Z")), time.diff(0, 0)]

case_diff_across_months := time.diff(time.parse_rfc3339_ns("2026-03-01T00:00:00Z"), time.parse_rfc3339_ns("2026-01-31T00:00:00Z"))

case_format := time.format(noon)

case_format_zone := time.format([noon, "Europe/Berlin"])

case_format_layout := time.format([noon, "UTC", "2006-01-02 15:04"])

case_format_layout_name := time.format([noon, "UTC", "RFC1123"])

case_format_fraction := time.format([noon, "UTC", "15:04:05.000"])

case_format_whole_second := time.format(time.parse_rfc3339_ns("2026-11-02T12:30:15Z"))

case_format_words := time.format([noon, "UTC", "Monday, 2 January 2006 at 3:04PM"])

case_difference_in_days := (noon - time.parse_rfc3339_ns("2026-10-01T00:00:00Z")) / (24 * 60 * 60 * 1000000000)

case_whole_days := floor((noon - time.parse_rfc3339_ns("2026-10-01T00:00:00Z")) / 86400000000000)

case_comparison := noon < time.parse_rfc3339_ns("2026-11-02T12:30:16Z")

case_texts_sort_as_times := ("2026-11-02T12:30:15Z" < "2026-11-02T12:30:16Z")
