//! Somebody edits `cordon.toml` and makes mistakes.

use crate::support::{Folder, check, command, sample, stderr};

fn with_change(change: impl FnOnce(String) -> String) -> (Folder, std::process::Output) {
    let folder = Folder::of(&sample("acme"));
    let policy = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    folder.write("cordon.toml", change(policy).as_bytes());
    let output = check(&[&folder.snapshot()]);
    (folder, output)
}

#[test]
fn mistakes_are_errors_that_underline_the_place() {
    for (addition, expected) in [
        ("[rules.partner-defalt-role]\nseverity = \"low\"\n", "did you mean `partner-default-role`"),
        ("[rules.partner-default-role]\nseverity = \"hihg\"\n", "expected one of `critical`"),
        ("[ogr]\n", "did you mean `org`"),
        ("[partners.other]\ndivisions = [\"No Such Place\"]\n", "no division `No Such Place`"),
        ("[partners.other]\ndivisions = [\"Partner_Acme_Suport\"]\n", "did you mean `Partner_Acme_Support`"),
        ("[partners.other]\ndivisions = [\"Partner_Acme_Support\"]\n", "given to two partners, `acme` and `other`"),
        ("[partners.other]\nemail_domains = [\"ACME.example\"]\n", "given to two partners, `acme` and `other`"),
        ("[partners.other]\noauth_client_names = [\"vendor_acme_*\"]\n", "given to two partners"),
        ("[partners.other]\nemail_domains = [\"@other.example\"]\n", "without @ and without wildcards"),
        ("[partners.other]\nauthorized_divisions = [\"HR\"]\n", "is restricted and yet given"),
        ("[partners.other]\ndivision = [\"HR\"]\n", "did you mean `divisions`"),
        ("[[authorizations]]\nsubject = \"nobody\"\ndivisions = []\nreason = \"x\"\n", "`nobody` names no subject"),
        ("broken", "not valid TOML"),
    ] {
        let (_folder, output) = with_change(|policy| format!("{policy}\n{addition}"));
        let errors = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{addition}");
        assert!(errors.contains(expected), "{addition}: {errors}");
        assert!(errors.contains("cordon.toml:"), "{errors}");
        assert!(errors.contains("^"), "{errors}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn permissions_are_known_or_the_nearest_is_offered() {
    for (name, expected) in [
        ("directory:user:edti", "did you mean `directory:user:edit`"),
        ("@role-asignment", "did you mean `@role-assignment`"),
        ("nothing:*:*", "no permission matches `nothing:*:*`"),
    ] {
        let (_folder, output) =
            with_change(|policy| policy.replace("excluded = [", &format!("excluded = [\n    \"{name}\",")));
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(stderr(&output).contains(expected), "{name}: {}", stderr(&output));
    }
}

#[test]
fn an_error_looks_like_this() {
    let (folder, output) = with_change(|policy| policy.replace("[\"HR\", \"Legal\"]", "[\"HR\", \"Leagl\"]"));
    insta::assert_snapshot!(folder.scrubbed(&stderr(&output)));
}

#[test]
fn lines_that_do_nothing_are_doubts() {
    for (addition, expected) in [
        ("[partners.other]\nname = \"Other\"\n", "nothing says who belongs to the partner `other`"),
        ("[partners.other]\nemail_domains = [\"othr.example\"]\n", "no user has an e-mail address at `othr.example`"),
        ("[partners.other]\nusers = [\"nobody@other.example\"]\n", "no user `nobody@other.example`"),
        ("[partners.other]\noauth_client_names = [\"Other_*\"]\n", "no OAuth client's name matches"),
        (
            "[partners.other]\nemail_domains = [\"acme.exmple\"]\nresource_names = [\"Other *\"]\n",
            "no object's name matches",
        ),
        ("[partners.other]\ndivisions = [\"Home\"]\n", "the Home division is given to the partner `other`"),
        ("[partners.other]\nusers = [\"a60c7028-7c34-46a9-bc1c-d5e4d3d9b0f6\"]\n", "so this line does nothing"),
    ] {
        let (_folder, output) = with_change(|policy| format!("{policy}\n{addition}"));
        assert_eq!(output.status.code(), Some(1), "{addition}: {}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{addition}: {}", stderr(&output));
    }
}

#[test]
fn a_user_of_two_partners_counts_for_both_and_is_reported() {
    let snapshot = sample("acme");
    let users = snapshot["users"].as_object().unwrap();
    let (id, user) = users.iter().find(|(_, user)| user["email"] == "joris.vandel@freelance.example").unwrap();
    assert_eq!(user["state"], "active");
    let (_folder, output) = with_change(|policy| format!("{policy}\n[partners.other]\nusers = [\"{id}\"]\n"));
    assert!(stderr(&output).contains(&format!("the user {id} belongs to two partners, `other` and `tallis`")));
}

#[test]
fn the_policy_beside_the_snapshot_comes_first_then_the_way_up_to_the_repository() {
    let folder = Folder::of(&sample("acme"));
    let policy = std::fs::read(folder.path("cordon.toml")).unwrap();
    std::fs::remove_file(folder.path("cordon.toml")).unwrap();
    let used = |dir: &str| {
        let output = command()
            .current_dir(folder.path(dir))
            .args(["check", "--format", "json", &folder.snapshot()])
            .output()
            .unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        report["runs"][0]["policy_file"].as_str().map(str::to_owned)
    };
    folder.write("repo/.git/HEAD", b"");
    folder.write("repo/deep/inside/note", b"");
    folder.write("cordon.toml.away", &policy);
    assert_eq!(used("repo/deep/inside"), None);
    let above = folder.write("repo/cordon.toml", &policy);
    assert_eq!(used("repo/deep/inside"), Some(above));
    let beside = folder.write("cordon.toml", &policy);
    assert_eq!(used("repo/deep/inside"), Some(beside));
    std::fs::remove_file(folder.path("cordon.toml")).unwrap();
    // A stray file above the repository never decides; one that can't be read is no reason to take another.
    std::fs::create_dir(folder.path("cordon.toml")).unwrap();
    let output = check(&[&folder.snapshot()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("cannot read the policy file: is a directory"), "{}", stderr(&output));
}

#[test]
fn a_division_in_another_unicode_form_is_an_error_and_not_a_fence_that_is_off() {
    let mut snapshot = sample("acme");
    for division in snapshot["divisions"].as_object_mut().unwrap().values_mut() {
        if division["name"] == "HR" {
            division["name"] = "Bu\u{308}ro".into();
        }
    }
    let folder = Folder::of(&snapshot);
    let policy = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    folder.write("cordon.toml", policy.replace("[\"HR\", \"Legal\"]", "[\"B\u{fc}ro\", \"Legal\"]").as_bytes());
    let output = check(&[&folder.snapshot()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("not in Unicode normal form C"), "{}", stderr(&output));
    assert!(stderr(&output).contains("give the division's id: "));
}
