//! The watch over an evaluation: a thread that looks on while the engine works, and ends the process where a builtin
//! never looks at the clock or takes more memory than it may. Where somebody supervises the process, it hears why.

use std::any::Any;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::report::{Event, Report};
use super::{MARK, Orders, orders};
use crate::cli::bounds::shown;
use crate::cli::exit;
use crate::diagnostic::Diagnostic;
use crate::policy::{Apart, Watch};
use crate::report::snippet;

/// How often it looks.
const EVERY: Duration = Duration::from_millis(20);

/// Memory that may be taken where nobody says: so much, and so many times the text of the snapshots.
const MEMORY: u64 = 4 << 30;
const TIMES_TEXT: u64 = 24;

/// What the system is told to allow beyond what may be taken: what the allocator keeps and the program itself.
#[cfg(target_os = "linux")]
const SLACK: u64 = 2 << 30;

/// How long an evaluation may go on after the time at which the engine should have ended it.
fn grace(limit: Duration) -> Duration {
    (limit / 4).clamp(Duration::from_millis(500), Duration::from_secs(10))
}

/// Watches over the evaluations of the process.
#[derive(Debug)]
pub(in crate::cli) struct Watcher {
    /// What may be taken, where somebody said.
    max_memory: Option<u64>,
    orders: Option<&'static Orders>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    /// What is evaluated now, and until when.
    now: BTreeMap<u64, (Vec<String>, Option<Instant>)>,
    /// The memory that was taken when the last of them began.
    before: u64,
    /// Bytes of text of the snapshots that were read.
    text: u64,
    /// How many snapshots are being read.
    reading: usize,
    /// Whether the results are being written: nobody ends that halfway.
    writing: bool,
    /// Whether who supervises was told so.
    marked: bool,
    report: Option<Report>,
}

static WATCHER: OnceLock<Watcher> = OnceLock::new();

/// Where rules run one by one, one of them at a time, on however many threads.
static TURN: Mutex<()> = Mutex::new(());

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watcher {
    /// The watch, which looks on from now on.
    pub(in crate::cli) fn start(max_memory: Option<u64>) -> &'static Self {
        let mut first = false;
        let watcher = WATCHER.get_or_init(|| {
            first = true;
            let orders = orders();
            let report = orders.and_then(|orders| Report::open(&orders.report).ok());
            Self { max_memory, orders, state: Mutex::new(State { report, ..State::default() }) }
        });
        if first {
            watcher.draw_second_line(max_memory);
            // Without the thread the engine still minds the time.
            let _ = std::thread::Builder::new().name("watch".into()).spawn(|| watcher.look_on());
        }
        watcher
    }

    fn look_on(&self) {
        loop {
            std::thread::sleep(EVERY);
            #[cfg(unix)]
            if self.orders.is_some_and(|orders| orders.supervisor != std::os::unix::process::parent_id()) {
                leave();
            }
            let mut state = locked(&self.state);
            if state.writing {
                continue;
            }
            let now = Instant::now();
            let late = |(_, until): &&(Vec<String>, Option<Instant>)| until.is_some_and(|until| until < now);
            if let Some((what, _)) = state.now.values().find(late) {
                let event = Event::OutOfTime { what: what.clone() };
                self.stop(&mut state, &event);
            }
            let limit = self.limit(&state);
            if let (Some(limit), Some(taken)) = (limit, taken())
                && taken > limit
            {
                let what: Vec<String> = state.now.values().flat_map(|(what, _)| what.clone()).collect();
                let event = Event::OutOfMemory { what, taken, limit, before: state.before };
                self.stop(&mut state, &event);
            }
        }
    }

    /// What may be taken now. Reading is bounded by `--max-size` where nobody says how much memory there is.
    fn limit(&self, state: &State) -> Option<u64> {
        let by_default = || MEMORY.saturating_add(state.text.saturating_mul(TIMES_TEXT));
        self.max_memory.or_else(|| (state.reading == 0).then(by_default))
    }

    /// Ends the process. The state stays locked, so that nothing begins to be written.
    fn stop(&self, state: &mut State, event: &Event) {
        if let Some(report) = &mut state.report {
            report.tell(event);
            leave();
        }
        let (message, help) = event.in_words();
        let error = Diagnostic::error(message).help(help);
        let _ = writeln!(io::stderr().lock(), "{}\n", snippet::diagnostic(&error, false));
        leave();
    }

    /// Lets the system refuse memory far beyond the limit. A process that gets none breaks down, so only where
    /// somebody supervises it.
    fn draw_second_line(&self, limit: Option<u64>) {
        #[cfg(target_os = "linux")]
        if let (Some(_), Some(limit)) = (self.orders, limit) {
            let hard = rlimit::Resource::DATA.get_hard().unwrap_or(rlimit::INFINITY);
            let _ = rlimit::Resource::DATA.set(limit.saturating_add(SLACK).min(hard), hard);
        }
        #[cfg(not(target_os = "linux"))]
        let _ = limit;
    }
}

