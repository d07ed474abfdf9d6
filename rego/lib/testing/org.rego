# METADATA
# title: A good org for tests
# description: |-
#   One small org that breaks no rule under `config`. A test changes one thing with `org_with`, `org_without` or
#   `config_with` and says what that does:
#   `count(rule.findings) == 1 with input as testing.org_with({…}) with data.cordon.config as testing.config`.
# scope: package
package cordon.lib.testing

# METADATA
# title: The org with changes
# description: The good org, deeply merged with a patch. Arrays are replaced whole.
# scope: document
org_with(patch) := merged(org, patch)

# METADATA
# title: The org without some members
# description: The good org without the given paths, each an array of member names.
# scope: document
org_without(paths) := without(org, paths)

# METADATA
# title: The policy file with changes
# description: The good policy file, deeply merged with a patch. Arrays are replaced whole.
# scope: document
config_with(patch) := object.union(config, patch)

# METADATA
# title: One grant
# description: A grant of a subject type, a role and a division, as a snapshot holds it.
# scope: document
grant(type, role_id, division_id) := {"subject_type": type, "role_id": role_id, "division_id": division_id}

# METADATA
# title: The good policy file
# description: Two partners, one of them with an org of its own, and one partner manager who looks after both.
# scope: document
config := {
	"org": {
		"internal_email_domains": ["northwind-energy.example"],
		"restricted_divisions": ["HR"],
	},
	"permissions": {
		"excluded": ["@carrier-settings", "@role-assignment", "@bulk-export", "directory:user:edit"],
		"mandatory": ["analytics:conversationDetail:view", "directory:user:view", "routing:queue:view"],
	},
	"partners": {
		"acme": {
			"name": "Acme Support",
			"divisions": ["Partner_Acme_Support"],
			"authorized_divisions": ["Prod_Billing"],
			"email_domains": ["acme.example"],
			"users": [],
			"oauth_clients": [],
			"oauth_client_names": ["Vendor_Acme_*"],
			"resource_names": ["ACME *", "Acme_*"],
			"trustee_orgs": [],
		},
		"beta": {
			"name": "Beta Care",
			"divisions": ["Partner_Beta_Care"],
			"authorized_divisions": [],
			"email_domains": ["beta.example"],
			"users": [],
			"oauth_clients": [],
			"oauth_client_names": ["Vendor_Beta_*"],
			"resource_names": ["Beta *"],
			"trustee_orgs": ["Beta Care Ltd"],
		},
	},
	"authorizations": [{
		"subject": "vera.lind@acme.example",
		"divisions": ["Partner_Beta_Care"],
		"reason": "looks after the night shift of both vendors",
	}],
	"rules": {},
	"waivers": [],
}

# METADATA
# title: The good org
# description: |-
#   An energy supplier's contact centre with two outsourced service desks. Ids are readable, so that a test can
#   be read without looking them up.
# scope: document
org := {
	"schema_version": "1",
	"exported_at": "2026-09-01T06:00:00Z",
	"exporter": {"name": "cordon", "version": "0.1.0"},
	"organization": {
		"id": "org-northwind",
		"name": "Northwind Energy",
		"short_name": "northwind",
		"region": "eu-central-1",
	},
	"sections": {section: {"status": "complete"} |
		some section in [
			"divisions", "permissions", "roles", "users", "groups", "grants",
			"oauth_clients", "objects", "trustees", "settings",
		]
	},
	"divisions": divisions,
	"permissions": {name: {"division_aware": not_org_wide(name), "allows_conditions": false} | some name in catalogue},
	"roles": roles,
	"users": users,
	"groups": groups,
	"grants": grants,
	"oauth_clients": oauth_clients,
	"objects": objects,
	"trustees": trustees,
	"settings": {"grant_division_aware": true, "default_role_backfill": false},
}

divisions := {
	"div-home": {"name": "Home", "home": true},
	"div-acme": {"name": "Partner_Acme_Support", "home": false},
	"div-beta": {"name": "Partner_Beta_Care", "home": false},
	"div-billing": {"name": "Prod_Billing", "home": false},
	"div-outages": {"name": "Prod_Outages", "home": false},
	"div-hr": {"name": "HR", "home": false},
}

catalogue := object.keys(supervisor_permissions) | {
	"analytics:dataExport:add",
	"analytics:dataExport:view",
	"authorization:grant:add",
	"authorization:grant:delete",
	"authorization:role:add",
	"authorization:role:edit",
	"authorization:role:view",
	"directory:user:edit",
	"recording:job:add",
	"routing:queue:add",
	"routing:queue:delete",
	"telephony:plugin:all",
	"telephony:settings:edit",
	"telephony:settings:view",
}

not_org_wide(name) := false if {
	startswith(name, "telephony:")
} else := false if {
	startswith(name, "authorization:role:")
} else := true

# Permissions as a role holds them, without conditions.
unconditional(names) := {name: {"conditional": false} | some name in names}

support_permissions := unconditional({
	"analytics:conversationDetail:view",
	"architect:flow:view",
	"directory:user:view",
	"quality:evaluation:view",
	"routing:queue:view",
})

