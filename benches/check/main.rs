//! The whole `cordon check` with every rule, against three others in the same run, one after the other in turn: the
//! same rules written by hand in Rust (the floor), OPA with the very same rules and document, and a plain `serde_json`
//! parse. `cargo bench --bench check` prints ratios, growth and memory as Markdown, and says which targets held;
//! `-- --quick` stops at 10,000 users.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

mod children;
#[path = "../../tests/opa/exact.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "it belongs to the tests")]
mod exact;
#[path = "../floor/mod.rs"]
mod floor;
#[path = "../../tests/opa/library.rs"]
mod library;
#[path = "../support/orgs.rs"]
mod orgs;
#[path = "../support/stages.rs"]
mod stages;
mod table;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use children::Measured;
use table::{Small, Table};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CORDON: &str = env!("CARGO_BIN_EXE_cordon");

/// What is measured of one org.
#[derive(Debug, Default)]
pub(crate) struct Org {
    pub(crate) users: usize,
    pub(crate) bytes: u64,
    /// Seconds of the process `cordon check`, and its most memory.
    pub(crate) check: Vec<f64>,
    pub(crate) check_peak: Option<u64>,
    /// Seconds that processors worked for it.
    pub(crate) check_processor: Vec<f64>,
    /// The same where it may use one processor only.
    pub(crate) check_on_one: Vec<f64>,
    pub(crate) floor: Vec<Measured>,
    pub(crate) serde: Vec<Measured>,
    pub(crate) stages: Vec<Measured>,
    pub(crate) stages_on_one: Vec<Measured>,
    pub(crate) opa: Vec<Measured>,
    pub(crate) without_opa: Option<String>,
    /// Seconds after which OPA had not answered and was stopped.
    pub(crate) opa_stopped: Option<f64>,
}

struct Plan {
    sizes: Vec<usize>,
    rounds: Option<usize>,
    /// The largest org that OPA is given.
    opa_up_to: usize,
    /// How long it may take.
    opa_timeout: Duration,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [first, what, argument] = arguments.as_slice()
        && first == "--child"
    {
        return child(what, argument);
    }
    let result = plan(&arguments).and_then(|plan| measure(&plan));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("check: {reason}");
            ExitCode::from(2)
        }
    }
}

fn child(what: &str, argument: &str) -> ExitCode {
    let result = children::run(what, argument)
        .and_then(|measured| serde_json::to_string(&measured).map_err(|error| error.to_string()));
    match result {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(2)
        }
    }
}

fn plan(arguments: &[String]) -> Result<Plan, String> {
    let mut plan = Plan {
        sizes: vec![1_000, 10_000, 50_000, 200_000],
        rounds: None,
        opa_up_to: usize::MAX,
        opa_timeout: Duration::from_secs(600),
    };
    let mut words = arguments.iter();
    let number = |word: &String| word.parse::<usize>().map_err(|_| format!("`{word}` is no number"));
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--quick" => (plan.sizes, plan.rounds) = (vec![1_000, 10_000], Some(3)),
            "--sizes" => {
                plan.sizes = value()?.split(',').map(|one| number(&one.to_owned())).collect::<Result<_, _>>()?
            }
            "--rounds" => plan.rounds = Some(number(value()?)?.max(1)),
            "--opa-up-to" => plan.opa_up_to = number(value()?)?,
            "--opa-timeout" => plan.opa_timeout = Duration::from_secs(number(value()?)? as u64),
            _ => {
                let known = "--quick, --sizes 1000,10000, --rounds N, --opa-up-to USERS, --opa-timeout SECONDS";
                return Err(format!("`{word}` is no option; there are {known}"));
            }
        }
    }
    plan.sizes.sort_unstable();
    Ok(plan)
}

