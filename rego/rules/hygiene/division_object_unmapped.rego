# METADATA
# title: Object that no rule can place
# description: >-
#   Either an object is in a division that the snapshot does not have, or the org counts more objects of a type in
#   a division than the snapshot lists there. In both cases something is behind a fence that no rule looked at: who
#   reaches it, and whether it should be somewhere else. The usual cause of the second is a type that exports do not
#   list. An export that could not list a type that it knows says so itself, and then nothing is compared. Users are
#   compared, too: in any state, since what the org counts as a user is not documented.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: division-object-unmapped
#   severity: low
#   requires: [divisions, users, objects]
#   tags: [division, object, hygiene]
#   controls:
#     cis-controls: ["6"]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Export again with a client that holds its role in all divisions. If the numbers still differ, look through the
#     objects of that type in the admin pages by hand, and accept the finding for the type with a waiver.
#   examples:
#     fires:
#       - why: The org counts decision tables, which no export lists.
#         snapshot: {divisions: {div-billing: {object_counts: {DATATABLES: 1, DECISIONTABLE: 3, USER: 1}}}}
#       - why: The queue's division is not in the snapshot.
#         snapshot: {objects: {queue-acme: {division_id: div-gone}}}
#     quiet:
#       - why: The org counts what the snapshot lists.
#         snapshot: {divisions: {div-billing: {object_counts: {DATATABLES: 1, USER: 1}}}}
package cordon.rules.hygiene.division_object_unmapped

import data.cordon.lib.describe
import data.cordon.lib.index

findings contains finding if {
	some division_id in object.keys(index.objects_by_name) - (object.keys(input.divisions) | {"*"})
	some ids in index.objects_by_name[division_id]
	some id, _ in ids
	found := input.objects[id]
	finding := {
		"subject": {"type": "object", "id": id},
		"message": sprintf("%s \"%s\" (%s) is in division %s, which is not in the snapshot.", [
			found.type,
			found.name,
			id,
			division_id,
		]),
		"path": ["objects", id, "division_id"],
		"related": [],
	}
}

findings contains finding if {
	some id, division in input.divisions
	some type, counted in division.object_counts
	read := listed(id, type)
	counted > read
	finding := {
		"subject": {"type": "division", "id": id},
		"message": concat(" ", [
			sprintf("The org counts %d of type %s in %s (%s),", [counted, type, describe.division(id), id]),
			sprintf("and the snapshot lists %s. No rule looked at the rest.", [number_word(read)]),
		]),
		"path": ["divisions", id, "object_counts", type],
		"related": describe.division_place(id),
		"key": [type],
		"data": {"counted": counted, "listed": read},
	}
}

number_word(n) := "none" if {
	n == 0
} else := sprintf("%d", [n])

listed(division_id, type) := sum([count(ids) | some ids in index.users_by_division[division_id]]) if {
	type == "USER"
} else := object.get(index.object_types, [division_id, type], 0)
