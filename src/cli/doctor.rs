//! `cordon doctor`

use std::io::Write;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::connection::{self, Connection};
use super::progress::{Bars, Mode};
use super::{Outcome, Terminal, exit, output};
use crate::diagnostic::Diagnostic;
use crate::export::needs::{self, Held, Need, Reach};
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
/// A clock that is further off than this gives snapshots and audit trails a wrong day, in seconds.
const CLOCK_LIMIT: i64 = 12 * 3600;

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
    if organization.id.is_empty() {
        let found = "JSON that does not say which org it is".to_owned();
        return Err(ApiError::NotJson { request: request.name(), found, correlation: answer.correlation.clone() });
    }
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
            let good = match off.abs() {
                off if off <= CLOCK_TOLERANCE => Some(true),
                off if off <= CLOCK_LIMIT => None,
                _ => Some(false),
            };
            note(good, "clock", format!("{off} s from the org's"));
        }
        None => note(None, "clock", "the org does not say what time it is".to_owned()),
    }
    match client.limit() {
        Some((allowed, used)) => note(Some(true), "limit", format!("{allowed} requests a minute, {used} used")),
        None => note(None, "limit", format!("the org does not say; {PER_MINUTE} requests a minute are taken")),
    }
    let own: Result<AuthzSubject, ApiError> = client.json(&Request::get(endpoint::OWN_GRANTS.path, Vec::new())).await;
    let held = match own {
        Ok(own) => {
            let held = Held::of(&own, |_| Vec::new());
            match held.any_everywhere() {
                true => note(Some(true), "granted in all divisions", "a role of cordon's is".to_owned()),
                false => {
                    let found = "no: lists will leave out what is elsewhere";
                    note(Some(false), "granted in all divisions", found.to_owned());
                }
            }
            Some(held)
        }
        Err(error) if error.ends_the_run() => return Err(error),
        Err(error) => {
            note(Some(false), "granted in all divisions", format!("nobody knows: {error}"));
            None
        }
    };
    let role_id = first_id(client, &endpoint::ROLES, |_| true).await;
    let group_id = first_id(client, &endpoint::GROUPS, |group| group["rolesEnabled"] != false).await;
    let trustee_id = first_id(client, &endpoint::TRUSTEES, |_| true).await;
    let whole = || Some(String::new());
    let mut probes: Vec<(&str, Endpoint, Option<String>)> = vec![
        ("divisions", endpoint::DIVISIONS, whole()),
        ("the permission catalogue", endpoint::PERMISSIONS, whole()),
        ("roles", endpoint::ROLES, whole()),
        ("who holds a role where", endpoint::SUBJECT_GRANTS, role_id),
        ("users in every state", endpoint::USERS, whole()),
        ("groups", endpoint::GROUPS, whole()),
        ("members of groups", endpoint::GROUP_MEMBERS, group_id.clone()),
        ("rules of dynamic groups", endpoint::GROUP_DYNAMIC, group_id),
        ("OAuth clients", endpoint::OAUTH_CLIENTS, whole()),
        ("partner orgs", endpoint::TRUSTEES, whole()),
        ("users of partner orgs", endpoint::TRUSTEE_USERS, trustee_id.clone()),
        ("groups of partner orgs", endpoint::TRUSTEE_GROUPS, trustee_id.clone()),
        ("users cloned from partner orgs", endpoint::CLONED_USERS, trustee_id),
        ("access policies", endpoint::ACCESS_POLICIES, whole()),
        ("settings of roles", endpoint::ROLE_SETTINGS, whole()),
        ("authorizations of other companies' apps", endpoint::OAUTH_AUTHORIZATIONS, whole()),
        ("the audit trail", endpoint::AUDIT_SERVICES, whole()),
    ];
    probes.extend(OBJECT_TYPES.iter().map(|kind| (kind.name, kind.endpoint, whole())));
    for (what, endpoint, id) in probes {
        let what = match endpoint.permission() {
            Some(permission) => format!("{permission} ({what})"),
            None => what.to_owned(),
        };
        let Some(id) = id else {
            note(None, &what, "can't be tried: there is none to ask about, or listing them was refused".to_owned());
            continue;
        };
        // A page of a proxy is no answer.
        match client.json::<serde_json::Map<String, serde_json::Value>>(&probe(&endpoint, &id)).await {
            Ok(_) => {
                let reach = endpoint.permission().and_then(|permission| Some(held.as_ref()?.reach(permission)));
                match reach {
                    // Not every permission that opens a list is the documented one, so this is no proof.
                    Some(Reach::Somewhere) => note(Some(false), &what, "held in some divisions only".to_owned()),
                    _ => note(Some(true), &what, "yes".to_owned()),
                }
            }
            Err(error) if error.ends_the_run() => return Err(error),
            Err(error) => {
                let lack = Lack::of(&error, &endpoint);
                // A group without a rule, or a partner without clones, may be answered so.
                let none = lack.not_found && [endpoint::GROUP_DYNAMIC, endpoint::CLONED_USERS].contains(&endpoint)
                    // An export can do without: the permission lets its holder change something.
                    || endpoint == endpoint::OAUTH_AUTHORIZATIONS && lack.is_refusal();
                note(if none { None } else { Some(false) }, &what, format!("{}; {error}", lack.reason));
            }
        }
    }
    let usage = "usage:organization:view (last use of clients, only with --usage-days)";
    match held.as_ref().map(|held| held.reach("usage:organization:view")) {
        Some(Reach::Everywhere) => note(Some(true), usage, "yes".to_owned()),
        Some(Reach::Somewhere) => note(None, usage, "held in some divisions only".to_owned()),
        Some(Reach::Nowhere) => note(None, usage, "not held".to_owned()),
        Some(Reach::Unknown) | None => note(None, usage, "can't be told".to_owned()),
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

/// The id of the first row that will do.
async fn first_id(
    client: &Client,
    endpoint: &Endpoint,
    will_do: impl Fn(&serde_json::Value) -> bool,
) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Page {
        entities: Vec<serde_json::Value>,
    }
    // Why the list can't be had is said where the list itself is tried.
    let page: Page = client.json(&probe(endpoint, "")).await.ok()?;
    let id = |entity: serde_json::Value| entity["id"].as_str().filter(|id| !id.is_empty()).map(str::to_owned);
    page.entities.into_iter().filter(|entity| will_do(entity)).find_map(id)
}
