//! Annotations of a GitHub Actions job.

use std::io;

use super::Setup;
use crate::diagnostic::Diagnostic;
use crate::report::github::{doubt, write_all};
use crate::report::printable::printable;

pub(super) fn render(found: &[Diagnostic], setup: Setup<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let annotations: Vec<_> = found
        .iter()
        .map(|one| {
            let mut annotation = doubt(one, one.code.unwrap_or("lint"));
            if let Some(help) = &one.help {
                annotation.message = format!("{}; {help}", annotation.message);
            }
            annotation
        })
        .collect();
    write_all(&annotations, out)?;
    writeln!(out, "{}", printable(&setup.summary(found)))
}
