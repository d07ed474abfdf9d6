# The first of two files of a package: functions alone.
package conformance.lib.split

twice(x) := x * 2
