//! A year in a pipeline: 52 weekly exports of a generated org that drifts, through `check` with baseline and
//! waivers. What is open is told by a plain model beside it: no alert flaps, each closes in the week in which it was
//! fixed, and an ended waiver opens its finding again on the day after its last.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::support::{Folder, command, results, stderr};

/// A finding by rule and subject, as somebody would know it who can't see fingerprints.
type Alert = (String, String);

const WEEKS: usize = 52;
const MONDAY: Date = date(2026, 1, 5);

/// SplitMix64.
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % n
    }
}

/// The org, and what breaks its policy because of us.
struct Org {
    snapshot: Value,
    rng: Rng,
    home: String,
    own: String,
    /// Partner users that were generated for the drift, by id.
    users: Vec<String>,
    open: BTreeSet<Alert>,
}

impl Org {
    /// A generated org of some hundred users, with all that breaks its policy already.
    fn generate(folder: &Folder) -> Self {
        crate::support::generate(folder, "300", "11");
        let snapshot: Value = serde_json::from_slice(&std::fs::read(folder.snapshot()).unwrap()).unwrap();
        let divisions = snapshot["divisions"].as_object().unwrap();
        let home = divisions.iter().find(|(_, division)| division["home"] == true).unwrap().0.clone();
        let own = divisions.iter().find(|(_, division)| division["name"] == "Drift Partner").map(|(id, _)| id.clone());
        let mut org = Self {
            snapshot,
            rng: Rng(3),
            home,
            own: own.unwrap_or_else(|| "d11f7000-0000-4000-8000-000000000000".to_owned()),
            users: Vec::new(),
            open: BTreeSet::new(),
        };
        let own = org.own.clone();
        org.snapshot["divisions"][&own] = json!({"name": "Drift Partner", "home": false});
        for number in 0..12 {
            org.hire(number);
        }
        folder.add_policy(
            "[partners.drift]\nname = \"Drift Partner\"\ndivisions = [\"Drift Partner\"]\nemail_domains = [\"drift.example\"]\n",
        );
        org
    }

    fn hire(&mut self, number: usize) {
        let id = format!("d11f7000-0000-4000-8000-{number:012}");
        self.snapshot["users"][&id] = json!({
            "name": format!("Drift User {number}"), "email": format!("user{number}@drift.example"),
            "state": "inactive", "division_id": self.own, "group_ids": [],
        });
        self.users.push(id);
    }

    /// What happened in a week: somebody is moved to Home or back, somebody is granted a role in all divisions or
    /// loses it; names change, people and objects come, and everything is written in another order.
    fn week(&mut self, week: usize) {
        for _ in 0..1 + self.rng.below(3) {
            let at = self.rng.below(self.users.len());
            let id = self.users[at].clone();
            match self.rng.below(2) {
                0 => self.toggle_home(&id),
                _ => self.toggle_grant(&id),
            }
        }
        self.hire(100 + week);
        let suffix = format!(" (week {week})");
        for section in ["users", "groups", "roles", "oauth_clients", "trustees"] {
            let entries = self.snapshot[section].as_object_mut().unwrap();
            let ids: Vec<String> = entries.keys().cloned().collect();
            let id = &ids[self.rng.below(ids.len())];
            // Names that the policy file goes by stay.
            if !matches!(section, "oauth_clients" | "trustees") {
                let name = entries[id]["name"].as_str().unwrap().split(" (week").next().unwrap().to_owned();
                entries[id]["name"] = format!("{name}{suffix}").into();
            }
        }
        for held in self.snapshot["grants"].as_object_mut().unwrap().values_mut() {
            held.as_array_mut().unwrap().reverse();
        }
        for section in ["users", "divisions", "grants"] {
            let count: usize = match section {
                "grants" => {
                    self.snapshot["grants"].as_object().unwrap().values().map(|all| all.as_array().unwrap().len()).sum()
                }
                section => self.snapshot[section].as_object().unwrap().len(),
            };
            self.snapshot["sections"][section] = json!({"status": "complete", "count": count});
        }
    }

