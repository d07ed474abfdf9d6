//! `cordon query -i`: a prompt.

mod history;
mod interrupt;

use std::path::PathBuf;
use std::sync::Arc;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use self::interrupt::{Ended, Interrupts};
use super::session::Session;
use super::{Args, question, save, tell};
use crate::cli::{Outcome, Terminal, exit};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::policy::query::complete::Vocabulary;
use crate::policy::query::{saved, unfinished};
use crate::policy::{Pack, Query};
use crate::report::query::Format;

/// What is before the cursor.
const PROMPT: &str = "cordon> ";

/// Commands, with what they do.
const COMMANDS: [(&str, &str); 5] = [
    (":help", "this list"),
    (":list", "the saved queries; `@NAME` asks one"),
    (":save NAME", "save the last query"),
    (":format FORMAT", "table, json, jsonl or csv"),
    (":quit", "leave, as Ctrl-D does"),
];

/// What the editor asks for.
struct Assistant {
    vocabulary: Vocabulary,
    saved: Vec<String>,
}

impl Helper for Assistant {}
impl Highlighter for Assistant {}

impl Hinter for Assistant {
    type Hint = String;
}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let before = line.get(..at).unwrap_or_default();
        let begun = |names: &mut dyn Iterator<Item = String>| names.filter(|name| name.starts_with(before)).collect();
        Ok(if before.starts_with('@') {
            (0, begun(&mut self.saved.iter().map(|name| format!("@{name}"))))
        } else if before.starts_with(":format ") {
            (0, begun(&mut Format::ALL.iter().map(|format| format!(":format {}", format.name))))
        } else if before.starts_with(':') {
            (0, begun(&mut COMMANDS.iter().map(|(command, _)| word(command).to_owned())))
        } else {
            self.vocabulary.complete(line, at)
        })
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let unfinished = unfinished::is_unfinished(context.input());
        Ok(if unfinished { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

fn word(command: &str) -> &str {
    command.split(' ').next().unwrap_or_default()
}

/// What goes on from question to question.
struct State<'a> {
    args: &'a Args,
    pack: Arc<Pack>,
    session: Arc<Session>,
    terminal: &'a Terminal,
    format: Format,
    last: Option<Query>,
    interrupts: Interrupts,
}

pub(super) fn run(args: &Args, pack: &Pack, session: Session, terminal: &Terminal) -> Outcome {
    let interrupts = Interrupts::watch();
    let assistant = Assistant { vocabulary: Vocabulary::of(pack, session.snapshots()), saved: names(pack) };
    let config = Config::builder().completion_type(CompletionType::List).auto_add_history(false).build();
    let broken = |error: &ReadlineError| vec![Diagnostic::error(format!("the prompt can't go on: {error}"))];
    let history = FileHistory::with_config(&config);
    let mut editor: Editor<Assistant, FileHistory> =
        Editor::with_history(config, history).map_err(|error| broken(&error))?;
    editor.set_helper(Some(assistant));
    let kept = if args.no_history { None } else { history::place() };
    let kept = kept.and_then(|path| match history::open(&path).map(|()| editor.load_history(&path)) {
        Ok(Ok(())) => Some(path),
        Ok(Err(error)) => lost(&path, &error.to_string(), terminal),
        Err(error) => lost(&path, &crate::snapshot::plain(&error), terminal),
    });
    if !args.quiet {
        terminal.note(
            "Ask in Rego, e.g. `some id, user in input.users; user.state == \"inactive\"`. :help lists commands.",
        );
    }
    let format = args.format.unwrap_or(Format::TABLE);
    let left = if session.failed() { exit::FAILED } else { exit::CLEAN };
    let (pack, session) = (Arc::new(pack.clone()), Arc::new(session));
    let mut state = State { args, pack, session, terminal, format, last: None, interrupts };
    loop {
        match editor.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                // A history that can't be kept is no reason to leave a question without an answer.
                let _ = editor.add_history_entry(line.trim_end());
                if let Some(path) = &kept
                    && let Err(error) = editor.append_history(path)
                {
                    lost(path, &error.to_string(), terminal);
                }
                if !state.take(line.trim()) {
                    return Ok(left);
                }
                if let Some(assistant) = editor.helper_mut() {
                    assistant.saved = names(&state.pack);
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(left),
            Err(error) => return Err(broken(&error)),
        }
    }
}

fn lost(path: &std::path::Path, reason: &str, terminal: &Terminal) -> Option<PathBuf> {
    let warning = Diagnostic::warning(format!("the history can't be kept: {reason}"));
    terminal.report(&[warning.in_file(path.display().to_string()).help("`--no-history` does without one")]);
    None
}

fn names(pack: &Pack) -> Vec<String> {
    saved::list(pack).into_iter().map(|query| query.name).collect()
}

impl State<'_> {
    /// Does what a line says. False where it says to leave.
    fn take(&mut self, line: &str) -> bool {
        let done = match line.strip_prefix(':') {
            Some("quit" | "q" | "exit") => return false,
            Some(command) => self.command(command),
            None => self.ask(line),
        };
        if let Err(errors) = done {
            self.terminal.report(&errors);
        }
        true
    }

    fn ask(&mut self, line: &str) -> Result<(), Vec<Diagnostic>> {
        let query = question(line, &self.pack)?;
        self.terminal.report(&query.notes);
        let (pack, session) = (Arc::clone(&self.pack), Arc::clone(&self.session));
        let (asked, text) = (query.clone(), line.to_owned());
        let answer = self.interrupts.run(move || session.ask(&asked, &text, &pack));
        self.last = Some(query);
        match answer {
            Ok(asked) => drop(tell(self.args, &self.session, &asked?, self.format, self.terminal)?),
            Err(Ended::Interrupted) => self.terminal.note("interrupted; nothing is known of the answer"),
            Err(Ended::BrokeDown) => self.terminal.note("nothing is known of the answer"),
        }
        Ok(())
    }

    fn command(&mut self, text: &str) -> Result<(), Vec<Diagnostic>> {
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match name {
            "help" => {
                for (command, about) in COMMANDS {
                    self.terminal.note(&format!("{command:<16}{about}"));
                }
                self.terminal
                    .note("Tab completes, Up recalls, Ctrl-C drops the line or ends a question. A query that is not finished goes on.");
                Ok(())
            }
            "list" => save::list(&self.pack, None, None),
            "format" => {
                let names = Format::ALL.iter().map(|format| format.name);
                self.format = Format::from_name(rest).ok_or_else(|| {
                    let help = suggestion(rest, names, "there are table, json, jsonl and csv");
                    vec![Diagnostic::error(format!("`{rest}` is no format")).help(help)]
                })?;
                Ok(())
            }
            "save" => self.save(rest),
            _ => {
                let known = COMMANDS.iter().map(|(command, _)| word(command));
                let help = suggestion(&format!(":{name}"), known, ":help lists the commands");
                Err(vec![Diagnostic::error(format!("there is no command `:{name}`")).help(help)])
            }
        }
    }

    fn save(&mut self, name: &str) -> Result<(), Vec<Diagnostic>> {
        let Some(query) = &self.last else {
            return Err(vec![Diagnostic::error("nothing was asked yet").help("ask, then save what was asked")]);
        };
        let name = saved::check_name(name)
            .map_err(|expected| vec![Diagnostic::error(format!("`{name}` is no name of a query")).help(expected)])?;
        let path = save::write(query, &name, None, &self.args.policy, false)?;
        self.terminal.note(&format!("saved as {}; ask it with `@{name}`", path.display()));
        if let Some(folder) = path.parent() {
            Arc::make_mut(&mut self.pack).add_queries(folder)?;
        }
        Ok(())
    }
}
