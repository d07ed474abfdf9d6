//! Values in Rego's own notation. JSON can't tell a set from an array, and so would show no difference where there is
//! one.

use std::fmt::Write as _;

use crate::snapshot::{Tree, tree};
use crate::tested::Shown;

/// Longest text that is written on one line.
const WIDTH: usize = 100;

/// A value, sorted, on several lines where one is too short.
pub(in crate::policy) fn shown(value: &Tree) -> Shown {
    let mut text = String::new();
    write_lines(value, 0, &mut text);
    Shown { text, json: tree::to_json(value) }
}

/// A value on one line, which ends after about `room` characters with how much there is more.
pub(super) fn brief(value: &Tree, room: usize) -> String {
    let mut text = String::new();
    briefly(value, room, &mut text);
    text
}

/// The members of a value, those of an object with their keys.
type Members<'v> = Box<dyn Iterator<Item = (Option<&'v Tree>, &'v Tree)> + 'v>;

fn briefly(value: &Tree, room: usize, out: &mut String) {
    let (open, close, count, members): (_, _, _, Members<'_>) = match value {
        Tree::Array(items) => ("[", "]", items.len(), Box::new(items.iter().map(|item| (None, item)))),
        Tree::Set(items) if !items.is_empty() => {
            ("{", "}", items.len(), Box::new(items.iter_sorted().map(|item| (None, item))))
        }
        Tree::Object(items) => {
            ("{", "}", items.len(), Box::new(items.iter_sorted().map(|(key, item)| (Some(key), item))))
        }
        other => return out.push_str(&on_one_line(other)),
    };
    out.push_str(open);
    for (at, (key, item)) in members.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        if out.len() > room {
            let _ = write!(out, "… {} more", count - at);
            break;
        }
        if let Some(key) = key {
            briefly(key, room, out);
            out.push_str(": ");
        }
        briefly(item, room, out);
    }
    out.push_str(close);
}

fn write_lines(value: &Tree, depth: usize, out: &mut String) {
    let line = on_one_line(value);
    let room = WIDTH.saturating_sub(depth * 2);
    let (open, close, members) = match value {
        Tree::Array(items) if line.chars().count() > room => {
            ("[", "]", items.iter().map(|item| (None, item)).collect::<Vec<_>>())
        }
        Tree::Set(items) if line.chars().count() > room => {
            ("{", "}", items.iter_sorted().map(|item| (None, item)).collect())
        }
        Tree::Object(items) if line.chars().count() > room => {
            ("{", "}", items.iter_sorted().map(|(key, item)| (Some(key), item)).collect())
        }
        _ => return out.push_str(&line),
    };
    out.push_str(open);
    for (key, item) in members {
        out.push('\n');
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(key) = key {
            out.push_str(&on_one_line(key));
            out.push_str(": ");
        }
        write_lines(item, depth + 1, out);
        out.push(',');
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push_str(close);
}

/// A value in Rego's notation, as Rego reads it.
pub(super) fn on_one_line(value: &Tree) -> String {
    match value {
        Tree::Array(items) => format!("[{}]", joined(items.iter().map(on_one_line))),
        Tree::Set(items) if items.is_empty() => "set()".to_owned(),
        Tree::Set(items) => format!("{{{}}}", joined(items.iter_sorted().map(on_one_line))),
        Tree::Object(items) => {
            let member = |(key, item): (&Tree, &Tree)| format!("{}: {}", on_one_line(key), on_one_line(item));
            format!("{{{}}}", joined(items.iter_sorted().map(member)))
        }
        other => other.to_string(),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Tree {
        regorus::Engine::new().eval_query(text.to_owned(), false).unwrap().result[0].expressions[0].value.clone()
    }

    #[test]
    fn sets_are_told_from_arrays_and_sorted() {
        assert_eq!(shown(&value("{3, 1, 2}")).text, "{1, 2, 3}");
        assert_eq!(shown(&value("[3, 1, 2]")).text, "[3, 1, 2]");
        assert_eq!(shown(&value("set()")).text, "set()");
        assert_eq!(shown(&value(r#"{"b": {}, 1: "x\ny"}"#)).text, r#"{1: "x\ny", "b": {}}"#);
    }

    #[test]
    fn long_values_take_several_lines() {
        let text = shown(&value(r#"{"a": numbers.range(1, 60), "b": {"c"}}"#)).text;
        assert!(text.starts_with("{\n  \"a\": [\n    1,\n    2,\n"), "{text}");
        assert!(text.ends_with("    60,\n  ],\n  \"b\": {\"c\"},\n}"), "{text}");
    }
}
