//! Every exception has a reason and an end: waivers in the policy file and in files of their own, and `cordon waive`.

use serde_json::Value;

use crate::support::{
    Folder, acme_findings, check, command, cordon, findings, report, results, sample, sarif, stderr, stdout,
};

const IMPLICIT: &str = "[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"kiosk, moves to PKCE\"\n";

fn waived(report: &Value) -> Vec<&Value> {
    findings(report).iter().filter(|one| one.get("waived").is_some()).collect()
}

fn folder(lines: &str) -> Folder {
    let folder = Folder::of(&sample("acme"));
    folder.add_policy(lines);
    folder
}

#[test]
fn a_waiver_accepts_until_its_day_and_says_when_it_ended() {
    let folder = folder(&format!("{IMPLICIT}expires = 2026-11-01\n"));
    let path = folder.snapshot();
    let output = check(&[&path]);
    assert_eq!(output.status.code(), Some(1));
    let errors = stderr(&output);
    assert!(errors.contains("a waiver of `oauth-implicit-grant` ended on 2026-11-01"), "{errors}");
    assert!(errors.contains("the 2 findings that it accepted count again"), "{errors}");
    let today = report(&[&path]);
    assert!(waived(&today).is_empty());
    assert_eq!(today["runs"][0]["waivers"][0]["status"], "expired");
    let earlier = command().args(["check", &path, "--format", "json", "--now", "2026-11-01"]).output().unwrap();
    let earlier: Value = serde_json::from_slice(&earlier.stdout).unwrap();
    assert_eq!(waived(&earlier).len(), 2);
    assert!(waived(&earlier).iter().all(|one| one["waived"]["reason"] == "kiosk, moves to PKCE"));
    assert_eq!(earlier["runs"][0]["waivers"][0]["status"], "in_force");
}

#[test]
fn waivers_name_rules_subjects_partners_and_divisions() {
    let acme = report(&["snapshots/acme/snapshot.json"]);
    let all = findings(&acme);
    let implicit = all.iter().find(|one| one["rule"] == "oauth-implicit-grant").unwrap();
    let id = implicit["subject"]["id"].as_str().unwrap();
    let print = implicit["fingerprint"].as_str().unwrap();
    let hr = "3c4b50f2-97a0-4dff-9d0d-51d957cf8b47";
    let count = |wanted: &dyn Fn(&Value) -> bool| all.iter().filter(|one| wanted(one)).count();
    let rules = crate::support::shipped_rules();
    let has_tag = |one: &Value, tag: &str| {
        let rule = rules.iter().find(|rule| rule["id"] == one["rule"]).unwrap();
        rule["area"] == tag || rule["tags"].as_array().unwrap().iter().any(|own| own == tag)
    };
    let is_oauth = |one: &Value| has_tag(one, "oauth");
    let cases = [
        ("rule = \"oauth\"".to_owned(), count(&is_oauth)),
        ("rule = \"oauth\"\npartner = \"acme\"".to_owned(), count(&|one| is_oauth(one) && one["partner"] == "acme")),
        (
            "rule = \"lateral-movement\"\nsubject = \"group/*\"".to_owned(),
            count(&|one| one["subject"]["type"] == "group" && has_tag(one, "lateral-movement")),
        ),
        (format!("rule = \"oauth-implicit-grant\"\nsubject = \"oauth_client/{id}\""), 1),
        (format!("rule = \"oauth-implicit-grant\"\nsubject = \"{}*\"", &id[..8]), 1),
        (format!("fingerprint = \"{print}\""), 1),
        (format!("fingerprint = \"{print}:1\""), 1),
        ("rule = \"grant\"\ndivision = \"HR\"".to_owned(), count(&|one| one["divisions"] == serde_json::json!([hr]))),
        (format!("rule = \"grant\"\ndivision = \"{hr}\""), count(&|one| one["divisions"] == serde_json::json!([hr]))),
    ];
    for (members, expected) in cases {
        assert!(expected > 0, "{members}");
        let folder = folder(&format!("[[waivers]]\n{members}\nreason = \"x\"\nexpires = 2027-01-31\n"));
        let report = report(&[&folder.snapshot()]);
        assert_eq!(waived(&report).len(), expected, "{members}");
        assert_eq!(findings(&report).len(), all.len(), "the findings stay in the report");
    }
}

