//! Frameworks of controls as taxonomies, and rules' relationships to their controls.

use serde_sarif::sarif::{
    ReportingDescriptor, ReportingDescriptorReference, ReportingDescriptorRelationship, ToolComponent,
    ToolComponentReference,
};

use super::text;
use crate::finding::control::{Control, Coverage, Framework, coverage};
use crate::finding::outcome::{RuleOutcome, RuleSummary};

/// The frameworks that the rules of a run name, each with the controls that they name.
pub(super) struct Taxonomies<'r>(Vec<(&'r Framework, Vec<&'r Control>)>);

impl<'r> Taxonomies<'r> {
    pub(super) fn of(rules: &'r [RuleOutcome]) -> Self {
        let controls = |(framework, covered): (&'r Framework, Vec<Coverage<'r>>)| {
            (framework, covered.iter().map(|one| one.control).collect())
        };
        Self(coverage(rules).into_iter().map(controls).collect())
    }

    /// `run.taxonomies`; `None` where no rule names a control.
    pub(super) fn components(&self) -> Option<Vec<ToolComponent>> {
        let component = |(framework, controls): &(&Framework, Vec<&Control>)| {
            let mut component = ToolComponent::builder()
                .name(framework.title.clone())
                .full_name(framework.name())
                .is_comprehensive(false)
                .taxa(controls.iter().map(|control| taxon(control)).collect::<Vec<_>>())
                .build();
            let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
            component.version = said(&framework.version);
            component.organization = said(&framework.organization);
            component.information_uri = said(&framework.url).filter(|url| is_absolute(url));
            component
        };
        self.some(self.0.iter().map(component).collect())
    }

    /// `tool.driver.supportedTaxonomies`; `None` where no rule names a control.
    pub(super) fn references(&self) -> Option<Vec<ToolComponentReference>> {
        self.some((0..).zip(&self.0).map(|(index, (framework, _))| reference(framework, index)).collect())
    }

    /// A rule's relationships to the controls that it helps to keep; `None` where it names none.
    pub(super) fn relationships(&self, rule: &RuleSummary) -> Option<Vec<ReportingDescriptorRelationship>> {
        let relationship = |control: &Control| {
            let known = (0..).zip(&self.0).find(|(_, (framework, _))| framework.key == control.framework.key);
            let (index, (framework, taxa)) = known?;
            let (at, _) = (0..).zip(taxa).find(|(_, taxon)| taxon.id == control.id)?;
            let target = ReportingDescriptorReference::builder()
                .id(control.id.clone())
                .index(at)
                .tool_component(reference(framework, index))
                .build();
            let kinds = vec!["relevant".to_owned()];
            Some(ReportingDescriptorRelationship::builder().target(target).kinds(kinds).build())
        };
        let found: Vec<ReportingDescriptorRelationship> = rule.controls.iter().filter_map(relationship).collect();
        Some(found).filter(|found| !found.is_empty())
    }

    fn some<T>(&self, of_all: Vec<T>) -> Option<Vec<T>> {
        Some(of_all).filter(|_| !self.0.is_empty())
    }
}

/// A taxonomy is found by its place among those of the run; its title is for people.
fn reference(framework: &Framework, index: i64) -> ToolComponentReference {
    ToolComponentReference::builder().name(framework.title.clone()).index(index).build()
}

fn taxon(control: &Control) -> ReportingDescriptor {
    let mut taxon = ReportingDescriptor::builder().id(control.id.clone()).build();
    if !control.title.is_empty() {
        taxon.name = Some(control.title.clone());
        taxon.short_description = Some(text(format!("{}.", control.title.trim_end_matches('.'))));
    }
    taxon
}

/// Whether SARIF's `uri` takes it: a data file of a pack may hold anything.
fn is_absolute(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://"))
        && url
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'))
}
