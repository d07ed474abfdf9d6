# sprintf and print forms.
package conformance.formatting

case_kinds := sprintf("%v %v %v %v %v", [null, true, 1, "a", 1.5])

case_array := sprintf("%v", [[1, "a", null, [true]]])

case_object := sprintf("%v", [{"b": 1, "a": "x"}])

case_set := sprintf("%v", [{"b", "a", 1}])

case_empty_set := sprintf("%v", [set()])

case_nested_text := sprintf("%v", [["a \"quoted\" <é> \n 😀"]])

case_object_in_array := sprintf("%v", [[{"k": {1, 2}}]])

case_number_keys := sprintf("%v", [{1: "a", null: 2}])

case_s := [sprintf("%s", ["a"]), sprintf("%s", [{"a"}]), sprintf("%s", [[1, "x"]]), sprintf("%s", [{"k": true}])]

case_s_width := sprintf("%10s|%-10s|", ["a", "b"])

case_s_precision := sprintf("%.2s", ["abc"])

case_s_of_number := sprintf("%s", [5])

case_s_of_fraction := sprintf("%s", [1.5])

case_s_of_bool := sprintf("%s %s", [true, null])

case_s_wide_unicode := sprintf("%4s|%-4s|", ["é", "😀"])

case_d := [sprintf("%d", [5]), sprintf("%d", [-5])]

case_d_width := sprintf("%5d|%05d", [1, 3])

case_d_left := sprintf("%-5d|", [2])

case_d_sign := sprintf("%+d", [4])

case_d_of_fraction := sprintf("%d", [1.5])

case_d_of_whole_fraction := sprintf("%d", [2.0])

case_d_of_text := sprintf("%d", ["a"])

case_d_of_big := sprintf("%d", [18446744073709551617])

case_d_of_bool := sprintf("%d", [true])

case_x := sprintf("%x", [255])

case_x_capitals := sprintf("%X", [255])

case_x_prefix := sprintf("%#x", [255])

case_x_binary := sprintf("%b", [5])

case_x_binary_width := sprintf("%08b", [5])

case_x_octal := sprintf("%o", [8])

case_x_of_text := sprintf("%x", ["ab"])

case_x_of_big := sprintf("%x", [18446744073709551617])

case_f := sprintf("%f", [1.5])

case_f_places := sprintf("%.2f", [2.345])

case_f_width := sprintf("%8.3f|", [2.5])

case_f_exponent := sprintf("%e", [12345.678])

case_f_short := sprintf("%g", [0.0001])

case_f_of_whole := sprintf("%f", [2])

case_f_of_text := sprintf("%f", ["a"])

case_q := sprintf("%q", ["a\"é\n"])

case_t := sprintf("%t", [true])

case_c := sprintf("%c", [233])

case_u := sprintf("%U", [233])

case_percent := sprintf("100%%", [])

case_percent_alone := sprintf("100%", [])

case_too_few := sprintf("%s %s", ["a"])

case_too_many := sprintf("%s", ["a", "b"])

case_unknown_verb := sprintf("%y", ["a"])

case_unknown_verb_z := sprintf("%z", [1])

case_indexed := sprintf("%[2]s %[1]s", ["a", "b"])

case_star_width := sprintf("%*d", [5, 1])

case_plus_v := sprintf("%+v", [{"a": 1}])

case_sharp_v := sprintf("%#v", [{"a": 1}])

case_type := sprintf("%T", [1])

case_v_width := [sprintf("%5v|", [1]), sprintf("%-5v|", ["a"])]

case_v_of_fraction := sprintf("%v", [0.1])

case_v_of_fraction_large := sprintf("%v", [1e21])

case_v_of_fraction_long := sprintf("%v", [100000000.5])

case_v_of_fraction_small := sprintf("%v", [1e-7])

case_v_of_big := sprintf("%v", [18446744073709551617])

case_v_of_sum := sprintf("%v", [0.1 + 0.2])

case_no_arguments := sprintf("plain", [])

case_text_with_percent_in_argument := sprintf("%s", ["100%d"])

case_undefined_argument := sprintf("%v", [input.nothing])

case_set_of_sets := sprintf("%v", [{{2}, {1}}])
