//! Writes a large, invented org for measurements and tests: the same seed gives the same bytes.
//!
//! ```text
//! cargo run --release --example gen-org -- --users 50000 --seed 7 --output org.json --config cordon.toml
//! ```
//!
//! Group sizes and the popularity of roles are heavy-tailed, about one user in twenty belongs to a
//! partner, and every rule is violated a moderate number of times. `--earlier` also writes the same org as it was a
//! month before, to be compared with. No person in it exists.

#[path = "support/catalogue.rs"]
mod catalogue;
#[path = "support/life.rs"]
mod life;
#[path = "support/snapshot.rs"]
mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use snapshot::{
    AuditEvent, Division, Exporter, Grant, Group, Map, OauthClient, Object, Organization, Role, RoleDivision,
    RolePermission, Settings, Snapshot, Trustee, TrusteeGroup, TrusteeUser, User,
};

const USAGE: &str = "\
Usage: gen-org [--users N] [--seed N] [--output FILE|-] [--config FILE] [--earlier FILE]

  --users N      number of users, 20 or more (default 1000)
  --seed N       the same seed gives the same org (default 7)
  --output FILE  where the snapshot goes; - is stdout (default -)
  --config FILE  also write the matching policy file
  --earlier FILE also write the same org as it was a month earlier
";

/// When the invented export ran, in seconds since 1970: 2026-11-02T03:15:00Z.
const EXPORTED_AT: u64 = 20_759 * DAY + 3 * 3_600 + 15 * 60;
const DAY: u64 = 86_400;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            let _ = io::stdout().write_all(USAGE.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            let _ = write!(io::stderr(), "gen-org: {problem}\n\n{USAGE}");
            return ExitCode::from(64);
        }
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "gen-org: {error}");
            ExitCode::from(2)
        }
    }
}

/// The org as the text of a snapshot, and the matching policy file.
#[allow(dead_code, reason = "tests take the org from here")]
pub(crate) fn texts(users: usize, seed: u64) -> io::Result<(String, String)> {
    let org = Builder::new(users, seed)?.build();
    let mut text = Vec::new();
    org.snapshot.write(&mut text)?;
    Ok((String::from_utf8_lossy(&text).into_owned(), org.config))
}

/// The text of the same org a month earlier.
#[allow(dead_code, reason = "tests take the org from here")]
pub(crate) fn earlier(users: usize, seed: u64) -> io::Result<String> {
    let mut org = Builder::new(users, seed)?.build();
    life::a_month_earlier(&mut org.snapshot, seed);
    let mut text = Vec::new();
    org.snapshot.write(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn run(arguments: &Arguments) -> io::Result<()> {
    let mut org = Builder::new(arguments.users, arguments.seed)?.build();
    if let Some(path) = &arguments.config {
        std::fs::write(path, &org.config).map_err(|error| at(path, &error))?;
    }
    let file = |path: &str| File::create(path).map(BufWriter::new).map_err(|error| at(path, &error));
    match &*arguments.output {
        "-" => org.snapshot.write(BufWriter::new(io::stdout().lock()))?,
        path => org.snapshot.write(file(path)?)?,
    }
    if let Some(path) = &arguments.earlier {
        life::a_month_earlier(&mut org.snapshot, arguments.seed);
        org.snapshot.write(file(path)?)?;
    }
    Ok(())
}

fn at(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{path}: {error}"))
}

struct Arguments {
    users: usize,
    seed: u64,
    output: String,
    config: Option<String>,
    earlier: Option<String>,
}

impl Arguments {
    /// `None` when only help was asked for.
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut arguments = Self { users: 1_000, seed: 7, output: "-".to_owned(), config: None, earlier: None };
        while let Some(word) = words.next() {
            let (name, inline) = match word.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (word, None),
            };
            if matches!(name.as_str(), "--help" | "-h") {
                return Ok(None);
            }
            let mut value = || inline.clone().or_else(|| words.next()).ok_or_else(|| format!("{name} needs a value"));
            match name.as_str() {
                "--users" => arguments.users = number(&name, &value()?)?,
                "--seed" => arguments.seed = number(&name, &value()?)?,
                "--output" => arguments.output = value()?,
                "--config" => arguments.config = Some(value()?),
                "--earlier" => arguments.earlier = Some(value()?),
                _ => return Err(format!("unknown argument `{name}`")),
            }
        }
        if arguments.users < 20 {
            return Err("--users must be 20 or more".to_owned());
        }
        Ok(Some(arguments))
    }
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name} must be a whole number, not `{value}`"))
}

/// SplitMix64.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, all alike; 0 when there is none.
    fn below(&mut self, limit: usize) -> usize {
        if limit == 0 {
            return 0;
        }
        // The high half of the product is below `limit`, so it fits.
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// A number below `limit`; the small ones far more often.
    fn heavy(&mut self, limit: usize) -> usize {
        let once = self.below(limit) + 1;
        let twice = self.below(once) + 1;
        self.below(twice)
    }

    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn word(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len())]
    }

    fn id(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff,
        )
    }
}

/// RFC 3339 of a moment before the export.
fn before_export(seconds: u64) -> String {
    let moment = EXPORTED_AT.saturating_sub(seconds);
    let (days, rest) = (moment / DAY, moment % DAY);
    // Days since 1970 to a civil date, with years that start in March.
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60)
}

/// Key, company, code in names, e-mail domain, whether it has an org of its own that is trusted.
const PARTNERS: [(&str, &str, &str, &str, bool); 6] = [
    ("quantacall", "QuantaCall BPO", "QC", "quantacall.example", true),
    ("nordlicht", "Nordlicht Support GmbH", "NLS", "nordlicht-support.example", true),
    ("velora", "Velora Outsourcing", "VELORA", "velora.example", false),
    ("brightline", "Brightline Voice Services", "BLV", "brightline-voice.example", true),
    ("tessera", "Tessera CX Analytics", "TESSERA", "tessera-cx.example", false),
    ("kestrel", "Kestrel Dialer Partners", "KDP", "kestrel-dialer.example", true),
];

