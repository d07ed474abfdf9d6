//! `cordon doctor`

use std::io::Write;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::connection::{self, Connection};
use super::progress::{Bars, Mode};
use super::{Outcome, Terminal, exit, output};
use crate::diagnostic::Diagnostic;
use crate::export::needs::{self, Need};
use crate::export::plan::PER_MINUTE;
use crate::export::{Lack, Selection};
use crate::genesys::client::Request;
use crate::genesys::endpoint::{self, Endpoint, OBJECT_TYPES, Paging};
use crate::genesys::model::{AuthzSubject, Organization};
use crate::genesys::{ApiError, Client};
use crate::report::printable::printable;
use crate::report::text::counted;

/// Options of `cordon doctor`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 all is well, 3 an export would not be complete, 2 no export is possible, 64 wrong usage."
)]
pub(super) struct Args {
    /// Print the role to create for cordon and check nothing
    #[arg(long, value_name = "FORM", num_args = 0..=1, default_missing_value = "table")]
    role: Option<Form>,

    /// The moment that the org's clock is compared with, for tests
    #[arg(long, value_name = "TIME", hide = true)]
    now: Option<Timestamp>,

    #[command(flatten)]
    connection: Connection,
}

/// How the role is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A table of permissions and what they are for
    Table,
    /// Resources of CX as Code (Terraform)
    CxAsCode,
}

/// One line of the report.
struct Check {
    good: Option<bool>,
    what: String,
    found: String,
}

/// A clock that is further off than this makes tokens and moments doubtful, in seconds.
const CLOCK_TOLERANCE: i64 = 60;

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let wanted = needs::needs(&Selection::of(&[], &[], true), true);
    if let Some(form) = args.role {
        output::write(None, |out| role(form, &wanted, out))?;
        return Ok(exit::CLEAN);
    }
    if let Some(code) = args.connection.refuse(terminal) {
        return Ok(code);
    }
    let bars = Bars::new(Mode::None);
    let client = args.connection.client(args.connection.observer(move |line| bars.line(line)))?;
    let result = connection::block_on(examine(&client, args.now))?;
    let (checks, missing) = result.map_err(|error| {
        let help = match error {
            ApiError::Unauthorized { .. } => {
                "check the id and secret of the OAuth client, and that it is of this region"
            }
            ApiError::Network { .. } => "check the region, the network and the proxy",
            _ => "try again later",
        };
        vec![Diagnostic::error(error.to_string()).help(help)]
    })?;
    output::write(None, |out| {
        for check in &checks {
            let mark = match check.good {
                Some(true) => "ok     ",
                Some(false) => "missing",
                None => "note   ",
            };
            writeln!(out, "{mark}  {:<44} {}", printable(&check.what), printable(&check.found))?;
        }
        writeln!(out, "\nThe role for cordon, to be granted in all divisions:\n")?;
        role(Form::Table, &wanted, out)?;
        writeln!(out, "\nThe same as CX as Code:\n")?;
        role(Form::CxAsCode, &wanted, out)
    })?;
    if missing == 0 {
        terminal.note("an export will be complete");
        return Ok(exit::CLEAN);
    }
    terminal.note(&format!("{} in the way of a complete export", counted(missing, "thing")));
    Ok(exit::PARTIAL)
}

fn role(form: Form, wanted: &[Need], out: &mut dyn Write) -> std::io::Result<()> {
    if form == Form::CxAsCode {
        return out.write_all(needs::as_cx_as_code(wanted).as_bytes());
    }
    for permission in needs::permissions(wanted) {
        let uses: Vec<String> = wanted
            .iter()
            .filter(|need| need.permission == permission)
            .map(|need| format!("{}: {}", need.section, need.what))
            .collect();
        writeln!(out, "{permission:<40} {}", uses.join("; "))?;
    }
    Ok(())
}

