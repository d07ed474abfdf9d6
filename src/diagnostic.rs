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

/// A kind of mistake that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Stable name, shown as `error[code]`.
    pub code: &'static str,
    /// Error or warning.
    pub level: Level,
    /// One sentence: what is wrong.
    pub about: &'static str,
    /// One sentence: what to do.
    pub remedy: &'static str,
}

/// A place in a text, with enough of the text to show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The lines that are shown, without the rest of the file.
    pub text: String,
    /// Number of the first line of `text`, from 1.
    pub first_line: usize,
    /// Column of the place in the whole line, in code points from 1.
    pub column: usize,
    /// Whether `text` is only a part of a long line, which an ellipsis at its beginning says.
    pub clipped: bool,
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
    /// What kind of mistake it is, where that has a stable name.
    pub code: Option<&'static str>,
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
        Self {
            level: Level::Error,
            code: None,
            message: message.into(),
            file: None,
            place: None,
            excerpts: Vec::new(),
            help: None,
        }
    }

    /// A warning without a place.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(message) }
    }

    /// Makes a warning of it.
    #[must_use]
    pub fn warn(mut self) -> Self {
        self.level = Level::Warning;
        self
    }

    /// Gives it the stable name of its kind.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
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
        let excerpt = Excerpt::new(text, range, label);
        self.place.get_or_insert((excerpt.first_line, excerpt.column));
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
        let start = floor_char(text, range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = text[line_start..start].chars().count() + 1;
        Self::at(text, (line, column), range, label)
    }

    /// Like [`Excerpt::new`], where line and column are known already. However long the line is, only the
    /// surroundings of the place are looked at.
    pub fn at(text: &str, place: (usize, usize), range: std::ops::Range<usize>, label: impl Into<String>) -> Self {
        let start = floor_char(text, range.start);
        let before = floor_char(text, start.saturating_sub(LONGEST_LINE));
        let line_start = match text[before..start].rfind('\n') {
            Some(newline) => Some(before + newline + 1),
            None => (before == 0).then_some(0),
        };
        let from = line_start.unwrap_or_else(|| floor_char(text, start.saturating_sub(40)));
        let most = floor_char(text, from + LONGEST_LINE);
        let line_end = text[start..most.max(start)].find('\n').map(|newline| start + newline);
        let to = line_end.unwrap_or(most.max(start));
        let clipped = line_start.is_none();
        let mut shown = if clipped { "…".to_owned() } else { String::new() };
        let shift = shown.len();
        shown.push_str(text[from..to].trim_end_matches('\r'));
        let begin = (start - from + shift).min(shown.len());
        let end = (floor_char(text, range.end).clamp(start, to) - from + shift).clamp(begin, shown.len());
        if line_end.is_none() && to < text.len() {
            shown.push('…');
        }
        let (first_line, column) = place;
        Self { text: shown, first_line, column, clipped, underlined: begin..end, label: label.into() }
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
        .map(|name| (likeness(&folded, &name.to_lowercase()), name))
        .filter(|(score, _)| *score >= 0.8)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// From 0 to 1. One slip of the finger is near in a short name, too, where the share of it is large.
fn likeness(one: &str, other: &str) -> f64 {
    let likeness = strsim::jaro_winkler(one, other);
    if one.len() > 2 && strsim::osa_distance(one, other) == 1 { likeness.max(0.9) } else { likeness }
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