const FIRST_NAMES: &str = "Aaron Adele Amir Anika Anton Ayla Beate Bruno Carla Celia Cyril Dario Delia Edgar Elif \
     Emil Enya Fabio Farah Femke Gerda Gideon Hanno Helena Ida Ilja Ines Jaro Jolanda Jonas \
     Kaja Kilian Lasse Leona Levi Lotte Malik Marta Milo Mina Nadia Nils Odette Oskar Pia \
     Quirin Rafael Romy Samira Selma Tarek Thea Ugo Vera Wanda Yusuf";

const LAST_NAMES: &str = "Abendroth Ahlers Baranski Bellweg Birkholm Bostan Brandner Calleri Castrop Dahlke \
     Demirtas Dorval Eickhoff Engstrand Fahrner Ferrand Fintel Galinski Geraldo Grothe \
     Hallstrom Harnisch Hedberg Imhoff Ivanek Jaspers Juhl Kaltwasser Karlik Kestner Kovarik \
     Lamprecht Lindqvist Lorenzi Maibach Marchetti Mertens Nadolny Neuhaus Novotny Oberlin \
     Okafor Ostrander Palmgren Pavlak Pellegrin Quandt Rademaker Riemann Rosander Sandvik \
     Schauer Serrano Stavros Tanaka Thorsen Ulbrich Vandamme Vesely Voss Wendorf Westergaard \
     Yildirim Zeller";

const AREAS: [&str; 14] = [
    "Billing",
    "Sales",
    "Retention",
    "TechSupport",
    "Onboarding",
    "Claims",
    "Backoffice",
    "Complaints",
    "Fieldservice",
    "Metering",
    "Business",
    "Social",
    "Collections",
    "VIP",
];
const COUNTRIES: [&str; 8] = ["DE", "AT", "CH", "NL", "FR", "ES", "IT", "PL"];
const LEVELS: [&str; 10] = [
    "Agent",
    "Senior Agent",
    "Team Lead",
    "Coach",
    "QA Evaluator",
    "Planner",
    "Analyst",
    "Flow Author",
    "Campaign Manager",
    "Local Admin",
];
const TITLES: [&str; 8] = [
    "Customer Service Agent",
    "Senior Agent",
    "Team Lead",
    "Quality Coach",
    "Workforce Planner",
    "Real-time Analyst",
    "Contact Center Manager",
    "Telephony Engineer",
];

/// Shipped roles: name, internal name, permissions asked for, domains they come from.
const DEFAULT_ROLES: [(&str, &str, usize, &[&str]); 12] = [
    ("Employee", "employee", 28, &["directory", "presence", "conversation", "users"]),
    ("Supervisor", "supervisor", 180, &["analytics", "routing", "quality", "coaching", "wfm"]),
    ("Admin", "admin", 400, &["authorization", "directory", "oauth", "routing", "architect"]),
    ("Master Admin", "masterAdmin", 400, &["authorization", "directory", "oauth", "telephony"]),
    ("User", "user", 40, &["conversation", "routing", "directory", "presence"]),
    ("Communicate - User", "communicateUser", 22, &["conversation", "voicemail", "telephony"]),
    ("People Admin", "peopleAdmin", 24, &["directory", "groups", "routing"]),
    ("Trusted External User", "trustedUser", 20, &["authorization"]),
    ("Telephony Admin", "telephonyAdmin", 28, &["telephony", "routing"]),
    ("Quality Evaluator", "qualityEvaluator", 40, &["quality", "recording", "coaching"]),
    ("Outbound Admin", "outboundAdmin", 131, &["outbound"]),
    ("Script Designer", "scriptDesigner", 20, &["scripter", "responses", "architect"]),
];

/// What every partner user needs.
const MANDATORY: [&str; 3] = ["analytics:conversationDetail:view", "directory:user:view", "routing:queue:view"];

/// Domains in which a permission to look or to handle a conversation is harmless for a partner.
const HARMLESS: [&str; 10] = [
    "analytics",
    "architect",
    "coaching",
    "conversation",
    "groups",
    "presence",
    "quality",
    "responses",
    "routing",
    "scripter",
];

struct Partner {
    key: &'static str,
    company: &'static str,
    code: &'static str,
    domain: &'static str,
    /// Ids.
    divisions: Vec<String>,
    authorized: Vec<String>,
    /// The partner's own org.
    org: Option<String>,
    /// Users that the policy file lists one by one.
    listed: Vec<String>,
    listed_clients: Vec<String>,
    users: Vec<String>,
}

/// The ways in which a partner user breaks a rule, spread evenly over all partner users.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plant {
    HomeDivision,
    OutsideDivision,
    AllDivisions,
    HomeGrant,
    UnauthorizedGrant,
    CrossPartner,
    Restricted,
    DefaultRole,
    Excluded,
    NoMandatory,
}

const PLANTS: [Plant; 10] = [
    Plant::HomeDivision,
    Plant::OutsideDivision,
    Plant::AllDivisions,
    Plant::HomeGrant,
    Plant::UnauthorizedGrant,
    Plant::CrossPartner,
    Plant::Restricted,
    Plant::DefaultRole,
    Plant::Excluded,
    Plant::NoMandatory,
];

/// The partners' own roles, by id.
struct PartnerRoles {
    support: String,
    agent: String,
    lead: String,
    quality: String,
    /// Lacks `directory:user:view`.
    legacy: String,
    /// Holds excluded permissions.
    export: String,
    master: [String; 2],
}

struct Generated {
    snapshot: Snapshot,
    config: String,
}

struct Builder {
    rng: Rng,
    /// For what was added later, so that the rest stays as it was.
    later: Rng,
    size: usize,
    known: Vec<String>,
    first_names: Vec<&'static str>,
    last_names: Vec<&'static str>,
    snapshot: Snapshot,
    home: String,
    restricted: Vec<String>,
    production: Vec<String>,
    partners: Vec<Partner>,
    default_roles: Vec<String>,
    custom_roles: Vec<String>,
    partner_roles: PartnerRoles,
    internal_users: Vec<String>,
    mailboxes: BTreeMap<String, usize>,
    /// Subject and divisions, by id, for the policy file.
    authorizations: Vec<(String, Vec<String>)>,
    /// Whether the policy file still names a partner that left.
    former: bool,
}

