//! Name patterns, as `rego/lib/patterns.rego` has them.

/// Text without case: lower case, with the two letters whose lower case differs between engines (dotted
/// capital I and final sigma) made equal.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.replace('İ', "i\u{307}").to_lowercase().replace('ς', "σ")
}

/// Matches a whole text, without case: `*` is any text, `?` one character, nothing else is special.
pub fn glob(pattern: &str, text: &str) -> bool {
    glob_folded(&fold(pattern), &fold(text))
}

/// [`glob`] where pattern and text are folded already.
pub fn glob_folded(pattern: &str, text: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return pattern == text;
    }
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                last_star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match last_star {
                Some((star, from)) => {
                    p = star + 1;
                    t = from + 1;
                    last_star = Some((star, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::{fold, glob};

    #[test]
    fn globs_match_the_whole_text_without_case() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("Vendor_*", "vendor_Acme", true),
            ("Vendor_*", "a vendor_x", false),
            ("*a*b", "xxaxxbxxb", true),
            ("*a*b", "xxaxxbxxc", false),
            ("a?c", "äbc", false),
            ("?", "ß", true),
            ("[ab]", "a", false),
            ("[ab]", "[AB]", true),
            ("", "x", false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} ~ {text}");
        }
    }

    #[test]
    fn texts_that_differ_in_case_alone_fold_alike() {
        for (one, other) in
            [("ACME", "acme"), ("ÄÖ", "äö"), ("İZMİR", "i\u{307}zmi\u{307}r"), ("ΟΔΟΣ", "οδος"), ("ΟΔΟΣ", "οδοσ")]
        {
            assert_eq!(fold(one), fold(other), "{one} ~ {other}");
        }
    }
}
