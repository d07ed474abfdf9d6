//! How many requests an export takes, and how many it would take at best.

use super::selection::Selection;
use crate::genesys::endpoint::{self, Endpoint, OBJECT_TYPES};
use crate::snapshot::Section;

/// The size of an org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Size {
    pub users: u64,
    pub roles: u64,
    pub divisions: u64,
    /// Groups that may hold roles.
    pub groups: u64,
    pub objects: u64,
    pub trustees: u64,
    /// Pairs of a role and a subject that holds it.
    pub grants: u64,
}

impl Default for Size {
    fn default() -> Self {
        Self { users: 50_000, roles: 200, divisions: 100, groups: 250, objects: 25_000, trustees: 5, grants: 150_000 }
    }
}

/// Why a size can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no size of an org; expected e.g. users=50000,roles=200,divisions=100,groups=250,objects=25000,trustees=5,grants=150000"
)]
pub struct SizeError(String);

impl std::str::FromStr for Size {
    type Err = SizeError;

    /// Three roles a user are taken where `grants` is not given.
    fn from_str(text: &str) -> Result<Self, SizeError> {
        let mut size = Self::default();
        let mut grants = None;
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let bad = || SizeError(part.to_owned());
            let (name, number) = part.split_once('=').ok_or_else(bad)?;
            let number: u64 = number.trim().replace('_', "").parse().map_err(|_| bad())?;
            if number > 1_000_000_000 {
                return Err(bad());
            }
            match name.trim() {
                "users" => size.users = number,
                "roles" => size.roles = number,
                "divisions" => size.divisions = number,
                "groups" => size.groups = number,
                "objects" => size.objects = number,
                "trustees" => size.trustees = number,
                "grants" => grants = Some(number),
                _ => return Err(bad()),
            }
        }
        size.grants = grants.unwrap_or(size.users * 3);
        Ok(size)
    }
}

/// Requests of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The section that they are for; sign-in and the org itself are for all.
    pub section: Option<Section>,
    /// Method and path.
    pub request: String,
    /// How many.
    pub requests: u64,
}

/// All requests of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In the order in which they begin.
    pub steps: Vec<Step>,
    /// The least number that any export of these sections takes.
    pub least: u64,
}

/// The least number of requests that gives the sections: users and grants in pages of 500, a request for the members
/// and one for the rule of each group that may hold roles, objects by type in pages as large as they come, three for
/// each partner org, and fifteen for what comes once.
fn least(selection: &Selection, size: &Size) -> u64 {
    let of = |section, requests: u64| if selection.has(section) { requests } else { 0 };
    let a_role = size.grants.div_ceil(size.roles.max(1));
    let a_type = size.objects.div_ceil(OBJECT_TYPES.len() as u64);
    let objects = OBJECT_TYPES.iter().map(|kind| match kind.endpoint.page_size {
        0 => 1,
        page => a_type.div_ceil(u64::from(page)).max(1),
    });
    of(Section::Users, size.users.div_ceil(500))
        + of(Section::Grants, size.roles * a_role.div_ceil(500).max(1))
        + of(Section::Groups, 2 * size.groups)
        + of(Section::Objects, objects.sum())
        + of(Section::Trustees, 3 * size.trustees)
        + 15
}

/// Requests that one minute allows.
pub const PER_MINUTE: u64 = 300;