impl Builder {
    fn new(size: usize, seed: u64) -> io::Result<Self> {
        let known = catalogue::known()?;
        // Neighbouring seeds must not give shifted copies of one sequence.
        let mut rng = Rng(Rng(seed).next());
        let later = Rng(Rng(seed ^ 0x6c61_7465_7200).next());
        let snapshot = Snapshot {
            access_policies: Map::new(),
            audit_events: Vec::new(),
            divisions: Map::new(),
            exported_at: before_export(0),
            exporter: Exporter { name: "gen-org", version: env!("CARGO_PKG_VERSION") },
            grants: Map::new(),
            groups: Map::new(),
            oauth_authorizations: Some(Map::new()),
            oauth_clients: Some(Map::new()),
            objects: Map::new(),
            organization: Organization {
                id: rng.id(),
                name: "Ostermark Group".to_owned(),
                region: "eu-central-1".to_owned(),
                short_name: "ostermark".to_owned(),
            },
            permissions: known.iter().map(|name| (name.clone(), catalogue::entry(name))).collect(),
            roles: Map::new(),
            schema_version: "1",
            sections: Map::new(),
            settings: Settings { default_role_backfill: true, grant_division_aware: false },
            trustees: Some(Map::new()),
            users: Map::new(),
        };
        let partner_roles = PartnerRoles {
            support: rng.id(),
            agent: rng.id(),
            lead: rng.id(),
            quality: rng.id(),
            legacy: rng.id(),
            export: rng.id(),
            master: [rng.id(), rng.id()],
        };
        Ok(Self {
            rng,
            later,
            size,
            known,
            first_names: FIRST_NAMES.split_whitespace().collect(),
            last_names: LAST_NAMES.split_whitespace().collect(),
            snapshot,
            home: String::new(),
            restricted: Vec::new(),
            production: Vec::new(),
            partners: Vec::new(),
            default_roles: Vec::new(),
            custom_roles: Vec::new(),
            partner_roles,
            internal_users: Vec::new(),
            mailboxes: BTreeMap::new(),
            authorizations: Vec::new(),
            former: false,
        })
    }

    fn build(mut self) -> Generated {
        self.divisions();
        self.roles();
        self.users();
        self.internal_groups();
        self.internal_grants();
        self.partner_grants();
        self.partner_groups();
        self.vendor_managers();
        self.objects();
        self.oauth_clients();
        self.trustees();
        self.access_policies();
        self.audit_events();
        self.years_of_use();
        for grants in self.snapshot.grants.values_mut() {
            grants.sort();
        }
        for (id, division) in &mut self.snapshot.divisions {
            let here = self.snapshot.objects.values().filter(|o| &o.division_id == id);
            for object in here {
                *division.object_counts.entry(object.kind.clone()).or_default() += 1;
            }
            let users = self.snapshot.users.values().filter(|u| &u.division_id == id);
            division.object_counts.insert("USER".to_owned(), users.count());
        }
        self.snapshot.count_sections();
        let config = self.config();
        Generated { snapshot: self.snapshot, config }
    }

    fn division(&mut self, name: &str, description: &str) -> String {
        let id = self.rng.id();
        let division = Division {
            description: Some(description.to_owned()),
            home: name == "Home",
            name: name.to_owned(),
            object_counts: Map::new(),
        };
        self.snapshot.divisions.insert(id.clone(), division);
        id
    }

    fn divisions(&mut self) {
        let wanted = (self.size / 10).clamp(24, 100);
        self.home = self.division("Home", "Default division");
        self.restricted = ["HR", "Legal_Investigations"].map(|name| self.division(name, "No outsiders")).to_vec();
        let partners = 4 + self.rng.below(3);
        for &(key, company, code, domain, trusted) in PARTNERS.iter().take(partners) {
            let mut divisions = vec![self.division(&format!("Partner_{code}_Support"), company)];
            if self.rng.percent(60) {
                divisions.push(self.division(&format!("Partner_{code}_Backoffice"), company));
            }
            self.partners.push(Partner {
                key,
                company,
                code,
                domain,
                divisions,
                authorized: Vec::new(),
                org: trusted.then(|| self.rng.id()),
                listed: Vec::new(),
                listed_clients: Vec::new(),
                users: Vec::new(),
            });
        }
        for place in 0..AREAS.len() * COUNTRIES.len() {
            if self.snapshot.divisions.len() >= wanted {
                break;
            }
            let (area, country) = (AREAS[place % AREAS.len()], COUNTRIES[place / AREAS.len()]);
            let id = self.division(&format!("Prod_{area}_{country}"), "Production");
            self.production.push(id);
        }
        for at in 0..self.partners.len() {
            let wanted = self.rng.between(1, 3);
            let authorized: BTreeSet<String> = (0..wanted).map(|_| self.rng.pick(&self.production).clone()).collect();
            self.partners[at].authorized = authorized.into_iter().collect();
        }
    }

    /// `wanted` permissions of the given domains; filled up from all of them when these have fewer.
    fn permissions_of(&mut self, domains: &[&str], wanted: usize) -> Map<RolePermission> {
        let mut near: Vec<String> = (self.known.iter())
            .filter(|name| domains.iter().any(|d| name.split(':').next() == Some(d)))
            .cloned()
            .collect();
        let mut chosen = Map::new();
        while chosen.len() < wanted {
            let name = if near.is_empty() {
                self.rng.pick(&self.known).clone()
            } else {
                let place = self.rng.below(near.len());
                near.swap_remove(place)
            };
            let conditional = catalogue::entry(&name).allows_conditions && self.rng.percent(10);
            chosen.insert(name, RolePermission { conditional });
        }
        chosen
    }

    /// `wanted` permissions that a partner may well hold, and the given ones.
    fn harmless(&mut self, wanted: usize, with: &[&str]) -> Map<RolePermission> {
        let calm: Vec<String> = (self.known.iter())
            .filter(|name| {
                let mut parts = name.split(':');
                let domain = parts.next().unwrap_or_default();
                let entity = parts.next().unwrap_or_default().to_lowercase();
                HARMLESS.contains(&domain)
                    && matches!(parts.next(), Some("view" | "search" | "join" | "pull"))
                    && !entity.contains("export")
                    && !entity.contains("job")
                    && !entity.contains("encryption")
                    // Whoever builds a role for a partner leaves out what works in the whole org.
                    && catalogue::entry(name).division_aware
            })
            .cloned()
            .collect();
        let mut chosen: Map<RolePermission> =
            (with.iter()).map(|name| ((*name).to_owned(), RolePermission { conditional: false })).collect();
        while chosen.len() < wanted.min(calm.len()) {
            let name = self.rng.pick(&calm).clone();
            chosen.insert(name, RolePermission { conditional: false });
        }
        chosen
    }

