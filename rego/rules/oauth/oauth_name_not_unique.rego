# METADATA
# title: OAuth client name is not unique
# description: >-
#   The audit log and the usage reports name a client by its name or its id. When two clients share a name, a
#   change can't be told to come from one or the other without looking ids up, and the wrong client is easily
#   edited or deleted.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-name-not-unique
#   severity: medium
#   sets: [default, seed, strict]
#   requires: [oauth_clients]
#   tags: [oauth, accountability]
#   controls:
#     cis-controls: ["5"]
#     nist-800-53: [AC-2, AU-10]
#   remediation: >-
#     Rename the clients so that each says who uses it and for what, e.g. Vendor_Acme_Reporting_App, and delete
#     those that nobody uses.
#   examples:
#     fires:
#       - why: A copy was made for a test and kept the name.
#         snapshot: {oauth_clients: {client-copy: {name: 'vendor_acme_reporting_app ', grant_type:
#           client_credentials, state: disabled, role_divisions: []}}}
#     quiet:
#       - why: The copy got a name of its own.
#         snapshot: {oauth_clients: {client-copy: {name: Vendor_Acme_Reporting_App_Test, grant_type:
#           client_credentials, state: disabled, role_divisions: []}}}
package cordon.rules.oauth.oauth_name_not_unique

import data.cordon.lib.describe
import data.cordon.lib.patterns

findings contains finding if {
	some ids in clients_by_name
	count(ids) > 1
	some id in ids
	others := ids - {id}
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s shares its name with %d other OAuth %s. The same name: %s.", [
			describe.subject("oauth_client", id),
			count(others),
			clients(count(others)),
			describe.listing({describe.subject("oauth_client", other) | some other in others}),
		]),
		"path": ["oauth_clients", id, "name"],
		"related": describe.first_places({["oauth_clients", other, "name"] | some other in others}),
	}
}

clients_by_name[name] contains id if {
	some id, client in input.oauth_clients
	name := patterns.fold(trim_space(client.name))
}

clients(n) := "client" if {
	n == 1
} else := "clients"
