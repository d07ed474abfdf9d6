//! What is measured runs in a process of its own, which prints what it took as a line of JSON.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use cordon::config::PolicyFile;
use cordon::finding::outcome::Report;
use cordon::policy::Pack;
use cordon::snapshot::{Origin, index, parse, read, schema};
use serde::{Deserialize, Serialize};

use crate::library::Library;
use crate::{floor, orgs, stages};

/// What one process measured.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// Seconds by what took them.
    pub(crate) seconds: BTreeMap<String, f64>,
    /// The most memory that it had, in bytes, where the system says so.
    pub(crate) peak: Option<u64>,
    pub(crate) findings: usize,
    /// Seconds of a processor for what counts, where the system says so: others don't make them longer by much.
    pub(crate) processor: Option<f64>,
}

impl Measured {
    fn time<T>(&mut self, what: &str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.seconds.insert(what.to_owned(), start.elapsed().as_secs_f64());
        result
    }

    pub(crate) fn total(&self, of: &[&str]) -> f64 {
        of.iter().filter_map(|what| self.seconds.get(*what)).sum()
    }
}

/// Seconds that the processor worked for this thread.
fn of_thread() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}

fn since(start: Option<f64>) -> Option<f64> {
    Some(of_thread()? - start?)
}

/// `VmHWM` of a process.
pub(crate) fn peak_of(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Runs as a child. `what` is one of `generate USERS`, or `serde`, `floor`, `stages`, `opa` and a folder.
pub(crate) fn run(what: &str, argument: &str) -> Result<Measured, String> {
    let folder = Path::new(argument);
    match what {
        "generate" => {
            let users = argument.parse().map_err(|_| format!("`{argument}` is no number of users"))?;
            orgs::folder(users).map(|_| Measured::default()).map_err(|error| error.to_string())
        }
        "serde" => serde(folder),
        "floor" => floor(folder),
        "stages" => apart(folder),
        "opa" => opa(folder),
        _ => Err(format!("`{what}` is nothing to be measured")),
    }
}

fn text_of(folder: &Path) -> Result<String, String> {
    std::fs::read_to_string(folder.join("snapshot.json")).map_err(|error| error.to_string())
}

fn serde(folder: &Path) -> Result<Measured, String> {
    let mut measured = Measured::default();
    let worked = of_thread();
    let text = measured.time("read", || text_of(folder))?;
    let value = measured.time("parse", || serde_json::from_str::<serde_json::Value>(&text));
    measured.processor = since(worked);
    black_box(value.map_err(|error| error.to_string())?);
    measured.peak = peak_of("self");
    Ok(measured)
}

/// The hand-written rules: from the file to lines of findings. The search for chains comes afterwards, since it starts
/// from cordon's tree, which the floor does not have.
fn floor(folder: &Path) -> Result<Measured, String> {
    let mut measured = Measured::default();
    let worked = of_thread();
    let start = Instant::now();
    let policy = PolicyFile::load(&folder.join("cordon.toml")).map_err(|errors| format!("{errors:?}"))?;
    let text = text_of(folder)?;
    let parsed = floor::parse(&text)?;
    measured.seconds.insert("parse".to_owned(), start.elapsed().as_secs_f64());
    let start = Instant::now();
    let data = floor::Data::read()?;
    let (org, found) = floor::check(&parsed, &policy.config, &data)?;
    measured.seconds.insert("rules".to_owned(), start.elapsed().as_secs_f64());
    measured.time("report", || write(&found)).map_err(|error| error.to_string())?;
    let without_chains = since(worked);
    measured.peak = peak_of("self");
    let pack = Pack::load(&[] as &[&str]).map_err(|errors| format!("{errors:?}"))?;
    let snapshot = stages::load(folder)?;
    let worked = of_thread();
    let chains = measured.time("chains", || floor::chains::find(&org, &pack, &snapshot))?;
    measured.processor = without_chains.zip(since(worked)).map(|(one, other)| one + other);
    measured.findings = found.len() + chains.len();
    Ok(measured)
}

fn write(found: &[floor::Finding]) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create("/dev/null")?);
    for finding in found {
        let floor::Finding { rule, kind, id, partner, key, message } = finding;
        serde_json::to_writer(&mut out, &(rule, kind, id, partner, key, message))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// The stages of cordon's, one after the other.
fn apart(folder: &Path) -> Result<Measured, String> {
    let mut measured = Measured::default();
    let check = measured.time("rules", || stages::Check::load(folder))?;
    let rules = check.rules()?;
    let file = Origin::File(folder.join("snapshot.json"));
    {
        let source = measured.time("read", || read::read(&file, read::DEFAULT_MAX_BYTES));
        let source = source.map_err(|error| error.to_string())?;
        let tree = measured.time("parse", || parse::parse(&source.text)).map_err(|error| error.message)?;
        black_box(measured.time("validate", || schema::violations(&tree, &source.text, "snapshot.json")));
        black_box(measured.time("index", || index::of(&tree)));
    }
    let snapshot = stages::load(folder)?;
    let first = check.rules_of("seed")?;
    // The first evaluation of a process also gets its memory; none of the two that are compared is to pay for that.
    black_box(check.evaluate(&first, &snapshot)?);
    black_box(measured.time("evaluate first", || check.evaluate(&first, &snapshot))?);
    let run = measured.time("evaluate", || check.evaluate(&rules, &snapshot))?;
    measured.findings = run.findings.len();
    let report = Report::new(vec![run], Vec::new());
    measured.time("report", || stages::write(&report))?;
    measured.peak = peak_of("self");
    Ok(measured)
}

/// OPA, over the bundle that cordon writes and the facts that it works out, which are not counted. Its own parse of
/// the rules and the document is.
fn opa(folder: &Path) -> Result<Measured, String> {
    let library = std::env::var_os("OPA_LIBRARY").ok_or("OPA_LIBRARY does not say where OPA's engine is")?;
    let library = Library::load(Path::new(&library))?;
    let bundle = folder.join("bundle");
    let mut modules = Vec::new();
    for entry in walkdir::WalkDir::new(&bundle).into_iter().filter_map(Result::ok) {
        let text = || std::fs::read_to_string(entry.path()).map_err(|error| error.to_string());
        let name = entry.path().strip_prefix(&bundle).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        if entry.file_type().is_file() && name != ".manifest" {
            modules.push((name, text()?));
        }
    }
    let facts = std::fs::read_to_string(folder.join("facts.json")).map_err(|error| error.to_string())?;
    let mut measured = Measured::default();
    let start = Instant::now();
    let engine = library.engine();
    for (name, text) in &modules {
        match name.as_str() {
            "data.json" => engine.add_data(text)?,
            name => engine.add_policy(name, text)?,
        }
    }
    engine.add_data(&format!("{{\"cordon\": {{\"facts\": {facts}}}}}"))?;
    let answer = engine.document("cordon.rules", &text_of(folder)?)?.ok_or("OPA gave no answer")?;
    measured.seconds.insert("whole".to_owned(), start.elapsed().as_secs_f64());
    let rules = answer.members().flat_map(|(_, area)| area.members());
    measured.findings = rules.filter_map(|(_, rule)| rule.get("findings")).map(|found| found.elements().len()).sum();
    measured.peak = peak_of("self");
    Ok(measured)
}
