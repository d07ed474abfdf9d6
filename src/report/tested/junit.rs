//! Tests as JUnit XML: a test suite a package, a test case a test.

use std::collections::BTreeMap;
use std::io;

use quick_junit::{NonSuccessKind, Property, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::{Style, text};
use crate::report::printable::printable;
use crate::tested::{Status, Test, TestRun};

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(run: &TestRun, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut packages: BTreeMap<&str, Vec<&Test>> = BTreeMap::new();
    for test in &run.tests {
        packages.entry(&test.package).or_default().push(test);
    }
    let mut suites = Suites::new("cordon test");
    for (package, tests) in packages {
        let mut suite = TestSuite::new(printable(package).into_owned());
        for test in tests {
            suite.add_test_case(case(test)?);
        }
        suites.add_test_suite(suite);
    }
    let report = suites.to_string().map_err(io::Error::other)?;
    writeln!(out, "{}", report.trim_end())
}

fn case(test: &Test) -> io::Result<TestCase> {
    let message = || printable(test.message.as_deref().unwrap_or_default()).into_owned();
    let mut status = match test.status {
        Status::Passed => TestCaseStatus::success(),
        Status::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Status::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        Status::Todo => TestCaseStatus::skipped(),
    };
    if test.status != Status::Passed {
        status.set_message(message()).set_type(test.status.name());
    }
    if matches!(test.status, Status::Failed | Status::Error) {
        status.set_description(text::details(test)?);
    }
    let name = test.name.strip_prefix(&test.package).unwrap_or(&test.name);
    let mut case = TestCase::new(printable(name.trim_start_matches('.')).into_owned(), status);
    case.set_classname(printable(&test.package).into_owned());
    case.add_property(Property::new("file", printable(&test.file).into_owned()));
    case.add_property(Property::new("line", test.line.to_string()));
    if !test.prints.is_empty() {
        let lines: Vec<_> = test.prints.iter().map(|line| printable(line)).collect();
        case.set_system_out(lines.join("\n"));
    }
    Ok(case)
}
