//! Who can hold access: users, groups, OAuth clients, users and groups of trusted orgs.

use std::fmt;

use jiff::Timestamp;

use super::Map;
use crate::diagnostic::nearest_names;
use crate::patterns::fold;
use crate::snapshot::JsonPath;
use crate::snapshot::tree::{self, Tree};

/// A subject of [`Subjects`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub(super) u32);

/// What kind of subject it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the document's own")]
pub enum Kind {
    User,
    Group,
    OauthClient,
    TrusteeUser,
    TrusteeGroup,
}

impl Kind {
    /// Every kind, in the order in which answers list them.
    pub const ALL: [Self; 5] = [Self::User, Self::Group, Self::OauthClient, Self::TrusteeUser, Self::TrusteeGroup];

    /// The word in a grant's `subject_type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::OauthClient => "oauth_client",
            Self::TrusteeUser => "trustee_user",
            Self::TrusteeGroup => "trustee_group",
        }
    }

    /// The kind of a word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What people call it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::OauthClient => "OAuth client",
            Self::TrusteeUser => "trustee user",
            Self::TrusteeGroup => "trustee group",
        }
    }

    /// What people call it, at the beginning of a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::OauthClient => "OAuth client",
            Self::TrusteeUser => "Trustee user",
            Self::TrusteeGroup => "Trustee group",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a subject can use what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Active,
    /// It can't at present, for this reason; it would again once that is undone.
    Inactive(String),
    /// The snapshot does not have the subject, only its grants or memberships.
    NotInSnapshot,
}

/// With whose access a subject acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acts {
    /// With its own.
    AsItself,
    /// As the user who signs in, limited by scopes: a client without client credentials.
    AsTheUser,
}

/// One subject.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// Its kind.
    pub kind: Kind,
    /// Its id in the org.
    pub id: &'s str,
    entry: Option<&'s Tree>,
}

impl<'s> Subject<'s> {
    /// `type/id`
    pub fn reference(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    /// Its entry in the snapshot; of a trustee that several orgs list, the first.
    pub fn entry(&self) -> Option<&'s Tree> {
        self.entry
    }

    /// Its name, or nothing where the snapshot has none.
    pub fn name(&self) -> Option<&'s str> {
        self.text("name").filter(|name| !name.is_empty())
    }

    /// Its name, or else its id.
    pub fn label(&self) -> &'s str {
        self.name().unwrap_or(self.id)
    }

    /// Its e-mail address.
    pub fn email(&self) -> Option<&'s str> {
        self.text("email").filter(|email| !email.is_empty())
    }

    /// The org that a cloned user comes from.
    pub fn cloned_from(&self) -> Option<&'s str> {
        self.text("cloned_from_org_id")
    }

    /// With whose access it acts.
    pub fn acts(&self) -> Acts {
        if self.kind != Kind::OauthClient {
            return Acts::AsItself;
        }
        match self.text("grant_type") {
            Some(grant_type) if grant_type != "client_credentials" => Acts::AsTheUser,
            _ => Acts::AsItself,
        }
    }

    /// The grant type of a client as the org calls it, where cordon knows no such one.
    pub fn unknown_grant_type(&self) -> Option<&'s str> {
        let entry = self.entry.filter(|_| self.kind == Kind::OauthClient)?;
        tree::text_member(tree::member(entry, "unmapped")?, "grant_type")
    }

    /// The scopes of a client.
    pub fn scopes(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        let scopes = self.entry.and_then(|entry| tree::member(entry, "scopes"));
        scopes.into_iter().flat_map(tree::elements).filter_map(tree::text)
    }

    fn text(&self, key: &str) -> Option<&'s str> {
        self.entry.and_then(|entry| tree::text_member(entry, key))
    }
}

/// A reference that does not lead to one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOne {
    /// It leads to several.
    Several(Vec<SubjectId>),
    /// It leads to none; the nearest names, ids and addresses.
    None(Vec<String>),
}

/// A partner org that lists a subject.
#[derive(Debug, Clone, Copy)]
pub struct Trust<'s> {
    /// Its id.
    pub org: &'s str,
    /// The org's entry.
    pub entry: &'s Tree,
    /// Why it gives nothing at present.
    lapsed: Option<Lapse>,
}