fn measure(plan: &Plan) -> Result<(), String> {
    let can_pin = Command::new("taskset").args(["-c", "0", "true"]).status().is_ok_and(|status| status.success());
    if !can_pin {
        eprintln!("left out: one processor against two, because there is no `taskset` that works");
    }
    if let Some(load) = load().filter(|load| *load > 1.0) {
        eprintln!("the machine is busy (load {load:.1}): times will be too long, and those of two cores most of all");
    }
    let mut orgs = Vec::new();
    for users in &plan.sizes {
        orgs.push(org(*users, plan, can_pin)?);
    }
    let small = small()?;
    print!("{}", Table { orgs: &orgs, small: &small });
    Ok(())
}

/// How many processes wanted a processor in the last minute, where the system says so.
fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// Seconds that processors worked for children that have ended, in hundredths.
fn of_children() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name may hold spaces, and ends with a parenthesis.
    let mut numbers = text.rsplit_once(')')?.1.split_whitespace().skip(13);
    let mut ticks = || numbers.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / 100.0)
}

/// Rounds by size: small orgs are noisy, large ones slow.
fn rounds(users: usize) -> usize {
    match users {
        ..5_000 => 15,
        5_000..30_000 => 9,
        30_000..100_000 => 5,
        _ => 3,
    }
}

fn org(users: usize, plan: &Plan, can_pin: bool) -> Result<Org, String> {
    eprintln!("{users} users: making the org, unless it is there");
    ask("generate", &users.to_string(), false)?;
    let folder = orgs::folder(users).map_err(|error| error.to_string())?;
    let rounds = plan.rounds.unwrap_or_else(|| rounds(users));
    let bytes = std::fs::metadata(folder.join("snapshot.json")).map_err(|error| error.to_string())?.len();
    let mut org = Org { users, bytes, ..Org::default() };
    org.without_opa = prepare_opa(&folder, users, plan)?;
    let place = folder.display().to_string();
    for round in 1..=rounds {
        eprintln!("{users} users: round {round} of {rounds}");
        let before = of_children();
        org.check.push(check(&folder, false)?);
        org.check_processor.extend(before.zip(of_children()).map(|(before, after)| after - before));
        org.floor.push(ask("floor", &place, false)?);
        org.serde.push(ask("serde", &place, false)?);
        org.stages.push(ask("stages", &place, false)?);
        if can_pin {
            org.check_on_one.push(check(&folder, true)?);
            org.stages_on_one.push(ask("stages", &place, true)?);
        }
        // It is slow enough to be measured less often.
        if org.without_opa.is_none() && org.opa_stopped.is_none() && (round == 1 || users < 5_000 && round <= 3) {
            let before = of_children();
            match ask_within("opa", &place, false, plan.opa_timeout) {
                Ok(Some(mut measured)) => {
                    measured.processor = before.zip(of_children()).map(|(before, after)| after - before);
                    org.opa.push(measured);
                }
                Ok(None) => {
                    let seconds = plan.opa_timeout.as_secs_f64();
                    eprintln!("{users} users: OPA gave no answer in {seconds} s and was stopped");
                    org.opa_stopped = Some(seconds);
                }
                Err(reason) => org.without_opa = Some(reason),
            }
        }
    }
    org.check_peak = peak(&folder)?;
    if let Some(reason) = &org.without_opa {
        eprintln!("{users} users: left out: no OPA: {reason}");
    }
    let found = |measured: &[Measured]| measured.first().map(|measured| measured.findings);
    let (floor, cordon) = (found(&org.floor), found(&org.stages));
    if floor != cordon {
        return Err(format!("the floor finds {floor:?} and cordon {cordon:?}: they don't do the same work"));
    }
    if let Some(opa) = found(&org.opa).filter(|opa| Some(*opa) != cordon) {
        return Err(format!("OPA finds {opa} and cordon {cordon:?}: they don't do the same work"));
    }
    Ok(org)
}