impl Plan {
    /// The plan for an org of a size. `audits` is how many services times intervals are asked for.
    pub fn of(selection: &Selection, size: &Size, audits: u64, usage: bool) -> Self {
        let mut steps = Vec::new();
        let mut add = |section: Option<Section>, endpoint: &Endpoint, method: &str, requests: u64| {
            if section.is_none_or(|section| selection.has(section)) {
                let query = match endpoint.page_size {
                    0 => String::new(),
                    _ if method == "POST" => String::new(),
                    size => format!("?pageSize={size}"),
                };
                steps.push(Step { section, request: format!("{method} {}{query}", endpoint.path), requests });
            }
        };
        let pages = |endpoint: &Endpoint, rows: u64| rows.div_ceil(u64::from(endpoint.page_size.max(1))).max(1);
        let token = Endpoint { path: "/oauth/token", ..endpoint::TOKEN };
        add(None, &token, "POST", 1);
        add(None, &endpoint::ORGANIZATION, "GET", 1);
        add(None, &endpoint::OWN_GRANTS, "GET", 1);
        let mut one = |section, endpoint: &Endpoint, rows| {
            let requests = if endpoint.page_size == 0 { 1 } else { pages(endpoint, rows) };
            add(Some(section), endpoint, "GET", requests);
        };
        one(Section::Divisions, &endpoint::DIVISIONS, size.divisions);
        one(Section::Permissions, &endpoint::PERMISSIONS, 100);
        one(Section::Roles, &endpoint::ROLES, size.roles);
        one(Section::Users, &endpoint::USERS, size.users);
        one(Section::Groups, &endpoint::GROUPS, size.groups);
        one(Section::OauthClients, &endpoint::OAUTH_CLIENTS, 0);
        one(Section::OauthAuthorizations, &endpoint::OAUTH_AUTHORIZATIONS, 0);
        one(Section::Trustees, &endpoint::TRUSTEES, size.trustees);
        one(Section::AccessPolicies, &endpoint::ACCESS_POLICIES, 1);
        one(Section::Settings, &endpoint::ROLE_SETTINGS, 1);
        let a_role = size.grants.div_ceil(size.roles.max(1));
        let grants = size.roles * pages(&endpoint::SUBJECT_GRANTS, a_role);
        add(Some(Section::Grants), &endpoint::SUBJECT_GRANTS, "GET", grants);
        add(Some(Section::Groups), &endpoint::GROUP_MEMBERS, "GET", size.groups);
        add(Some(Section::Groups), &endpoint::GROUP_DYNAMIC, "GET", size.groups);
        for each in [endpoint::TRUSTEE_USERS, endpoint::TRUSTEE_GROUPS, endpoint::CLONED_USERS] {
            add(Some(Section::Trustees), &each, "GET", size.trustees);
        }
        let a_type = size.objects.div_ceil(OBJECT_TYPES.len() as u64);
        for kind in OBJECT_TYPES {
            let posted = kind.endpoint.paging == endpoint::Paging::Posted;
            let requests = if kind.endpoint.page_size == 0 { 1 } else { pages(&kind.endpoint, a_type) };
            let method = if posted { "POST" } else { "GET" };
            add(Some(Section::Objects), &kind.endpoint, method, requests);
        }
        if selection.has(Section::AuditEvents) {
            add(Some(Section::AuditEvents), &endpoint::AUDIT_SERVICES, "GET", 1);
            for (each, method) in
                [(endpoint::AUDIT_QUERY, "POST"), (endpoint::AUDIT_STATUS, "GET"), (endpoint::AUDIT_RESULTS, "GET")]
            {
                add(Some(Section::AuditEvents), &each, method, audits);
            }
        }
        if usage {
            add(Some(Section::OauthClients), &endpoint::USAGE_QUERY, "POST", 1);
            add(Some(Section::OauthClients), &endpoint::USAGE_RESULTS, "GET", 1);
        }
        Self { steps, least: least(selection, size) + 3 * audits + audits.min(1) + 2 * u64::from(usage) }
    }

    /// Number of all requests.
    pub fn requests(&self) -> u64 {
        self.steps.iter().map(|step| step.requests).sum()
    }

    /// How many seconds that takes at the limit of one token.
    pub fn seconds(&self) -> u64 {
        (self.requests() * 60).div_ceil(PER_MINUTE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_stays_near_the_least_possible() {
        let size = Size::default();
        let plan = Plan::of(&Selection::of(&[], &[], false), &size, 0, false);
        assert!(plan.requests() * 10 <= plan.least * 12, "{} against {}", plan.requests(), plan.least);
        assert!("users=5,wings=2".parse::<Size>().is_err());
        assert_eq!("users=5".parse::<Size>().unwrap().grants, 15);
    }
}