/// Memory of the machine that the process has.
fn taken() -> Option<u64> {
    memory_stats::memory_stats().and_then(|taken| u64::try_from(taken.physical_mem).ok())
}

/// Ends the process, which can't be made to end in any other way.
#[allow(clippy::exit, reason = "the thread that would return is the one that does not")]
fn leave() -> ! {
    std::process::exit(exit::FAILED.into())
}

impl Watch for Watcher {
    fn begins(&self, what: &[&str], limit: Duration) -> Box<dyn Any> {
        let turn = (self.apart() != Apart::None).then(|| locked(&TURN));
        let mut state = locked(&self.state);
        state.next += 1;
        state.writing = false;
        if self.orders.is_some() {
            state.before = taken().unwrap_or_default();
        }
        let number = state.next;
        let what: Vec<String> = what.iter().map(|one| (*one).to_owned()).collect();
        if let Some(report) = &mut state.report {
            report.tell(&Event::Begins { number, what: what.clone() });
        }
        let until = Instant::now().checked_add(limit).and_then(|until| until.checked_add(grace(limit)));
        state.now.insert(number, (what, until));
        Box::new(Evaluating { number, _turn: turn })
    }

    fn refused(&self, rule: &str) -> Option<String> {
        self.orders?.left_out.get(rule).cloned()
    }

    fn apart(&self) -> Apart {
        self.orders.map_or(Apart::None, |orders| orders.apart.into())
    }
}

/// Something that is evaluated.
struct Evaluating {
    number: u64,
    _turn: Option<MutexGuard<'static, ()>>,
}

impl Drop for Evaluating {
    fn drop(&mut self) {
        if let Some(watcher) = WATCHER.get() {
            let mut state = locked(&watcher.state);
            state.now.remove(&self.number);
            if let Some(report) = &mut state.report {
                report.tell(&Event::Ends { number: self.number });
            }
        }
    }
}

/// Reads a snapshot, whose text allows for more memory.
pub(in crate::cli) fn reading<T>(read: impl FnOnce() -> T, bytes_of: impl FnOnce(&T) -> u64) -> T {
    let Some(watcher) = WATCHER.get() else { return read() };
    locked(&watcher.state).reading += 1;
    let done = read();
    let mut state = locked(&watcher.state);
    state.reading -= 1;
    state.text = state.text.saturating_add(bytes_of(&done));
    if watcher.max_memory.is_none() {
        watcher.draw_second_line(watcher.limit(&state));
    }
    done
}

/// Says that the results are written from now on, which is not ended halfway.
pub(in crate::cli) fn writing() {
    let Some(watcher) = WATCHER.get() else { return };
    let mut state = locked(&watcher.state);
    state.writing = true;
    if watcher.orders.is_some() && !std::mem::replace(&mut state.marked, true) {
        let mut stderr = io::stderr().lock();
        let _ = stderr.write_all(MARK).and_then(|()| stderr.flush());
    }
}

impl Event {
    /// What happened and what to do, for people.
    pub(super) fn in_words(&self) -> (String, String) {
        match self {
            Self::OutOfMemory { taken, limit, .. } => (
                format!("cordon took {} of memory, and may take {}", shown(*taken), shown(*limit)),
                "nothing was written; allow more with `--max-memory SIZE`, or look at fewer snapshots at once".into(),
            ),
            Self::OutOfTime { what } => (
                format!("the engine did not stop when the time was over; it was at {}", what.join(", ")),
                "nothing was written; allow more with `--timeout SECONDS`".into(),
            ),
            Self::Begins { .. } | Self::Ends { .. } => (String::new(), String::new()),
        }
    }
}