/// Writes what OPA is given beside the snapshot. A reason where it is not to be had.
fn prepare_opa(folder: &Path, users: usize, plan: &Plan) -> Result<Option<String>, String> {
    if users > plan.opa_up_to {
        return Ok(Some(format!("--opa-up-to {}", plan.opa_up_to)));
    }
    if std::env::var_os("OPA_LIBRARY").is_none_or(|path| path.is_empty()) {
        return Ok(Some("OPA_LIBRARY does not say where its engine is; `. .ci/tools` gets it".to_owned()));
    }
    // They are of this build's rules.
    let bundle = folder.join("bundle");
    if bundle.exists() {
        std::fs::remove_dir_all(&bundle).map_err(|error| error.to_string())?;
    }
    let snapshot = folder.join("snapshot.json");
    let config = folder.join("cordon.toml");
    let mut made = Command::new(CORDON);
    made.args(["bundle", "--quiet", "--output"]).arg(&bundle).arg("--config").arg(&config);
    run_quietly(made)?;
    let mut made = Command::new(CORDON);
    made.args(["facts", "--quiet", "--output"]).arg(folder.join("facts.json")).arg(&snapshot);
    run_quietly(made)?;
    Ok(None)
}

fn run_quietly(mut command: Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// Runs this program again as a child that measures one thing.
fn ask(what: &str, argument: &str, on_one: bool) -> Result<Measured, String> {
    let measured = ask_within(what, argument, on_one, Duration::MAX)?;
    measured.ok_or_else(|| format!("{what} did not end"))
}

/// The same, where it may take so long; nothing where it took longer.
fn ask_within(what: &str, argument: &str, on_one: bool, most: Duration) -> Result<Option<Measured>, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = pinned(&own, on_one);
    command.args(["--child", what, argument]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let start = Instant::now();
    let mut process = command.spawn().map_err(|error| error.to_string())?;
    // It says little, which waits in the pipe.
    while process.try_wait().map_err(|error| error.to_string())?.is_none() {
        if start.elapsed() > most {
            process.kill().and_then(|()| process.wait()).map_err(|error| error.to_string())?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = process.wait_with_output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{what}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()));
    }
    serde_json::from_slice(&output.stdout).map(Some).map_err(|error| error.to_string())
}

fn pinned(program: &Path, on_one: bool) -> Command {
    if on_one {
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(program);
        return command;
    }
    Command::new(program)
}

fn check_command(folder: &Path, on_one: bool) -> Command {
    let mut command = pinned(Path::new(CORDON), on_one);
    command.args(["check", "--rules", "strict", "--format", "json", "--fail-on", "never", "--quiet"]);
    command.arg(folder.join("snapshot.json")).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Seconds of a whole check.
fn check(folder: &Path, on_one: bool) -> Result<f64, String> {
    seconds(check_command(folder, on_one))
}

fn seconds(mut command: Command) -> Result<f64, String> {
    let start = Instant::now();
    let status = command.status().map_err(|error| error.to_string())?;
    let seconds = start.elapsed().as_secs_f64();
    if status.success() { Ok(seconds) } else { Err(format!("{command:?} ended with {status}")) }
}

/// The most memory of a check, in a run of its own: it is looked at all the time, which costs time.
fn peak(folder: &Path) -> Result<Option<u64>, String> {
    let mut process = check_command(folder, false).spawn().map_err(|error| error.to_string())?;
    let id = process.id().to_string();
    let mut most = None;
    while process.try_wait().map_err(|error| error.to_string())?.is_none() {
        most = most.max(children::peak_of(&id));
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(most)
}

/// A small snapshot's check against the bare start of the program.
fn small() -> Result<Small, String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("snapshots/acme");
    let mut small = Small::default();
    for _ in 0..31 {
        let mut version = Command::new(CORDON);
        version.arg("--version").stdout(Stdio::null());
        small.version.push(seconds(version)?);
        small.check.push(check(&folder, false)?);
    }
    Ok(small)
}
