//! The module that a bundle adds says of each rule what `check` says, in cordon's own engine as well.

use std::collections::BTreeSet;

use cordon::policy::Pack;
use libtest_mimic::Failed;

use crate::exact::Doc;
use crate::findings::{ask_cordon, bundle_folder, files_of, outcomes_of, with_facts};
use crate::orgs::{self, CHANGES};

pub(crate) fn outcomes_are_those_of_check() -> Result<(), Failed> {
    let pack = Pack::load(&[] as &[&str]).unwrap();
    let base = orgs::generated(60, 3);
    let mut statuses = BTreeSet::new();
    let mut judged = 0;
    for change in CHANGES {
        let org = with_facts(orgs::changed(&base, change, 3));
        let Some(ours) = ask_cordon(&org, &pack).outcomes else { continue };
        judged += 1;
        let (_folder, place) = bundle_folder(org.policy.as_deref());
        let mut engine = regorus::Engine::new();
        for (name, text) in files_of(&place) {
            match name.as_str() {
                "data.json" => engine.add_data(regorus::Value::from_json_str(&text)?)?,
                ".manifest" => {}
                _ => drop(engine.add_policy(name, text)?),
            }
        }
        engine.add_data(regorus::Value::from_json_str(&org.beside().to_string())?)?;
        engine.set_input(regorus::Value::from_json_str(&org.snapshot.to_string())?);
        let document = engine.eval_rule("data.cordon.outcomes".to_owned())?;
        let theirs = outcomes_of(&Doc::parse(&document.to_json_str()?)?);
        statuses.extend(ours.values().map(|(status, _)| status.clone()));
        assert_eq!(ours, theirs, "{}", org.name);
    }
    assert!(judged > 8, "check refuses all but {judged} orgs");
    assert!(statuses.is_superset(&["passed", "failed", "not_evaluated"].map(str::to_owned).into()), "{statuses:?}");
    Ok(())
}
