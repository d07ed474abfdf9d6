# METADATA
# title: Sections
# description: |-
#   How completely the snapshot holds its sections, for rules that look at several and can judge some of them alone.
#   Most rules name what they need in `requires` instead.
# scope: package
package cordon.lib.sections

# METADATA
# title: Complete sections
# description: Set of the names of the sections of which everything was read.
# scope: document
complete contains name if {
	some name, section in input.sections
	section.status == "complete"
}

# METADATA
# title: Why a section is not complete
# description: A text that says so, with the exporter's reason where it gives one; undefined for a complete section.
# scope: document
doubt(name) := text if {
	section := object.get(input.sections, name, {"status": "missing"})
	section.status != "complete"
	text := concat(": ", [part |
		some part in [sprintf("the section `%s` is %s", [name, section.status]), object.get(section, "reason", "")]
		part != ""
	])
}