#[derive(Debug, Clone, Copy)]
enum Lapse {
    Disabled,
    Expired,
}

impl<'s> Trust<'s> {
    /// Name of the org.
    pub fn name(&self) -> &'s str {
        tree::text_member(self.entry, "name").unwrap_or(self.org)
    }

    /// Whether the trust is in force.
    pub fn is_active(&self) -> bool {
        self.lapsed.is_none()
    }

    /// Whether the org may do everything.
    pub fn has_full_access(&self) -> bool {
        tree::member(self.entry, "has_full_access") == Some(&Tree::Bool(true))
    }
}

/// Every subject, those that only grants or groups name at the end.
#[derive(Debug)]
pub struct Subjects<'s> {
    subjects: Vec<Subject<'s>>,
    ids: Map<(Kind, &'s str), SubjectId>,
    trusts: Map<SubjectId, Vec<Trust<'s>>>,
    /// Whether trusts with an end could not be judged, since the snapshot does not say when it was made.
    pub(super) undated: bool,
}

impl<'s> Subjects<'s> {
    pub(super) fn of(snapshot: &'s Tree, now: Option<Timestamp>) -> Self {
        let mut all = Self { subjects: Vec::new(), ids: Map::default(), trusts: Map::default(), undated: false };
        for (kind, section) in [(Kind::User, "users"), (Kind::Group, "groups"), (Kind::OauthClient, "oauth_clients")] {
            for (id, entry) in tree::member(snapshot, section).into_iter().flat_map(tree::members) {
                all.add(kind, id, Some(entry));
            }
        }
        for (org, entry) in tree::member(snapshot, "trustees").into_iter().flat_map(tree::members) {
            let ends: Option<Timestamp> = moment(entry, "expires_at");
            all.undated |= ends.is_some() && now.is_none();
            let lapsed = if tree::member(entry, "enabled") != Some(&Tree::Bool(true)) {
                Some(Lapse::Disabled)
            } else {
                ends.zip(now).filter(|(ends, now)| ends <= now).map(|_| Lapse::Expired)
            };
            for (kind, list) in [(Kind::TrusteeUser, "users"), (Kind::TrusteeGroup, "groups")] {
                for (id, trustee) in tree::member(entry, list).into_iter().flat_map(tree::members) {
                    let subject = all.by_id(kind, id).unwrap_or_else(|| all.add(kind, id, Some(trustee)));
                    all.trusts.entry(subject).or_default().push(Trust { org, entry, lapsed });
                }
            }
        }
        all
    }

    fn add(&mut self, kind: Kind, id: &'s str, entry: Option<&'s Tree>) -> SubjectId {
        let number = SubjectId(u32::try_from(self.subjects.len()).unwrap_or(u32::MAX));
        self.subjects.push(Subject { kind, id, entry });
        self.ids.insert((kind, id), number);
        number
    }

    /// The subject that a grant or a group names, be it in the snapshot or not.
    pub(super) fn intern(&mut self, kind: Kind, id: &'s str) -> SubjectId {
        self.by_id(kind, id).unwrap_or_else(|| self.add(kind, id, None))
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = SubjectId> + use<> {
        (0..u32::try_from(self.subjects.len()).unwrap_or(u32::MAX)).map(SubjectId)
    }

    /// Those of one kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = SubjectId> {
        self.all().filter(move |id| self.get(*id).kind == kind)
    }

    /// Number of subjects.
    pub fn len(&self) -> usize {
        self.subjects.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// One of them.
    pub fn get(&self, subject: SubjectId) -> &Subject<'s> {
        &self.subjects[subject.0 as usize]
    }

    /// The subject of a type and an id.
    pub fn by_id(&self, kind: Kind, id: &str) -> Option<SubjectId> {
        self.ids.get(&(kind, id)).copied()
    }

    /// The partner orgs that list a trustee.
    pub fn trusts(&self, subject: SubjectId) -> &[Trust<'s>] {
        self.trusts.get(&subject).map_or(&[], Vec::as_slice)
    }

