//! Where METADATA stands in a source. `build.rs` reads this file, too.

/// The text of the METADATA block before the package line, and how many lines stand before it.
pub(crate) fn block(source: &str) -> Option<(usize, String)> {
    let lines: Vec<&str> = source.lines().collect();
    let package = lines.iter().position(|line| line.starts_with("package ")).unwrap_or(lines.len());
    let start =
        lines[..package].iter().rposition(|line| comment(line).is_some_and(|text| text.trim() == "METADATA"))?;
    let text: Vec<&str> = lines[start + 1..package].iter().map_while(|line| comment(line)).collect();
    Some((start + 1, text.join("\n")))
}

/// The text of a comment line, without `#` and one space.
pub(crate) fn comment(line: &str) -> Option<&str> {
    let text = line.strip_prefix('#')?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}
