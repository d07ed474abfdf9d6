# Rules that others read.
package conformance.lib.base

values := {"a": 1}

listed contains x if some x in [1, 2]
