//! Who belongs to which partner: asked of the library in Rego, which the rules ask, too.

use std::collections::{BTreeMap, BTreeSet};

use super::concern::Concern;
use super::engine::{Engine, Limits};
use super::pack::{Module, Pack};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::snapshot::{More, Snapshot, tree};

/// Partner's short name → its subjects: type and id.
pub type Subjects = BTreeMap<String, BTreeSet<(String, String)>>;

const ROWS: &str = "rows";
/// Package that says who belongs to which partner.
pub(super) const PARTNERS: &str = "cordon.lib.partners";

/// What tells who belongs to which partner.
#[derive(Debug)]
pub struct Partners {
    engine: Engine,
}

impl Partners {
    /// Reads what is needed of the library.
    ///
    /// # Errors
    /// Every module that is not valid Rego, with its place.
    pub fn new(pack: &Pack, concern: &Concern<'_>, config: &Config, limits: Limits) -> Result<Self, Vec<Diagnostic>> {
        let helpers = pack.reduced_to(&concern.needs([PARTNERS]));
        Ok(Self { engine: Engine::new(&helpers, config, limits)? })
    }

    /// Asks an engine that has what is needed of the library.
    pub(super) fn in_engine(engine: Engine) -> Self {
        Self { engine }
    }

    /// The subjects of every partner of the policy, those without any included.
    ///
    /// # Errors
    /// What the engine says.
    pub fn subjects(&self, snapshot: &Snapshot, config: &Config) -> Result<Subjects, Vec<Diagnostic>> {
        let module = Module {
            file: "cordon-partners.rego".to_owned(),
            package: "cordon.partner_subjects".to_owned(),
            text: format!("package cordon.partner_subjects\n\n{ROWS} := data.{PARTNERS}.subjects\n"),
            embedded: true,
        };
        let asked = self.engine.ask(&module, ROWS, &snapshot.tree, Some(&snapshot.beside(&More::default())));
        let (by_type, _) = asked.map_err(|error| {
            vec![Diagnostic::error(format!("who belongs to which partner can't be told: {}", error.message))]
        })?;
        let mut found: Subjects = config.partners.keys().map(|short| (short.clone(), BTreeSet::new())).collect();
        for (kind, by_id) in tree::members(&by_type) {
            for (id, partners) in tree::members(by_id) {
                let tree::Tree::Set(partners) = partners else { continue };
                for partner in partners.iter_sorted().filter_map(tree::text) {
                    found.entry(partner.to_owned()).or_default().insert((kind.to_owned(), id.to_owned()));
                }
            }
        }
        Ok(found)
    }
}

/// The subjects of every partner of the policy, those without any included.
///
/// # Errors
/// What the engine says.
pub fn subjects(
    snapshot: &Snapshot,
    config: &Config,
    pack: &Pack,
    limits: Limits,
) -> Result<Subjects, Vec<Diagnostic>> {
    Partners::new(pack, &Concern::of_rules(pack), config, limits)?.subjects(snapshot, config)
}
