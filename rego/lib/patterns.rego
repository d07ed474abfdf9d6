# METADATA
# title: Name patterns
# description: |-
#   Globs over a whole name, without case: `*` is any text, `?` is one character, nothing else is special.
#   A list of globs is turned once into a matcher. Exact names and plain prefixes, which is what policy files hold,
#   are looked up; only the rest become regular expressions, one each, so that no list is too long to compile.
# scope: package
package cordon.lib.patterns

# METADATA
# title: Text without case
# description: |-
#   Lower case, with the two letters whose lower case differs between engines (dotted capital I and final sigma)
#   made equal.
# scope: document
fold(text) := replace(lower(replace(text, "İ", "i̇")), "ς", "σ")

# METADATA
# title: Is this a pattern?
# description: True when the text holds `*` or `?`.
# scope: document
is_glob(text) if contains(text, "*")

is_glob(text) if contains(text, "?")

# METADATA
# title: Matcher of a list of globs
# description: "`{exact, prefixes, regexes}`, to be built once and given to `matches`."
# scope: document
matcher(globs) := {
	"exact": {glob | some glob in folded; not is_glob(glob)},
	"prefixes": {trim_suffix(glob, "*") | some glob in prefixes},
	"regexes": {as_regex(glob) | some glob in folded - prefixes; is_glob(glob)},
} if {
	folded := {fold(glob) | some glob in globs}
	prefixes := {glob | some glob in folded; regex.match(`^[^*?]+[*]$`, glob)}
}

# METADATA
# title: Does a folded name match?
# description: True when the name, already folded, matches one of the matcher's globs as a whole.
# scope: document
matches(found_by, name) if found_by.exact[name]

matches(found_by, name) if strings.any_prefix_match(name, found_by.prefixes)

matches(found_by, name) if {
	some expression in found_by.regexes
	regex.match(expression, name)
}

# METADATA
# title: Regular expression of a glob
# description: An expression that Go's RE2 and Rust's regex read alike; it matches the whole text.
# scope: document
as_regex(glob) := concat("", [`(?s)\A`, replace(replace(escaped, "*", ".*"), "?", "."), `\z`]) if {
	escaped := regex.replace(glob, `[\\.+^$|(){}\[\]]`, `\${0}`)
}
