package cordon.rules.oauth.oauth_redirect_insecure_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_redirect_insecure as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

found_in(patch) := found if {
	found := rule.findings with input as testing.org_with({"oauth_clients": {"client-wallboard": patch}})
		with data.cordon.config as testing.config
}

unsafe := {
	"http://wallboard.example/cb": "plain http",
	"HTTP://wallboard.example": "plain http",
	"http://localhost.example/cb": "plain http",
	"http://127.0.0.1.example/cb": "plain http",
	"http://10.127.0.0.1/cb": "plain http",
	" http://wallboard.example/cb": "plain http",
	"http:wallboard": "plain http",
	"http://[::2]/cb": "plain http",
	"https://*.example/cb": "a wildcard in the host",
	"https:\\\\*.example/cb": "a wildcard in the host",
	"https://wallboard.example@evil.example/cb": "user information",
	"http://localhost@evil.example": "user information",
	"https://wallboard.example/cb#part": "a fragment",
	"JavaScript:alert(1)": "it runs what it holds",
	" data:text/html,x": "it runs what it holds",
	"vbscript:x": "it runs what it holds",
}

test_unsafe if {
	every uri, reason in unsafe {
		some finding in found_in({"redirect_uris": [uri]})
		endswith(finding.message, sprintf("sends users to unsafe addresses: %s (%s).", [uri, reason]))
		finding.path == ["oauth_clients", "client-wallboard", "redirect_uris", 0]
	}
}

test_fine if {
	fine := {
		"https://wallboard.example/cb?x=*",
		"https://wallboard.example:8443/a@b",
		"http://localhost:8080/cb",
		"http://LOCALHOST",
		"http://127.0.0.1/cb",
		"http://127.1.2.3:1/cb",
		"http://[::1]:3000/cb",
		"com.example.app:/cb",
		"myapp://callback",
		"urn:ietf:wg:oauth:2.0:oob",
		"urn:wallboard@northwind-energy:*",
		"database://callback",
	}
	every uri in fine {
		count(found_in({"redirect_uris": [uri]})) == 0
	}
}

test_one_finding_a_client if {
	uris := ["https://fine.example/", "http://a.example/", "http://b.example/"]
	found := found_in({"redirect_uris": uris})
	count(found) == 1
	some finding in found
	contains(finding.message, "http://a.example/ (plain http), http://b.example/ (plain http).")
	finding.path == ["oauth_clients", "client-wallboard", "redirect_uris", 1]
	finding.related == [["oauth_clients", "client-wallboard", "redirect_uris", 2]]
}

test_grant_types if {
	uris := ["http://a.example/"]
	fires := {type |
		some type in {"client_credentials", "authorization_code", "implicit", "saml2_bearer", "password"}
		count(found_in({"redirect_uris": uris, "grant_type": type})) > 0
	}
	fires == {"authorization_code", "implicit", "saml2_bearer"}
}

test_switched_off if count(found_in({"redirect_uris": ["http://a.example/"], "state": "disabled"})) == 0
