//! What can be told of a Rego file from its text alone, before the engine sees it.

use crate::diagnostic::{Diagnostic, offset_of};

/// Packages that cordon fills itself.
const RESERVED: [&str; 8] = [
    "cordon.config",
    "cordon.data",
    "cordon.entry",
    "cordon.facts",
    "cordon.index",
    "cordon.now",
    "cordon.params",
    "cordon.since",
];

/// The engine's parser tries brackets more than once, so each level doubles the time that it takes.
const DEEPEST: usize = 16;

/// The package, with dots.
pub(super) fn package_of(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("package "))?;
    let name = line.split('#').next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rules or helpers.
    Rules,
    /// Tests, whose helpers may have any name.
    Tests,
}

/// Why a file of a user's pack can't be loaded.
pub(super) fn refusal(text: &str, package: &str, kind: Kind) -> Vec<Diagnostic> {
    let line_with = |beginning: &str| text.lines().position(|line| line.starts_with(beginning));
    let at = |line: usize, message: String| {
        let start = offset_of(text, line + 1, 1);
        let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        Diagnostic::error(message).underline(text, start..end, "")
    };
    let mut refused = Vec::new();
    let package_line = line_with("package ").unwrap_or_default();
    if RESERVED.iter().any(|own| package == *own || package.starts_with(&format!("{own}."))) {
        refused.push(at(package_line, format!("the package `{package}` is one that cordon fills itself")));
    }
    let defines = |line: &str| {
        line.strip_prefix("findings").is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    let is_rule = text.lines().any(defines) || text.lines().any(|line| line.starts_with("#   severity:"));
    if kind == Kind::Rules && is_rule && !package.starts_with("cordon.rules.") {
        let message = format!("the package `{package}` is not one of rules, so cordon would never evaluate it");
        refused.push(at(package_line, message).help("a rule's package is `cordon.rules.<area>.<rule_id>`"));
    }
    if let Some(line) = too_deep(text) {
        let message = format!("brackets are nested more than {DEEPEST} levels deep");
        refused.push(at(line, message).help("give the inner part a name of its own"));
    }
    refused
}

/// Line (from 0) at which brackets are nested too deep.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut line = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\n' => line += 1,
            '#' => {
                chars.by_ref().find(|c| *c == '\n')?;
                line += 1;
            }
            '"' | '`' => {
                let mut escaped = false;
                for inner in chars.by_ref() {
                    if inner == '\n' {
                        line += 1;
                    }
                    if inner == c && !escaped {
                        break;
                    }
                    escaped = c == '"' && inner == '\\' && !escaped;
                }
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(line);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let deep = |open: &str| format!("package a\n{}", open.repeat(20));
        assert_eq!(too_deep(&deep("{")), Some(1));
        assert_eq!(too_deep(&format!("x := \"{}\"\n", "[".repeat(20))), None);
        assert_eq!(too_deep(&format!("x := `{}`\n", "[".repeat(20))), None);
        assert_eq!(too_deep(&format!("x := \"\\\"{}\"\n", "[".repeat(20))), None);
        assert_eq!(too_deep(&format!("# {}\n", "[".repeat(20))), None);
        assert_eq!(too_deep("a(b[c{1}])\n"), None);
    }
}
