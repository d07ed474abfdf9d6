# start
package conformance.start

case_one := 1