#[test]
fn a_finding_about_two_divisions_is_not_accepted_for_one() {
    let folder = folder(
        "[[waivers]]\nrule = \"partner-grant-restricted-division\"\ndivision = \"HR\"\nreason = \"x\"\nexpires = 2027-01-31\n",
    );
    let report = report(&[&folder.snapshot()]);
    let of_rule = findings(&report).iter().filter(|one| one["rule"] == "partner-grant-restricted-division");
    for finding in of_rule {
        let alone = finding["divisions"].as_array().unwrap().len() == 1;
        assert_eq!(finding.get("waived").is_some(), alone, "{finding}");
    }
}

#[test]
fn a_mistake_in_any_member_puts_the_waiver_out_of_force_and_is_underlined() {
    let good = "rule = \"oauth-implicit-grant\"\nsubject = \"oauth_client/*\"\npartner = \"acme\"\ndivision = \"HR\"\nreason = \"x\"\nowner = \"IAM\"\nticket = \"T-1\"\nexpires = 2027-01-31\n";
    let cases = [
        ("rule = \"oauth-implicit-grant\"", "rule = \"oauth-implict-grant\"", "did you mean `oauth-implicit-grant`"),
        ("rule = \"oauth-implicit-grant\"", "rule = 7", "is 7, expected a string"),
        ("rule = ", "rul = ", "did you mean `rule`"),
        ("rule = \"oauth-implicit-grant\"\n", "", "has none of `rule`, `fingerprint`"),
        ("subject = ", "subjct = ", "did you mean `subject`"),
        ("subject = \"oauth_client/*\"", "subject = \"\"", "is empty"),
        ("partner = \"acme\"", "partner = \"acmee\"", "no partner `acmee`"),
        ("division = \"HR\"", "division = \"HRR\"", "no division `HRR`"),
        ("reason = \"x\"\n", "", "lacks the required key `reason`"),
        ("reason = \"x\"", "reason = \"  \"", "is empty, expected a text"),
        ("owner = ", "ownr = ", "did you mean `owner`"),
        ("ticket = \"T-1\"", "ticket = [\"T-1\"]", "expected a string"),
        ("expires = 2027-01-31", "expires = \"2027-02-31\"", "expected a date such as 2027-03-31"),
        ("expires = 2027-01-31", "expires = \"31.1.2027\"", "expected a date such as 2027-03-31"),
        ("expires = 2027-01-31", "expires = 2027-01-31T00:00:00Z", "expected a date such as 2027-03-31"),
        ("expires = 2027-01-31", "expires = 2027-02-30", "not valid TOML"),
        ("expires = 2027-01-31", "expires = 2027-3-31", "not valid TOML"),
        ("expires = 2027-01-31", "expires = tomorrow", "not valid TOML"),
        ("reason = \"x\"", "reason = \"x", "not valid TOML"),
        ("expires = 2027-01-31\n", "", "lacks the required key `expires`"),
        ("expires = ", "expire = ", "did you mean `expires`"),
        ("expires = 2027-01-31", "expires = 2027-11-03", "may end on 2027-11-02 at the latest"),
        ("expires = 2027-01-31", "expires = 9999-12-31", "may end on 2027-11-02 at the latest"),
    ];
    for (right, wrong, expected) in cases {
        assert!(good.contains(right));
        // Beside one that is right: a mistake in one must not take the other with it.
        let lines = format!(
            "{IMPLICIT}subject = \"nobody\"\nexpires = 2027-01-31\n[[waivers]]\n{}",
            good.replacen(right, wrong, 1)
        );
        let folder = folder(&lines);
        let output = check(&[&folder.snapshot(), "--format", "json"]);
        let errors = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{wrong}: {errors}");
        assert!(errors.contains(expected), "{wrong}: {errors}");
        assert!(errors.contains("error: ") && errors.contains("not in force"), "{wrong}: {errors}");
        assert!(errors.contains("cordon.toml:") && errors.contains('^'), "{wrong}: {errors}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(findings(&report).len(), acme_findings(), "{wrong}");
        assert!(waived(&report).is_empty(), "{wrong}");
        assert_eq!(report["runs"][0]["waivers"][1]["status"], "malformed", "{wrong}");
    }
}

#[test]
fn a_division_that_two_have_the_name_of_has_to_be_given_by_id() {
    let mut snapshot = sample("acme");
    snapshot["divisions"]["d-2"] = serde_json::json!({"name": "Prod_Sales", "home": false});
    let count = snapshot["divisions"].as_object().unwrap().len();
    snapshot["sections"]["divisions"]["count"] = count.into();
    let folder = Folder::of(&snapshot);
    let policy = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    folder.write("cordon.toml", policy.replace("[\"Prod_Sales\"]", "[]").as_bytes());
    folder
        .add_policy("[[waivers]]\nrule = \"grant\"\ndivision = \"Prod_Sales\"\nreason = \"x\"\nexpires = 2027-01-31\n");
    let output = check(&[&folder.snapshot()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("several divisions are called `Prod_Sales`"), "{}", stderr(&output));
}

#[test]
fn the_policy_file_may_allow_longer_waivers() {
    let waiver = format!("{IMPLICIT}expires = 2028-01-31\n");
    assert_eq!(check(&[&folder(&waiver).snapshot()]).status.code(), Some(2));
    let folder = folder(&waiver);
    let policy = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    folder.write("cordon.toml", policy.replace("[org]", "[org]\nmax_waiver_days = 500").as_bytes());
    assert_eq!(waived(&report(&[&folder.snapshot()])).len(), 2);
}

#[test]
fn a_waiver_that_matches_nothing_is_reported_and_one_whose_rule_did_not_look_is_not() {
    let waiver =
        "[[waivers]]\nrule = \"partner-default-role\"\nsubject = \"user/gone\"\nreason = \"x\"\nexpires = 2027-01-31\n";
    // Where a rule found something else, nothing matches the waiver all the same.
    let folder = Folder::of(&sample("clean"));
    folder.add_policy(waiver);
    let errors = stderr(&check(&[&folder.snapshot()]));
    assert!(errors.contains("a waiver of `partner-default-role` accepts no finding"), "{errors}");
    let report_of = |args: &[&str]| report(&[&[folder.snapshot().as_str()], args].concat());
    assert_eq!(report_of(&[])["runs"][0]["waivers"][0]["status"], "unused");
    assert!(report_of(&[])["runs"][0]["warnings"].to_string().contains("accepts no finding"));
    let other = report_of(&["--rule", "oauth-implicit-grant"]);
    assert_eq!(other["runs"][0]["waivers"][0]["status"], "undecided");
    assert!(!other["runs"][0]["warnings"].to_string().contains("accepts no finding"));
}

#[test]
fn a_file_of_waivers_stands_beside_the_policy_file() {
    let folder = Folder::of(&sample("acme"));
    let path = folder.snapshot();
    let file = folder.write("waivers.toml", format!("# reviewed monthly\n{IMPLICIT}expires = 2027-01-31\n").as_bytes());
    assert_eq!(waived(&report(&[&path, "--waivers", &file])).len(), 2);
    for (text, expected) in [
        ("[[waivers]\n", "the waivers file is not valid TOML"),
        ("[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"x\"\nexpires = 2027-02-31\n", "not valid TOML"),
        ("[waivers]\nrule = \"oauth-implicit-grant\"\n", "is not a list"),
        ("[[waiver]]\nrule = \"oauth-implicit-grant\"\n", "did you mean `waivers`"),
        ("[org]\nrestricted_divisions = []\n", "nothing else, but this one has `org`"),
    ] {
        folder.write("waivers.toml", text.as_bytes());
        let output = check(&[&path, "--waivers", &file, "--format", "json"]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(stderr(&output).contains(expected), "{text}: {}", stderr(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(findings(&report).len(), acme_findings());
        assert!(waived(&report).is_empty());
    }
    let output = check(&[&path, "--waivers", &folder.path("no-such.toml")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("cannot read the waivers file: no such file"), "{}", stderr(&output));
    let output = check(&[&path, "--waivers", &file, "--output", &file]);
    assert!(stderr(&output).contains("would replace a file"), "{}", stderr(&output));
}

#[test]
fn code_scanning_never_sees_what_is_accepted_and_others_see_why() {
    let folder = folder(&format!("{IMPLICIT}owner = \"IAM\"\nticket = \"SEC-1\"\nexpires = 2027-01-31\n"));
    let path = folder.snapshot();
    let full = sarif(&[&path, "--profile", "full"]);
    let suppressed: Vec<&Value> = results(&full).iter().filter(|one| one.get("suppressions").is_some()).collect();
    assert_eq!(suppressed.len(), 2);
    let text = suppressed[0]["suppressions"][0]["justification"].as_str().unwrap();
    assert_eq!(text, "kiosk, moves to PKCE (until 2027-01-31; owner: IAM; ticket: SEC-1)");
    let github = sarif(&[&path, "--profile", "github"]);
    assert_eq!(results(&github).len(), acme_findings() - 2);
    assert!(results(&github).iter().all(|one| one.get("suppressions").is_none()));
}

#[test]
fn waive_writes_an_entry_and_keeps_the_file() {
    let folder = Folder::of(&sample("acme"));
    let path = folder.snapshot();
    let before = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    let first = report(&[&path]);
    let finding = &findings(&first)[3];
    let print = finding["fingerprint"].as_str().unwrap();
    let waive = |args: &[&str]| {
        let mut command = command();
        command.current_dir(folder.dir()).args(["waive", "--now", "2026-11-02"]).args(args).output().unwrap()
    };
    let output = waive(&[
        &print[..10],
        &path,
        "--reason",
        "agreed with \"IAM\"",
        "--expires",
        "2027-02-01",
        "--ticket",
        "SEC-7",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains(finding["rule"].as_str().unwrap()), "{}", stdout(&output));
    let after = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    assert!(after.starts_with(&before));
    let added = &after[before.len()..];
    for part in [print, finding["rule"].as_str().unwrap(), "expires = 2027-02-01", "ticket = \"SEC-7\"", "/"] {
        assert!(added.contains(part), "{part}: {added}");
    }
    let now = report(&[&path]);
    assert_eq!(waived(&now).len(), 1);
    assert_eq!(waived(&now)[0]["fingerprint"], print);

    // The same again renews it; without a snapshot it is looked up in the one beside the file.
    let output = waive(&[print, "--reason", "still agreed", "--expires", "2027-03-01"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("renewed"), "{}", stdout(&output));
    let renewed = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    assert_eq!(renewed.matches("[[waivers]]").count(), after.matches("[[waivers]]").count());
    assert_eq!(waived(&report(&[&path]))[0]["waived"]["reason"], "still agreed");
}

#[test]
fn waive_takes_reports_and_files_of_waivers() {
    let folder = Folder::of(&sample("acme"));
    let path = folder.snapshot();
    let prints: Vec<String> =
        findings(&report(&[&path])).iter().map(|one| one["fingerprint"].as_str().unwrap().to_owned()).collect();
    let (json, sarif) = (folder.path("report.json"), folder.path("report.sarif"));
    let targets = [format!("json={json}"), format!("sarif={sarif}")];
    check(&[&path, "--output", &targets[0], "--output", &targets[1]]);
    let file = folder.path("waivers.toml");
    for (print, report) in [(&prints[0], &json), (&prints[1], &sarif)] {
        let args = [
            "waive",
            "--now",
            "2026-11-02",
            print,
            "--report",
            report,
            "--waivers",
            &file,
            "--reason",
            "x",
            "--expires",
            "2026-12-31",
        ];
        let output = cordon(&args);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let report = report(&[&path, "--waivers", &file]);
    assert_eq!(waived(&report).len(), 2);
}

#[test]
fn waive_writes_nothing_where_something_is_wrong() {
    let folder = Folder::of(&sample("acme"));
    let path = folder.snapshot();
    let before = std::fs::read(folder.path("cordon.toml")).unwrap();
    let print = findings(&report(&[&path]))[0]["fingerprint"].as_str().unwrap().to_owned();
    let unknown = "0".repeat(32);
    let day = ["--expires", "2027-02-01"];
    for (args, expected, code) in [
        (vec!["zzz", &path, "--reason", "x", day[0], day[1]], "is no fingerprint", 2),
        (vec![&unknown, &path, "--reason", "x", day[0], day[1]], "no finding in", 2),
        (vec![&print, &path, "--reason", " ", day[0], day[1]], "`--reason` is empty", 2),
        (vec![&print, &path, "--reason", "x", "--expires", "2026-11-01"], "may end from today, 2026-11-02", 2),
        (vec![&print, &path, "--reason", "x", "--expires", "2027-11-03"], "to 2027-11-02", 2),
        (vec![&print, &path, "--reason", "x", "--expires", "2027-02-30"], "expected year, month and day", 64),
        (vec![&print, &path, day[0], day[1]], "--reason", 64),
    ] {
        let output = command().args(["waive", "--now", "2026-11-02"]).args(&args).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{args:?}: {}", stderr(&output));
        assert_eq!(std::fs::read(folder.path("cordon.toml")).unwrap(), before);
    }
    // Without anything to look it up in, it is written and the run says what that means.
    std::fs::remove_file(folder.path("snapshot.json")).unwrap();
    let config = folder.path("cordon.toml");
    let args = ["waive", "--now", "2026-11-02", &unknown, "--config", &config, "--reason", "x", day[0], day[1]];
    let output = cordon(&args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("names no rule and no subject"), "{}", stderr(&output));
}

#[test]
fn waive_writes_to_the_policy_that_the_finding_was_judged_by() {
    let folder = Folder::of(&sample("acme"));
    let policy = std::fs::read(folder.path("cordon.toml")).unwrap();
    let mut clean = sample("clean");
    clean["organization"]["id"] = "other".into();
    let a = folder.write("a/snapshot.json", &serde_json::to_vec_pretty(&clean).unwrap());
    let b = folder.write("b/snapshot.json", &std::fs::read(folder.snapshot()).unwrap());
    let files = [folder.write("a/cordon.toml", &policy), folder.write("b/cordon.toml", &policy)];
    let print = findings(&report(&[&b]))[0]["fingerprint"].as_str().unwrap().to_owned();
    let args = ["waive", "--now", "2026-11-02", &print, &a, &b, "--reason", "x", "--expires", "2027-01-31"];
    let output = cordon(&args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(std::fs::read(&files[0]).unwrap(), policy);
    assert_eq!(waived(&report(&[&b])).len(), 1);
    // A waiver that asks for more than the finding has is none of it, so it is not renewed.
    let narrow =
        format!("[[waivers]]\nfingerprint = \"{print}\"\npartner = \"tallis\"\nreason = \"y\"\nexpires = 2027-01-31\n");
    folder.write("b/cordon.toml", &[&policy[..], narrow.as_bytes()].concat());
    assert!(stdout(&cordon(&args)).contains(": waived "));
    assert_eq!(waived(&report(&[&b])).len(), 1);
    let unknown = cordon(&[
        "waive",
        "0123456789",
        "--config",
        &files[0],
        "--reason",
        "x",
        "--expires",
        "2027-01-31",
        "--now",
        "2026-11-02",
    ]);
    assert!(stderr(&unknown).contains("no finding in"), "{}", stderr(&unknown));
}

#[test]
fn a_waiver_that_ended_is_told_where_it_matters() {
    let folder = folder(&format!("{IMPLICIT}expires = 2026-11-01\n"));
    let mut clean = sample("clean");
    clean["organization"]["id"] = "other".into();
    let clean = folder.write("clean.json", &serde_json::to_vec_pretty(&clean).unwrap());
    let (path, policy) = (folder.snapshot(), folder.path("cordon.toml"));
    let errors = stderr(&check(&[&clean, &path, "--config", &policy]));
    assert_eq!(errors.matches("ended on 2026-11-01").count(), 1, "{errors}");
    assert!(errors.contains("count again"), "{errors}");
}
