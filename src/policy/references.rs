//! References that lead nowhere. In Rego they are undefined, so the rule never fires and nobody is told; here
//! they are errors before anything runs. Functions that give another answer each time are a doubt.

use std::collections::BTreeSet;

use super::pack::Module;
use super::syntax::{DataPath, Located, Syntax};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::snapshot::Section;

/// Members of a snapshot besides its sections.
const MEMBERS: [&str; 6] = ["$schema", "schema_version", "exported_at", "exporter", "organization", "sections"];

/// Places behind `data` that cordon fills.
const FILLED: [[&str; 2]; 3] = [["cordon", "config"], ["cordon", "data"], ["cordon", "index"]];

/// Functions whose value depends on when or where they run, so that the same snapshot may not give the same
/// findings. Those that reach out of the process are not built in at all.
const UNREPEATABLE: [&str; 2] = ["rand.intn", "time.now_ns"];

/// Looks at what modules refer to: the shipped ones too, since a user's module may have replaced what they need.
pub(super) fn check(syntaxes: &[Syntax], modules: &[Module]) -> Vec<Diagnostic> {
    let known = Known::of(syntaxes, modules);
    let mut found = Vec::new();
    for (syntax, module) in syntaxes.iter().zip(modules) {
        let own: Vec<&str> = MEMBERS.into_iter().chain(Section::ALL.map(Section::name)).collect();
        for Located { value, line } in syntax.inputs.iter().filter(|input| !own.contains(&input.value.as_str())) {
            let message = format!("`input.{value}` is no member of a snapshot, so it is never there");
            let help = suggestion(value, own.iter().copied(), &format!("a snapshot has {}", own.join(", ")));
            found.push(module.error_at(*line, message).help(help));
        }
        for Located { value, line } in syntax.imports.iter().chain(&syntax.references) {
            if let Some((message, help)) = known.judge(value) {
                found.push(module.error_at(*line, message).help(help));
            }
        }
        for Located { value, line } in &syntax.builtins {
            if UNREPEATABLE.contains(&value.as_str()) {
                let message = format!("`{value}` gives another answer each time, so findings may not repeat");
                let help = "take the time of the export, `input.exported_at`, for the present";
                found.push(module.error_at(*line, message).warn().help(help));
            }
        }
    }
    found.dedup();
    found
}

/// What there is behind `data`.
struct Known<'m> {
    packages: Vec<(DataPath, &'m Module)>,
    defined: BTreeSet<(String, &'m str)>,
}

impl<'m> Known<'m> {
    fn of(syntaxes: &'m [Syntax], modules: &'m [Module]) -> Self {
        let path = |module: &Module| module.package.split('.').map(str::to_owned).collect();
        let packages = modules.iter().map(|module| (path(module), module)).collect();
        let defined = syntaxes
            .iter()
            .zip(modules)
            .flat_map(|(syntax, module)| syntax.defines.iter().map(|name| (module.package.clone(), name.as_str())));
        Self { packages, defined: defined.collect() }
    }

    /// What is wrong with a path behind `data` and what to do; nothing where it leads somewhere, or to where only
    /// a run can tell.
    fn judge(&self, path: &DataPath) -> Option<(String, String)> {
        let leads_on = self.packages.iter().any(|(package, _)| package.starts_with(path));
        let filled = FILLED.iter().any(|place| path.len() >= 2 && path[..2] == place[..]);
        if path.is_empty() || leads_on || filled {
            return None;
        }
        let inside = self.packages.iter().filter(|(package, _)| path.starts_with(package));
        let Some((package, module)) = inside.max_by_key(|(package, _)| package.len()) else {
            let names: Vec<&str> = self.packages.iter().map(|(_, module)| module.package.as_str()).collect();
            let help = suggestion(&path.join("."), names, "the packages of helpers are below `data.cordon.lib`");
            return Some((format!("there is nothing at `data.{}`", path.join(".")), help));
        };
        let name = &path[package.len()];
        if self.defined.contains(&(module.package.clone(), name.as_str())) {
            return None;
        }
        let own = self.defined.iter().filter(|(package, _)| *package == module.package).map(|(_, name)| *name);
        let message = format!("the package `{}` has no `{name}`", module.package);
        Some((
            message,
            suggestion(name, own.clone(), &format!("it has {}", own.clone().collect::<Vec<_>>().join(", "))),
        ))
    }
}
