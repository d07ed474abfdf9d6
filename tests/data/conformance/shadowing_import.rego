# A variable of `some` that has the name of an import.
package conformance.shadowing_import

import data.conformance.lib.split

case_name_of_an_import := [split | some split in [1, 2]]
