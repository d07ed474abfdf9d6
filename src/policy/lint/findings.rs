//! Whether what `findings` holds has the form of a finding, and points at its evidence.

use std::ops::Range;
use std::sync::LazyLock;

use super::codes;
use super::reads::Reads;
use super::schema;
use super::types::{Found, Members, Shape, Type, constants, listed};
use super::world::World;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::policy::pack::{Module, Rule};

/// One definition of `findings`: module, place of its head, type.
type Definition = (usize, Range<usize>, Type);

/// Members that a finding must have.
static REQUIRED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let schema: serde_json::Value = serde_json::from_str(crate::policy::findings::FINDING_SCHEMA).unwrap_or_default();
    schema["required"].as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
});

/// The objects that a definition puts into its set, as far as they are known.
fn objects(value: &Type) -> Vec<&Members> {
    let mut found = Vec::new();
    for shape in value.shapes() {
        let Shape::Set(element) = shape else { continue };
        for shape in element.shapes() {
            if let Shape::Object(members) = shape
                && members.what.is_none()
                && members.rest.is_none()
            {
                found.push(members.as_ref());
            }
        }
    }
    found
}

/// Members that are missing, that findings don't have, or that have a value which they can't have.
pub(super) fn check(world: &World<'_>, definitions: &[Definition]) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for (unit, head, value) in definitions {
        if !world.units[*unit].module.package.starts_with("cordon.rules.") {
            continue;
        }
        for members in objects(value) {
            let missing: Vec<&str> =
                REQUIRED.iter().map(String::as_str).filter(|name| !members.named.contains_key(*name)).collect();
            // One that is misspelled is offered where it stands.
            let unknown = foreign(world, (*unit, head), members, &schema::FINDING, &mut said);
            if !missing.is_empty() && !unknown {
                let message = format!("a finding of this rule lacks `{}`", missing.join("`, `"));
                said.push(at(world, *unit, head.clone(), message, codes::FINDING_FORM.remedy.to_owned()));
            }
        }
    }
    said
}

/// Says what an object has that its schema does not know. True where there was something.
fn foreign(
    world: &World<'_>,
    head: (usize, &Range<usize>),
    members: &Members,
    document: &Type,
    said: &mut Vec<Diagnostic>,
) -> bool {
    let mut any = false;
    for (name, member) in &members.named {
        let (unit, range) = member.at.map_or((head.0, head.1.clone()), |(unit, start, end)| (unit, start..end));
        match document.member(name) {
            Found::Never => {
                any = true;
                let known = listed(&document.keys());
                let message = format!("{} has no member `{name}`", document.described());
                let all = format!("there are {}", known.iter().cloned().collect::<Vec<_>>().join(", "));
                let help = suggestion(name, known.iter().map(String::as_str), &all);
                said.push(at(world, unit, range, message, help));
            }
            Found::Value(of) => {
                if let (Some(own), Some(values)) = (constants(&member.value), of.enumeration())
                    && member.value.is_disjoint(&of)
                {
                    let own: Vec<String> = own.into_iter().collect();
                    let message = format!("`{name}` of {} is never \"{}\"", document.described(), own.join("\" or \""));
                    let all = format!("it is one of {}", values.iter().copied().collect::<Vec<_>>().join(", "));
                    let first = own.first().map(String::as_str).unwrap_or_default();
                    let help = suggestion(first, values.iter().copied(), &all);
                    said.push(at(world, unit, range, message, help));
                } else if member.value.written().is_disjoint(&of) {
                    let message = format!("`{name}` is {}, but must be {}", member.value.described(), of.described());
                    said.push(at(world, unit, range, message, codes::FINDING_FORM.remedy.to_owned()));
                } else if let [Shape::Object(below)] = member.value.shapes()
                    && below.what.is_none()
                {
                    any |= foreign(world, head, below, &of, said);
                }
            }
        }
    }
    any
}

fn at(world: &World<'_>, unit: usize, range: Range<usize>, message: String, help: String) -> Diagnostic {
    let check = codes::FINDING_FORM;
    world.at(unit, range, check.level, message).code(check.code).help(help)
}

/// A rule that concludes from several sections, none of whose findings points at more than one place. A rule that
/// looks at one section shows its evidence with `path` alone.
pub(super) fn evidence(
    module: &Module,
    rule: &Rule,
    reads: &Reads,
    definitions: &[Definition],
    world: &World<'_>,
) -> Option<Diagnostic> {
    let own = |definition: &&Definition| world.units[definition.0].module.file == module.file;
    let bare = definitions.iter().filter(own).find(|(_, _, value)| {
        let objects = objects(value);
        !objects.is_empty() && objects.iter().any(|members| !members.named.contains_key("related"))
    })?;
    if reads.own.len() < 2 {
        return None;
    }
    let sections: Vec<&str> = reads.own.keys().map(|section| section.name()).collect();
    let message = format!(
        "the findings of `{}` draw on {}, but have no `related` that leads to the evidence",
        rule.id,
        sections.join(" and ")
    );
    let check = codes::NO_EVIDENCE;
    let diagnostic = world.at(bare.0, bare.1.clone(), check.level, message);
    Some(diagnostic.code(check.code).help("list the places in `related`, e.g. `[[\"roles\", role_id]]`"))
}
