# METADATA
# title: Partner users and their divisions
# description: |-
#   Users of partners as the policy file has them, with the division that each is in.
package cordon.queries.partner_users

import data.cordon.lib.partners

rows contains [partner, name, email, state, division] if {
	some id, found in partners.users
	some short in found
	partner := partners.display_name(short)
	user := input.users[id]
	name := user.name
	email := object.get(user, "email", "(none)")
	state := user.state
	division := object.get(input.divisions, [user.division_id, "name"], user.division_id)
}
