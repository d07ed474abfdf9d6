//! `cordon export`

mod state;
mod write;

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use self::state::{open_journal, state_path};
use self::write::{writable, write};
use super::connection::{self, Connection};
use super::progress::{Bars, Mode};
use super::{Outcome, Terminal, exit};
use crate::diagnostic::Diagnostic;
use crate::export::collect::{self, Extras};
use crate::export::journal::{Header, Journal};
use crate::export::plan::{PER_MINUTE, Plan, Size};
use crate::export::pseudonym::Pseudonyms;
use crate::export::saved::Saved;
use crate::export::source::{Origin, Source};
use crate::export::{Document, Lack, Selection, cx_as_code, needs, normalize};
use crate::report::printable::printable;
use crate::snapshot::Section;

/// Environment variable with the key of pseudonyms.
const PSEUDONYM_KEY: &str = "CORDON_PSEUDONYM_KEY";

/// Options of `cordon export`
#[derive(Debug, clap::Args)]
#[command(after_help = "Credentials come from GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, or \
    GENESYSCLOUD_ACCESS_TOKEN.\n\
    Exit codes: 0 complete, 3 some of it could not be read (the file is written and says what), 2 nothing written, \
    64 wrong usage.")]
pub(super) struct Args {
    /// Where the snapshot goes; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,

    /// Sections to export, and what they need; otherwise all
    #[arg(long, value_name = "SECTION", value_delimiter = ',', value_parser = section, conflicts_with = "skip")]
    sections: Vec<Section>,

    /// Sections not to export
    #[arg(long, value_name = "SECTION", value_delimiter = ',', value_parser = section)]
    skip: Vec<Section>,

    /// Export the audit trail of the last days
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=366))]
    audit_days: Option<u32>,

    /// Look when OAuth clients were last used, in the last days
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=366))]
    usage_days: Option<u32>,

    /// Go on with an export that was stopped
    #[arg(long)]
    resume: bool,

    /// Where the state of an unfinished export is; otherwise beside the output
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Replace people's names and e-mail addresses by keyed pseudonyms; the key is in CORDON_PSEUDONYM_KEY
    #[arg(long)]
    pseudonymize: bool,

    /// Print the requests, the permissions and the time that an export takes, and make none
    #[arg(long)]
    dry_run: bool,

    /// Size of the org for --dry-run, e.g. users=50000,roles=200,groups=250,objects=25000
    #[arg(long, value_name = "SIZE", requires = "dry_run")]
    org_size: Option<Size>,

    /// Build the snapshot from API responses that were saved in a folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["from_cx_as_code", "resume", "dry_run"])]
    from_responses: Option<PathBuf>,

    /// Build the snapshot from a JSON export of CX as Code
    #[arg(long, value_name = "PATH", conflicts_with_all = ["resume", "dry_run"])]
    from_cx_as_code: Option<PathBuf>,

    /// How progress is shown
    #[arg(long, value_name = "HOW", default_value = "auto")]
    progress: Mode,

    /// The moment of the export, for tests
    #[arg(long, value_name = "TIME", hide = true)]
    now: Option<Timestamp>,

    #[command(flatten)]
    connection: Connection,
}

