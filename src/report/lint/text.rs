//! For people: lines that editors and `grep` can take to the place, each followed by the place itself.

use std::io;

use super::{Setup, level};
use crate::diagnostic::Diagnostic;
use crate::report::printable::printable;
use crate::report::snippet;

pub(super) fn render(found: &[Diagnostic], setup: Setup<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    for one in found {
        let place = match (&one.file, one.place) {
            (Some(file), Some((line, column))) => format!("{file}:{line}:{column}: "),
            (Some(file), None) => format!("{file}: "),
            (None, _) => String::new(),
        };
        let code = one.code.map(|code| format!("[{code}]")).unwrap_or_default();
        let heading = format!("{place}{}{code}: {}", level(one), one.message);
        writeln!(out, "{}", snippet::heading(&printable(&heading), one.level, setup.colour))?;
        let excerpt = snippet::excerpts(one, setup.colour);
        if !excerpt.is_empty() {
            writeln!(out, "{excerpt}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", setup.summary(found))
}
