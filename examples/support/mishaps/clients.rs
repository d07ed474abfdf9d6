//! OAuth clients and the audit trail.

use super::Mishap;
use crate::acme::id;

pub(crate) const MISHAPS: &[Mishap] = &[
    Mishap {
        story: "The former supplier's tool for moving contacts still signs in with a person's password.",
        happens: |org| {
            let (name, why) = ("Contact Migration Tool", "Moved the contacts in 2024");
            org.client(name, "password", "active", why, "external-contacts users:readonly");
            org.client_is(name, |client| client.redirect_uris.clear());
        },
    },
    Mishap {
        story: "Tallis loads its lists by hand since June, and the loader's client was left.",
        happens: |org| {
            let last = "2026-06-14T18:30:00Z".to_owned();
            org.client_is("Vendor_Tallis_List_Loader", |client| client.last_used_at = Some(last));
        },
    },
    Mishap {
        story: "The bridge to payroll has run on its first secret for years.",
        happens: |org| {
            org.client_is("WFM Bridge", |client| {
                client.created_at = "2023-03-11T09:30:00Z".to_owned();
                (client.modified_at, client.modified_by) = (None, None);
            });
        },
    },
    Mishap {
        story: "The data lake's job broke in the night, so its tokens were given two days.",
        happens: |org| org.client_is("Data Lake Loader", |client| client.token_validity_seconds = 172_800),
    },
    Mishap {
        story: "The old agent desktop is still among the addresses, without TLS.",
        happens: |org| {
            let old = "http://desktop.nordwerk.example/oauth/callback".to_owned();
            org.client_is("Agent Desktop", |client| client.redirect_uris.push(old));
        },
    },
    Mishap {
        story: "A team tried an app that listens to calls; another one waits for a yes.",
        happens: |org| {
            let scopes = ["analytics:readonly", "recordings:readonly", "users:readonly"];
            org.authorizes("Lumenvoice Call Insights", "authorized", &scopes, "Ruben Hasselt");
            org.authorizes("Quietboard Wallboards", "requested", &["routing:readonly"], "Svea Holm");
        },
    },
    Mishap {
        story: "The contractor who built the outage map left, and nobody took it over.",
        happens: |org| {
            org.client_is("Outage Map Push", |client| {
                client.created_at = "2026-01-20T10:15:00Z".to_owned();
                client.created_by = Some(id("user", "Uwe Bartels"));
                (client.modified_at, client.modified_by) = (None, None);
            });
        },
    },
    Mishap {
        story: "Somebody gave the client of Brisa's report a name that reads better.",
        happens: |org| {
            let name = "Weekly Service Report".to_owned();
            org.client_is("Vendor_Brisa_Reporting", |client| client.name = name);
        },
    },
    Mishap {
        story: "Through the feed of both vendors somebody changed queues.",
        happens: |org| {
            for (at, queue) in [
                ("2026-10-08T21:14:00Z", "ACME Billing Overflow"),
                ("2026-10-08T21:16:00Z", "Brisa Escalations"),
                ("2026-10-27T06:40:00Z", "ACME Billing Overflow"),
            ] {
                org.client_did("Partner BI Feed", at, "Update", "Queue", queue);
            }
        },
    },
    Mishap {
        story: "A client that is gone took members out of a queue.",
        happens: |org| {
            let queue = "Tech Support – Outage";
            org.client_did("Shift Swap Bot", "2026-10-19T23:52:00Z", "MemberRemove", "Queue", queue);
        },
    },
];
