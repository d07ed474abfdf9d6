# Numbers: large, small, fractions, rounding, bits, aggregates.
package conformance.numbers_and_arithmetic

# A value of which nobody knows the kind beforehand.
any_of(x) := object.get({"k": x}, "k", null)

case_beyond_2_53 := 9007199254740993 + 0

case_beyond_2_53_literal := 9007199254740993

case_beyond_2_53_product := 9007199254740993 * 3

case_beyond_2_64 := 18446744073709551616 + 1

case_beyond_2_64_literal := 18446744073709551617

case_power := 4294967296 * 4294967296

case_big_comparison := [18446744073709551617 > 18446744073709551616, 9007199254740993 == 9007199254740992]

case_big_difference := 18446744073709551617 - 18446744073709551616

case_very_big := 123456789012345678901234567890 * 987654321098765432109876543210

case_big_division := 100000000000000000000 / 10

case_big_remainder := 18446744073709551617 % 10

case_negative_big := -9223372036854775808 - 1

case_division := [7 / 2, 6 / 3, -7 / 2, 0 / 5]

case_division_without_end := 1 / 3

case_division_by_zero := 1 / 0

case_remainder := [7 % 3, -7 % 3, 7 % -3]

case_remainder_by_zero := 1 % 0

case_remainder_of_fraction := 7.5 % 2

case_fractions := [1.5 - 0.5, 0.5 + 0.25]

case_fractions_not_binary := [0.1 + 0.2, 1.1 * 3, 0.1 * 3]

case_fraction_literals := [0.1, 2.5, 1e-7]

case_fraction_literals_keep_their_text := [1.0, 1.50, 1e3, 1E3, 1.5e3, 1e21]

case_fraction_literals_of_many_digits := 123456789.123456789

case_fraction_equals_whole := [1.0 == 1, 1e3 == 1000, 2.50 == 2.5]

case_fraction_and_whole_in_set := {1, 1.0, 2}

case_fraction_as_key := {1.0: "a"}[1]

case_small := 0.000000000000000000000001 + 0

case_sum_of_thirds := (1 / 3) * 3

case_rounding := [round(2.5), round(-2.5), round(3.5), round(2.4), ceil(2.1), ceil(-2.1), floor(2.9), floor(-2.1), round(7)]

case_rounding_big := round(9007199254740993)

case_rounding_big_beyond_2_64 := [ceil(18446744073709551617), floor(1e20)]

case_abs := [abs(-5), abs(5.5), abs(-9223372036854775808)]

case_minus := [-5, 3 - -2, 0 - (-2)]

case_bits := [bits.and(12, 10), bits.or(12, 10), bits.xor(12, 10), bits.negate(12), bits.lsh(1, 10), bits.rsh(1024, 3), bits.and(-1, 255)]

case_bits_of_big := bits.and(18446744073709551617, 3)

case_bits_of_big_shift := bits.lsh(1, 70)

case_bits_of_fraction := bits.and(1.5, 1)

case_range := [numbers.range(1, 4), numbers.range(4, 1), numbers.range(2, 2), numbers.range(-1, 1)]

case_range_of_fraction := numbers.range(1.5, 3)

case_range_step := [numbers.range_step(1, 10, 3), numbers.range_step(10, 1, 4), numbers.range_step(0, 0, 1)]

case_range_step_zero := numbers.range_step(1, 10, 0)

case_range_step_negative := numbers.range_step(1, 10, -1)

case_sum := [sum([1, 2, 3]), sum([]), sum({1, 2}), sum([1.5, 2.5])]

case_sum_not_binary := sum([0.1, 0.2])

case_product := [product([2, 3]), product([]), product({2, 3})]

case_sum_of_text := sum([any_of("1")])

case_max := [max([1, 3, 2]), max({"a", "b"}), max([1, "a", null, true]), min([1, "a", null, true]), min({[2], [1, 5]}), max([[1, 2], [1, 10]])]

case_max_of_nothing := max([])

case_min_of_nothing := min(set())

case_sort := [sort([3, 1, 2]), sort([10, 9, 1.5, -1]), sort({3, 1})]

case_sort_of_mixed := sort(["a", 1, null, true, [1], {"k": 1}, {2}, false, 1.5, "", {}, [], set(), -1])

case_comparison_of_kinds := [null < true, false < true, true < 0, 0 < "", "z" < [], [] < {}, [1, 2] < [1, 2, 0], [2] < [1, 5]]

case_comparison_of_kinds_object_and_set := {"a": 1} < {1}

case_comparison_of_objects := [{"a": 1} < {"a": 2}, {"a": 1} < {"b": 0}, {"a": 1} < {"a": 1, "b": 1}, {"b": 1} < {"a": 1, "b": 1}]

case_comparison_of_sets := [{1} < {2}, {1, 2} < {1, 3}, {1} < {1, 2}, {2} < {1, 2}]

case_addition_of_text := x if {
	y := object.get({}, "k", "1")
	x := y + 1
}

case_sets := [{1, 2} | {2, 3}, {1, 2} & {2, 3}, {1, 2} - {2, 3}, {1} - {1}]

case_set_minus_number := x if {
	y := {1, 2}
	z := object.get({}, "k", 1)
	x := y - z
}

case_compound := 2 + 3 * 4 - 6 / 2

case_parentheses := (2 + 3) * (4 - 6) / 2

case_to_text := [sprintf("%v", [1]), json.marshal(2.5)]

case_to_text_keeps_its_text := [json.marshal(1.0), json.marshal(1e3)]

case_to_text_d_of_exponent := sprintf("%d", [1e3])

case_units := [units.parse("10K"), units.parse("10Ki"), units.parse("1.5M"), units.parse_bytes("10KB"), units.parse_bytes("10KiB"), units.parse_bytes("1.5mb")]

case_units_below_one := units.parse("100m")

case_units_of_junk := units.parse("ten")

case_units_with_space := units.parse_bytes("10 KB")
