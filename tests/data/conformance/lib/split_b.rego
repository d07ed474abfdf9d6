# The second of two files of a package.
package conformance.lib.split

answer := 21

value := {"a": one}

one := 1

members contains "a"
