# Texts: case, Unicode, searching, splitting, trimming.
package conformance.text

# A value of which nobody knows the kind beforehand.
any_of(x) := object.get({"k": x}, "k", null)

case_lower := lower("ÄÖÜ ẞ Σ")

case_lower_final_sigma := lower("ΣΊΣΥΦΟΣ")

case_lower_dotted_i := lower("İstanbul")

case_upper := upper("äöü ıi")

case_upper_sharp_s := upper("straße")

case_upper_ligature := upper("ﬁ ŉ")

case_upper_astral := upper("𐐨")

case_lower_georgian := lower("Ა")

case_count_of_text := [count("abc"), count("é"), count("e\u0301"), count("😀"), count("")]

case_indexof := [indexof("abcabc", "c"), indexof("abc", "z"), indexof("é😀x", "x"), indexof("abc", "bc")]

case_indexof_of_empty_search := indexof("abc", "")

case_indexof_n := indexof_n("aéaéa", "é")

case_indexof_n_none := indexof_n("abc", "z")

case_indexof_n_overlapping := indexof_n("aaaa", "aa")

case_substring := [substring("abcdef", 2, 3), substring("abc", 1, -1), substring("abc", 0, 10), substring("é😀x", 1, 1)]

case_substring_beyond := substring("abc", 5, 1)

case_substring_before := substring("abc", -1, 2)

case_substring_of_no_length := substring("abc", 1, 0)

case_split := [split("a,b,,c", ","), split("", ","), split("abc", ""), split("é😀", ""), split("a--b", "--")]

case_split_without_match := split("abc", "x")

case_concat := [concat(",", ["a", "b"]), concat("", []), concat(", ", {"b", "a"})]

case_concat_of_numbers := concat(",", [any_of(1), any_of(2)])

case_contains := [contains("abc", "b"), contains("abc", ""), contains("", "a"), contains("É", "é")]

case_startswith := [startswith("abc", "ab"), startswith("abc", ""), endswith("abc", "bc"), endswith("abc", "")]

case_replace := [replace("aaa", "a", "b"), replace("abc", "", "-"), replace("abc", "x", "y"), replace("aXbX", "X", "")]

case_strings_replace_n := strings.replace_n({"a": "b", "b": "c"}, "ab")

case_strings_replace_n_overlapping := strings.replace_n({"<": "&lt;", ">": "&gt;"}, "<a>")

case_strings_reverse := [strings.reverse("abc"), strings.reverse("é😀"), strings.reverse("e\u0301x")]

case_strings_count := [strings.count("cheese", "e"), strings.count("aaaa", "aa")]

case_strings_count_of_nothing := strings.count("five", "")

case_strings_any_prefix_match := [strings.any_prefix_match("abc", ["x", "ab"]), strings.any_prefix_match(["q", "abc"], "ab"), strings.any_prefix_match({"q"}, {"z"})]

case_strings_any_suffix_match := [strings.any_suffix_match("abc", ["x", "bc"]), strings.any_suffix_match("abc", [])]

case_strings_render_template := strings.render_template("hello {{.name}}", {"name": "Ana"})

case_trim := [trim("  a ", " "), trim("xxaxx", "x"), trim("abcba", "ab"), trim("a", "")]

case_trim_sides := [trim_left("xxax", "x"), trim_right("xaxx", "x"), trim_prefix("abab", "ab"), trim_suffix("abab", "ab"), trim_prefix("a", "")]

case_trim_space := [trim_space(" \t\na\r\n "), trim_space("\u00a0a\u2003"), trim_space("\u200ba\ufeff")]

case_format_int := [format_int(255, 16), format_int(255, 2), format_int(-255, 8), format_int(10, 10)]

case_format_int_of_fraction := [format_int(3.7, 10), format_int(-3.7, 10)]

case_format_int_of_big := format_int(18446744073709551616, 16)

case_format_int_of_other_base := format_int(10, 3)

case_to_number := [to_number("12"), to_number("2.5"), to_number(null), to_number(true), to_number(false), to_number(5)]

case_to_number_keeps_its_text := [to_number("1.50"), to_number("-0"), to_number("1e3")]