supervisor_permissions := object.union(support_permissions, unconditional({
	"analytics:queueObservation:view",
	"quality:evaluation:edit",
	"routing:queue:edit",
	"routing:queueMember:manage",
}))

roles := {
	"role-support": {
		"name": "Partner Support",
		"description": "Read only, with diagnostics.",
		"default": false,
		"permissions": support_permissions,
		"general_permissions": [],
	},
	"role-reporting": {
		"name": "Partner Reporting API",
		"default": false,
		"permissions": unconditional({"analytics:conversationDetail:view", "routing:queue:view"}),
	},
	"role-operations": {
		"name": "Operations Lead",
		"default": false,
		"permissions": object.union(supervisor_permissions, unconditional({"authorization:role:view"})),
	},
	"role-supervisor": {
		"name": "Supervisor",
		"default": true,
		"base": false,
		"default_role_id": "supervisor",
		"permissions": supervisor_permissions,
	},
	"role-admin": {
		"name": "Admin",
		"default": true,
		"base": true,
		"default_role_id": "admin",
		"permissions": unconditional(catalogue),
		"general_permissions": ["admin"],
	},
}

users := {
	"user-ines": {
		"name": "Ines Okafor",
		"email": "ines.okafor@northwind-energy.example",
		"state": "active",
		"division_id": "div-home",
		"title": "Contact centre administrator",
		"group_ids": [],
	},
	"user-tom": {
		"name": "Tom Brandt",
		"email": "tom.brandt@northwind-energy.example",
		"state": "active",
		"division_id": "div-billing",
		"title": "Billing team lead",
		"group_ids": [],
	},
	"user-ana": {
		"name": "Ana Duarte",
		"email": "ana.duarte@acme.example",
		"state": "active",
		"division_id": "div-acme",
		"title": "Support agent",
		"group_ids": ["group-acme-night"],
	},
	"user-vera": {
		"name": "Vera Lind",
		"email": "Vera.Lind@acme.example",
		"state": "active",
		"division_id": "div-acme",
		"title": "Service manager",
		"group_ids": [],
	},
	"user-bo": {
		"name": "Bo Castell",
		"email": "bo.castell@beta.example",
		"state": "active",
		"division_id": "div-beta",
		"group_ids": [],
	},
}

groups := {
	"group-acme-night": {
		"name": "Acme night shift",
		"type": "official",
		"state": "active",
		"visibility": "members",
		"roles_enabled": true,
		"include_owners": false,
		"dynamic": false,
		"owner_ids": ["user-ines"],
		"member_ids": ["user-ana"],
	},
	"group-bikes": {
		"name": "Cyclists",
		"type": "social",
		"state": "active",
		"visibility": "public",
		"roles_enabled": false,
		"include_owners": true,
		"dynamic": false,
		"owner_ids": ["user-tom"],
		"member_ids": ["user-ana", "user-bo"],
	},
}

grants := {
	"user-ines": [grant("user", "role-admin", "*")],
	"user-tom": [grant("user", "role-supervisor", "div-billing"), grant("user", "role-operations", "div-outages")],
	"user-ana": [grant("user", "role-support", "div-acme")],
	"user-vera": [grant("user", "role-support", "div-acme"), grant("user", "role-support", "div-beta")],
	"user-bo": [grant("user", "role-support", "div-beta")],
	"group-acme-night": [grant("group", "role-support", "div-billing")],
	"trustee-rita": [grant("trustee_user", "role-support", "div-beta")],
}

oauth_clients := {
	"client-acme": {
		"name": "Vendor_Acme_Reporting_App",
		"description": "Nightly report of the Acme service desk",
		"grant_type": "client_credentials",
		"state": "active",
		"scopes": [],
		"role_divisions": [{"role_id": "role-reporting", "division_id": "div-acme"}],
		"redirect_uris": [],
		"token_validity_seconds": 86400,
	},
	"client-beta": {
		"name": "Vendor_Beta_WFM_Sync",
		"grant_type": "client_credentials",
		"state": "active",
		"role_divisions": [{"role_id": "role-reporting", "division_id": "div-beta"}],
	},
	"client-wallboard": {
		"name": "Wallboard",
		"grant_type": "authorization_code",
		"state": "active",
		"scopes": ["analytics:readonly"],
		"role_divisions": [],
		"redirect_uris": ["https://wallboard.northwind-energy.example/callback"],
	},
}

objects := {
	"queue-acme": {"type": "QUEUE", "name": "ACME First Line", "division_id": "div-acme"},
	"queue-beta": {"type": "QUEUE", "name": "Beta Second Line", "division_id": "div-beta"},
	"flow-main": {"type": "FLOW", "name": "Main Inbound", "division_id": "div-home"},
	"table-tariffs": {"type": "DATATABLES", "name": "Tariffs", "division_id": "div-billing"},
	"queue-outages": {"type": "QUEUE", "name": "Outages", "division_id": "div-outages"},
	"queue-applicants": {"type": "QUEUE", "name": "Applicants", "division_id": "div-hr"},
}

