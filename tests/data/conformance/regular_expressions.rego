# Regular expressions.
package conformance.regular_expressions

# A value of which nobody knows the kind beforehand.
any_of(x) := object.get({"k": x}, "k", null)

case_match := [regex.match("^a.c$", "abc"), regex.match("b", "abc"), regex.match("^$", ""), regex.match("A", "a")]

case_anchors := [regex.match("^b", "a\nb"), regex.match("(?m)^b", "a\nb"), regex.match("a.b", "a\nb"), regex.match("(?s)a.b", "a\nb")]

case_ignore_case := regex.match("(?i)vendor", "VENDOR_x")

case_ignore_case_prefix_only := regex.match("(?i)abc", "ABC")

case_ignore_case_group := regex.match("(?i:abc)d", "ABCd")

case_classes := [regex.match(`^\d+$`, "123"), regex.match(`^[[:alpha:]]+$`, "abc"), regex.match(`^[^a-c]$`, "d")]

case_classes_words := regex.match(`^\w+$`, "é")

case_classes_digits := regex.match(`^\d+$`, "١٢")

case_classes_spaces := regex.match(`^\s$`, "\u00a0")

case_word_boundary := regex.match(`\bb\b`, "a b c")

case_word_boundary_unicode := regex.match(`\bé\b`, "a é c")

case_unicode_classes := [regex.match(`^\p{L}+$`, "éß"), regex.match(`^\p{Greek}$`, "Σ"), regex.match(`^\pN$`, "٣")]

case_quantifiers := [regex.match(`^a{2,3}$`, "aa"), regex.match(`^a{2}$`, "aaa"), regex.match(`^(a|b)*?$`, "ab")]

case_quantifiers_without_lower_bound := regex.match(`^a{,2}$`, "a{,2}")

case_escapes := [regex.match(`^\.\*$`, ".*"), regex.match(`^\x{41}$`, "A"), regex.match(`a\z`, "ba")]

case_escape_quote := regex.match(`^\Qa.b\E$`, "a.b")

case_look_ahead := regex.match(`a(?=b)`, "ab")

case_back_reference := regex.match(`(a)\1`, "aa")

case_broken := regex.match("(", "a")

case_possessive := regex.match("a++", "aa")

case_nested_class := regex.match(`^[[a]]$`, "a]")

case_class_with_ampersands := regex.match(`^[a&&b]$`, "&")

case_is_valid := [regex.is_valid("a+"), regex.is_valid("("), regex.is_valid(any_of(1))]

case_split := [regex.split(`\s*,\s*`, "a , b,c"), regex.split("x", "abc")]

case_split_by_nothing := regex.split("", "abc")

case_find_n := [regex.find_n("a.", "abacad", 2), regex.find_n("a.", "abacad", -1), regex.find_n("z", "abc", -1), regex.find_n("a", "aaa", 0)]

case_find_all_string_submatch_n := regex.find_all_string_submatch_n(`(\w)=(\d)?`, "a=1 b=", -1)

case_replace := [regex.replace("abc", "b", "x"), regex.replace("aaa", "a", "b"), regex.replace("john smith", `(\w+) (\w+)`, "$2 $1"), regex.replace("john", "(?P<n>j)", "${n}${n}")]

case_replace_name_then_letter := regex.replace("ab", "(a)", "$1x")

case_replace_dollars := regex.replace("ab", "a", "$$")

case_replace_empty := regex.replace("abc", "x*", "-")

case_globs_match := regex.globs_match("a.a.[0-9]+z", "b.b*x[a-f]+z")

case_template_match := regex.template_match("urn:foo:{.*}", "urn:foo:bar:baz", "{", "}")

case_match_of_number := regex.match("1", any_of(1))

case_match_case_folding := [regex.match("^straße$", "STRASSE"), regex.match("(?i)^k$", "\u212a")]