case_to_number_of_words := to_number("twelve")

case_to_number_of_hex := to_number("0x10")

case_to_number_of_empty := to_number("")

case_to_number_with_space := to_number(" 12")

case_to_number_with_plus := to_number("+5")

case_to_number_of_array := to_number(any_of([]))

case_to_number_inf := to_number("Inf")

case_to_number_leading_zero := to_number("007")

case_comparison := ["a" < "B", "a" < "b", "Z" < "a", "é" > "z", "😀" > "\uffff", "a" < "aa", "" < "a", "10" < "9"]

case_sort := sort(["b", "a", "C", "é", "e\u0301", "😀", "\uffff", "", "10", "9"])

case_min_max := [min(["b", "a"]), max({"b", "é", "z"})]

case_composed_is_not_decomposed := ("é" == "e\u0301")

case_surrogates := "\ud83d\ude00"

case_control := "\u0000\u001f"

case_json_of_control := json.marshal("a\u0000\u001f\u007f\u2028<&>")

case_base64 := [base64.encode("é?>"), base64.decode("w6k/Pg=="), base64url.encode("é?>"), base64url.encode_no_pad("é?>"), base64url.decode("w6k_Pg")]

case_base64_is_valid := [base64.is_valid("w6k/Pg=="), base64.is_valid("w6k/Pg"), base64.is_valid("%")]

case_base64_decode_of_junk := base64.decode("%%%")

case_hex := [hex.encode("é"), hex.decode("c3a9")]

case_hex_decode_of_junk := hex.decode("zz")

case_urlquery := [urlquery.encode("a b&c=é/"), urlquery.decode("a+b%26c%3D%C3%A9"), urlquery.encode_object({"b": "2", "a": ["1", "x y"]})]

case_urlquery_tilde := urlquery.encode("~")

case_urlquery_decode_object := urlquery.decode_object("a=1&b=2&a=3&c")

case_semver := [semver.compare("1.2.3", "1.10.0"), semver.compare("1.0.0-rc.1", "1.0.0"), semver.is_valid("1.2"), semver.is_valid("1.2.3-a+b")]

case_semver_is_valid_of_number := semver.is_valid(1)

case_semver_of_junk := semver.compare("1.2", "1.2.3")

case_glob := [glob.match("*.example", null, "acme.example"), glob.match("*.example", ["."], "a.b.example"), glob.match("**:view", [":"], "a:b:view"), glob.match("a?c", [], "abc"), glob.match("{a,b}*", [], "bx"), glob.match("[a-c]x", [], "bx"), glob.match("[!a-c]x", [], "bx")]

case_glob_delimiter_other_than_dot := glob.match("*:view", [":"], "a:b:view")

case_glob_default_delimiter := [glob.match("*.com", [], "api.example.com"), glob.match("*.com", null, "api.example.com")]

case_glob_is_case_sensitive := glob.match("Vendor_*", null, "vendor_a")

case_glob_meta := [glob.match("a\\*b", null, "a*b"), glob.match("", null, ""), glob.match("*", null, "")]

case_glob_meta_quoted := glob.quote_meta("*.a[b]{c}?")

case_glob_broken := glob.match("[a", null, "a")

case_glob_newline := glob.match("a*b", null, "a\nb")

case_net := [net.cidr_contains("10.0.0.0/8", "10.1.2.3"), net.cidr_contains("10.0.0.0/8", "11.0.0.0/9"), net.cidr_is_valid("10.0.0.0/33"), net.cidr_contains("2001:db8::/32", "2001:db8::1")]

case_net_intersects := net.cidr_intersects("10.0.0.0/8", "10.1.0.0/16")

case_net_matches := net.cidr_contains_matches({"a": "10.0.0.0/8"}, ["10.1.1.1", "11.0.0.1"])

case_net_expand := net.cidr_expand("10.0.0.0/30")

case_net_merge := net.cidr_merge(["10.0.0.0/25", "10.0.0.128/25", "10.0.1.0/24"])

case_net_of_junk := net.cidr_contains("junk", "10.0.0.1")