    fn role(&mut self, id: &str, name: &str, default_role_id: Option<&str>, permissions: Map<RolePermission>) {
        let general = if default_role_id == Some("admin") {
            vec!["admin".to_owned(), "group_creation".to_owned()]
        } else {
            Vec::new()
        };
        let role = Role {
            base: matches!(default_role_id, Some("employee" | "admin")),
            default: default_role_id.is_some(),
            default_role_id: default_role_id.map(str::to_owned),
            description: match default_role_id {
                Some(_) => "Shipped role.".to_owned(),
                None => format!("{name}, kept by the contact centre platform team."),
            },
            general_permissions: general,
            name: name.to_owned(),
            needs_update: Some(false),
            permissions,
            unused_permissions: None,
        };
        self.snapshot.roles.insert(id.to_owned(), role);
    }

    fn roles(&mut self) {
        for (name, internal, wanted, domains) in DEFAULT_ROLES {
            let id = self.rng.id();
            let permissions = self.permissions_of(domains, wanted);
            self.role(&id, name, Some(internal), permissions);
            self.default_roles.push(id);
        }

        let ids = [
            self.partner_roles.support.clone(),
            self.partner_roles.agent.clone(),
            self.partner_roles.lead.clone(),
            self.partner_roles.quality.clone(),
        ];
        let support = self.harmless(34, &MANDATORY);
        let agent = self.harmless(24, &MANDATORY);
        let lead = self.harmless(48, &MANDATORY);
        let quality = self.harmless(30, &["quality:evaluation:view", "recording:recording:view"]);
        self.role(&ids[0], "Partner Support - Read Only + Diagnostics", None, support);
        self.role(&ids[1], "Partner Agent", None, agent);
        self.role(&ids[2], "Partner Team Lead", None, lead);
        self.role(&ids[3], "Partner QA", None, quality);

        let (legacy, export) = (self.partner_roles.legacy.clone(), self.partner_roles.export.clone());
        let mut seen = self.harmless(26, &MANDATORY);
        seen.remove("directory:user:view");
        self.role(&legacy, "Partner Viewer (legacy)", None, seen);
        let mut taken = self.harmless(30, &MANDATORY);
        for name in ["analytics:dataExport:add", "directory:user:edit", "recording:job:add"] {
            taken.insert(name.to_owned(), RolePermission { conditional: false });
        }
        self.role(&export, "Partner Reporting 2024", None, taken);

        for (id, name) in [
            (self.partner_roles.master[0].clone(), "Partner Master"),
            (self.partner_roles.master[1].clone(), "Vendor Manager - All Vendors"),
        ] {
            let mut all = self.harmless(60, &MANDATORY);
            let held = [&ids[0], &ids[1]].map(|id| &self.snapshot.roles[id].permissions);
            let names: Vec<String> = held.into_iter().flat_map(Map::keys).cloned().collect();
            for name in names {
                all.insert(name, RolePermission { conditional: false });
            }
            self.role(&id, name, None, all);
        }

        let wanted = (24 + 176 * self.size.isqrt() / 223).min(400);
        for place in 0..AREAS.len() * COUNTRIES.len() * LEVELS.len() {
            if self.snapshot.roles.len() >= wanted {
                break;
            }
            let name = format!(
                "{} {} - {}",
                AREAS[place % AREAS.len()],
                COUNTRIES[place / AREAS.len() % COUNTRIES.len()],
                LEVELS[(place + place / 7) % LEVELS.len()],
            );
            let id = self.rng.id();
            let domains: Vec<String> = (0..4)
                .map(|_| self.rng.pick(&self.known).clone())
                .map(|name| name.split(':').next().unwrap_or_default().to_owned())
                .collect();
            let domains: Vec<&str> = domains.iter().map(String::as_str).collect();
            let size = 20 + self.rng.heavy(381);
            let permissions = self.permissions_of(&domains, size);
            self.role(&id, &name, None, permissions);
            self.custom_roles.push(id);
        }
    }

    fn person(&mut self) -> (String, String) {
        let (first, last) = (self.rng.word(&self.first_names), self.rng.word(&self.last_names));
        let mailbox = format!("{first}.{last}").to_lowercase();
        let taken = self.mailboxes.entry(mailbox.clone()).or_default();
        *taken += 1;
        let mailbox = if *taken == 1 { mailbox } else { format!("{mailbox}{taken}") };
        (format!("{first} {last}"), mailbox)
    }

