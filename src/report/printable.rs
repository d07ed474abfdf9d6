//! Text from outside, made harmless for a terminal.

use std::borrow::Cow;

/// Replaces what a terminal would act on, or what would show a text in another order than it stands, by its
/// code point: control characters, line breaks of all kinds, marks of writing direction. A name in a snapshot
/// is written by whoever may edit it, so it must not be able to forge a line of the report. `##` begins a command to
/// the log of some CI systems wherever it stands (`##[…]`, `##vso[…]`, `##teamcity[…]`), so it is taken apart, too.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    let mut last = ' ';
    for c in text.chars() {
        if is_unsafe(c) || (c == '#' && last == '#') {
            safe.extend(c.escape_unicode())
        } else {
            safe.push(c)
        }
        last = c;
    }
    Cow::Owned(safe)
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        // Noncharacters: XML has no place for them.
        || matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff)
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_a_terminal_acts_on_is_shown_as_its_code_point() {
        for (text, expected) in [
            ("Zoë Ünal 🙂", "Zoë Ünal 🙂"),
            ("a\u{fffe}\u{1ffff}", "a\\u{fffe}\\u{1ffff}"),
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("a ##[stop] ##vso[x] # #", "a #\\u{23}[stop] #\\u{23}vso[x] # #"),
            ("a\r\nb", "a\\u{d}\\u{a}b"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("\u{202e}txt\u{2028}", "\\u{202e}txt\\u{2028}"),
        ] {
            assert_eq!(printable(text), expected);
        }
    }
}