    fn toggle(&mut self, rule: &str, id: &str) -> bool {
        let alert = (rule.to_owned(), format!("user/{id}"));
        if self.open.remove(&alert) {
            return false;
        }
        self.open.insert(alert)
    }

    fn toggle_home(&mut self, id: &str) {
        let goes = self.toggle("partner-user-in-home-division", id);
        let division = if goes { self.home.clone() } else { self.own.clone() };
        self.snapshot["users"][id]["division_id"] = division.into();
    }

    fn toggle_grant(&mut self, id: &str) {
        let goes = self.toggle("partner-grant-all-divisions", id);
        let roles = self.snapshot["roles"].as_object().unwrap();
        let role = roles.iter().find(|(_, role)| role["default"] == false).unwrap().0.clone();
        let grants = self.snapshot["grants"].as_object_mut().unwrap();
        if goes {
            grants.insert(id.to_owned(), json!([{"subject_type": "user", "role_id": role, "division_id": "*"}]));
        } else {
            grants.remove(id);
        }
    }

    /// Writes the export; every other week it is laid out otherwise.
    fn write(&self, folder: &Folder, week: usize) {
        let bytes = if week.is_multiple_of(2) {
            serde_json::to_vec_pretty(&self.snapshot)
        } else {
            serde_json::to_vec(&self.snapshot)
        };
        folder.write("snapshot.json", &bytes.unwrap());
    }
}

/// The two rules that the model knows; what else the drift breaks follows from them.
fn watched(rule: &str) -> bool {
    matches!(rule, "partner-user-in-home-division" | "partner-grant-all-divisions")
}

/// Results of a SARIF file, by fingerprint, in the state that they have.
fn alerts(path: &str) -> BTreeMap<String, (Alert, String)> {
    let log: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |result: &Value| {
        let subject = text(&result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]);
        let alert = (text(&result["ruleId"]), subject);
        let print = text(&result["partialFingerprints"]["primaryLocationLineHash"]);
        let suppressed = result.get("suppressions").is_some();
        (print, (alert, if suppressed { "suppressed".to_owned() } else { text(&result["baselineState"]) }))
    };
    let all = results(&log);
    let found: BTreeMap<_, _> = all.iter().map(one).collect();
    assert_eq!(found.len(), all.len(), "two results share a fingerprint");
    found
}

fn drifting(alerts: &BTreeMap<String, (Alert, String)>) -> BTreeMap<String, Alert> {
    let is_ours = |alert: &Alert| watched(&alert.0) && alert.1.starts_with("user/d11f7000");
    alerts
        .iter()
        .filter(|(_, (alert, _))| is_ours(alert))
        .map(|(print, (alert, _))| (print.clone(), alert.clone()))
        .collect()
}

