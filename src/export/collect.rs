//! Asks for everything that the chosen sections need, in as few requests as possible.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use futures_util::stream::{self, StreamExt};

use super::audits;
use super::lack::Lack;
use super::selection::Selection;
use super::source::Source;
use crate::genesys::Listing;
use crate::genesys::endpoint::{self, Endpoint, OBJECT_TYPES, ObjectType};
use crate::genesys::model::{
    AccessPolicy, AuditMessage, AuthzSubject, ClonedUser, Division, DynamicSettings, Group, OauthAuthorization,
    OauthClient, Object, Organization, PermissionCollection, Role, RoleSettings, SubjectGrants, Trustee, TrusteeMember,
    User,
};
use crate::snapshot::Section;

/// What was asked for: `None` where it was not.
pub type Asked<T> = Option<Result<T, Lack>>;

/// Listings that are read at one time.
const AT_ONE_TIME: usize = 8;

/// Who is in a group.
#[derive(Debug, Clone)]
pub struct Membership {
    /// All members, and perhaps owners.
    pub members: Result<Listing<User>, Lack>,
    /// The members that were added one by one; asked for only when an owner stands among the members of a group
    /// whose owners do not count as members.
    pub individuals: Asked<Listing<User>>,
    /// Whether it finds its members by a rule.
    pub dynamic: Result<bool, Lack>,
}

/// What is known of one partner org.
#[derive(Debug, Clone)]
pub struct Partner {
    /// Its users.
    pub users: Result<Listing<TrusteeMember>, Lack>,
    /// Its groups.
    pub groups: Result<Listing<TrusteeMember>, Lack>,
    /// Users here that were cloned from it.
    pub cloned: Result<Listing<ClonedUser>, Lack>,
}

/// All answers.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "the names are those of the sections")]
pub struct Collected {
    pub organization: Organization,
    pub divisions: Asked<Listing<Division>>,
    pub permissions: Asked<Listing<PermissionCollection>>,
    pub roles: Asked<Listing<Role>>,
    /// By role.
    pub grants: Asked<BTreeMap<String, Result<Listing<SubjectGrants>, Lack>>>,
    pub users: Asked<Listing<User>>,
    pub groups: Asked<Listing<Group>>,
    /// By group; only groups that may hold roles.
    pub members: BTreeMap<String, Membership>,
    pub clients: Asked<Listing<OauthClient>>,
    pub authorizations: Asked<Listing<OauthAuthorization>>,
    /// When clients were last used, by client.
    pub last_use: Asked<BTreeMap<String, String>>,
    /// By type.
    pub objects: Option<BTreeMap<&'static str, Result<Listing<Object>, Lack>>>,
    pub trustees: Asked<Listing<Trustee>>,
    /// By partner org.
    pub partners: BTreeMap<String, Partner>,
    pub policies: Asked<Listing<AccessPolicy>>,
    pub settings: Asked<RoleSettings>,
    pub audits: Asked<Listing<AuditMessage>>,
    /// The exporter's own grants.
    pub own: Asked<AuthzSubject>,
}

/// Times that a kind of request is refused, and never answered, until it is not asked for further ids: a permission is
/// lacking then. One refusal may be about one thing only.
const REFUSALS: usize = 3;

/// Whether a kind of request that is made for each of many ids is refused as a whole.
#[derive(Default)]
struct Refused(Mutex<Refusals>);

#[derive(Default)]
struct Refusals {
    answered: bool,
    lacks: Vec<Lack>,
    ended: Option<Lack>,
}

impl Refused {
    async fn unless<T>(&self, ask: impl Future<Output = Result<T, Lack>>) -> Result<T, Lack> {
        let held = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let as_a_whole = {
            let held = held();
            let refused = held.lacks.last().filter(|_| !held.answered && held.lacks.len() >= REFUSALS);
            held.ended.as_ref().or(refused).cloned()
        };
        if let Some(lack) = as_a_whole {
            return Err(lack);
        }
        let answer = ask.await;
        match &answer {
            Ok(_) => held().answered = true,
            Err(lack) if lack.ends_the_run => held().ended = Some(lack.clone()),
            Err(lack) if lack.permission.is_some() => held().lacks.push(lack.clone()),
            Err(_) => {}
        }
        answer
    }
}

