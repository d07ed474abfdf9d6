# What OPA's compiler refuses because it can never hold.
package conformance.refused_types

case_wrong_kind := count(5)

case_no_such_index := [1, 2][5]
