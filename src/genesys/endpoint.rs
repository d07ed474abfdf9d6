//! The endpoints that cordon asks: path, how the listing goes on, largest page, permissions.

/// How a listing goes on after its first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// `pageNumber`, with or without `nextUri`.
    Number,
    /// `cursor`, from the body or `nextUri`.
    Cursor,
    /// `after`, from `nextUri` or the body.
    After,
    /// `after`, sent in the body of a POST.
    Posted,
    /// Not at all, unless there is a `nextUri`.
    None,
}

/// One endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// Path; `{}` stands for an id.
    pub path: &'static str,
    /// How a listing goes on.
    pub paging: Paging,
    /// Entities asked for in a page; the server may grant less.
    pub page_size: u32,
    /// Query parameters that are always sent.
    pub query: &'static [(&'static str, &'static str)],
    /// Any of these permissions will do; none at all where it is empty.
    pub permissions: &'static [&'static str],
}

impl Endpoint {
    /// The path with the id in its place.
    pub fn path(&self, id: &str) -> String {
        const SEGMENT: percent_encoding::AsciiSet = percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_');
        self.path.replace("{}", &percent_encoding::utf8_percent_encode(id, &SEGMENT).to_string())
    }

    /// The permission to ask an admin for.
    pub fn permission(&self) -> Option<&'static str> {
        self.permissions.first().copied()
    }
}

