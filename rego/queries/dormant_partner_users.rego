# METADATA
# title: Partner users without a sign-in for 90 days
# description: |-
#   Active partner users whose last token is older than 90 days on the day of the export. `(never)` is a user of which no
#   token is known.
package cordon.queries.dormant_partner_users

import data.cordon.lib.describe
import data.cordon.lib.partners

rows contains [last_token_issued_at, partner, user] if {
	limit := time.parse_rfc3339_ns(input.exported_at) - (((((90 * 24) * 60) * 60) * 1000) * 1000000)
	some id, found in partners.users
	input.users[id].state == "active"
	is_older(input.users[id], limit)
	last_token_issued_at := object.get(input.users[id], "last_token_issued_at", "(never)")
	some short in found
	partner := partners.display_name(short)
	user := describe.subject("user", id)
}

is_older(user, limit) if not user.last_token_issued_at

is_older(user, limit) if time.parse_rfc3339_ns(user.last_token_issued_at) < limit
