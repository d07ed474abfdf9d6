//! What was measured, as Markdown.

use std::fmt;

use crate::Org;
use crate::children::Measured;

/// Times of a small snapshot's check and of `cordon --version`.
#[derive(Debug, Default)]
pub(crate) struct Small {
    pub(crate) version: Vec<f64>,
    pub(crate) check: Vec<f64>,
}

pub(crate) struct Table<'a> {
    pub(crate) orgs: &'a [Org],
    pub(crate) small: &'a Small,
}

/// What the floor's time is made of.
const FLOOR: [&str; 4] = ["parse", "rules", "report", "chains"];
const STAGES: [&str; 7] = ["rules", "read", "parse", "validate", "index", "evaluate", "report"];

fn median(mut times: Vec<f64>) -> Option<f64> {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}

fn median_of(measured: &[Measured], of: &[&str]) -> Option<f64> {
    median(measured.iter().map(|measured| measured.total(of)).collect())
}

fn most(measured: &[Measured]) -> Option<u64> {
    measured.iter().filter_map(|measured| measured.peak).max()
}

impl Org {
    fn check(&self) -> Option<f64> {
        median(self.check.clone())
    }

    fn floor(&self) -> Option<f64> {
        median_of(&self.floor, &FLOOR)
    }

    fn opa(&self) -> Option<f64> {
        median_of(&self.opa, &["whole"])
    }

    /// How often the check fits into OPA's time, or into what it was given.
    fn against_opa(&self) -> String {
        match self.opa_at_least().map(|opa| ratio(Some(opa), self.check())) {
            Some(ratio) if self.opa.is_empty() => format!("> {}", shown(ratio, 0, "")),
            Some(ratio) => shown(ratio, 0, ""),
            None => "–".to_owned(),
        }
    }

    fn opa_at_least(&self) -> Option<f64> {
        self.opa().or(self.opa_stopped)
    }

    fn serde(&self) -> Option<f64> {
        median_of(&self.serde, &["read", "parse"])
    }

    /// How much faster the evaluation is with all processors than with one.
    fn second_core(&self) -> Option<f64> {
        Some(median_of(&self.stages_on_one, &["evaluate"])? / median_of(&self.stages, &["evaluate"])?)
    }

    /// What all rules take of what the first seventeen do.
    fn of_first_rules(&self) -> Option<f64> {
        Some(median_of(&self.stages, &["evaluate"])? / median_of(&self.stages, &["evaluate first"])?)
    }

    fn in_files(&self, bytes: Option<u64>) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "sizes of files are far below 2^52")]
        Some(bytes? as f64 / self.bytes as f64)
    }
}

/// A number, or a dash.
fn shown(value: Option<f64>, digits: usize, unit: &str) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}{unit}"))
}

fn seconds(value: Option<f64>) -> String {
    shown(value, 3, "")
}

fn ratio(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    Some(a? / b?)
}

/// 50,000 for 50000.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The power of the number of users with which a time grows from one org to another.
fn exponent(from: &Org, to: &Org, time: impl Fn(&Org) -> Option<f64>) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "there are fewer users than 2^52")]
    let users = to.users as f64 / from.users as f64;
    Some((time(to)? / time(from)?).ln() / users.ln())
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.whole(f)?;
        self.floor(f)?;
        self.stages(f)?;
        self.processor(f)?;
        self.memory(f)?;
        self.growth(f)?;
        self.targets(f)
    }
}