#[test]
fn no_alert_flaps_in_a_year() {
    let folder = Folder::of_bytes(b"");
    let mut org = Org::generate(&folder);
    let (github, full) = (folder.path("github.sarif"), folder.path("full.sarif"));
    let mut prints: BTreeMap<Alert, String> = BTreeMap::new();
    let mut background: Option<BTreeSet<String>> = None;
    let mut waived: BTreeMap<Alert, Date> = BTreeMap::new();
    let mut before: BTreeSet<Alert> = BTreeSet::new();
    let (mut opened, mut closed, mut reopened) = (0, 0, 0);
    folder.write("waivers.toml", b"# Accepted for a time.\n");
    for week in 0..WEEKS {
        org.week(week);
        org.write(&folder, week);
        let day = MONDAY.checked_add(i64::try_from(week).unwrap().weeks()).unwrap();
        let run = |day: Date, output: &str, profile: &str, baseline: Option<&str>| {
            let mut command = command();
            command.current_dir(folder.dir()).args(["check", "snapshot.json", "--quiet", "--fail-on", "never"]);
            // What gets old in a year is the other rules' concern.
            command.args([
                "--rules",
                "seed",
                "--now",
                &day.to_string(),
                "--waivers",
                "waivers.toml",
                "--profile",
                profile,
            ]);
            command.args(["--output", &format!("sarif={output}")]);
            command.args(baseline.into_iter().flat_map(|file| ["--baseline", file]));
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{day}: {}", stderr(&output));
        };
        run(day, &github, "github", None);
        let seen = alerts(&github);
        let ours = drifting(&seen);

        // What is open, less what is accepted today, and nothing else.
        let accepted = |alert: &Alert, day: Date| waived.get(alert).is_some_and(|end| *end >= day);
        let expected: BTreeSet<Alert> = org.open.iter().filter(|alert| !accepted(alert, day)).cloned().collect();
        assert_eq!(ours.values().cloned().collect::<BTreeSet<_>>(), expected, "week {week}");

        // The same alert is the same one for the whole year, also when it opens again.
        for (print, alert) in &ours {
            let first = prints.entry(alert.clone()).or_insert_with(|| print.clone());
            assert_eq!(first, print, "{alert:?}");
        }
        // What was there before the year began stays as it was: renames, growth and order move nothing.
        let others: BTreeSet<String> = seen.keys().filter(|print| !ours.contains_key(*print)).cloned().collect();
        let others: BTreeSet<String> =
            others.into_iter().filter(|print| !seen[print].0.1.starts_with("user/d11f7000")).collect();
        assert_eq!(background.get_or_insert_with(|| others.clone()), &others, "week {week}");

        // Against last week: what opened is new, what was fixed is absent, the rest is neither.
        if week > 0 {
            let last = folder.path(&format!("base-{}.sarif", week - 1));
            run(day, &full, "full", Some(&last));
            let all = alerts(&full);
            let in_state = |state: &str| -> BTreeSet<Alert> {
                let of_state = all.iter().filter(|(_, (_, found))| found == state);
                let is_ours = |alert: &&Alert| watched(&alert.0) && alert.1.starts_with("user/d11f7000");
                of_state.map(|(_, (alert, _))| alert).filter(is_ours).cloned().collect()
            };
            let fixed: BTreeSet<Alert> = before.difference(&org.open).cloned().collect();
            assert_eq!(in_state("absent"), fixed, "week {week}");
            let last_week = day.checked_sub(1.week()).unwrap();
            let news: BTreeSet<Alert> = expected
                .iter()
                .filter(|alert| !before.contains(*alert) || accepted(alert, last_week))
                .cloned()
                .collect();
            assert_eq!(in_state("new"), news, "week {week}");
            opened += news.len();
            closed += fixed.len();
        }
        run(day, &folder.path(&format!("base-{week}.sarif")), "full", None);

        // Every third week somebody accepts an alert until a Thursday; on Friday it is open again.
        let unwaived: Vec<String> =
            ours.iter().filter(|(_, alert)| !waived.contains_key(*alert)).map(|(print, _)| print.clone()).collect();
        if week % 3 == 0 && !unwaived.is_empty() {
            let print = unwaived[org.rng.below(unwaived.len())].clone();
            let end =
                day.checked_add((3 + 7 * org.rng.below(3)).try_into().map(|days: i64| days.days()).unwrap()).unwrap();
            let args = ["waive", &print, "snapshot.json", "--waivers", "waivers.toml", "--reason", "until the move"];
            let output = command()
                .current_dir(folder.dir())
                .args(args)
                .args(["--expires", &end.to_string(), "--now", &day.to_string()])
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            run(end, &github, "github", None);
            assert!(!alerts(&github).contains_key(&print), "week {week}: waived on its last day");
            run(end.tomorrow().unwrap(), &github, "github", None);
            assert!(alerts(&github).contains_key(&print), "week {week}: open again on the day after");
            run(day, &folder.path(&format!("base-{week}.sarif")), "full", None);
            waived.insert(ours[&print].clone(), end);
            reopened += 1;
        }
        before.clone_from(&org.open);
    }
    assert!(opened > 20 && closed > 20 && reopened > 8, "a year without news: {opened}, {closed}, {reopened}");
    assert!(background.is_some_and(|all| all.len() > 20));
}
