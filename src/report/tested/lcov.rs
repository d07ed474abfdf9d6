//! Coverage as LCOV. How often a line was looked at is not known, so a covered line counts as once.

use std::io;

use crate::tested::Coverage;

/// Writes the coverage.
///
/// # Errors
/// When writing fails.
pub fn render(coverage: &Coverage, out: &mut dyn io::Write) -> io::Result<()> {
    for (name, file) in &coverage.files {
        // A line break in a file's name would begin a record of its own.
        writeln!(out, "TN:\nSF:{}", name.replace(['\n', '\r'], " "))?;
        let covered = file.covered.iter().map(|line| (line, 1));
        let mut lines: Vec<(&usize, u8)> = covered.chain(file.not_covered.iter().map(|line| (line, 0))).collect();
        lines.sort_unstable();
        for (line, hits) in lines {
            writeln!(out, "DA:{line},{hits}")?;
        }
        writeln!(out, "LF:{}\nLH:{}\nend_of_record", file.lines(), file.covered.len())?;
    }
    Ok(())
}
