//! Writes the sample orgs in `snapshots/`. Run from the repository's root:
//!
//! ```text
//! cargo run --example gen-samples            # writes
//! cargo run --example gen-samples -- --check # compares; exit code 1 when something differs
//! ```
//!
//! `clean/` is the org as it should be; `acme/` is the same org after every mishap of [`MISHAPS`],
//! so each of them also says what the repair is; `partial/` is `acme/` as a client with too few
//! permissions exports it.

#[path = "support/acme.rs"]
mod acme;
#[path = "support/catalogue.rs"]
mod catalogue;
#[path = "support/snapshot.rs"]
mod snapshot;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use acme::{CONFIG, Org};
use snapshot::Section;

const SUPPORT: &str = "Partner Support - Read Only + Diagnostics";

/// One thing that somebody did to the org.
struct Mishap {
    story: &'static str,
    happens: fn(&mut Org),
}

/// Everything that is wrong with `acme/`.
const MISHAPS: &[Mishap] = &[
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

/// The divisions that the weak client of `partial/` sees.
const SEEN: [&str; 6] = [
    "Prod_Billing",
    "Prod_TechSupport",
    "Prod_Sales",
    "Prod_Retention",
    "Partner_Acme_Support",
    "Partner_Tallis_Outbound",
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => samples().and_then(|files| write(&files)),
        ["--check"] => samples().and_then(|files| check(&files)),
        _ => {
            let _ = writeln!(io::stderr(), "Usage: gen-samples [--check]");
            return ExitCode::from(64);
        }
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "gen-samples: {error}");
            ExitCode::from(2)
        }
    }
}

/// Every file that there must be, with its text.
fn samples() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut clean = Org::repaired()?;
    clean.finish();
    let mut files = Vec::new();
    for (name, org) in [("acme", after_all()?), ("clean", clean), ("partial", partial()?)] {
        let mut text = Vec::new();
        org.snapshot.write(&mut text)?;
        files.push((format!("snapshots/{name}/snapshot.json"), text));
        let config = CONFIG.as_bytes().to_vec();
        files.push((format!("snapshots/{name}/cordon.toml"), config));
    }
    Ok(files)
}

/// The org after all mishaps.
fn after_all() -> io::Result<Org> {
    let mut org = Org::repaired()?;
    for mishap in MISHAPS {
        (mishap.happens)(&mut org);
    }
    org.finish();
    Ok(org)
}

/// The org after all mishaps, exported by a client that lacks permissions.
fn partial() -> io::Result<Org> {
    let mut org = after_all()?;
    let missing = |permission: &str| Section {
        count: None,
        expected: None,
        reason: Some(format!("HTTP 403: the exporter's client lacks {permission}")),
        status: "missing",
    };
    let snapshot = &mut org.snapshot;
    snapshot.oauth_clients = None;
    snapshot.trustees = None;

    let seen = SEEN.map(|name| acme::id("division", name));
    let all = snapshot.objects.len();
    (snapshot.objects).retain(|_, object| seen.contains(&object.division_id));
    let objects = Section {
        count: Some(snapshot.objects.len()),
        expected: Some(all),
        reason: Some(
            "fewer objects than the divisions count: the exporter's client holds its role in 6 of \
             12 divisions, give it in all of them"
                .to_owned(),
        ),
        status: "partial",
    };

    let mut unread = 0;
    for group in snapshot.groups.values_mut() {
        if group.visibility != "public" {
            group.member_ids.clear();
            unread += 1;
        }
    }
    let groups = Section {
        count: Some(snapshot.groups.len()),
        expected: Some(snapshot.groups.len()),
        reason: Some(format!(
            "the members of {unread} groups could not be read: the exporter's client lacks \
             directory:group:view"
        )),
        status: "partial",
    };
    for (name, section) in [
        ("groups", groups),
        ("oauth_clients", missing("oauth:client:view")),
        ("objects", objects),
        ("trustees", missing("authorization:orgTrustee:view")),
    ] {
        snapshot.sections.insert(name.to_owned(), section);
    }
    Ok(org)
}

fn write(files: &[(String, Vec<u8>)]) -> io::Result<ExitCode> {
    for (path, text) in files {
        if let Some(folder) = Path::new(path).parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)?;
    }
    for mishap in MISHAPS {
        let _ = writeln!(io::stdout(), "{}", mishap.story);
    }
    Ok(ExitCode::SUCCESS)
}

fn check(files: &[(String, Vec<u8>)]) -> io::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for (path, text) in files {
        if fs::read(path).is_ok_and(|found| found == *text) {
            continue;
        }
        let _ = writeln!(io::stderr(), "{path} differs: run `cargo run --example gen-samples`");
        code = ExitCode::from(1);
    }
    Ok(code)
}