/// Asks for one row of everything that an export would ask for.
async fn examine(client: &Client, now: Option<Timestamp>) -> Result<(Vec<Check>, usize), ApiError> {
    let mut checks = Vec::new();
    let mut missing = 0;
    let request = Request::get(endpoint::ORGANIZATION.path, Vec::new());
    let answer = client.send(&request).await?;
    let organization: Organization = serde_json::from_slice(&answer.body).map_err(|_| ApiError::NotJson {
        request: request.name(),
        found: "something else".to_owned(),
        correlation: answer.correlation.clone(),
    })?;
    let mut note = |good, what: &str, found: String| {
        missing += usize::from(good == Some(false));
        checks.push(Check { good, what: what.to_owned(), found });
    };
    note(Some(true), "credentials", format!("accepted by {} ({})", organization.name, organization.id));
    note(Some(true), "region", format!("{}, {}", client.hosts().region, client.hosts().api));
    let there = answer.date.as_deref().and_then(|date| rfc2822::parse(date).ok()).map(|date| date.timestamp());
    match there {
        Some(there) => {
            let off = now.unwrap_or_else(Timestamp::now).as_second() - there.as_second();
            let good = if off.abs() <= CLOCK_TOLERANCE { Some(true) } else { None };
            note(good, "clock", format!("{off} s from the org's"));
        }
        None => note(None, "clock", "the org does not say what time it is".to_owned()),
    }
    match client.limit() {
        Some((allowed, used)) => note(Some(true), "limit", format!("{allowed} requests a minute, {used} used")),
        None => note(None, "limit", format!("the org does not say; {PER_MINUTE} requests a minute are taken")),
    }
    let own: Result<AuthzSubject, ApiError> = client.json(&Request::get(endpoint::OWN_GRANTS.path, Vec::new())).await;
    let everywhere = |subject: &AuthzSubject| {
        subject.grants.iter().any(|grant| grant.division.as_ref().is_some_and(|division| division.id == "*"))
    };
    match own {
        Ok(own) if everywhere(&own) => note(Some(true), "granted in all divisions", "yes".to_owned()),
        Ok(_) => note(Some(false), "granted in all divisions", "no: lists will leave out what is elsewhere".to_owned()),
        Err(error) => note(None, "granted in all divisions", error.to_string()),
    }
    let role_id = first_id(client, &endpoint::ROLES).await;
    let trustee_id = first_id(client, &endpoint::TRUSTEES).await;
    let mut probes: Vec<(&str, Endpoint, Option<String>)> = vec![
        ("roles", endpoint::ROLES, Some(String::new())),
        ("who holds a role where", endpoint::SUBJECT_GRANTS, role_id),
        ("users in every state", endpoint::USERS, Some(String::new())),
        ("OAuth clients", endpoint::OAUTH_CLIENTS, Some(String::new())),
        ("partner orgs", endpoint::TRUSTEES, Some(String::new())),
        ("users of partner orgs", endpoint::TRUSTEE_USERS, trustee_id.clone()),
        ("groups of partner orgs", endpoint::TRUSTEE_GROUPS, trustee_id),
        ("access policies", endpoint::ACCESS_POLICIES, Some(String::new())),
        ("settings of roles", endpoint::ROLE_SETTINGS, Some(String::new())),
        ("the audit trail", endpoint::AUDIT_SERVICES, Some(String::new())),
    ];
    let of_objects = OBJECT_TYPES.iter().filter(|kind| kind.endpoint.permission().is_some());
    probes.extend(of_objects.map(|kind| (kind.name, kind.endpoint, Some(String::new()))));
    for (what, endpoint, id) in probes {
        let what = match endpoint.permission() {
            Some(permission) => format!("{permission} ({what})"),
            None => what.to_owned(),
        };
        let Some(id) = id else {
            note(None, &what, "can't be tried: there is none to ask about, or listing them was refused".to_owned());
            continue;
        };
        match client.send(&probe(&endpoint, &id)).await {
            Ok(_) => note(Some(true), &what, "yes".to_owned()),
            Err(error) if error.ends_the_run() => return Err(error),
            Err(error) => {
                let lack = Lack::of(&error, &endpoint);
                note(Some(false), &what, format!("{}; {error}", lack.reason));
            }
        }
    }
    Ok((checks, missing))
}

/// A request for one row.
fn probe(endpoint: &Endpoint, id: &str) -> Request {
    let path = endpoint.path(id);
    if endpoint.paging == Paging::Posted {
        return Request::post(path, serde_json::json!({"pageSize": 25, "filters": []}));
    }
    let mut query: Vec<(String, String)> =
        endpoint.query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    if endpoint.page_size > 0 {
        query.push(("pageSize".to_owned(), "25".to_owned()));
    }
    Request::get(path, query)
}

async fn first_id(client: &Client, endpoint: &Endpoint) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Page {
        entities: Vec<crate::genesys::model::Reference>,
    }
    let page: Page = client.json(&probe(endpoint, "")).await.ok()?;
    page.entities.into_iter().map(|entity| entity.id).find(|id| !id.is_empty())
}
