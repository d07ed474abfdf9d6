//! Rules that don't ship run in a process of their own, which another one supervises: some builtins can bring a process
//! down, or never end, and nothing inside of it could say so. The rule that did is found and left out, and the others
//! keep their results.
//!
//! The supervised process is the same command again. It has the same arguments, standard input and standard output;
//! what it says on standard error is held back until it writes its results, because what a process says that breaks
//! down is no news to anybody once another has done the work.

mod ending;
mod report;
mod watch;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub(super) use watch::{Watcher, reading, writing};

use super::{Outcome, Terminal, exit};
use crate::diagnostic::Diagnostic;
use crate::policy::Apart;
use crate::snapshot::plain;
use ending::Ended;

/// Names the file with [`Orders`].
const ENVIRONMENT: &str = "CORDON_SUPERVISED";

/// Written to standard error once the results are there. No text has it: control characters are never printed.
const MARK: &[u8] = b"\x01cordon writes its results\x01\n";

/// How much longer than the time for its evaluations a command is begun anew.
const READING: Duration = Duration::from_secs(60);

/// How many rules are left out at most. Where more break the process down, it is not the rules but a helper of theirs.
const MOST_LEFT_OUT: usize = 64;

/// What a supervised process is told.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Orders {
    /// The file that it reports to.
    report: PathBuf,
    /// The process that supervises it, without which it ends.
    supervisor: u32,
    /// Whether its standard error ends at a terminal.
    terminal: bool,
    /// Rules that it must not evaluate, with the reason.
    left_out: BTreeMap<String, String>,
    apart: OneByOne,
}

/// [`Apart`], written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
enum OneByOne {
    #[default]
    None,
    Own,
    All,
}

impl From<OneByOne> for Apart {
    fn from(which: OneByOne) -> Self {
        match which {
            OneByOne::None => Self::None,
            OneByOne::Own => Self::Own,
            OneByOne::All => Self::All,
        }
    }
}

/// What this process was told, where it is supervised.
fn orders() -> Option<&'static Orders> {
    static ORDERS: OnceLock<Option<Orders>> = OnceLock::new();
    let read = || {
        let path = PathBuf::from(std::env::var_os(ENVIRONMENT)?);
        serde_json::from_slice(&std::fs::read(path).ok()?).ok()
    };
    ORDERS.get_or_init(read).as_ref()
}

/// Whether this process is supervised.
pub(super) fn is_supervised() -> bool {
    orders().is_some()
}

/// Whether what is said on standard error is seen on a terminal.
pub(super) fn stderr_is_terminal() -> bool {
    orders().map_or_else(|| io::stderr().is_terminal(), |orders| orders.terminal)
}

/// What a supervisor needs to know of a command.
pub(super) struct Plan {
    /// The files that it reads, which must be there to be read again. `-` is standard input.
    pub(super) inputs: Vec<PathBuf>,
    /// Seconds that its evaluations may take in all.
    pub(super) seconds: u64,
}

/// Runs the command in another process, as often as it takes to find the rules that break it.
pub(super) fn run(args: &[OsString], plan: &Plan, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let most = Duration::from_secs(plan.seconds).saturating_add(READING);
    let mut stdin = spooled(plan)?;
    let once = plan.inputs.iter().any(|path| path.as_os_str() != "-" && !path.is_file() && path.exists());
    let mut orders =
        Orders { supervisor: std::process::id(), terminal: io::stderr().is_terminal(), ..Orders::default() };
    loop {
        let ended = one(args, &mut orders, stdin.as_mut())?;
        let (why, at) = match ended {
            Ended::ByItself(code) => return Ok(code),
            Ended::Broken { why, at } => (why, at),
        };
        // Anything else than a rule is named in backticks.
        let is_rule = |name: &str| !name.starts_with('`') && !orders.left_out.contains_key(name);
        let again = !once && !why.is_of_the_user() && started.elapsed() < most && orders.left_out.len() < MOST_LEFT_OUT;
        match at.as_slice() {
            [rule] if again && is_rule(rule) && why.is_of_a_rule() => {
                orders.left_out.insert(rule.clone(), why.of_a_rule());
                if orders.apart == OneByOne::None {
                    orders.apart = OneByOne::Own;
                }
            }
            [_, _, ..] if again && why.is_of_a_rule() && orders.apart != OneByOne::All => {
                orders.apart = if orders.apart == OneByOne::None { OneByOne::Own } else { OneByOne::All };
            }
            _ => {
                let (message, help) = why.of_all(&at, &orders.left_out);
                terminal.report(&[Diagnostic::error(message).help(help)]);
                return Ok(exit::FAILED);
            }
        }
    }
}

