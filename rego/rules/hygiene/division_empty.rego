# METADATA
# title: Division is empty
# description: >-
#   Nobody sits in the division and no object is in it. Roles that are granted there give nothing today and everything
#   that somebody moves there tomorrow, and a name such as that of a former vendor invites to use it for something else.
#   What counts is what the snapshot lists and what the org itself counts in the division. Where the snapshot has no
#   such counts, objects of types that no export lists can't be seen. Home is never empty for long and is left out.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: division-empty
#   severity: note
#   sets: [strict]
#   requires: [divisions, users, objects]
#   tags: [division, hygiene]
#   remediation: >-
#     Take away the grants in the division, then delete it: in the admin pages under Divisions, or with DELETE
#     /api/v2/authorization/divisions/{divisionId}. If it is waiting for something, say so in its description.
#   examples:
#     fires:
#       - why: The pilot is over, and its division was left.
#         snapshot: {divisions: {div-pilot: {name: Pilot, home: false, object_counts: {QUEUE: 0, USER: 0}}}}
#     quiet:
#       - why: The org counts objects of a type that is not in the snapshot.
#         snapshot: {divisions: {div-pilot: {name: Pilot, home: false, object_counts: {DECISIONTABLE: 3}}}}
package cordon.rules.hygiene.division_empty

import data.cordon.lib.describe
import data.cordon.lib.index

findings contains finding if {
	some id, division in input.divisions
	not division.home
	not index.users_by_division[id]
	not index.objects_by_name[id]
	every number in object.get(division, "object_counts", {}) {
		number == 0
	}
	finding := {
		"subject": {"type": "division", "id": id},
		"message": sprintf("Nothing is in %s (%s): no user and no object.%s", [
			describe.division(id),
			id,
			counts(division),
		]),
		"path": ["divisions", id],
	}
}

counts(division) := " The org counts none in it, either." if {
	division.object_counts
} else := " How many objects the org counts in it is not in the snapshot."