    fn state(&mut self) -> &'static str {
        match self.rng.below(100) {
            0..92 => "active",
            92..98 => "inactive",
            _ => "deleted",
        }
    }

    fn user(&mut self, email: Option<String>, name: String, division_id: String) -> String {
        let id = self.rng.id();
        let state = self.state();
        let quiet = if state == "active" { self.rng.heavy(90) } else { 90 + self.rng.below(500) };
        let token = self.rng.percent(95).then(|| {
            let seconds = quiet as u64 * DAY + self.rng.below(86_400) as u64;
            before_export(seconds)
        });
        let login = self.rng.percent(10).then(|| {
            let seconds = (quiet as u64 + 1) * DAY + self.rng.below(86_400) as u64;
            before_export(seconds)
        });
        let user = User {
            cloned_from_org_id: None,
            department: None,
            division_id,
            email,
            group_ids: Vec::new(),
            last_login_at: login,
            last_token_issued_at: token,
            manager_id: None,
            name,
            state,
            title: None,
        };
        self.snapshot.users.insert(id.clone(), user);
        id
    }

    fn users(&mut self) {
        let outside = (self.size / 20).max(self.partners.len());
        for _ in 0..self.size - outside {
            let (name, mailbox) = self.person();
            let domain = if self.rng.percent(85) { "ostermark.example" } else { "ostermark-service.example" };
            let email = (!self.rng.percent(1)).then(|| format!("{mailbox}@{domain}"));
            let place = self.rng.heavy(self.production.len());
            let mut division = self.production[place].clone();
            if self.rng.percent(20) {
                division = self.home.clone();
            } else if self.rng.percent(2) {
                division = self.rng.pick(&self.restricted).clone();
            } else if email.is_some() && self.rng.percent(1) {
                // Our own vendor managers sit with their vendor.
                let partner = self.rng.below(self.partners.len());
                division = self.partners[partner].divisions[0].clone();
            }
            let id = self.user(email, name, division);
            let manager = (!self.internal_users.is_empty()).then(|| {
                let managers = self.internal_users.len().div_ceil(12);
                self.internal_users[self.rng.below(managers)].clone()
            });
            let title = self.rng.word(&TITLES);
            let department = self.rng.word(&AREAS);
            if let Some(user) = self.snapshot.users.get_mut(&id) {
                user.manager_id = manager;
                user.title = Some(title.to_owned());
                user.department = Some(department.to_owned());
            }
            self.internal_users.push(id);
        }
        for number in 0..outside {
            // Every partner has somebody, and the first ones have most.
            let at = if number < self.partners.len() { number } else { self.rng.heavy(self.partners.len()) };
            self.partner_user(at, number);
        }
    }

    fn partner_user(&mut self, at: usize, number: usize) {
        let (name, mailbox) = self.person();
        let plant = self.plant(number);
        let division = match plant {
            Some(Plant::HomeDivision) => self.home.clone(),
            Some(Plant::OutsideDivision) => self.rng.pick(&self.production).clone(),
            _ => {
                let place = self.rng.heavy(self.partners[at].divisions.len());
                self.partners[at].divisions[place].clone()
            }
        };
        let partner = &self.partners[at];
        let mut email = Some(format!("{mailbox}@{}", partner.domain));
        let mut cloned_from = None;
        let mut listed = None;
        if plant.is_none() {
            match self.rng.below(100) {
                // Freelancers, known by their division alone.
                0..3 => email = Some(format!("{mailbox}@postbox.example")),
                3 => email = None,
                // A freelancer whom the policy file names.
                4..6 => {
                    let address = format!("{mailbox}@freelance.example");
                    listed = Some(address.clone());
                    email = Some(address);
                }
                6..9 if partner.org.is_some() => {
                    cloned_from.clone_from(&partner.org);
                    email = Some(format!("{mailbox}@group-mail.example"));
                }
                // Somebody typed it in capitals.
                9..12 => email = email.map(|address| address.to_uppercase()),
                _ => {}
            }
        }
        let id = self.user(email, name, division);
        let manager = self.partners[at].users.first().cloned();
        let title = self.rng.word(&TITLES[..5]);
        let company = self.partners[at].company;
        if let Some(user) = self.snapshot.users.get_mut(&id) {
            user.cloned_from_org_id = cloned_from;
            user.manager_id = manager;
            user.title = Some(title.to_owned());
            user.department = Some(company.to_owned());
            if plant == Some(Plant::NoMandatory) {
                user.state = "active";
            }
        }
        self.partners[at].listed.extend(listed);
        self.partners[at].users.push(id);
    }

    /// The rule, if any, that the partner user with this number breaks.
    fn plant(&self, number: usize) -> Option<Plant> {
        let outside = self.size / 20;
        let period = outside.clamp(PLANTS.len() + 1, 97);
        let step = period / PLANTS.len();
        let slot = number % period;
        (slot.is_multiple_of(step)).then(|| PLANTS.get(slot / step).copied())?
    }

    fn group(&mut self, name: String, roles_enabled: bool, members: &[String]) -> String {
        let id = self.rng.id();
        let dynamic = self.rng.percent(4);
        let owner = members.first().cloned();
        for member in members {
            if let Some(user) = self.snapshot.users.get_mut(member) {
                user.group_ids.push(id.clone());
                user.group_ids.sort();
            }
        }
        // The exporter reads the members of groups that may hold roles; the others are known from
        // their users alone.
        let mut member_ids = if roles_enabled || self.rng.percent(30) { members.to_vec() } else { Vec::new() };
        member_ids.sort();
        let group = Group {
            dynamic,
            include_owners: self.rng.percent(15),
            member_ids,
            name,
            owner_ids: owner.into_iter().collect(),
            roles_enabled,
            state: if self.rng.percent(97) { "active" } else { "inactive" },
            kind: if self.rng.percent(80) { "official" } else { "social" },
            visibility: self.rng.word(&["public", "public", "members", "owners"]),
        };
        self.snapshot.groups.insert(id.clone(), group);
        id
    }

    fn internal_groups(&mut self) {
        let wanted = (self.size / 8).clamp(8, 250).max(self.size / 200);
        for place in 0..wanted {
            let name = format!(
                "{} {} {}",
                AREAS[place % AREAS.len()],
                COUNTRIES[place / AREAS.len() % COUNTRIES.len()],
                match place / (AREAS.len() * COUNTRIES.len()) {
                    0 => "Team".to_owned(),
                    1 => "Shift Leads".to_owned(),
                    again => format!("Team {again}"),
                },
            );
            // The largest group has about a tenth of all users, the next one half of that, …
            let size = (self.internal_users.len() / 10 / (place + 1)).max(3) + self.rng.below(9);
            let members: BTreeSet<String> = (0..size).map(|_| self.rng.pick(&self.internal_users).clone()).collect();
            let roles_enabled = self.rng.percent(15);
            let members: Vec<String> = members.into_iter().collect();
            let id = self.group(name, roles_enabled, &members);
            if roles_enabled {
                let role = self.common_role();
                let division = self.rng.pick(&self.production).clone();
                self.grant(&id, "group", &role, &division);
            }
        }
    }

    fn common_role(&mut self) -> String {
        let place = self.rng.heavy(self.custom_roles.len());
        self.custom_roles[place].clone()
    }

    fn grant(&mut self, subject: &str, subject_type: &'static str, role: &str, division: &str) {
        let grant = Grant { division_id: division.to_owned(), role_id: role.to_owned(), subject_type };
        let grants = self.snapshot.grants.entry(subject.to_owned()).or_default();
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    }

    fn internal_grants(&mut self) {
        let home = self.home.clone();
        for at in 0..self.internal_users.len() {
            let id = self.internal_users[at].clone();
            let own = self.snapshot.users[&id].division_id.clone();
            let employee = self.default_roles[0].clone();
            self.grant(&id, "user", &employee, &home);
            for _ in 0..=self.rng.heavy(5) {
                let role = if self.rng.percent(12) {
                    let place = self.rng.heavy(self.default_roles.len());
                    self.default_roles[place].clone()
                } else {
                    self.common_role()
                };
                match self.rng.below(100) {
                    0..5 => self.grant(&id, "user", &role, "*"),
                    5..15 => self.grant(&id, "user", &role, &home),
                    15..70 => self.grant(&id, "user", &role, &own),
                    _ => {
                        for _ in 0..self.rng.between(1, 2) {
                            let place = self.rng.heavy(self.production.len());
                            let division = self.production[place].clone();
                            self.grant(&id, "user", &role, &division);
                        }
                    }
                }
            }
        }
    }

    fn partner_grants(&mut self) {
        let pairs: Vec<(usize, String)> = (self.partners.iter().enumerate())
            .flat_map(|(at, partner)| partner.users.iter().map(move |id| (at, id.clone())))
            .collect();
        let mut planted = [0_usize; PLANTS.len()];
        for (number, (at, id)) in pairs.into_iter().enumerate() {
            let own = self.partners[at].divisions.clone();
            let authorized = self.partners[at].authorized.clone();
            let other = (at + 1) % self.partners.len();
            let roles = [
                self.partner_roles.agent.clone(),
                self.partner_roles.support.clone(),
                self.partner_roles.lead.clone(),
                self.partner_roles.quality.clone(),
            ];
            // The two division plants were made with the user; the others are spread anew.
            let plant = self.plant(number).filter(|p| !matches!(p, Plant::HomeDivision | Plant::OutsideDivision));
            if let Some(plant) = plant {
                planted[plant as usize] += 1;
            }
            if plant == Some(Plant::NoMandatory) {
                if let Some(user) = self.snapshot.users.get_mut(&id) {
                    user.state = "active";
                }
                let legacy = self.partner_roles.legacy.clone();
                self.grant(&id, "user", &legacy, &own[0]);
                continue;
            }
            for division in &own {
                self.grant(&id, "user", &roles[0], division);
            }
            if self.rng.percent(40) {
                let division = self.rng.pick(&authorized).clone();
                self.grant(&id, "user", &roles[1], &own[0]);
                self.grant(&id, "user", &roles[1], &division);
            }
            if self.rng.percent(8) {
                self.grant(&id, "user", &roles[2], &own[0]);
            }
            if self.rng.percent(10) {
                self.grant(&id, "user", &roles[3], &own[0]);
            }
            match plant {
                Some(Plant::AllDivisions) => self.grant(&id, "user", &roles[1], "*"),
                Some(Plant::HomeGrant) => {
                    let home = self.home.clone();
                    self.grant(&id, "user", &roles[1], &home);
                }
                Some(Plant::UnauthorizedGrant) => {
                    let division = (self.production.iter()).find(|division| !authorized.contains(division)).cloned();
                    if let Some(division) = division {
                        self.grant(&id, "user", &roles[1], &division);
                    }
                }
                Some(Plant::CrossPartner) => {
                    let division = self.partners[other].divisions[0].clone();
                    self.grant(&id, "user", &roles[1], &division);
                }
                Some(Plant::Restricted) => {
                    let division = self.rng.pick(&self.restricted).clone();
                    self.grant(&id, "user", &roles[3], &division);
                }
                Some(Plant::DefaultRole) => {
                    let role = self.default_roles[planted[plant_at(plant)] % 2].clone();
                    self.grant(&id, "user", &role, &own[0]);
                }
                Some(Plant::Excluded) => {
                    let role = self.partner_roles.export.clone();
                    self.grant(&id, "user", &role, &own[0]);
                }
                _ => {}
            }
        }
    }

    fn partner_groups(&mut self) {
        let legacy = self.partner_roles.legacy.clone();
        for at in 0..self.partners.len() {
            // Who has nothing but the old role is in no group that would mend it.
            let users: Vec<String> = (self.partners[at].users.iter())
                .filter(|id| {
                    let grants = self.snapshot.grants.get(*id);
                    !grants.is_some_and(|grants| grants.iter().any(|g| g.role_id == legacy))
                })
                .cloned()
                .collect();
            let code = self.partners[at].code;
            let own = self.partners[at].divisions[0].clone();
            let half: Vec<String> = users.iter().step_by(2).cloned().collect();
            let agents = self.group(format!("{code} Agents"), true, &half);
            let agent = self.partner_roles.agent.clone();
            self.grant(&agents, "group", &agent, &own);
            let leads: Vec<String> = users.iter().step_by(25).cloned().collect();
            let group = self.group(format!("{code} Floor Leads"), true, &leads);
            let lead = self.partner_roles.lead.clone();
            self.grant(&group, "group", &lead, &own);
            // Not roles-enabled any more: what it still holds does not count.
            let old = self.group(format!("{code} (old)"), false, &leads);
            self.grant(&old, "group", &lead, "*");
        }
        let support = self.partner_roles.support.clone();
        let everyone: Vec<String> =
            (self.partners.iter()).flat_map(|partner| partner.users.iter().take(3).cloned()).collect();
        let (first, second) = (self.partners[0].divisions[0].clone(), self.partners[1].divisions[0].clone());
        let two: Vec<String> =
            (self.partners[..2].iter()).flat_map(|partner| partner.users.iter().take(2).cloned()).collect();
        let shared = self.group("Vendor Stand-up DE".to_owned(), true, &two);
        self.grant(&shared, "group", &support, &first);
        self.grant(&shared, "group", &support, &second);
        let all = self.group("All Vendors".to_owned(), true, &everyone);
        let supervisor = self.default_roles[1].clone();
        self.grant(&all, "group", &supervisor, "*");
        for id in [&shared, &all] {
            if let Some(group) = self.snapshot.groups.get_mut(id) {
                group.state = "active";
            }
        }
    }

    fn vendor_managers(&mut self) {
        for at in 0..2 {
            let master = self.partner_roles.master[at].clone();
            let user = self.partners[at].users[0].clone();
            let own = self.partners[at].divisions[0].clone();
            let other = self.partners[(at + 1) % self.partners.len()].divisions[0].clone();
            self.grant(&user, "user", &master, &own);
            self.grant(&user, "user", &master, &other);
            self.authorizations.push((format!("user/{user}"), vec![other.clone()]));
            let colleague = self.internal_users[at].clone();
            self.grant(&colleague, "user", &master, &own);
            self.grant(&colleague, "user", &master, &other);
        }
    }

    fn object(&mut self, kind: &str, name: String, division_id: String) {
        let id = self.rng.id();
        let object = Object { division_id, name, kind: kind.to_owned() };
        self.snapshot.objects.insert(id, object);
    }

    fn objects(&mut self) {
        const KINDS: [(&str, &str); 16] = [
            ("QUEUE", "Inbound"),
            ("QUEUE", "Callback"),
            ("QUEUE", "Overflow"),
            ("QUEUE", "E-Mail"),
            ("QUEUE", "Chat"),
            ("FLOW", "Main IVR"),
            ("FLOW", "In-Queue"),
            ("FLOW", "Bot"),
            ("SCRIPT", "Agent Script"),
            ("DATATABLES", "Opening Hours"),
            ("CALLROUTE", "Hotline"),
            ("ROUTINGSCHEDULES", "Holidays"),
            ("ROUTINGSCHEDULEGROUPS", "Week"),
            ("CAMPAIGN", "Win-back"),
            ("CONTACTLIST", "Leads"),
            ("DNCLIST", "Opt-outs"),
        ];
        for number in 0..(self.size / 2).max(40) {
            let (kind, what) = KINDS[self.rng.heavy(KINDS.len())];
            if number % 12 == 7 {
                let at = self.rng.heavy(self.partners.len());
                let code = self.partners[at].code;
                let place = self.rng.heavy(self.partners[at].divisions.len());
                let mut division = self.partners[at].divisions[place].clone();
                // Made for the vendor and never moved.
                if number % 240 == 7 {
                    division = self.home.clone();
                }
                self.object(kind, format!("{code} {what} {number}"), division);
                continue;
            }
            let area = self.rng.word(&AREAS);
            let country = self.rng.word(&COUNTRIES);
            let place = self.rng.heavy(self.production.len());
            let division = if self.rng.percent(15) { self.home.clone() } else { self.production[place].clone() };
            let name = format!("{area} {country} - {what} {number}");
            self.object(kind, name, division);
        }
    }

    fn client(&mut self, name: &str, grant_type: &'static str, state: &'static str, holds: &[(&str, &str)]) -> String {
        let id = self.rng.id();
        let acts_itself = grant_type == "client_credentials";
        let age = 30 + self.rng.below(1_500) as u64;
        let client = OauthClient {
            created_at: before_export(age * DAY),
            created_by: Some(self.rng.pick(&self.internal_users).clone()),
            description: format!("{name}, see the integration register"),
            grant_type,
            last_used_at: (state == "active").then(|| before_export(self.rng.heavy(200) as u64 * 3_600)),
            modified_at: None,
            modified_by: None,
            name: name.to_owned(),
            redirect_uris: if acts_itself {
                Vec::new()
            } else {
                vec!["https://apps.ostermark.example/callback".to_owned()]
            },
            role_divisions: (holds.iter())
                .map(|(role, division)| RoleDivision {
                    division_id: (*division).to_owned(),
                    role_id: (*role).to_owned(),
                })
                .collect(),
            scopes: if acts_itself {
                Vec::new()
            } else {
                vec!["analytics:readonly".to_owned(), "users:readonly".to_owned()]
            },
            state,
            token_validity_seconds: 86_400,
        };
        if let Some(clients) = &mut self.snapshot.oauth_clients {
            clients.insert(id.clone(), client);
        }
        id
    }

    fn oauth_clients(&mut self) {
        const PURPOSES: [&str; 8] = [
            "WFM Sync",
            "CRM Connector",
            "Data Lake Loader",
            "Agent Desktop",
            "Wallboard",
            "Recording Archive",
            "SCIM Provisioning",
            "Number Management",
        ];
        let support = self.partner_roles.support.clone();
        let agent = self.partner_roles.agent.clone();
        let wanted = (self.size / 20).clamp(30, 60);
        for at in 0..self.partners.len() {
            let partner = &self.partners[at];
            let stem = format!("Vendor_{}", partner.code);
            let own = partner.divisions[0].clone();
            let authorized = partner.authorized[0].clone();
            self.client(
                &format!("{stem}_Reporting_App"),
                "client_credentials",
                "active",
                &[(&support, &own), (&support, &authorized)],
            );
            self.client(
                &format!("{stem}_WFM_Import"),
                "client_credentials",
                if at == 2 { "disabled" } else { "active" },
                &[(&agent, &own)],
            );
            if at == 1 {
                self.client(&format!("{stem}_Wallboard"), "authorization_code", "active", &[]);
                self.client(&format!("{stem}_Chat_Widget"), "implicit", "active", &[]);
            }
        }
        let first = self.partners[0].divisions[0].clone();
        let second = self.partners[1].divisions[0].clone();
        let code = self.partners[0].code;
        let listed = self.client("Nightly Survey Push", "client_credentials", "active", &[(&agent, &first)]);
        self.partners[0].listed_clients.push(listed);
        // Both vendors use it, and the audit log can't tell them apart.
        self.client(
            "Vendor Shared Reporting",
            "client_credentials",
            "active",
            &[(&support, &first), (&support, &second)],
        );
        self.client("nightly-export", "client_credentials", "active", &[(&support, &second)]);
        self.client(
            &format!("vendor_{}_reporting_app ", code.to_lowercase()),
            "client_credentials",
            "active",
            &[(&support, &first)],
        );
        self.client(&format!("Vendor_{code}_Data_Pull"), "client_credentials", "active", &[(&support, "*")]);
        let mut number = 0;
        while self.snapshot.oauth_clients.as_ref().map_or(0, Map::len) < wanted {
            number += 1;
            let purpose = PURPOSES[number % PURPOSES.len()];
            let name = format!("{purpose} {}", COUNTRIES[number / 8 % COUNTRIES.len()]);
            match number % 8 {
                // The kiosk pages of long ago.
                3 if number < 24 => self.client(&name, "implicit", "active", &[]),
                3 => self.client(&name, "implicit", "disabled", &[]),
                4 => self.client(&name, "saml2_bearer", "active", &[]),
                1 | 5 => self.client(&name, "authorization_code", "active", &[]),
                _ => {
                    let role = self.common_role();
                    let division =
                        if self.rng.percent(50) { "*".to_owned() } else { self.rng.pick(&self.production).clone() };
                    let holds = [(role.as_str(), division.as_str())];
                    self.client(&name, "client_credentials", "active", &holds)
                }
            };
        }
    }

    fn trustees(&mut self) {
        let support = self.partner_roles.support.clone();
        for at in 0..self.partners.len() {
            let Some(org) = self.partners[at].org.clone() else {
                continue;
            };
            let own = self.partners[at].divisions[0].clone();
            let domain = self.partners[at].domain;
            let mut users = Map::new();
            for number in 0..6 {
                let (name, mailbox) = self.person();
                let id = self.rng.id();
                self.grant(&id, "trustee_user", &support, &own);
                if number == 5 {
                    let division = if at == 0 { "*".to_owned() } else { self.home.clone() };
                    self.grant(&id, "trustee_user", &support, &division);
                }
                let email = Some(format!("{mailbox}@{domain}"));
                users.insert(id, TrusteeUser { email, name });
            }
            let group = self.rng.id();
            self.grant(&group, "trustee_group", &support, &own);
            let trustee = Trustee {
                enabled: at != 3,
                expires_at: Some("2027-06-30T22:00:00Z".to_owned()),
                groups: Map::from([(group, TrusteeGroup { name: "Service Desk".to_owned() })]),
                has_full_access: false,
                name: self.partners[at].company.to_owned(),
                users,
                uses_default_role: false,
            };
            if let Some(trustees) = &mut self.snapshot.trustees {
                trustees.insert(org, trustee);
            }
        }
        let (name, mailbox) = self.person();
        let (org, user) = (self.rng.id(), self.rng.id());
        self.grant(&user, "trustee_user", &support, "*");
        let email = Some(format!("{mailbox}@vendor-care.example"));
        let care = Trustee {
            enabled: true,
            expires_at: None,
            groups: Map::new(),
            has_full_access: false,
            name: "Platform Vendor Care".to_owned(),
            users: Map::from([(user, TrusteeUser { email, name })]),
            uses_default_role: true,
        };
        if let Some(trustees) = &mut self.snapshot.trustees {
            trustees.insert(org, care);
        }
    }

    fn access_policies(&mut self) {
        for (name, target) in [
            ("No recordings outside business hours", "recording:recording:view"),
            ("Evaluators see their own teams", "quality:evaluation:view"),
        ] {
            let id = self.rng.id();
            let policy = serde_json::json!({
                "active": true,
                "apply_to_clients": false,
                "effect": "DENY",
                "name": name,
                "subject": { "type": "ALL" },
                "target_resource": target,
            });
            self.snapshot.access_policies.insert(id, policy);
        }
    }

    fn audit_events(&mut self) {
        let mut ages: Vec<u64> = (0..200).map(|_| self.rng.below(14 * 86_400) as u64).collect();
        ages.sort_unstable_by_key(|age| std::cmp::Reverse(*age));
        for age in ages {
            let actor = self.rng.pick(&self.internal_users).clone();
            let changed = self.rng.pick(&self.internal_users).clone();
            let event = AuditEvent {
                action: self.rng.word(&["Update", "Create", "MemberAdd", "Delete"]),
                at: before_export(age),
                client_id: None,
                entity_name: self.snapshot.users[&changed].name.clone(),
                entity_id: changed,
                entity_type: "User",
                home_org_id: None,
                service: self.rng.word(&["PeoplePermissions", "Directory"]),
                user_id: Some(actor),
            };
            self.snapshot.audit_events.push(event);
        }
    }

    fn names(&self, divisions: &[String]) -> String {
        list(divisions.iter().map(|id| &*self.snapshot.divisions[id].name))
    }

    fn config(&self) -> String {
        let mut text = format!(
            "# The policy for the generated org.\n\n\
             [org]\n\
             internal_email_domains = [\"ostermark.example\", \"ostermark-service.example\"]\n\
             restricted_divisions = {}\n\n\
             [permissions]\n\
             excluded = [\"@carrier-settings\", \"@role-assignment\", \"@bulk-export\", \"directory:user:edit\"]\n\
             mandatory = {}\n",
            self.names(&self.restricted),
            list(MANDATORY),
        );
        for partner in &self.partners {
            let code = partner.code;
            let lines = [
                format!("\n[partners.{}]", partner.key),
                format!("name = \"{}\"", partner.company),
                format!("divisions = {}", self.names(&partner.divisions)),
                format!("authorized_divisions = {}", self.names(&partner.authorized)),
                format!("email_domains = [\"{}\"]", partner.domain),
                format!("oauth_client_names = [\"Vendor_{code}_*\"]"),
                format!("resource_names = [\"{code} *\", \"{code}_*\"]"),
            ];
            for line in lines {
                let _ = writeln!(text, "{line}");
            }
            if partner.org.is_some() {
                let _ = writeln!(text, "trustee_orgs = [\"{}\"]", partner.company);
            }
            for (key, values) in [("users", &partner.listed), ("oauth_clients", &partner.listed_clients)] {
                if !values.is_empty() {
                    let values = list(values.iter().map(String::as_str));
                    let _ = writeln!(text, "{key} = {values}");
                }
            }
        }
        if self.former {
            text.push_str(life::FORMER);
        }
        for (subject, divisions) in &self.authorizations {
            let _ = write!(
                text,
                "\n[[authorizations]]\nsubject = \"{subject}\"\ndivisions = {}\nreason = \"looks after two vendors\"\n",
                self.names(divisions),
            );
        }
        text
    }
}

fn plant_at(plant: Option<Plant>) -> usize {
    plant.map_or(0, |plant| plant as usize)
}

/// A TOML array of strings that need no escapes.
fn list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = values.into_iter().map(|v| format!("\"{v}\"")).collect();
    format!("[{}]", quoted.join(", "))
}
