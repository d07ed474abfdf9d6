//! What went wrong or is doubtful, where, and what to do: a value, rendered by
//! [`crate::report::snippet`] and printed by the command line.

/// How much a diagnostic matters to the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The run can't go on, or its result can't be trusted.
    Error,
    /// The run goes on; somebody should look.
    Warning,
}

/// A place in a text, with enough of the text to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The lines that are shown, without the rest of the file.
    pub text: String,
    /// Number of the first line of `text`, from 1.
    pub first_line: usize,
    /// Byte range in `text` that is underlined.
    pub underlined: std::ops::Range<usize>,
    /// What is said under the line.
    pub label: String,
}

/// One message to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub level: Level,
    /// One sentence: what happened.
    pub message: String,
    /// The file, as the user knows it.
    pub file: Option<String>,
    /// Line and column in code points, from 1.
    pub place: Option<(usize, usize)>,
    /// The places in the file; the first is the primary one.
    pub excerpts: Vec<Excerpt>,
    /// What was expected, or what to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(message: impl Into<String>) -> Self {
        Self { level: Level::Error, message: message.into(), file: None, place: None, excerpts: Vec::new(), help: None }
    }

    /// A warning without a place.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(message) }
    }

    /// Names the file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Names line and column.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }

    /// Says what was expected or what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Shows a stretch of `text`, underlined, and takes its beginning as the place.
    #[must_use]
    pub fn underline(mut self, text: &str, range: std::ops::Range<usize>, label: impl Into<String>) -> Self {
        let excerpt = Excerpt::new(text, range.clone(), label);
        if self.place.is_none() {
            let start = floor_char(text, range.start);
            let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            self.place = Some((excerpt.first_line, text[line_start..start].chars().count() + 1));
        }
        self.excerpts.push(excerpt);
        self
    }
}

/// Longest line that is shown whole, in bytes; of longer ones a part around the place is shown.
const LONGEST_LINE: usize = 300;

impl Excerpt {
    /// Cuts the line of `range.start` out of `text`. A range that goes on over more lines is
    /// underlined to the end of the first.
    pub fn new(text: &str, range: std::ops::Range<usize>, label: impl Into<String>) -> Self {
        let first_line = text.as_bytes()[..floor_char(text, range.start)].iter().filter(|b| **b == b'\n').count() + 1;
        Self::on_line(text, first_line, range, label)
    }

    /// Like [`Excerpt::new`], where the line number is known already.
    pub fn on_line(text: &str, line: usize, range: std::ops::Range<usize>, label: impl Into<String>) -> Self {
        let start = floor_char(text, range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let from = if start - line_start > LONGEST_LINE { floor_char(text, start - 40) } else { line_start };
        let to = if line_end - from > LONGEST_LINE { floor_char(text, from + LONGEST_LINE) } else { line_end };
        let shown = text[from..to].trim_end_matches('\r');
        let begin = (start - from).min(shown.len());
        let end = (floor_char(text, range.end).max(start) - from).min(shown.len());
        // An empty range at the end of a line still gets one mark.
        let end = end.max(begin);
        Self { text: shown.to_owned(), first_line: line, underlined: begin..end, label: label.into() }
    }
}

fn floor_char(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Byte offset of a line (from 1) and a column in bytes (from 1), as parsers report them.
pub fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let line_start = match line {
        0 | 1 => 0,
        _ => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(at, _)| at + 1),
    };
    floor_char(text, line_start + column.saturating_sub(1))
}

/// The nearest known names to one that is unknown, best first, as an offer: `did you mean …?`
pub fn nearest_names<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let folded = unknown.to_lowercase();
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&folded, &name.to_lowercase()), name))
        .filter(|(score, _)| *score >= 0.8)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// [`nearest_names`] as a sentence, or `otherwise` where nothing is near.
pub fn suggestion<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest_names(unknown, known).as_slice() {
        [] => otherwise.to_owned(),
        names => {
            format!("did you mean {}?", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    }
}
