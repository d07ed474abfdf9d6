# METADATA
# title: Partner resource in the Home division
# description: >-
#   A queue, flow or other object that is the partner's by its name still sits in Home, where it was created. The
#   partner's people, whose roles are granted in the partner's division, can't see it and report that it is
#   missing. The quick answer is to grant them Home, which opens everything else that is there.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-resource-in-home-division
#   severity: medium
#   sets: [default, seed, strict]
#   requires: [objects, divisions]
#   requires_policy: [partners.*.resource_names]
#   tags: [object, partner, division]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Move the object to the partner's division: in its own admin page, or with POST
#     /api/v2/authorization/divisions/{divisionId}/objects/{objectType}. Don't grant the partner a role in Home.
#   examples:
#     fires:
#       - why: The queue was created and never moved out of Home.
#         snapshot: {objects: {queue-acme: {division_id: div-home}}}
#     quiet:
#       - why: An object of the org's own may be in Home.
#         snapshot: {objects: {flow-main: {name: Inbound for ACME}}}
package cordon.rules.object.partner_resource_in_home_division

import data.cordon.lib.describe
import data.cordon.lib.divisions
import data.cordon.lib.index
import data.cordon.lib.partners
import data.cordon.lib.patterns

findings contains finding if {
	anybodys := any_partner
	some division_id in divisions.home
	some name, ids in index.objects_by_name[division_id]
	patterns.matches(anybodys, name)
	some partner, found_by in matchers
	patterns.matches(found_by, name)
	some id, _ in ids
	object := input.objects[id]
	finding := {
		"subject": {"type": "object", "id": id},
		"message": sprintf("%s \"%s\" (%s) has a name of %s's but is in the Home division (%s).%s", [
			object.type,
			object.name,
			id,
			partners.display_name(partner),
			describe.division(object.division_id),
			own_divisions[partner],
		]),
		"path": ["objects", id, "division_id"],
		"related": describe.division_place(object.division_id),
		"partner": partner,
		"key": [partner],
	}
}

matchers[partner] := patterns.matcher(own.resource_names) if some partner, own in partners.settings

own_divisions[partner] := describe.own_divisions(own) if some partner, own in divisions.owned

# Most objects are nobody's: one question tells.
any_partner := patterns.matcher({glob | some own in partners.settings; some glob in own.resource_names})