    /// Whether it can use what it holds.
    pub fn standing(&self, subject: SubjectId) -> Standing {
        let of = self.get(subject);
        let Some(_) = of.entry else { return Standing::NotInSnapshot };
        match of.kind {
            Kind::TrusteeUser | Kind::TrusteeGroup => {
                let trusts = self.trusts(subject);
                let reason = trusts.iter().map(|trust| match trust.lapsed {
                    None => None,
                    Some(Lapse::Disabled) => Some("the trust is disabled"),
                    Some(Lapse::Expired) => Some("the trust has expired"),
                });
                let reasons: Option<Vec<&str>> = reason.collect();
                reasons.and_then(|reasons| reasons.first().map(|first| Standing::Inactive((*first).to_owned())))
            }
            Kind::Group => {
                let enabled = tree::member(of.entry.unwrap_or(&Tree::Null), "roles_enabled");
                let state = of.text("state").unwrap_or_default();
                if state != "active" {
                    Some(Standing::Inactive(format!("the group is {state}, so its grants count for nobody")))
                } else if enabled != Some(&Tree::Bool(true)) {
                    Some(Standing::Inactive(
                        "the group is not enabled for roles, so its grants count for nobody".into(),
                    ))
                } else {
                    None
                }
            }
            Kind::User | Kind::OauthClient => {
                let state = of.text("state").unwrap_or("active");
                (state != "active").then(|| Standing::Inactive(state.to_owned()))
            }
        }
        .unwrap_or(Standing::Active)
    }

    /// Where a subject stands in the snapshot; `None` where it does not.
    pub fn path(&self, subject: SubjectId) -> Option<JsonPath> {
        let of = self.get(subject);
        of.entry?;
        Some(match (of.kind, self.trusts(subject).first()) {
            (Kind::User, _) => JsonPath::of_keys(["users", of.id]),
            (Kind::Group, _) => JsonPath::of_keys(["groups", of.id]),
            (Kind::OauthClient, _) => JsonPath::of_keys(["oauth_clients", of.id]),
            (Kind::TrusteeUser, Some(trust)) => JsonPath::of_keys(["trustees", trust.org, "users", of.id]),
            (Kind::TrusteeGroup, Some(trust)) => JsonPath::of_keys(["trustees", trust.org, "groups", of.id]),
            (Kind::TrusteeUser | Kind::TrusteeGroup, None) => return None,
        })
    }

    /// Finds one subject: `type/id` first, then ids, then e-mail addresses, then names, the last two without case.
    ///
    /// # Errors
    /// All that match where it is not one, or the nearest names where there is none.
    pub fn find(&self, reference: &str) -> Result<SubjectId, NotOne> {
        if let Some((kind, id)) = reference.split_once('/')
            && let Some(found) = Kind::from_name(kind).and_then(|kind| self.by_id(kind, id))
        {
            return Ok(found);
        }
        let ids: Vec<SubjectId> = Kind::ALL.into_iter().filter_map(|kind| self.by_id(kind, reference)).collect();
        if let Some(found) = one_of(ids) {
            return found;
        }
        let folded = fold(reference);
        let by = |text: fn(&Subject<'s>) -> Option<&'s str>| -> Vec<SubjectId> {
            let is = |id: &SubjectId| text(self.get(*id)).is_some_and(|text| fold(text) == folded);
            self.all().filter(is).collect()
        };
        for found in [by(Subject::email), by(Subject::name)] {
            if let Some(found) = one_of(found) {
                return found;
            }
        }
        let texts = self.subjects.iter().flat_map(|subject| [Some(subject.id), subject.email(), subject.name()]);
        Err(NotOne::None(nearest_names(reference, texts.flatten()).into_iter().map(str::to_owned).collect()))
    }
}

fn one_of(found: Vec<SubjectId>) -> Option<Result<SubjectId, NotOne>> {
    match found.as_slice() {
        [] => None,
        [one] => Some(Ok(*one)),
        _ => Some(Err(NotOne::Several(found))),
    }
}

fn moment(of: &Tree, key: &str) -> Option<Timestamp> {
    tree::text_member(of, key).and_then(|text| text.parse().ok())
}
