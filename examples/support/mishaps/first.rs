//! Where people sit, what they hold, and whose clients are whose.

use super::{Mishap, SUPPORT};

pub(crate) const MISHAPS: &[Mishap] = &[
    Mishap {
        story: "A new agent of Acme was created, and nobody moved her out of Home.",
        happens: |org| org.user_sits_in("Lena Ortwin", "Home"),
    },
    Mishap {
        story: "Nor the freelancer of Tallis, whom the policy names by his address.",
        happens: |org| org.user_sits_in("Joris Vandel", "Home"),
    },
    Mishap {
        story: "Brisa's agent helped out in the digital team and stayed there.",
        happens: |org| org.user_sits_in("Duarte Pinho", "Prod_Digital"),
    },
    Mishap {
        story: "On the Roles tab somebody ticked \"All divisions\", which includes HR and Legal.",
        happens: |org| org.grant("user", "Selin Aydogan", SUPPORT, "*"),
    },
    Mishap {
        story: "Acme's shift leads share the Supervisor role through their group.",
        happens: |org| {
            let group = "Acme Shift Leads";
            org.grant("group", group, "Supervisor", "Partner_Acme_Support");
        },
    },
    Mishap {
        story: "Brisa's agent was created with the form for employees.",
        happens: |org| org.grant("user", "Catia Rosado", "Employee", "Home"),
    },
    Mishap {
        story: "A script gave Tallis' operator his role without a division, which means Home.",
        happens: |org| {
            let role = "Partner Dialer Operations";
            org.grant("user", "Wouter Kamps", role, "Home");
        },
    },
    Mishap {
        story: "Acme's engineer looked into cancellations for a project that has ended.",
        happens: |org| org.grant("user", "Denise Faber", SUPPORT, "Prod_Retention"),
    },
    Mishap {
        story: "A contractor left; the account is inactive and still holds what it held.",
        happens: |org| org.grant("user", "Uwe Bartels", SUPPORT, "Prod_Sales"),
    },
    Mishap {
        story: "Acme's dashboard showed sales for a pilot.",
        happens: |org| org.client_gets("Vendor_Acme_Reporting_App", SUPPORT, "Prod_Sales"),
    },
    Mishap {
        story: "Brisa's cloned vendor manager got his roles by copying those of an Acme lead.",
        happens: |org| {
            let role = "Partner Team Lead";
            org.grant("user", "Vasco Meireles", role, "Partner_Acme_Support");
        },
    },
    Mishap {
        story: "Brisa's coach once rated the applicant hotline.",
        happens: |org| org.grant("user", "Nuno Falcato", SUPPORT, "HR"),
    },
    Mishap {
        story: "For the month-end report two export permissions were added to a partner role.",
        happens: |org| {
            let permissions = ["analytics:dataExport:add", "recording:job:add"];
            org.role_gets("Partner Team Lead", &permissions);
        },
    },
    Mishap {
        story: "Tallis' role was built without the directory: its people see ids for names.",
        happens: |org| org.role_loses("Partner Dialer Operations", "directory:user:view"),
    },
    Mishap {
        story: "The vendor manager got a role for all vendors in place of one role three times.",
        happens: |org| {
            let holds = "+Partner_Team_Lead analytics:conversationAggregate:view \
                architect:flow:view outbound:campaign:view routing:queue:search";
            let master = "Master Partner";
            org.role(master, "", "For whoever looks after all vendors", holds);
            org.role_loses(master, "analytics:dataExport:add");
            org.role_loses(master, "recording:job:add");
            for division in ["Partner_Acme_Support", "Partner_Brisa_Backoffice", "Partner_Tallis_Outbound"] {
                org.revoke("user", "Marisa Keller", SUPPORT, division);
                org.grant("user", "Marisa Keller", master, division);
            }
        },
    },
    Mishap {
        story: "Made for a vendor, created in Home as everything is, and never moved.",
        happens: |org| {
            org.object_sits_in("QUEUE", "ACME Overflow Tier 1", "Home");
            org.object_sits_in("FLOW", "Brisa_Email_Sort", "Home");
            org.object_sits_in("CONTACTLIST", "Tallis Winback Autumn List", "Home");
        },
    },
    Mishap {
        story: "Brisa's case sync signs in as a person.",
        happens: |org| {
            let scopes = ["conversations:readonly", "users:readonly"];
            org.client_acts_as_user("Vendor_Brisa_Case_Sync", "authorization_code", &scopes);
        },
    },
    Mishap {
        story: "Acme's nightly export runs on the implicit grant of a contractor.",
        happens: |org| {
            let scopes = ["analytics:readonly", "routing:readonly"];
            org.client_acts_as_user("Vendor_Acme_Nightly_Export", "implicit", &scopes);
        },
    },
    Mishap {
        story: "The screens in the service hall still use the implicit grant.",
        happens: |org| {
            let scopes = ["analytics:readonly", "routing:readonly"];
            org.client_acts_as_user("Lobby Wallboard", "implicit", &scopes);
        },
    },
    Mishap {
        story: "Tallis lost the secret and asked for a second client of the same name.",
        happens: |org| {
            let holds = "Partner Dialer Operations @ Partner_Tallis_Outbound";
            let (again, why) = ("vendor_tallis_dialer", "Second one, secret of the first lost");
            org.client(again, "client_credentials", "active", why, holds);
        },
    },
    Mishap {
        story: "Two vendors read one feed with one client.",
        happens: |org| {
            let holds = format!("{SUPPORT} @ Partner_Acme_Support, Partner_Brisa_Backoffice, Prod_Billing");
            let (name, why) = ("Partner BI Feed", "Feed for the vendors' own reports");
            org.client(name, "client_credentials", "active", why, &holds);
        },
    },
    Mishap {
        story: "Acme's quality client was lent to Brisa and carries both names.",
        happens: |org| org.client_is_called("Vendor_Acme_Quality", "Vendor_Acme_Quality_Brisa"),
    },
    Mishap {
        story: "Our survey export also reads Tallis' division, and nobody knows for whom.",
        happens: |org| {
            let role = "Integration - Reporting Export";
            org.client_gets("Nightly Survey Export", role, "Partner_Tallis_Outbound");
        },
    },
    Mishap {
        story: "Brisa's service desk was given its role everywhere, to be quick.",
        happens: |org| {
            let desk = "Brisa Contact Services Brisa Service Desk";
            org.grant("trustee_group", desk, SUPPORT, "*");
        },
    },
    Mishap {
        story: "A user of Acme's own org holds the shipped role for trusted users.",
        happens: |org| {
            let user = "Acme Corp Holger Stamm";
            let role = "Trusted External User";
            org.grant("trustee_user", user, role, "Partner_Acme_Support");
        },
    },
    Mishap {
        story: "Brisa's lead owns the stand-up group, and owners count as members there.",
        happens: |org| org.owns("Ines Cardoso", "Vendor Stand-up"),
    },
];