fn section(name: &str) -> Result<Section, String> {
    Section::from_name(name).ok_or_else(|| {
        let known = Section::ALL.map(Section::name).join(", ");
        format!("no section is called so; known are {known}")
    })
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let mut only = args.sections.clone();
    if args.audit_days.is_some() && !only.is_empty() && !only.contains(&Section::AuditEvents) {
        only.push(Section::AuditEvents);
    }
    let selection = Selection::of(&only, &args.skip, args.audit_days.is_some());
    if selection.sections().next().is_none() {
        terminal.report(&[Diagnostic::error("every section is skipped, so there is nothing to export")]);
        return Ok(exit::USAGE);
    }
    if args.dry_run {
        return dry_run(args, &selection);
    }
    if let Some(code) = args.connection.refuse(terminal) {
        return Ok(code);
    }
    if let Some(problem) = args.contradiction() {
        terminal.report(&[problem]);
        return Ok(exit::USAGE);
    }
    writable(&args.output)?;
    let pseudonyms = if args.pseudonymize { Some(pseudonyms()?) } else { None };
    let now = now(args)?;
    let (mut document, doubts, unfinished) = match (&args.from_cx_as_code, &args.from_responses) {
        (Some(path), _) => {
            let region = args.connection.region.clone();
            let (document, notes) = cx_as_code::document(path, &selection, region, &moment(now))
                .map_err(|error| vec![Diagnostic::error(error.to_string())])?;
            (document, notes.into_iter().map(Diagnostic::warning).collect(), None)
        }
        (None, Some(folder)) => from_responses(args, &selection, folder, now)?,
        (None, None) => from_org(args, &selection, now, terminal)?,
    };
    if let Some(pseudonyms) = &pseudonyms {
        pseudonyms.apply(&mut document).map_err(|error| vec![Diagnostic::error(error.to_string())])?;
    }
    terminal.report(&doubts);
    write(&args.output, &document, terminal)?;
    // Who names a section wants it; otherwise an export can do without some.
    let done = |section| is_complete(&document, section) || (only.is_empty() && is_spared(&document, section));
    let complete = selection.sections().all(done);
    if let Some(journal) = unfinished {
        // What could not be read may be there at the next try, unless clear names must not stay on disk.
        if complete || pseudonyms.is_some() || !document_may_grow(&document, &selection) {
            journal.remove();
        } else {
            terminal.note(&format!(
                "what was read is kept in {}: `--resume` reads only what is missing",
                journal.path().display()
            ));
        }
    }
    if pseudonyms.is_some() {
        terminal.note(
            "names and e-mail addresses are pseudonyms: rules tell partners by division, domain and id as before, but \
             `users` and `subject` in the policy file that hold an e-mail address match nobody, and patterns on names \
             of people match nothing; name such subjects by id",
        );
    }
    summarize(&document, &selection, terminal);
    Ok(if complete { exit::CLEAN } else { exit::PARTIAL })
}

impl Args {
    /// Options that can't both be meant.
    fn contradiction(&self) -> Option<Diagnostic> {
        if self.sections.contains(&Section::AuditEvents) && self.audit_days.is_none() && self.from_responses.is_none() {
            let message = "--sections names audit_events, but not for how long";
            return Some(Diagnostic::error(message).help("say for how many days with --audit-days"));
        }
        if self.audit_days.is_some() && self.skip.contains(&Section::AuditEvents) {
            let message = "--audit-days asks for the audit trail, and --skip leaves it out";
            return Some(Diagnostic::error(message).help("leave one of them out"));
        }
        let clients = self.sections.is_empty() || self.sections.contains(&Section::OauthClients);
        if self.usage_days.is_some() && (!clients || self.skip.contains(&Section::OauthClients)) {
            let message = "--usage-days is about OAuth clients, and they are not exported";
            return Some(Diagnostic::error(message).help("add oauth_clients to --sections, or leave --usage-days out"));
        }
        let same = |state: &PathBuf| {
            *state == self.output || std::path::absolute(state).ok() == std::path::absolute(&self.output).ok()
        };
        if self.state.as_ref().is_some_and(same) {
            let message = "--state and --output name the same file";
            return Some(
                Diagnostic::error(message).help("the state is taken away at the end: give it a file of its own"),
            );
        }
        None
    }
}

/// The moment of the export: now, unless a test or a build that must repeat says otherwise.
fn now(args: &Args) -> Result<Timestamp, Vec<Diagnostic>> {
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().filter(|text| !text.trim().is_empty());
    match (args.now, epoch) {
        (Some(now), _) => Ok(now),
        (None, None) => Ok(Timestamp::now()),
        (None, Some(text)) => {
            let moment = text.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
            moment.ok_or_else(|| {
                let message = format!("SOURCE_DATE_EPOCH is `{text}`; expected seconds since 1970, e.g. 1767225600");
                vec![Diagnostic::error(message).help("correct or unset it")]
            })
        }
    }
}

fn is_complete(document: &Document, section: Section) -> bool {
    document.sections.get(section.name()).is_some_and(|state| state.status == "complete")
}

fn is_spared(document: &Document, section: Section) -> bool {
    document.sections.get(section.name()).is_some_and(|state| state.spared)
}

fn document_may_grow(document: &Document, selection: &Selection) -> bool {
    selection.sections().any(|section| !is_complete(document, section))
}

