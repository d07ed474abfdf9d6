//! What every question needs: the pack's data, a snapshot's tables, subjects and divisions by reference, and telling
//! what could not be looked at.

use std::path::{Path, PathBuf};

use super::Common;
use crate::access::ask::matrix::Capability;
use crate::access::{Access, DivisionId, Names, NotOne, SubjectId};
use crate::cli::{Terminal, output, target};
use crate::diagnostic::{Diagnostic, nearest_names, suggestion};
use crate::policy::Pack;
use crate::report::access::{Asked, Style};
use crate::snapshot::{Origin, Snapshot};

/// Data of the rule pack that access is read with.
pub(super) struct Data {
    pub(super) pack: Pack,
    pub(super) words: Words,
}

/// What words in a snapshot stand for, by the data of a pack.
pub(in crate::cli) struct Words {
    pub(in crate::cli) capabilities: Vec<Capability>,
    known: Vec<String>,
}

impl Words {
    /// Reads them.
    ///
    /// # Errors
    /// Data of another form.
    pub(in crate::cli) fn of(pack: &Pack) -> Result<Self, Vec<Diagnostic>> {
        let capabilities = Capability::read(pack.data.get("capabilities")).map_err(|error| {
            vec![Diagnostic::error(error).help("rego/data/capabilities.json in the sources is what it must be like")]
        })?;
        let known = pack.data.get("known_permissions").and_then(serde_json::Value::as_array);
        let known = known.into_iter().flatten().filter_map(serde_json::Value::as_str).map(str::to_owned).collect();
        Ok(Self { capabilities, known })
    }

    /// The tables of a snapshot, with names that will be asked for.
    pub(in crate::cli) fn access<'s>(
        &'s self,
        pack: &'s Pack,
        snapshot: &'s Snapshot,
        asked: &'s [String],
    ) -> Access<'s> {
        let oauth_scopes = pack.data.get("oauth_scopes");
        Access::of(snapshot, &Names { asked, known: &self.known, oauth_scopes })
    }
}

impl Data {
    pub(super) fn load(args: &Common, terminal: &Terminal) -> Result<Self, Vec<Diagnostic>> {
        let pack = Pack::load(&args.policy)?;
        if !args.quiet {
            terminal.report(&pack.notes);
        }
        let words = Words::of(&pack)?;
        Ok(Self { pack, words })
    }

    /// The tables of a snapshot, with names that will be asked for.
    pub(super) fn access<'s>(&'s self, snapshot: &'s Snapshot, asked: &'s [String]) -> Access<'s> {
        self.words.access(&self.pack, snapshot, asked)
    }
}

/// Reads a snapshot.
pub(super) fn snapshot(path: &Path, args: &Common) -> Result<Snapshot, Vec<Diagnostic>> {
    Snapshot::load(Origin::from_arg(path), args.max_size)
}

/// One subject by its reference.
///
/// # Errors
/// All that match where it is not one, or the nearest where there is none.
pub(super) fn subject(access: &Access<'_>, reference: &str) -> Result<SubjectId, Vec<Diagnostic>> {
    let name = access.snapshot().origin.display();
    access.find(reference).map_err(|problem| {
        let error = match problem {
            NotOne::Several(found) => {
                let mut lines: Vec<String> = found
                    .iter()
                    .map(|subject| {
                        let about = access.about(*subject);
                        format!("{} ({})", about.reference(), about.title())
                    })
                    .collect();
                lines.sort();
                let message = format!("{} subjects are called `{reference}`", found.len());
                Diagnostic::error(message).help(format!("give the one that is meant as type/id: {}", lines.join("; ")))
            }
            NotOne::None(nearest) => {
                let form = "name a subject by id, e-mail address, name, or type/id such as user/… or oauth_client/…";
                let gaps: Vec<&str> = access.gaps().iter().map(|gap| gap.section.name()).collect();
                let mut message = format!("there is no subject `{reference}` in the snapshot");
                if !gaps.is_empty() {
                    message.push_str(&format!(", which does not hold all of: {}", gaps.join(", ")));
                }
                Diagnostic::error(message).help(offer(&nearest, form))
            }
        };
        vec![error.in_file(name)]
    })
}

fn offer(names: &[String], otherwise: &str) -> String {
    match names {
        [] => otherwise.to_owned(),
        names => {
            format!("did you mean {}?", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    }
}

/// One division by its id or name.
///
/// # Errors
/// All of that name where there are several, or the nearest where there is none.
pub(super) fn division(access: &Access<'_>, reference: &str) -> Result<DivisionId, Vec<Diagnostic>> {
    let name = access.snapshot().origin.display();
    let divisions = access.divisions();
    let found = divisions.matching(reference);
    let error = match found.as_slice() {
        [one] => return Ok(*one),
        [] => {
            let known = divisions.all().flat_map(|division| [divisions.name(division), divisions.id(division)]);
            let known: Vec<&str> = known.collect();
            let nearest = nearest_names(reference, known.iter().copied());
            let otherwise = match reference {
                "*" => "leave `--division` out to ask for any division",
                _ => "name a division by its name or id",
            };
            let help = suggestion(reference, nearest, otherwise);
            Diagnostic::error(format!("there is no division `{reference}` in the snapshot")).help(help)
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|division| divisions.id(*division)).collect();
            let message = format!("{} divisions are called `{reference}`", several.len());
            Diagnostic::error(message).help(format!("give the id of the one that is meant: {}", ids.join(", ")))
        }
    };
    Err(vec![error.in_file(name)])
}

/// Says what could not be looked at, and what makes answers an upper bound.
pub(super) fn tell(asked: &Asked, quiet: bool, terminal: &Terminal) {
    let mut doubts = Vec::new();
    for (section, status, reason) in &asked.incomplete {
        let message = format!("the answer depends on the section `{section}`, which is {status}: {reason}");
        let help = "somebody may be missing: what could not be looked at is not the same as nothing found";
        doubts.push(Diagnostic::warning(message).in_file(&asked.snapshot).help(help));
    }
    let notes = asked.notes.iter().filter(|_| !quiet);
    doubts.extend(notes.map(|note| Diagnostic::warning(note.clone()).in_file(&asked.snapshot)));
    terminal.report(&doubts);
}

/// Whether something is missing that must not be.
pub(super) fn lacks<'a>(args: &Common, mut asked: impl Iterator<Item = &'a Asked>) -> bool {
    args.require_complete && asked.any(|asked| !asked.incomplete.is_empty())
}

/// Where the answer goes; none is standard output.
pub(super) fn path(args: &Common) -> Option<&Path> {
    args.output.as_deref().filter(|path| !target::is_stdout(path))
}

/// How it looks.
pub(super) fn style(args: &Common) -> Style {
    let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0);
    Style { width: width.filter(|_| path(args).is_none()) }
}

/// Writes the answer.
pub(super) fn write(
    args: &Common,
    render: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<(), Vec<Diagnostic>> {
    output::write_what("answer", path(args), render)
}

/// An answer never replaces what it is about.
pub(super) fn refuse_to_overwrite(args: &Common, inputs: &[PathBuf]) -> Result<(), Vec<Diagnostic>> {
    output::refuse_to_overwrite("answer", path(args), inputs)
}