/// How many objects of a type the org says it has, over all divisions; 0 where it does not say.
pub fn counted(divisions: &Asked<Listing<Division>>, kind: &str) -> u64 {
    let Some(Ok(divisions)) = divisions else { return 0 };
    let counts = divisions.rows.iter().filter_map(|division| division.object_counts.as_ref()?.get(kind));
    counts.filter_map(|count| u64::try_from((*count)?).ok()).sum()
}

/// What is asked beyond the sections.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// The stretch of time of audits, as the API writes intervals, one or more.
    pub audit_intervals: Vec<String>,
    /// The stretch of time in which the use of clients is looked for.
    pub usage_interval: Option<String>,
}

/// Asks for everything.
///
/// # Errors
/// When nothing can be had: the credentials are not accepted, the time is over, or the org can't be named.
pub async fn collect(source: &Source, selection: &Selection, extras: &Extras) -> Result<Collected, Lack> {
    let organization: Organization = source.fresh(&endpoint::ORGANIZATION).await?;
    if organization.id.is_empty() {
        return Err(Lack::because("GET /api/v2/organizations/me does not say which org it is"));
    }
    // What was read before must be of the org that these credentials open.
    let begun = source.kept(endpoint::ORGANIZATION.path, |_| true, async { Ok(organization.id.clone()) }).await?;
    if begun != organization.id {
        return Err(Lack::because(format!(
            "the state is of an export of the org {begun}, but the credentials are of {} ({}); run without --resume to \
             begin anew",
            organization.id, organization.name
        )));
    }
    let mut all = Collected { organization, ..Collected::default() };
    let (divisions, own) = tokio::join!(
        list_if(source, selection.has(Section::Divisions), Section::Divisions, &endpoint::DIVISIONS, 0),
        async { Some(source.fresh(&endpoint::OWN_GRANTS).await) },
    );
    all.divisions = divisions;
    all.own = own;
    let (authorization, (users, groups, members), objects, (trustees, partners), rest) = tokio::join!(
        roles_and_grants(source, selection),
        people(source, selection, counted(&all.divisions, "USER")),
        objects(source, selection, &all.divisions),
        trusts(source, selection),
        rest(source, selection, extras),
    );
    (all.permissions, all.roles, all.grants) = authorization;
    (all.users, all.groups, all.members) = (users, groups, members);
    all.objects = objects;
    (all.trustees, all.partners) = (trustees, partners);
    (all.clients, all.authorizations, all.last_use, all.policies, all.settings, all.audits) = rest;
    match source.fatal() {
        Some(lack) => Err(lack),
        None => Ok(all),
    }
}

async fn list_if<T: crate::genesys::model::Row>(
    source: &Source,
    wanted: bool,
    section: Section,
    endpoint: &Endpoint,
    expected: u64,
) -> Asked<Listing<T>> {
    if !wanted {
        return None;
    }
    let answer = source.list(endpoint, "", expected).await;
    let count = answer.as_ref().map_or(0, |listing| listing.rows.len() as u64);
    (source.progress)(section.name(), count, count);
    Some(answer)
}

type Authorization = (
    Asked<Listing<PermissionCollection>>,
    Asked<Listing<Role>>,
    Asked<BTreeMap<String, Result<Listing<SubjectGrants>, Lack>>>,
);

async fn roles_and_grants(source: &Source, selection: &Selection) -> Authorization {
    let (permissions, roles) = tokio::join!(
        list_if(source, selection.has(Section::Permissions), Section::Permissions, &endpoint::PERMISSIONS, 0),
        list_if::<Role>(source, selection.has(Section::Roles), Section::Roles, &endpoint::ROLES, 0),
    );
    if !selection.has(Section::Grants) {
        return (permissions, roles, None);
    }
    let grants = match &roles {
        Some(Ok(listing)) => {
            let (done, all) = (AtomicU64::new(0), listing.rows.len() as u64);
            let refused = Refused::default();
            let each = stream::iter(&listing.rows).map(|role| {
                let (done, refused) = (&done, &refused);
                async move {
                    let answer = refused.unless(source.list(&endpoint::SUBJECT_GRANTS, &role.id, 0)).await;
                    (source.progress)(Section::Grants.name(), done.fetch_add(1, Relaxed) + 1, all);
                    (role.id.clone(), answer)
                }
            });
            Some(Ok(each.buffer_unordered(AT_ONE_TIME).collect().await))
        }
        Some(Err(lack)) => Some(Err(lack.clone())),
        None => None,
    };
    (permissions, roles, grants)
}

