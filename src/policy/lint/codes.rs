//! What lint looks for: every code, once. The page in `docs/lint.md` and the rules in SARIF follow it.

use crate::diagnostic::Level;

/// One thing that lint looks for.
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

macro_rules! checks {
    ($($name:ident $level:ident $code:literal $about:literal $remedy:literal)*) => {
        $(pub(in crate::policy) const $name: Check =
            Check { code: $code, level: Level::$level, about: $about, remedy: $remedy };)*

        /// All of them, errors first.
        pub const ALL: &[Check] = &[$($name),*];
    };
}

checks! {
    NOT_REGO Error "not-rego"
        "The engine can't read the file, or refuses what it says."
        "Mend what the message points at."
    PACKAGE Error "package"
        "The package is not one that a file of a pack may have."
        "A rule's package is `cordon.rules.<area>.<rule_id>`; helpers may have any package that cordon does not fill."
    RECURSION Error "recursion"
        "A rule or function needs itself."
        "Walk nested data with `walk`, and graphs with `graph.reachable`."
    UNRESOLVED Error "unresolved-reference"
        "A rule, function, package or data file that is referred to does not exist."
        "Take the name that is offered, or add what is missing."
    ARITY Error "wrong-arity"
        "A function is called with the wrong number of arguments."
        "Give it as many as its definition has."
    MEMBER Error "unknown-member"
        "A member is asked for that the snapshot, the policy file or a helper's result never has."
        "Take the name that is offered; `schemas/` has all of them."
    COMPARISON Error "impossible-comparison"
        "A comparison can never hold, or holds whatever the value."
        "Compare values of one kind, and with values that the schema lists."
    TYPE Error "wrong-type"
        "A function or operator is given what it can't work with."
        "Give it the kind of value that it expects."
    METADATA Error "metadata"
        "A rule has no METADATA block, or one that lacks a member or can't be read."
        "See docs/rules.md for what METADATA must say."
    METADATA_UNKNOWN Error "metadata-unknown"
        "METADATA has a member that cordon does not know."
        "Take the name that is offered, or leave it out."
    RULE_ID Error "rule-id"
        "Id, package and file name of a rule don't go together."
        "Package `cordon.rules.grant.some_rule`, file `some_rule.rego`, id `some-rule`."
    DUPLICATE Error "duplicate-rule"
        "An id, alias or package is there twice."
        "Give each rule its own."
    SECTION Error "unknown-section"
        "METADATA names a section or a place of the policy file that does not exist."
        "Take the name that is offered."
    REQUIRES_MISSING Error "requires-missing"
        "A rule reads a section that it does not require."
        "Add it to `requires`, or to `optional` where the findings are the same without it."
    REQUIRES_UNUSED Error "requires-unused"
        "A rule requires a section that neither it nor what it uses reads."
        "Take it out of `requires`, or read it."
    NO_FINDINGS Error "no-findings"
        "A rule defines no `findings`."
        "Write `findings contains finding if { … }`."
    FINDING_FORM Error "finding-form"
        "A finding lacks a member, or has one that findings don't have."
        "`schemas/finding.schema.json` says what a finding is."
    EMPTY_TEST Error "empty-test"
        "A test file holds no test, or its tests look at nothing."
        "Write rules whose names begin with `test_` and that refer to what they test."
    METADATA_INCOMPLETE Warning "metadata-incomplete"
        "METADATA leaves out what a reader of a report needs."
        "Say why it matters (`description`), what to do (`remediation`) and what is read (`requires`)."
    REQUIRES_HELPER Warning "requires-helper"
        "A helper that a rule uses reads a section that the rule does not require."
        "Add it to `requires` or `requires_if`, or to `optional` where the findings are the same without it."
    UNREPEATABLE Warning "not-repeatable"
        "A function gives another answer each time, so findings may not repeat."
        "Take the time of the export, `input.exported_at`, for the present."
    UNTESTED Warning "untested-rule"
        "A rule has no test that makes it fire, or none that keeps it quiet."
        "Write both in `<rule_id>_test.rego` beside it."
    JOIN Warning "quadratic-join"
        "Two large sections are walked through and compared one by one."
        "Look the one up in the other by its key, or turn one into a map first."
    UNUSED_IMPORT Warning "unused-import"
        "An import is not used."
        "Take it out."
    UNUSED_HELPER Warning "unused-helper"
        "A helper is not used by anything in the pack."
        "Take it out."
    NO_EVIDENCE Warning "no-evidence"
        "A rule draws on several sections, but its findings don't point at the evidence."
        "List the places in `related`."
}
