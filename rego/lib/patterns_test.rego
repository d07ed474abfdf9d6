package cordon.lib.patterns_test

import data.cordon.lib.patterns

matches(glob, name) if patterns.matches(patterns.matcher([glob]), patterns.fold(name))

test_exact_name_without_case if {
	matches("Wallboard", "WALLBOARD")
	not matches("Wallboard", "Wallboard 2")
}

test_prefix if {
	matches("ACME *", "acme first line")
	matches("ACME *", "ACME ")
	not matches("ACME *", "ACME")
	not matches("ACME *", "Not ACME first line")
}

test_star_anywhere if {
	matches("*line", "Acme First Line")
	matches("a*f*e", "ACME first line")
	matches("*", "anything")
	matches("**", "")
	not matches("a*z", "acme")
}

test_question_mark_is_one_character if {
	matches("acme_?", "Acme_1")
	matches("acme_?", "Acme_é")
	not matches("acme_?", "Acme_")
	not matches("acme_?", "Acme_12")
}

test_nothing_else_is_special if {
	matches("a.b*", "A.b (c)")
	not matches("a.b*", "axb")
	matches(`*[x]{y}(z)^$|+\.d-&~#`, `.[X]{Y}(Z)^$|+\.D-&~#`)
	not matches("*[xy]", "x")
	matches("[acme]*", "[ACME] queue")
}

test_several_lines if {
	matches("a*b?c", "a\nb\nc")
	not matches("a?", "ab\n")
}

test_letters_beyond_ascii if {
	matches("ÅRSTA *", "årsta kö")
	matches("ΟΔΟΣ*", "οδοσα")
	matches("İzmİr*", "i̇zmi̇r 2")
	matches("?zmir", "Izmir")
}

test_long_list if {
	globs := [sprintf("Vendor_%d_?_*_App", [n]) | some n in numbers.range(1, 400)]
	found_by := patterns.matcher(globs)
	patterns.matches(found_by, "vendor_399_x_reporting_app")
	not patterns.matches(found_by, "vendor_401_x_reporting_app")
}

test_no_pattern_matches_nothing if {
	not patterns.matches(patterns.matcher([]), "")
}

# Rules build matchers once, so each glob must stand where it is found fastest.
test_each_glob_has_one_place_in_the_matcher if {
	patterns.matcher(["Wallboard", "ACME *", "a?b", "*c"]) == {
		"exact": {"wallboard"},
		"prefixes": {"acme "},
		"regexes": {patterns.as_regex("a?b"), patterns.as_regex("*c")},
	}
}
