//! The escalation model: which permission lets its holder become what. It is data, `rego/data/escalation.json`; here
//! is its form.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;

/// Where the model comes from, in messages.
const FILE: &str = "data.cordon.data.escalation";

/// All ways in which access grows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What the edges are, in a few sentences.
    pub about: String,
    /// Where the facts are from: key → citation.
    pub sources: BTreeMap<String, String>,
    /// The edges, in the order in which they are tried: among chains of one length, the earlier edge wins.
    pub edges: Vec<Edge>,
}

/// One way in which access grows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Stable name.
    pub id: String,
    /// What is done, as an infinitive.
    pub title: String,
    /// Any one of these opens it.
    pub permissions: Vec<String>,
    /// All of these are needed, too.
    #[serde(default)]
    pub all_of: Vec<String>,
    /// What it leads to.
    pub effect: Effect,
    /// What limits it.
    pub limited_by: Limit,
    /// What must be there for it, for changes of org trust.
    #[serde(default)]
    pub needs: Option<Need>,
    /// The permissions on the objects that are moved, for moves into another division.
    #[serde(default)]
    pub objects: Vec<String>,
    /// Why it leads there.
    pub explanation: String,
    /// The operations of the API that do it.
    pub operations: Vec<String>,
    /// Keys of [`Model::sources`].
    pub source: Vec<String>,
}

/// What an edge leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Any role, in the divisions in which grants may be added.
    AnyRole,
    /// Any permission, in the divisions in which the actor holds a role.
    EditHeldRole,
    /// Grants are no longer limited to divisions.
    LiftGrantLimit,
    /// The access of another user.
    ControlUser,
    /// The access of any user.
    IdentityProvider,
    /// The access of an OAuth client with client credentials.
    ControlClient,
    /// The grants of a group, for a user account.
    JoinGroup,
    /// The grants of a group that takes members in by rule, for a user account.
    JoinDynamicGroup,
    /// The grants of a group that the actor owns.
    OwnGroup,
    /// A user account without roles.
    NewUser,
    /// Any role in the whole org, for an account of another org.
    OrgTrust,
    /// What may be done in one division, on objects of another.
    MoveObjects,
    /// Whatever the stored credentials of an integration may: nobody can tell from a snapshot.
    StoredCredentials,
    /// No more by itself.
    None,
}

/// What limits an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// It reaches what is in the divisions in which its permission counts.
    Division,
    /// Nothing: what it reaches is in no division.
    None,
    /// The org's setting `grant_division_aware`.
    Setting,
}

/// What a change of org trust needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Nothing that is there already.
    Nothing,
    /// A trust, in force or not.
    Trust,
    /// An org that is trusted: the trust is in force.
    TrusteeOrg,
    /// A user of such an org.
    TrusteeUser,
    /// A group of such an org.
    TrusteeGroup,
}

impl Model {
    /// Reads the model.
    ///
    /// # Errors
    /// What is not in its form.
    pub fn read(data: &serde_json::Value) -> Result<Self, Vec<Diagnostic>> {
        let help = "see docs/escalation.md for its form, or remove the file that replaces the shipped one";
        let wrong = |message: String| Diagnostic::error(format!("the escalation model {message}")).in_file(FILE);
        let model =
            Self::deserialize(data).map_err(|error| vec![wrong(format!("can't be read: {error}")).help(help)])?;
        let mut ids = BTreeSet::new();
        let mut errors = Vec::new();
        for edge in &model.edges {
            if !ids.insert(&edge.id) {
                errors.push(wrong(format!("has two edges `{}`", edge.id)).help(help));
            }
            errors.extend(
                edge.mistake(&model)
                    .map(|mistake| wrong(format!("has an edge `{}` that {mistake}", edge.id)).help(help)),
            );
        }
        if errors.is_empty() { Ok(model) } else { Err(errors) }
    }

    /// Every permission that opens an edge, or is needed for one.
    pub fn permissions(&self) -> BTreeSet<&str> {
        self.edges.iter().flat_map(|edge| edge.permissions.iter().chain(&edge.all_of)).map(String::as_str).collect()
    }
}

impl Edge {
    fn mistake(&self, model: &Model) -> Option<String> {
        let asks = !self.permissions.is_empty() || !self.all_of.is_empty();
        if let Some(unknown) = self.source.iter().find(|key| !model.sources.contains_key(*key)) {
            return Some(format!("names the source `{unknown}`, which is not among `sources`"));
        }
        if self.source.is_empty() || self.explanation.is_empty() || self.operations.is_empty() {
            return Some("does not say why, with which operation and where that is from".to_owned());
        }
        if asks == (self.effect == Effect::OwnGroup) {
            return Some("asks for no permission, or has the effect `own_group`, which asks for none".to_owned());
        }
        if self.needs.is_some() != (self.effect == Effect::OrgTrust) {
            return Some("must have `needs` where its effect is `org_trust`, and only there".to_owned());
        }
        if self.objects.is_empty() == (self.effect == Effect::MoveObjects) {
            return Some("must have `objects` where its effect is `move_objects`, and only there".to_owned());
        }
        None
    }
}

impl Effect {
    /// What it is called in the table of the model.
    pub fn describe(self) -> &'static str {
        match self {
            Self::AnyRole => "any role, in the divisions where grants may be added",
            Self::EditHeldRole => "any permission, in the divisions where it holds a role",
            Self::LiftGrantLimit => "grants reach all divisions",
            Self::ControlUser => "the access of another user",
            Self::IdentityProvider => "the access of any user",
            Self::ControlClient => "the access of a client with client credentials",
            Self::JoinGroup => "the grants of a group, for a user account",
            Self::JoinDynamicGroup => "the grants of a dynamic group, for a user account",
            Self::OwnGroup => "the grants of the group",
            Self::NewUser => "a user account without roles",
            Self::OrgTrust => "any role in the whole org, for an account of another org",
            Self::MoveObjects => "what it may do in one division, on objects of another",
            Self::StoredCredentials => "whatever stored credentials may: an open end",
            Self::None => "no more by itself",
        }
    }
}

impl Limit {
    /// What it is called in the table of the model.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Division => "divisions",
            Self::None => "nothing",
            Self::Setting => "`grant_division_aware`",
        }
    }
}
