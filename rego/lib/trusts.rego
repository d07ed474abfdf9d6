# METADATA
# title: Org trusts
# description: |-
#   The trusts that are switched on, how findings name them, and who is in the orgs. They are looked at whether the
#   policy file has a partner for them or not.
# scope: package
package cordon.lib.trusts

import data.cordon.lib.clock
import data.cordon.lib.partners

# METADATA
# title: Trusts that are switched on
# description: Trustee org id → trustee, of the enabled ones.
# scope: document
enabled[id] := trustee if {
	some id, trustee in input.trustees
	trustee.enabled
}

# METADATA
# title: Trusts whose end has come
# description: Trustee org id → when it ended, of the enabled ones.
# scope: document
expired[id] := trustee.expires_at if {
	some id, trustee in enabled
	clock.is_past(trustee.expires_at)
}

# METADATA
# title: Trusts that work
# description: |-
#   Trustee org id → trustee, of those that are enabled and whose end has not come. A trust without an end, or where
#   nobody knows what counts as now, works.
# scope: document
working[id] := trustee if {
	some id, trustee in enabled
	not expired[id]
}

# METADATA
# title: Subjects of trusted orgs
# description: |-
#   Subject type, `trustee_user` or `trustee_group`, → set of the ids that any trusted org has, be the trust switched on
#   or not.
# scope: document
subjects := {
	"trustee_user": {id | some org in input.trustees; some id, _ in org.users},
	"trustee_group": {id | some org in input.trustees; some id, _ in org.groups},
}

# METADATA
# title: Findings about trusts
# description: |-
#   Trustee org id → set of what each finding about it says alike: subject, and partner and key for each partner whose
#   org it is. One without partner where the policy file has none.
# scope: document
about[id] contains {"subject": {"type": "trustee", "id": id}, "partner": partner, "key": [partner], "divisions": []} if {
	some id, _ in enabled
	some partner in partners.trustee_orgs[id]
}

about[id] contains {"subject": {"type": "trustee", "id": id}, "divisions": []} if {
	some id, _ in enabled
	not partners.trustee_orgs[id]
}

# METADATA
# title: A trust in words
# description: "The org, its id and its partner, e.g. `The trust in org Acme Corp (…) of Acme Support`."
# scope: document
told(id, common) := sprintf("The trust in org %s (%s) of %s", [input.trustees[id].name, id, name]) if {
	name := partners.display_name(common.partner)
} else := sprintf("The trust in org %s (%s), which is no partner's in the policy file,", [input.trustees[id].name, id])