impl Table<'_> {
    fn whole(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The whole check with every rule, seconds (medians):\n")?;
        writeln!(
            f,
            "| users | file | findings | check | floor | OPA | serde_json | × floor | OPA × check | × serde_json |"
        )?;
        writeln!(f, "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
        for org in self.orgs {
            writeln!(
                f,
                "| {} | {} MB | {} | {} | {} | {} | {} | {} | {} | {} |",
                grouped(org.users),
                org.bytes / 1_000_000,
                grouped(org.floor.first().map_or(0, |measured| measured.findings)),
                seconds(org.check()),
                seconds(org.floor()),
                match (org.opa(), org.opa_stopped) {
                    (None, None) => "left out: no OPA".to_owned(),
                    (None, stopped) => format!("> {}", shown(stopped, 0, "")),
                    (opa, _) => shown(opa, 1, ""),
                },
                seconds(org.serde()),
                shown(ratio(org.check(), org.floor()), 1, ""),
                org.against_opa(),
                shown(ratio(org.check(), org.serde()), 1, ""),
            )?;
        }
        writeln!(f)
    }

    fn floor(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "What the floor spends its time on, seconds; the search for chains is cordon's own:\n")?;
        writeln!(f, "| users | parse | rules | report | chains | check × floor without chains |")?;
        writeln!(f, "| ---: | ---: | ---: | ---: | ---: | ---: |")?;
        for org in self.orgs {
            write!(f, "| {} |", grouped(org.users))?;
            for part in FLOOR {
                write!(f, " {} |", seconds(median_of(&org.floor, &[part])))?;
            }
            let without = median_of(&org.floor, &["parse", "rules", "report"]);
            writeln!(f, " {} |", shown(ratio(org.check(), without), 1, ""))?;
        }
        writeln!(f)
    }

    fn stages(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The stages by themselves, seconds; a check does some of them side by side:\n")?;
        writeln!(
            f,
            "| users | load rules | read | parse | validate | index | evaluate | report | evaluate the first 17 rules | evaluate on one core | check on one core |"
        )?;
        writeln!(f, "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
        for org in self.orgs {
            write!(f, "| {} |", grouped(org.users))?;
            for stage in STAGES {
                write!(f, " {} |", seconds(median_of(&org.stages, &[stage])))?;
            }
            let first = median_of(&org.stages, &["evaluate first"]);
            let on_one = median_of(&org.stages_on_one, &["evaluate"]);
            let check = median(org.check_on_one.clone());
            writeln!(f, " {} | {} | {} |", seconds(first), seconds(on_one), seconds(check))?;
        }
        writeln!(f)
    }

    fn processor(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Seconds that processors worked, all cores together, which other programs don't make much longer:\n"
        )?;
        writeln!(f, "| users | check | floor | OPA | serde_json | × floor | OPA × check |")?;
        writeln!(f, "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
        for org in self.orgs {
            let of = |measured: &[Measured]| median(measured.iter().filter_map(|one| one.processor).collect());
            let check = median(org.check_processor.clone());
            let (floor, opa, serde) = (of(&org.floor), of(&org.opa), of(&org.serde));
            writeln!(
                f,
                "| {} | {} | {} | {} | {} | {} | {} |",
                grouped(org.users),
                shown(check, 2, ""),
                seconds(floor),
                shown(opa, 1, ""),
                seconds(serde),
                shown(ratio(check, floor), 1, ""),
                shown(ratio(opa, check), 0, ""),
            )?;
        }
        writeln!(f)
    }

    fn memory(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The most memory, in multiples of the file:\n")?;
        writeln!(f, "| users | check | floor | OPA | serde_json |")?;
        writeln!(f, "| ---: | ---: | ---: | ---: | ---: |")?;
        for org in self.orgs {
            let times = |bytes| shown(org.in_files(bytes), 1, " ×");
            let (check, floor) = (times(org.check_peak), times(most(&org.floor)));
            let (opa, serde) = (times(most(&org.opa)), times(most(&org.serde)));
            writeln!(f, "| {} | {check} | {floor} | {opa} | {serde} |", grouped(org.users))?;
        }
        writeln!(f)
    }

    /// The orgs between which growth is told: those of the target, or what there is.
    fn ends(&self) -> Option<(&Org, &Org)> {
        let from = self.orgs.iter().find(|org| org.users == 10_000).or(self.orgs.first())?;
        let to = self.orgs.last()?;
        let from = if from.users < to.users { from } else { self.orgs.first()? };
        (from.users < to.users).then_some((from, to))
    }

    fn growth(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((from, to)) = self.ends() else { return Ok(()) };
        writeln!(
            f,
            "Growth with the number of users, from {} to {}, as an exponent:",
            grouped(from.users),
            grouped(to.users)
        )?;
        let one = |name: &str, time: &dyn Fn(&Org) -> Option<f64>| {
            format!("{name} {}", shown(exponent(from, to, time), 2, ""))
        };
        let all = [
            one("check", &Org::check),
            one("floor", &Org::floor),
            one("OPA", &Org::opa),
            one("serde_json", &Org::serde),
            one("evaluation", &|org: &Org| median_of(&org.stages, &["evaluate"])),
        ];
        writeln!(f, "{}.\n", all.join(", "))
    }

    fn targets(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The targets are for 50,000 users; a quick run says what it can.
        let Some(org) = self.orgs.iter().find(|org| org.users == 50_000).or(self.orgs.last()) else { return Ok(()) };
        let at = grouped(org.users);
        let grows = self.ends().and_then(|(from, to)| exponent(from, to, Org::check));
        let ends = self.ends().map_or_else(String::new, |(from, to)| {
            format!("from {} to {} users", grouped(from.users), grouped(to.users))
        });
        let version = median(self.small.version.clone());
        let more = median(self.small.check.clone()).zip(version).map(|(check, version)| (check - version) * 1_000.0);
        let rows = [
            (
                format!("check of {at} users at most 4 × the floor"),
                ratio(org.check(), org.floor()),
                1,
                " ×",
                (4.0, false),
            ),
            (
                format!("at least 25 × faster than OPA on {at} users"),
                ratio(org.opa(), org.check()),
                0,
                " ×",
                (25.0, true),
            ),
            (format!("growth exponent {ends} at most 1.1"), grows, 2, "", (1.1, false)),
            (
                format!("memory for {at} users at most 6 × the file"),
                org.in_files(org.check_peak),
                1,
                " ×",
                (6.0, false),
            ),
            (
                format!("a second core gives the evaluation of {at} users at least 1.6 ×"),
                org.second_core(),
                2,
                " ×",
                (1.6, true),
            ),
            (
                format!("all rules take at most 3 × the evaluation of the first seventeen on {at} users"),
                org.of_first_rules(),
                1,
                " ×",
                (3.0, false),
            ),
            ("a small snapshot costs under 50 ms more than `--version`".to_owned(), more, 1, " ms", (50.0, false)),
        ];
        writeln!(f, "| target | measured | |\n| --- | ---: | --- |")?;
        for (target, measured, digits, unit, (bound, at_least)) in rows {
            let verdict = match measured {
                None => "not measured",
                Some(measured) if (measured >= bound) == at_least || measured == bound => "held",
                Some(_) => "missed",
            };
            writeln!(f, "| {target} | {} | {verdict} |", shown(measured, digits, unit))?;
        }
        Ok(())
    }
}
