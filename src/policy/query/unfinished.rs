//! Whether a query goes on after a line.

/// What a finished query doesn't end in.
const OPERATORS: [&str; 19] =
    [":=", "==", "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "%", "|", "&", ",", ";", ".", ":"];

/// Words that a finished query doesn't end in.
const WORDS: [&str; 6] = ["some", "every", "in", "not", "with", "as"];

/// Brackets that are open, a raw string that is, or an operator that waits for its other side. An empty line ends
/// anything.
pub fn is_unfinished(text: &str) -> bool {
    if text.trim_start().starts_with([':', '@']) || text.rsplit('\n').next().is_none_or(|line| line.trim().is_empty()) {
        return false;
    }
    let Some((code, depth)) = without_strings(text) else { return true };
    let code = code.trim_end();
    let last = code.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    depth > 0 || OPERATORS.iter().any(|operator| code.ends_with(operator)) || WORDS.contains(&last)
}

/// The text without strings and comments, and how many brackets are open; `None` within a raw string.
fn without_strings(text: &str) -> Option<(String, i64)> {
    let mut code = String::new();
    let mut depth = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '#' => {
                chars.by_ref().find(|c| *c == '\n');
            }
            '`' => {
                chars.by_ref().find(|c| *c == '`')?;
                code.push_str("\"\"");
            }
            '"' => {
                let mut escaped = false;
                for inner in chars.by_ref() {
                    // Such a string ends with its line; that it does not is for the parser to say.
                    if (inner == '"' && !escaped) || inner == '\n' {
                        break;
                    }
                    escaped = inner == '\\' && !escaped;
                }
                code.push_str("\"\"");
            }
            '(' | '[' | '{' => {
                depth += 1;
                code.push(c);
            }
            ')' | ']' | '}' => {
                depth -= 1;
                code.push(c);
            }
            _ => code.push(c),
        }
    }
    Some((code, depth))
}

#[cfg(test)]
mod tests {
    use super::is_unfinished;

    #[test]
    fn what_waits_for_more_is_unfinished() {
        for text in ["count(", "some id in", "a := ", "[1,", "x == 1;", "{x |\n some x in y", "`raw", "not", "f(\"(\""]
        {
            assert!(is_unfinished(text), "{text}");
        }
        for text in
            ["count(input.users)", "x == \"(\"", "a # (", "within", ":save x(", "@some", "count(\n", "a[_]", "a)"]
        {
            assert!(!is_unfinished(text), "{text}");
        }
    }
}