/// Runs the command once.
fn one(args: &[OsString], orders: &mut Orders, stdin: Option<&mut File>) -> Result<Ended, Vec<Diagnostic>> {
    let failed = |error: io::Error| {
        let message = format!("cannot start the process that evaluates rules: {}", plain(&error));
        vec![Diagnostic::error(message)]
    };
    let folder = tempfile::Builder::new().prefix("cordon-").tempdir().map_err(failed)?;
    let (mut child, mut report) = begin(args, orders, stdin, folder.path()).map_err(failed)?;
    let said = child.stderr.take().map(|stderr| std::thread::spawn(move || hold_back(stderr)));
    let status = child.wait().map_err(failed)?;
    let said = said.and_then(|thread| thread.join().ok()).unwrap_or_default();
    let mut text = String::new();
    let _ = report.read_to_string(&mut text);
    let ended = Ended::of(status, report::read(&text), &said);
    if matches!(ended, Ended::ByItself(_)) {
        let _ = io::stderr().lock().write_all(&said);
    }
    Ok(ended)
}

fn begin(args: &[OsString], orders: &mut Orders, stdin: Option<&mut File>, folder: &Path) -> io::Result<(Child, File)> {
    orders.report = folder.join("report");
    File::create(&orders.report)?;
    let report = File::open(&orders.report)?;
    let path = folder.join("orders");
    std::fs::write(&path, serde_json::to_vec(orders)?)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(args.iter().skip(1)).env(ENVIRONMENT, &path).stderr(Stdio::piped());
    if let Some(stdin) = stdin {
        stdin.seek(SeekFrom::Start(0))?;
        command.stdin(stdin.try_clone()?);
    }
    Ok((command.spawn()?, report))
}

/// Standard input, kept where each process can read it from its beginning, where the command reads it at all.
fn spooled(plan: &Plan) -> Result<Option<File>, Vec<Diagnostic>> {
    if io::stdin().is_terminal() || plan.inputs.iter().all(|path| path.as_os_str() != "-") {
        return Ok(None);
    }
    let keep = || {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut io::stdin().lock(), &mut file)?;
        Ok(file)
    };
    let failed = |error: io::Error| vec![Diagnostic::error(format!("cannot read standard input: {}", plain(&error)))];
    keep().map(Some).map_err(failed)
}

/// Passes on what a process says once it writes its results. What it said before is returned where it never does.
fn hold_back(mut stderr: ChildStderr) -> Vec<u8> {
    let (mut held, mut buffer, mut passing) = (Vec::new(), [0; 8 << 10], false);
    loop {
        let count = match stderr.read(&mut buffer) {
            Ok(0) => return held,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return held,
        };
        if !passing {
            let from = held.len().saturating_sub(MARK.len());
            held.extend_from_slice(&buffer[..count]);
            if let Some(at) = memchr::memmem::find(&held[from..], MARK) {
                passing = true;
                held.drain(from + at..from + at + MARK.len());
            }
        } else {
            held.extend_from_slice(&buffer[..count]);
        }
        if passing {
            let _ = io::stderr().lock().write_all(&held);
            held.clear();
        }
    }
}