const fn get(path: &'static str, permissions: &'static [&'static str]) -> Endpoint {
    Endpoint { path, paging: Paging::None, page_size: 0, query: &[], permissions }
}

const fn list(path: &'static str, paging: Paging, page_size: u32, permissions: &'static [&'static str]) -> Endpoint {
    Endpoint { path, paging, page_size, query: &[], permissions }
}

const fn with(endpoint: Endpoint, query: &'static [(&'static str, &'static str)]) -> Endpoint {
    Endpoint { query, ..endpoint }
}

use Paging::{After, Cursor, Number, Posted};

/// The org.
pub const ORGANIZATION: Endpoint = get("/api/v2/organizations/me", &[]);
/// Whose token it is.
pub const TOKEN: Endpoint = get("/api/v2/tokens/me", &[]);
/// The caller's own grants.
pub const OWN_GRANTS: Endpoint = get("/api/v2/authorization/subjects/me", &[]);
/// Divisions, with the number of objects in each.
pub const DIVISIONS: Endpoint =
    with(list("/api/v2/authorization/divisions", Number, 500, &[]), &[("objectCount", "true")]);
/// The permission catalogue.
pub const PERMISSIONS: Endpoint = list("/api/v2/authorization/permissions", Number, 500, &[]);
/// Roles. Counting their users is slow, and on unless it is switched off.
pub const ROLES: Endpoint =
    with(list("/api/v2/authorization/roles", Number, 500, &["authorization:role:view"]), &[("userCount", "false")]);
/// Who holds a role, and in which divisions.
pub const SUBJECT_GRANTS: Endpoint =
    list("/api/v2/authorization/roles/{}/subjectgrants", Number, 500, &["authorization:role:view"]);
/// Settings of roles.
pub const ROLE_SETTINGS: Endpoint =
    get("/api/v2/authorization/roles/settings", &["authorization:settings:view", "directory:organization:admin"]);
/// Users in every state.
pub const USERS: Endpoint = with(list("/api/v2/users/query", Cursor, 500, &["directory:user:view"]), USERS_QUERY);
/// The same in the older way, for servers that lack the other.
pub const USERS_BY_NUMBER: Endpoint = with(list("/api/v2/users", Number, 500, &[]), USERS_QUERY);
const USERS_QUERY: &[(&str, &str)] = &[("state", "any"), ("expand", "lasttokenissued,dateLastLogin,groups")];
/// Groups.
pub const GROUPS: Endpoint = list("/api/v2/groups", Number, 500, &[]);
/// Individuals, dynamic members and owners of a group.
pub const GROUP_MEMBERS: Endpoint = list("/api/v2/groups/{}/members", Number, 500, &[]);
/// Individuals only.
pub const GROUP_INDIVIDUALS: Endpoint = get("/api/v2/groups/{}/individuals", &[]);
/// The rule by which a group finds its members.
pub const GROUP_DYNAMIC: Endpoint = get("/api/v2/groups/{}/dynamicsettings", &["directory:group:view"]);
/// OAuth clients, all in one response.
pub const OAUTH_CLIENTS: Endpoint = get("/api/v2/oauth/clients", &["oauth:client:view"]);
/// Authorizations of OAuth clients that other companies own, all in one response. The permission lets its holder
/// authorize them, too: there is none for looking only.
pub const OAUTH_AUTHORIZATIONS: Endpoint = get("/api/v2/oauth/authorizations", &["oauth:client:authorize"]);
/// Partner orgs.
pub const TRUSTEES: Endpoint =
    list("/api/v2/orgauthorization/trustees", Number, 500, &["authorization:orgTrustee:view"]);
/// Users of a partner org.
pub const TRUSTEE_USERS: Endpoint =
    list("/api/v2/orgauthorization/trustees/{}/users", Number, 500, &["authorization:orgTrusteeUser:view"]);
/// Groups of a partner org.
pub const TRUSTEE_GROUPS: Endpoint =
    list("/api/v2/orgauthorization/trustees/{}/groups", Number, 500, &["authorization:orgTrusteeGroup:view"]);
/// Users that were cloned from a partner org.
pub const CLONED_USERS: Endpoint = get("/api/v2/orgauthorization/trustees/{}/clonedusers", &["directory:user:view"]);
/// Attribute-based access policies.
pub const ACCESS_POLICIES: Endpoint =
    list("/api/v2/authorization/policies", After, 200, &["authorization:policy:view"]);
/// Services that write audits.
pub const AUDIT_SERVICES: Endpoint = get("/api/v2/audits/query/servicemapping", &["audits:audit:view"]);
/// Starts a query of audits.
pub const AUDIT_QUERY: Endpoint = get("/api/v2/audits/query", &["audits:audit:view"]);
/// How far that query is.
pub const AUDIT_STATUS: Endpoint = get("/api/v2/audits/query/{}", &["audits:audit:view"]);
/// What it found.
pub const AUDIT_RESULTS: Endpoint = list("/api/v2/audits/query/{}/results", Cursor, 500, &["audits:audit:view"]);
/// Starts a query of the use of all clients.
pub const USAGE_QUERY: Endpoint = get("/api/v2/usage/query", &["oauth:client:view", "usage:organization:view"]);
/// What it found.
pub const USAGE_RESULTS: Endpoint =
    get("/api/v2/usage/query/{}/results", &["oauth:client:view", "usage:organization:view"]);

/// A type of object that stands in a division, and where it is listed.
#[derive(Debug, Clone, Copy)]
pub struct ObjectType {
    /// The API's own name of the type.
    pub name: &'static str,
    /// Where objects of the type are listed.
    pub endpoint: Endpoint,
}

const fn object(name: &'static str, endpoint: Endpoint) -> ObjectType {
    ObjectType { name, endpoint }
}

/// The name of messaging campaigns that send e-mail; they are listed with the others.
pub const EMAIL_CAMPAIGN: &str = "EMAILCAMPAIGN";
/// The name of messaging campaigns that do not.
pub const MESSAGING_CAMPAIGN: &str = "MESSAGINGCAMPAIGN";

/// Every type of object but users, which have a section of their own.
pub const OBJECT_TYPES: [ObjectType; 22] = [
    object("QUEUE", list("/api/v2/routing/queues", Number, 500, &["routing:queue:view"])),
    object("FLOW", list("/api/v2/flows", Number, 500, &["architect:flow:view"])),
    object("FLOWMILESTONE", list("/api/v2/flows/milestones", Number, 500, &["architect:flowMilestone:view"])),
    object("FLOWOUTCOME", list("/api/v2/flows/outcomes", Number, 500, &["architect:flowOutcome:view"])),
    object("DATATABLES", list("/api/v2/flows/datatables", Number, 500, &["architect:datatable:view"])),
    object("CALLROUTE", list("/api/v2/architect/ivrs", Number, 500, &["routing:callRoute:view"])),
    object("ROUTINGSCHEDULES", list("/api/v2/architect/schedules", Number, 500, &["routing:schedule:view"])),
    object(
        "ROUTINGSCHEDULEGROUPS",
        list("/api/v2/architect/schedulegroups", Number, 500, &["routing:scheduleGroup:view"]),
    ),
    object("EMERGENCYGROUPS", list("/api/v2/architect/emergencygroups", Number, 500, &["routing:emergencyGroup:view"])),
    object("TEAM", list("/api/v2/teams", After, 500, &["groups:team:view"])),
    object("SKILLGROUP", list("/api/v2/routing/skillgroups", After, 500, &["routing:skillGroup:view"])),
    object("CAMPAIGN", list("/api/v2/outbound/campaigns", Number, 100, &["outbound:campaign:view"])),
    object(
        MESSAGING_CAMPAIGN,
        list(
            "/api/v2/outbound/messagingcampaigns",
            Number,
            100,
            &["outbound:messagingCampaign:view", "outbound:emailCampaign:view", "outbound:whatsAppCampaign:view"],
        ),
    ),
    object("CONTACTLIST", list("/api/v2/outbound/contactlists", Number, 100, &["outbound:contactList:view"])),
    object("DNCLIST", list("/api/v2/outbound/dnclists", Number, 100, &["outbound:dncList:view"])),
    object("SCRIPT", list("/api/v2/scripts", Number, 500, &["scripter:script:view"])),
    object("LIBRARY", list("/api/v2/responsemanagement/libraries", Number, 500, &["responses:library:view"])),
    object(
        "EXTENSIONPOOL",
        list("/api/v2/telephony/providers/edges/extensionpools", Number, 500, &["telephony:extensionPool:view"]),
    ),
    object("MANAGEMENTUNIT", get("/api/v2/workforcemanagement/managementunits", &[])),
    object("BUSINESSUNIT", get("/api/v2/workforcemanagement/businessunits", &[])),
    object("WORKBIN", list("/api/v2/taskmanagement/workbins/query", Posted, 200, &["workitems:workbin:view"])),
    object("WORKTYPE", list("/api/v2/taskmanagement/worktypes/query", Posted, 200, &["workitems:worktype:view"])),
];
