# METADATA
# title: Partner can get more access
# description: Why it matters.
# custom:
#   id: partner-chain
#   severity: high
#   requires: [users, divisions, groups, grants, roles, oauth_clients, permissions]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners]
#   tags: [test]
#   remediation: Take it away.
#   examples:
#     fires:
#       - why: A partner user can set the password of somebody who may give roles.
#         facts: {schema_version: "1", targets: [], subjects: {user: {user-ana: {partners: [acme], held: [], open_ends: [],
#           chains: [{gives: [admin], everything: true, steps: [{edge: e, title: Set a password, permissions: [],
#           from: {id: user/user-ana, label: Ana}, to: {id: everything, label: everything}, explanation: x,
#           paths: [[users, user-ana]]}]}]}}}}
#     quiet:
#       - why: A partner user can't become anything.
#         facts: {schema_version: "1", targets: [], subjects: {user: {user-ana: {partners: [acme], held: [], open_ends: [],
#           chains: []}}}}
package cordon.rules.test.partner_chain

import data.cordon.lib.describe
import data.cordon.lib.escalation

findings contains finding if {
	some [type, id], chains in escalation.chains
	chain := chains[0]
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s can get more access: %s.", [describe.subject(type, id), escalation.told(chain)]),
		"path": escalation.places(chain)[0],
		"related": escalation.places(chain),
	}
}

not_evaluated contains reason if some reason in escalation.undecided