async fn people(
    source: &Source,
    selection: &Selection,
    users_expected: u64,
) -> (Asked<Listing<User>>, Asked<Listing<Group>>, BTreeMap<String, Membership>) {
    let users = async {
        if !selection.has(Section::Users) {
            return None;
        }
        let answer = match source.list(&endpoint::USERS, "", users_expected).await {
            // A server without the cursor listing may have the older one.
            Err(lack) if lack.unknown_request => {
                let older = source.list(&endpoint::USERS_BY_NUMBER, "", users_expected).await;
                older.map_err(|other| if other.unknown_request { lack } else { other })
            }
            answer => answer,
        };
        let count = answer.as_ref().map_or(0, |listing| listing.rows.len() as u64);
        (source.progress)(Section::Users.name(), count, count.max(users_expected));
        Some(answer)
    };
    let groups = async {
        if !selection.has(Section::Groups) {
            return (None, BTreeMap::new());
        }
        let groups = source.list::<Group>(&endpoint::GROUPS, "", 0).await;
        // A group that does not say whether it may hold roles may.
        let holders: Vec<&Group> = groups
            .iter()
            .flat_map(|listing| &listing.rows)
            .filter(|group| group.roles_enabled.unwrap_or(true))
            .collect();
        let members = memberships(source, holders).await;
        (Some(groups), members)
    };
    let (users, (groups, members)) = tokio::join!(users, groups);
    (users, groups, members)
}

async fn memberships(source: &Source, groups: Vec<&Group>) -> BTreeMap<String, Membership> {
    let (done, all) = (AtomicU64::new(0), groups.len() as u64);
    let refused = [Refused::default(), Refused::default(), Refused::default()];
    let each = stream::iter(groups).map(|group| {
        let (done, refused) = (&done, &refused);
        async move {
            let membership = membership(source, group, refused).await;
            (source.progress)(Section::Groups.name(), done.fetch_add(1, Relaxed) + 1, all);
            (group.id.clone(), membership)
        }
    });
    each.buffer_unordered(AT_ONE_TIME).collect().await
}

async fn membership(source: &Source, group: &Group, refused: &[Refused; 3]) -> Membership {
    let [members_refused, individuals_refused, dynamic_refused] = refused;
    let (members, dynamic) = tokio::join!(
        members_refused.unless(source.list::<User>(&endpoint::GROUP_MEMBERS, &group.id, 0)),
        dynamic_refused.unless(source.one::<DynamicSettings>(&endpoint::GROUP_DYNAMIC, &group.id)),
    );
    let owner_among_them = group.include_owners == Some(false)
        && members
            .as_ref()
            .is_ok_and(|listing| listing.rows.iter().any(|user| group.owners.iter().any(|owner| owner.id == user.id)));
    let individuals = if owner_among_them {
        Some(individuals_refused.unless(source.list(&endpoint::GROUP_INDIVIDUALS, &group.id, 0)).await)
    } else {
        None
    };
    let dynamic = match dynamic {
        Ok(settings) => Ok(settings.query.as_ref().is_some_and(says_something)),
        Err(lack) if lack.not_found && !lack.not_saved => Ok(false),
        Err(lack) => Err(lack),
    };
    Membership { members, individuals, dynamic }
}

/// Whether a value holds anything but empty containers.
fn says_something(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Null => false,
        serde_json::Value::Object(members) => members.values().any(says_something),
        serde_json::Value::Array(items) => !items.is_empty(),
        _ => true,
    }
}

async fn objects(
    source: &Source,
    selection: &Selection,
    divisions: &Asked<Listing<Division>>,
) -> Option<BTreeMap<&'static str, Result<Listing<Object>, Lack>>> {
    if !selection.has(Section::Objects) {
        return None;
    }
    let done = AtomicU64::new(0);
    let each = stream::iter(OBJECT_TYPES).map(|ObjectType { name, endpoint }| {
        let done = &done;
        async move {
            let answer = source.list(&endpoint, "", counted(divisions, name)).await;
            (source.progress)(Section::Objects.name(), done.fetch_add(1, Relaxed) + 1, OBJECT_TYPES.len() as u64);
            (name, answer)
        }
    });
    Some(each.buffer_unordered(AT_ONE_TIME).collect().await)
}

