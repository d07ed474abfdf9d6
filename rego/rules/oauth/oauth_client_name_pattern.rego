# METADATA
# title: Name of a partner's OAuth client does not say whose it is
# description: >-
#   In the audit log a client is its name. The policy file gives a pattern that names of the partner's clients
#   follow, and this one does not: it is known as the partner's only because its id is listed. Or its name does not
#   follow the pattern that the org wants for all clients of partners.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-client-name-pattern
#   severity: low
#   requires: [oauth_clients]
#   optional: [grants] # a listed client that left only grants has no name to look at
#   requires_policy: [partners]
#   tags: [oauth, partner, accountability]
#   controls:
#     nist-800-53: [AU-10]
#   params:
#     pattern:
#       description: Pattern without case that names of partners' clients follow, besides the partner's own.
#       default: "*"
#   remediation: >-
#     Rename the client by the partner's pattern, e.g. Vendor_Acme_Reporting_App. Its id and its secret stay as they
#     are, so that nothing breaks.
#   examples:
#     fires:
#       - why: The id is listed, and the name says nothing.
#         snapshot: {oauth_clients: {client-acme: {name: Reporting Sync}}}
#         config: {partners: {acme: {oauth_clients: [client-acme]}}}
#     quiet:
#       - why: The name follows the partner's pattern.
#         config: {partners: {acme: {oauth_clients: [client-acme]}}}
package cordon.rules.oauth.oauth_client_name_pattern

import data.cordon.lib.describe
import data.cordon.lib.partners
import data.cordon.lib.patterns

findings contains finding if {
	some id, found in partners.oauth_clients
	client := input.oauth_clients[id]
	some partner in found
	wanted := missed(id, partner, patterns.fold(client.name))
	count(wanted) > 0
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s has a name that does not say whose it is. It does not follow %s.", [
			describe.holder("oauth_client", id, partner),
			concat(" nor ", sort(wanted)),
		]),
		"path": ["oauth_clients", id, "name"],
		"partner": partner,
		"key": [partner],
	}
}

# The patterns that the name of a partner's client misses, in words.
missed(id, partner, name) := {text | some text in [own(id, partner), general(name)]; text != ""}

own(id, partner) := sprintf("the partner's %s", [quoted]) if {
	count(partners.settings[partner].oauth_client_names) > 0
	not partners.oauth_clients_by_name[id][partner]
	quoted := concat(" or ", [sprintf("`%s`", [glob]) | some glob in partners.settings[partner].oauth_client_names])
} else := ""

pattern := data.cordon.params["oauth-client-name-pattern"].pattern

matcher := patterns.matcher([pattern])

general(name) := "" if {
	patterns.matches(matcher, name)
} else := sprintf("the org's `%s`", [pattern])
