# A function that reads rules of another package.
package conformance.lib.reader

import data.conformance.lib.base

own := 1

value_of(key) := base.values[key]

values := base.values

is_listed(x) if x in base.listed
