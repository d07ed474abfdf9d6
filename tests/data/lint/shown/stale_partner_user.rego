# METADATA
# title: Partner user that nobody uses
# description: An account that nobody uses is one that nobody misses when it is taken over.
# custom:
#   id: stale-partner-user
#   severity: medium
#   requires: [users, grants]
#   remediation: Deactivate the user.
package cordon.rules.user.stale_partner_user

import data.cordon.lib.partners

findings contains finding if {
	some id, user in input.users
	user.state == "actve"
	not user.last_login
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("Zoë’s rule: %s is not used", [user.naem]),
		"path": ["users", id],
	}
}
