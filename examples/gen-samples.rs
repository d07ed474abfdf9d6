//! Writes the sample orgs in `snapshots/`. Run from the repository's root:
//!
//! ```text
//! cargo run --example gen-samples            # writes
//! cargo run --example gen-samples -- --check # compares; exit code 1 when something differs
//! ```
//!
//! `clean/` is the org as it should be; `acme/` is the same org after every mishap of [`mishaps`],
//! so each of them also says what the repair is; `partial/` is `acme/` as a client with too few
//! permissions exports it; `acme-october/` is `acme/` as it was a month earlier, before two roles
//! gained permissions, for `--since`.

#[path = "support/acme.rs"]
mod acme;
#[path = "support/catalogue.rs"]
mod catalogue;
#[path = "support/mishaps/mod.rs"]
mod mishaps;
#[path = "support/snapshot.rs"]
mod snapshot;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use acme::{CONFIG, Org};
use snapshot::Section;

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
    for (name, org) in
        [("acme", after_all()?), ("acme-october", in_october()?), ("clean", clean), ("partial", partial()?)]
    {
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
    for mishap in mishaps::all() {
        (mishap.happens)(&mut org);
    }
    org.finish();
    Ok(org)
}

/// The org a month before, when the partners' team leads could not export yet, and Genesys Cloud had not
/// added screen recordings to the Supervisor role.
fn in_october() -> io::Result<Org> {
    let mut org = after_all()?;
    for permission in ["analytics:dataExport:add", "recording:job:add"] {
        org.role_loses("Partner Team Lead", permission);
    }
    org.role_loses("Supervisor", "recording:screenRecording:view");
    org.a_month_earlier();
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
        reason: Some(format!(
            "fewer objects than the divisions count: the exporter's client holds its role in {} of \
             {} divisions, give it in all of them",
            SEEN.len(),
            snapshot.divisions.len(),
        )),
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
    for mishap in mishaps::all() {
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
