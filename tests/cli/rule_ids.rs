//! Waivers, baselines, policy files and code scanning know a rule by its id, so no id that ever shipped may go away.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{root, shipped_rules};

/// What is wrong between the ids that ever shipped and the rules that ship now; the file's new text otherwise.
fn compared(kept: &str, rules: &[Value]) -> Result<String, String> {
    let lines: Vec<&str> = kept.lines().collect();
    let mut ever: BTreeSet<&str> = lines.iter().copied().collect();
    if !lines.is_sorted() || ever.len() != lines.len() || ever.contains("") {
        return Err("the ids are not one a line and sorted, or one is there twice".to_owned());
    }
    let ids = |member: &str| -> BTreeSet<&str> {
        rules
            .iter()
            .flat_map(|rule| match &rule[member] {
                Value::Array(names) => names.iter().collect(),
                name => vec![name],
            })
            .map(|name| name.as_str().unwrap())
            .collect()
    };
    let (now, aliases) = (ids("id"), ids("aliases"));
    let gone: Vec<&str> = ever.iter().copied().filter(|id| !now.contains(id) && !aliases.contains(id)).collect();
    if !gone.is_empty() {
        return Err(format!(
            "no rule has the id {0} any more, and waivers, baselines and policy files of users name it: put it into \
             `aliases` of the METADATA of the rule that says the same now, or bring the rule back",
            gone.join(", ")
        ));
    }
    ever.extend(now);
    Ok(ever.iter().map(|id| format!("{id}\n")).collect())
}

/// `UPDATE_DOCS=1 cargo test` adds new ids, and takes none away.
#[test]
fn an_id_that_shipped_stays_or_becomes_an_alias() {
    let path = root().join("tests/data/rule_ids.txt");
    let kept = std::fs::read_to_string(&path).unwrap();
    let now = compared(&kept, &shipped_rules()).unwrap_or_else(|wrong| panic!("tests/data/rule_ids.txt: {wrong}"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == now, "tests/data/rule_ids.txt lacks ids that ship; `UPDATE_DOCS=1 cargo test` adds them:\n{now}");
}

#[test]
fn an_id_that_is_gone_is_noticed() {
    let rule = |id: &str, aliases: &[&str]| json!({"id": id, "aliases": aliases});
    assert_eq!(compared("a\nb\n", &[rule("a", &[]), rule("b", &[])]), Ok("a\nb\n".to_owned()));
    assert_eq!(compared("a\nb\n", &[rule("c", &["b"]), rule("a", &[])]), Ok("a\nb\nc\n".to_owned()));
    let wrong = compared("a\nb\n", &[rule("a", &[]), rule("c", &[])]).unwrap_err();
    assert!(wrong.contains("the id b any more") && wrong.contains("`aliases`"), "{wrong}");
    for kept in ["b\na\n", "a\na\n", "\na\n"] {
        assert!(compared(kept, &[rule("a", &[]), rule("b", &[])]).is_err(), "{kept:?}");
    }
}
