# METADATA
# title: Objects by division and type
# description: |-
#   How many objects of each type a division holds.
package cordon.queries.objects_by_division_and_type

rows contains [division, type, number] if {
	some [division_id, type], ids in objects
	division := object.get(input.divisions, [division_id, "name"], division_id)
	number := count(ids)
}

objects[key] contains id if {
	some id, object in input.objects
	key := [object.division_id, object.type]
}