trustees := {"org-beta": {
	"name": "Beta Care Ltd",
	"enabled": true,
	"has_full_access": false,
	"uses_default_role": false,
	"expires_at": "2027-03-31T22:00:00Z",
	"users": {"trustee-rita": {"name": "Rita Moreau", "email": "rita.moreau@beta-care.example"}},
	"groups": {"trustee-desk": {"name": "Beta service desk"}},
}}

# METADATA
# title: Who findings are about
# description: "Set of `<type>/<id>`, with `<partner>: ` in front where the finding names one."
# scope: document
about(findings) := {text | some finding in findings; text := label(finding)}

label(finding) := sprintf("%s: %s/%s", [finding.partner, finding.subject.type, finding.subject.id]) if {
	finding.partner
} else := sprintf("%s/%s", [finding.subject.type, finding.subject.id])

# METADATA
# title: Each finding has a key of its own
# description: True when no two findings share subject and key.
# scope: document
distinct(findings) if {
	count({[finding.subject, object.get(finding, "key", [])] | some finding in findings}) == count(findings)
}

# METADATA
# title: The org with several patches
# description: |-
#   The good org, deeply merged with patches in their order. Arrays are replaced whole.
#   `testing.org_of([testing.user("user-eve", {"division_id": "div-acme"}), testing.grants_of("user-eve", [])])`
# scope: document
org_of(patches) := org_with(object.union_n(patches))

# METADATA
# title: A document with changes
# description: A document, deeply merged with a patch. Arrays are replaced whole.
# scope: document
merged(document, patch) := object.union(document, patch)

# METADATA
# title: A document without some members
# description: A document without the given paths, each like `users/user-ana/email`.
# scope: document
without(document, paths) := json.remove(document, paths)

# METADATA
# title: One user
# description: A user of the org's own in the Home division, unless the good org has the id or changes say otherwise.
# scope: document
user(id, changes) := {"users": entry(users, id, plain, changes)} if {
	plain := {
		"name": id,
		"email": sprintf("%s@northwind-energy.example", [id]),
		"state": "active",
		"division_id": "div-home",
		"group_ids": [],
	}
}

# METADATA
# title: One group
# description: An official group without members that passes roles on, unless the good org has the id.
# scope: document
group(id, changes) := {"groups": entry(groups, id, plain, changes)} if {
	plain := {
		"name": id,
		"type": "official",
		"state": "active",
		"visibility": "members",
		"roles_enabled": true,
		"include_owners": false,
		"dynamic": false,
		"owner_ids": [],
		"member_ids": [],
	}
}

# METADATA
# title: One role
# description: |-
#   A custom role without permissions, unless the good org has the id. Permissions are given with `unconditional`:
#   `testing.role("role-x", {"permissions": testing.unconditional({"routing:queue:view"})})`
# scope: document
role(id, changes) := {"roles": entry(roles, id, plain, changes)} if {
	plain := {"name": id, "default": false, "permissions": {}}
}

# METADATA
# title: One OAuth client
# description: An active client with client credentials and without roles, unless the good org has the id.
# scope: document
client(id, changes) := {"oauth_clients": entry(oauth_clients, id, plain, changes)} if {
	plain := {
		"name": id,
		"grant_type": "client_credentials",
		"state": "active",
		"scopes": [],
		"role_divisions": [],
	}
}

# METADATA
# title: One object
# description: A queue in the Home division, unless the good org has the id.
# scope: document
resource(id, changes) := {"objects": entry(objects, id, plain, changes)} if {
	plain := {"type": "QUEUE", "name": id, "division_id": "div-home"}
}

# METADATA
# title: One division
# description: A division other than Home, unless the good org has the id.
# scope: document
division(id, changes) := {"divisions": entry(divisions, id, plain, changes)} if {
	plain := {"name": id, "home": false}
}

# METADATA
# title: One org of an org trust
# description: An enabled org trust without users and groups, unless the good org has the id.
# scope: document
trustee_org(id, changes) := {"trustees": entry(trustees, id, plain, changes)} if {
	plain := {
		"name": id,
		"enabled": true,
		"has_full_access": false,
		"uses_default_role": false,
		"users": {},
		"groups": {},
	}
}

# METADATA
# title: All grants of one subject
# description: |-
#   They replace those that it has in the good org.
#   `testing.grants_of("user-ana", [testing.grant("user", "role-support", "div-home")])`
# scope: document
grants_of(id, entries) := {"grants": {id: entries}}

# METADATA
# title: One partner of the policy file
# description: A partner without anything of its own, unless the good policy file has the id. For `config_with`.
# scope: document
partner(id, changes) := {"partners": entry(config.partners, id, plain, changes)} if {
	plain := {
		"name": id,
		"divisions": [],
		"authorized_divisions": [],
		"email_domains": [],
		"users": [],
		"oauth_clients": [],
		"oauth_client_names": [],
		"resource_names": [],
		"trustee_orgs": [],
	}
}

# A plain entry is of use only where the good org has none.
entry(section, id, plain, changes) := {id: changes} if {
	section[id]
} else := {id: object.union(plain, changes)}