fn moment(now: Timestamp) -> String {
    // Whole seconds: a snapshot is no faster than that.
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

fn pseudonyms() -> Result<Pseudonyms, Vec<Diagnostic>> {
    let key = std::env::var(PSEUDONYM_KEY).ok().filter(|key| !key.is_empty()).map(SecretString::from);
    let help = format!(
        "put a random key in {PSEUDONYM_KEY}, e.g. of `openssl rand -hex 32`, and keep it: the same key gives the same pseudonyms"
    );
    let Some(key) = key else {
        return Err(vec![
            Diagnostic::error(format!("--pseudonymize needs a key, but {PSEUDONYM_KEY} is not set")).help(help),
        ]);
    };
    Pseudonyms::new(&key).map_err(|error| vec![Diagnostic::error(format!("{PSEUDONYM_KEY}: {error}")).help(help)])
}

/// A document, what is doubtful, and the journal of what was read.
type Made = (Document, Vec<Diagnostic>, Option<Journal>);

fn from_responses(args: &Args, selection: &Selection, folder: &Path, now: Timestamp) -> Result<Made, Vec<Diagnostic>> {
    let saved = Saved::load(folder).map_err(|error| vec![Diagnostic::error(error.to_string())])?;
    let ignored: Vec<Diagnostic> = saved
        .ignored
        .iter()
        .map(|path| {
            Diagnostic::warning("the file is no response of the API and was not used")
                .in_file(path.display().to_string())
                .help("a response is told by its `selfUri`, an envelope with `url` and `body`, or the name of the file")
        })
        .collect();
    let bars = Bars::new(Mode::None);
    let source = Source::new(Origin::Saved(Box::new(saved)), None, bars.progress(Mode::None));
    let collected = connection::block_on(collect::collect(&source, selection, &Extras::default()))?;
    let collected = collected.map_err(|lack| vec![nothing(&lack, None)])?;
    let region = args.connection.region.clone();
    let (document, notes) = normalize::document(&collected, selection, region, &moment(now));
    let doubts = ignored.into_iter().chain(notes.sentences().into_iter().map(Diagnostic::warning)).collect();
    Ok((document, doubts, None))
}

fn from_org(args: &Args, selection: &Selection, now: Timestamp, terminal: &Terminal) -> Result<Made, Vec<Diagnostic>> {
    let bars = Bars::new(args.progress);
    let printer = bars.clone();
    let client = args.connection.client(args.connection.observer(move |line| printer.line(line)))?;
    let region = client.hosts().region.clone();
    let path = args.state.clone().unwrap_or_else(|| state_path(&args.output));
    let header = Header {
        format: 2,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        api: client.hosts().api.to_string(),
        options: format!("audit-days={:?} usage-days={:?}", args.audit_days, args.usage_days),
        started_at: now.to_string(),
    };
    let journal = open_journal(args.resume, &path, &header, terminal)?;
    let began = journal.started_at.parse().unwrap_or(now);
    let extras = Extras {
        audit_intervals: args.audit_days.map_or_else(Vec::new, |days| intervals(began, days)),
        usage_interval: args.usage_days.map(|days| interval(began, SignedDuration::from_hours(24 * i64::from(days)))),
    };
    let source = Source::new(Origin::Live(Box::new(client)), Some(journal), bars.progress(args.progress));
    let ended = connection::block_on(async {
        tokio::select! {
            collected = collect::collect(&source, selection, &extras) => Some(collected),
            () = interrupted() => None,
        }
    })?;
    bars.finish();
    let Some(journal) = source.journal else { return Err(Vec::new()) };
    let collected = match ended {
        Some(Ok(collected)) => collected,
        Some(Err(lack)) => {
            let kept = if journal.is_untouched() { None } else { Some(journal.path()) };
            let diagnostic = nothing(&lack, kept);
            if kept.is_none() {
                journal.remove();
            }
            return Err(vec![diagnostic]);
        }
        None => {
            let help =
                format!("what was read is kept in {}: run the same command with --resume", journal.path().display());
            return Err(vec![Diagnostic::error("the export was interrupted, nothing was written").help(help)]);
        }
    };
    let at = self::now(args)?;
    let (document, notes) = normalize::document(&collected, selection, Some(region), &moment(at));
    let mut doubts: Vec<Diagnostic> = notes.sentences().into_iter().map(Diagnostic::warning).collect();
    if let Some(narrow) = needs::narrow_view(&collected, &document, selection) {
        doubts.push(
            Diagnostic::warning(format!("{narrow}; lists leave out what it may not see, without saying so"))
                .help("grant the role of the exporter in all divisions"),
        );
    }
    let details = source_details(&collected);
    doubts.extend(details.into_iter().map(Diagnostic::warning));
    Ok((document, doubts, Some(journal)))
}

/// What the server said where something could not be had, each once.
fn source_details(collected: &collect::Collected) -> std::collections::BTreeSet<String> {
    collected.lacks().into_iter().filter_map(|lack| lack.detail.clone()).collect()
}

fn nothing(lack: &Lack, kept: Option<&Path>) -> Diagnostic {
    let words = lack.detail.as_ref().unwrap_or(&lack.reason);
    let diagnostic = Diagnostic::error(format!("nothing was exported: {words}"));
    match kept {
        Some(path) => {
            diagnostic.help(format!("what was read is kept in {}: run the same command with --resume", path.display()))
        }
        None => diagnostic.help("`cordon doctor` checks credentials, region, clock and permissions"),
    }
}

/// An interval that ends now.
fn interval(now: Timestamp, length: SignedDuration) -> String {
    let from = now.checked_sub(length).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{}/{}", moment(from), moment(now))
}

/// Audits are asked for in stretches of at most 30 days.
fn intervals(now: Timestamp, days: u32) -> Vec<String> {
    let day = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
    let mut all = Vec::new();
    let mut left = days;
    while left > 0 {
        let end = now.checked_sub(day(days - left)).unwrap_or(now);
        let length = left.min(30);
        all.push(interval(end, day(length)));
        left -= length;
    }
    all
}

/// Comes back when the user or the system asks the program to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                result = tokio::signal::ctrl_c() => if result.is_err() { std::future::pending::<()>().await },
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn summarize(document: &Document, selection: &Selection, terminal: &Terminal) {
    terminal.note(&format!("{} ({})", document.organization.name, document.organization.id));
    for section in Section::ALL {
        let Some(state) = document.sections.get(section.name()) else { continue };
        let count = state.count.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let reason = state.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        let word = if selection.has(section) { state.status } else { "left out" };
        terminal.note(&format!("  {:<20} {count:>8} {word}{reason}", section.name()));
    }
}

fn dry_run(args: &Args, selection: &Selection) -> Outcome {
    let size = args.org_size.unwrap_or_default();
    let audits = args.audit_days.map_or(0, |days| u64::from(days.div_ceil(30)) * 4);
    let usage = args.usage_days.is_some();
    let plan = Plan::of(selection, &size, audits, usage);
    let wanted = needs::needs(selection, usage);
    crate::cli::output::write(None, |out| {
        writeln!(
            out,
            "An export of an org with {} users, {} roles, {} divisions, {} groups that may hold roles, {} objects, {} \
             partner orgs and {} pairs of a role and a holder:\n",
            size.users, size.roles, size.divisions, size.groups, size.objects, size.trustees, size.grants
        )?;
        for step in &plan.steps {
            let section = step.section.map_or("", Section::name);
            writeln!(out, "{:>7}  {:<20} {}", step.requests, section, printable(&step.request))?;
        }
        let ratio = plan.requests() as f64 / plan.least.max(1) as f64;
        writeln!(out, "\n{:>7}  requests in all", plan.requests())?;
        writeln!(
            out,
            "{:>7}  is the least possible, with pages as large as these; this plan is {ratio:.2} times that",
            plan.least
        )?;
        let seconds = plan.seconds();
        writeln!(out, "{:>7}  minutes at {PER_MINUTE} requests a minute\n", seconds.div_ceil(60))?;
        writeln!(out, "Permissions, granted in all divisions:\n")?;
        for permission in needs::permissions(&wanted) {
            let note =
                if needs::changes(permission) { " (can be left out; it also lets its holder authorize)" } else { "" };
            writeln!(out, "         {permission}{note}")?;
        }
        Ok(())
    })?;
    Ok(exit::CLEAN)
}
