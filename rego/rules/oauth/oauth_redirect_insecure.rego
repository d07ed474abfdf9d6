# METADATA
# title: OAuth client sends users to an unsafe address
# description: >-
#   After the sign-in the org sends the browser, with the code or the token, to one of the client's registered
#   addresses. Over plain http everybody on the way reads it; a wildcard in the host lets any host of that name in;
#   `javascript:` and `data:` run what they hold; with user information or a fragment the address means something
#   else than it seems to. Plain http to the own machine is fine, and so are the schemes of native apps.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: oauth-redirect-insecure
#   severity: high
#   requires: [oauth_clients]
#   tags: [oauth, token]
#   controls:
#     nist-800-53: [IA-5]
#   remediation: >-
#     Register https addresses, whole and without wildcards, and take the others out. A program on the own machine
#     uses http://127.0.0.1.
#   examples:
#     fires:
#       - why: The wallboard was built before the server had a certificate.
#         snapshot: {oauth_clients: {client-wallboard: {redirect_uris: ["http://wallboard.northwind-energy.example/cb"]}}}
#     quiet:
#       - why: A developer's own machine, and a native app.
#         snapshot: {oauth_clients: {client-wallboard: {redirect_uris: ["http://localhost:8080/cb",
#           "com.example.app:/cb"]}}}
package cordon.rules.oauth.oauth_redirect_insecure

import data.cordon.lib.describe

findings contains finding if {
	some id, client in input.oauth_clients
	client.state == "active"
	not client.grant_type in {"client_credentials", "password"}
	unsafe := [[i, sprintf("%s (%s)", [uri, reason])] |
		some i, uri in client.redirect_uris
		reason := fault(uri)
	]
	count(unsafe) > 0
	places := [["oauth_clients", id, "redirect_uris", entry[0]] | some entry in unsafe]
	finding := {
		"subject": {"type": "oauth_client", "id": id},
		"message": sprintf("%s sends users to unsafe addresses: %s.", [
			describe.subject("oauth_client", id),
			describe.first_names([entry[1] | some entry in unsafe]),
		]),
		"path": places[0],
		"related": array.slice(places, 1, 21),
	}
}

# Schemes and hosts have no case. What is wrong first is said; undefined for what is fine.
fault(uri) := "it runs what it holds" if {
	regex.match(`^(?i:javascript|data|vbscript):`, trim_space(uri))
} else := "user information" if {
	contains(authority(uri), "@")
} else := "a wildcard in the host" if {
	contains(authority(uri), "*")
} else := "a fragment" if {
	contains(uri, "#")
} else := "plain http" if {
	regex.match(`^(?i:http):`, trim_space(uri))
	not is_own_machine(authority(uri))
}

# What stands between the slashes and the path; empty for a scheme without one.
authority(uri) := regex.replace(trim_space(uri), `^[^:/?#]*:[/\\]{2,}([^/\\?#]*).*$`, "$1") if {
	regex.match(`^[^:/?#]*:[/\\]{2,}`, trim_space(uri))
} else := ""

is_own_machine(host) if regex.match(`^(?i:localhost|127[.][0-9]+[.][0-9]+[.][0-9]+|\[::1\])(:[0-9]*)?$`, host)
