# METADATA
# title: Sections
# description: |-
#   How completely the snapshot holds its sections, for rules that look at several and can judge some of them alone.
#   Most rules name what they need in `requires` instead.
# scope: package
# custom:
#   optional: [grants]
package cordon.lib.sections

import data.cordon.lib.index

# METADATA
# title: Complete sections
# description: |-
#   Set of the names of the sections of which everything was read: they say so, and hold as much as they say. One that
#   says that it has nothing may be left out.
# scope: document
complete contains name if {
	some name, section in input.sections
	section.status == "complete"
	holds(name, section)
}

holds(name, section) if {
	input[name]
	object.get(section, "count", 0) <= entries(name)
	object.get(section, "expected", 0) <= entries(name)
}

holds(name, section) if {
	section.count == 0
	not input[name]
}

# Entries of a section; grants are counted one by one, and settings are not counted.
entries(name) := index.grant_count if {
	name == "grants"
} else := 2 if {
	name == "settings"
} else := count(input[name])

# METADATA
# title: Why a section is not complete
# description: A text that says so, with the exporter's reason where it gives one; undefined for a complete section.
# scope: document
doubt(name) := sprintf("the section `%s` does not hold what it says", [name]) if {
	input.sections[name].status == "complete"
	not complete[name]
} else := text if {
	section := object.get(input.sections, name, {"status": "missing"})
	section.status != "complete"
	text := concat(": ", [part |
		some part in [sprintf("the section `%s` is %s", [name, section.status]), object.get(section, "reason", "")]
		part != ""
	])
}