async fn trusts(source: &Source, selection: &Selection) -> (Asked<Listing<Trustee>>, BTreeMap<String, Partner>) {
    if !selection.has(Section::Trustees) {
        return (None, BTreeMap::new());
    }
    let trustees = source.list::<Trustee>(&endpoint::TRUSTEES, "", 0).await;
    let ids: Vec<String> =
        trustees.iter().flat_map(|listing| &listing.rows).map(|trustee| trustee.id.clone()).collect();
    let (done, all) = (AtomicU64::new(0), ids.len() as u64);
    let refused = [Refused::default(), Refused::default(), Refused::default()];
    let each = stream::iter(ids).map(|id| {
        let (done, [users_refused, groups_refused, cloned_refused]) = (&done, &refused);
        async move {
            let (users, groups, cloned) = tokio::join!(
                users_refused.unless(source.list(&endpoint::TRUSTEE_USERS, &id, 0)),
                groups_refused.unless(source.list(&endpoint::TRUSTEE_GROUPS, &id, 0)),
                cloned_refused.unless(source.list(&endpoint::CLONED_USERS, &id, 0)),
            );
            (source.progress)(Section::Trustees.name(), done.fetch_add(1, Relaxed) + 1, all);
            (id, Partner { users, groups, cloned })
        }
    });
    let partners = each.buffer_unordered(AT_ONE_TIME).collect().await;
    (Some(trustees), partners)
}

type Rest = (
    Asked<Listing<OauthClient>>,
    Asked<Listing<OauthAuthorization>>,
    Asked<BTreeMap<String, String>>,
    Asked<Listing<AccessPolicy>>,
    Asked<RoleSettings>,
    Asked<Listing<AuditMessage>>,
);

async fn rest(source: &Source, selection: &Selection, extras: &Extras) -> Rest {
    tokio::join!(
        list_if(source, selection.has(Section::OauthClients), Section::OauthClients, &endpoint::OAUTH_CLIENTS, 0),
        list_if(
            source,
            selection.has(Section::OauthAuthorizations),
            Section::OauthAuthorizations,
            &endpoint::OAUTH_AUTHORIZATIONS,
            0
        ),
        async {
            let interval = extras.usage_interval.as_ref()?;
            Some(audits::last_use(source, interval).await)
        },
        list_if(source, selection.has(Section::AccessPolicies), Section::AccessPolicies, &endpoint::ACCESS_POLICIES, 0),
        async {
            if !selection.has(Section::Settings) {
                return None;
            }
            let answer = source.one(&endpoint::ROLE_SETTINGS, "").await;
            (source.progress)(Section::Settings.name(), 1, 1);
            Some(answer)
        },
        async {
            if !selection.has(Section::AuditEvents) {
                return None;
            }
            Some(audits::audits(source, &extras.audit_intervals).await)
        },
    )
}

impl Collected {
    /// Everything that could not be had.
    pub fn lacks(&self) -> Vec<&Lack> {
        fn of<T>(asked: &Asked<T>) -> Option<&Lack> {
            asked.as_ref().and_then(|answer| answer.as_ref().err())
        }
        let one = [
            of(&self.divisions),
            of(&self.permissions),
            of(&self.roles),
            of(&self.grants),
            of(&self.users),
            of(&self.groups),
            of(&self.clients),
            of(&self.authorizations),
            of(&self.last_use),
            of(&self.trustees),
            of(&self.policies),
            of(&self.settings),
            of(&self.audits),
            of(&self.own),
        ];
        let grants = self.grants.iter().flatten().flat_map(BTreeMap::values).filter_map(|answer| answer.as_ref().err());
        let objects = self.objects.iter().flat_map(BTreeMap::values).filter_map(|answer| answer.as_ref().err());
        let members = self.members.values().flat_map(|membership| {
            let individuals = membership.individuals.as_ref().and_then(|answer| answer.as_ref().err());
            [membership.members.as_ref().err(), individuals, membership.dynamic.as_ref().err()].into_iter().flatten()
        });
        let partners = self.partners.values().flat_map(|partner| {
            [partner.users.as_ref().err(), partner.groups.as_ref().err(), partner.cloned.as_ref().err()]
                .into_iter()
                .flatten()
        });
        one.into_iter().flatten().chain(grants).chain(objects).chain(members).chain(partners).collect()
    }
}
