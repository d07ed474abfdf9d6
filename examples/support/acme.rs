//! The repaired org that the samples start from: Nordwerk Energie, a utility whose contact centre
//! works with four outside companies. Everybody and everything in it is invented.
//!
//! Rows are `field | field | …`; grants are `role @ division, division; role @ division`.

use std::io;

use super::catalogue;
use super::snapshot::{
    AuditEvent, Division, Exporter, Grant, Group, Map, OauthAuthorization, OauthClient, Object, Organization, Role,
    RoleDivision, RolePermission, Settings, Snapshot, Trustee, TrusteeGroup, TrusteeUser, User,
};

/// The policy file of all samples.
pub(crate) const CONFIG: &str = include_str!("cordon.toml");

/// name | description
const DIVISIONS: &str = "
Home | Default division. Nothing should stay here that a partner works with.
Prod_Billing | Invoices, instalments, dunning
Prod_TechSupport | Outages, meters, charging points
Prod_Sales | New contracts
Prod_Retention | Cancellations and win-back
Prod_Digital | Chat, e-mail, social
WFM_Planning | Forecasts and schedules
HR | Applicant hotline and staff matters. No partner, ever.
Legal | Complaints at the regulator, recordings under legal hold. No partner, ever.
Partner_Acme_Support | Acme Support: overflow for billing and technical support
Partner_Brisa_Backoffice | Brisa Contact Services: back office and written contacts
Partner_Tallis_Outbound | Tallis Dialer: outbound sales
Partner_Orbis_Lingua | Orbis Lingua: interpreters on call
";

/// name | internal name of a shipped role | description | permissions, patterns; `~` marks one that
/// is given under a condition, `+ROLE` takes over another role
const ROLES: &str = "
Admin | admin | Full administration | admin group_creation authorization:*:* directory:*:* groups:*:* oauth:*:* routing:*:* integrations:*:* sso:*:* mfa:*:* telephony:*:* audits:*:*
Employee | employee | Given to every new user | directory:user:view directory:userProfile:view directory:group:view presence:userPresence:edit conversation:internalMessaging:create conversation:internalMessaging:view telephony:selfStationAssociation:edit telephony:selfStationAssociation:view
Supervisor | supervisor | Leads agents | analytics:*:view analytics:dataExport:add coaching:appointment:* conversation:call:barge conversation:call:coach conversation:call:monitor directory:user:view directory:group:view groups:team:view quality:evaluation:* quality:calibration:* quality:survey:view recording:recording:view recording:screenRecording:view recording:annotation:* routing:queue:edit routing:queue:view routing:queue:search routing:queueMember:manage routing:skill:assign routing:skill:view scripter:publishedScript:view wfm:realtimeAdherence:view wfm:publishedSchedule:view
Trusted External User | trustedUser | For users of a trusted org | authorization:orgTrusteeGroup:view authorization:orgTrusteeUser:view authorization:orgTrustor:view
CC Agent | | Handles contacts in one division | conversation:call:add conversation:call:record conversation:callback:create conversation:communication:blindTransferQueue conversation:communication:consultTransferQueue conversation:communication:disconnect conversation:communication:view conversation:email:send conversation:message:receive conversation:participant:wrapup conversation:webmessaging:view directory:user:view externalContacts:contact:view knowledge:knowledgebase:search quality:evaluation:view responses:response:view routing:queue:join routing:queue:view routing:wrapupCode:view scripter:publishedScript:view wfm:agentSchedule:view wfm:agentTimeOffRequest:submit
CC Team Lead | | Leads a team in one division | +CC_Agent analytics:conversationDetail:view analytics:queueObservation:view analytics:userAggregate:view analytics:userObservation:view coaching:appointment:add coaching:appointment:edit coaching:appointment:view conversation:call:coach conversation:call:monitor groups:team:view quality:evaluation:add quality:evaluation:edit ~recording:recording:view routing:queueMember:manage routing:skill:assign wfm:realtimeAdherence:view wfm:timeOffRequest:edit
CC Administration | | Keeps queues, flows and scripts | architect:datatable:* architect:datatableRow:* architect:flow:* architect:userPrompt:* directory:user:view outbound:campaign:* outbound:contactList:* outbound:dncList:* outbound:ruleSet:* routing:callRoute:* routing:emergencyGroup:* routing:queue:* routing:queueMember:manage routing:schedule:* routing:scheduleGroup:* routing:skill:* routing:wrapupCode:* scripter:script:* scripter:publishedScript:*
Telephony Operations | | Trunks, sites and phones | telephony:plugin:all telephony:sites:view telephony:extensionPool:* telephony:settings:* telephony:pcap:* telephony:phone:assign telephony:station:disassociate
Integration - Reporting Export | | For our own nightly jobs | analytics:conversationDetail:view analytics:conversationAggregate:view analytics:dataExport:add analytics:dataExport:view analytics:userAggregate:view recording:job:add recording:job:view routing:queue:view
Partner Support - Read Only + Diagnostics | | What an outside supporter needs to trace a contact, and no more | analytics:conversationDetail:view analytics:queueObservation:view architect:flow:view directory:user:view quality:evaluation:view routing:queue:view
Partner Agent | | Handles contacts for us at a partner | conversation:call:add conversation:callback:create conversation:communication:blindTransferQueue conversation:communication:disconnect conversation:communication:view conversation:email:send conversation:message:receive conversation:participant:wrapup analytics:conversationDetail:view directory:user:view knowledge:knowledgebase:search responses:response:view routing:queue:join routing:queue:view routing:wrapupCode:view scripter:publishedScript:view
Partner Team Lead | | Leads a partner's team | analytics:conversationDetail:view analytics:queueObservation:view analytics:userAggregate:view analytics:userObservation:view coaching:appointment:add coaching:appointment:view conversation:call:coach conversation:call:monitor directory:user:view quality:evaluation:add quality:evaluation:edit quality:evaluation:view ~recording:recording:view routing:queue:view routing:queueMember:manage
Partner Dialer Operations | | Runs outbound campaigns at a partner | analytics:conversationDetail:view analytics:queueObservation:view directory:user:view outbound:campaign:search outbound:campaign:start outbound:campaign:stop outbound:campaign:view outbound:contactList:view outbound:dncList:view outbound:ruleSet:view routing:queue:view scripter:publishedScript:view
";

/// Further catalogue entries: what else the org's pages offer.
const CATALOGUE: &str = "analytics:*:* architect:*:* audits:*:* authorization:*:* directory:*:* externalContacts:export:* gdpr:*:* groups:*:* integrations:*:* knowledge:exportJob:* mfa:*:* oauth:*:* quality:*:* recording:*:* routing:*:* scripter:*:* sso:*:* telephony:*:*";

/// name | domain | division | title | department | state | grants beside Employee, which every
/// internal user gets
const USERS: &str = "
Anke Brodersen | nordwerk.example | Home | Head of Customer Service | Customer Service | active | Supervisor @ *
Henrik Solberg | nordwerk.example | Home | Contact Center Platform Owner | IT | active | Admin @ *
Mirja Kallweit | nordwerk.example | Home | IAM Administrator | IT | active | Admin @ *
Ruben Hasselt | nordwerk.example | Home | Contact Center Administrator | IT | active | CC Administration @ *
Petra Lindgren | nordwerk.example | Prod_Sales | Campaign Administrator | Sales | active | CC Administration @ Prod_Sales
Tilo Marquart | nordwerk.example | Home | Telephony Engineer | IT | active | Telephony Operations @ Home
Sören Vogt | nordwerk.example | Home | Telephony Engineer | IT | inactive | Telephony Operations @ Home
Imke Thordsen | nordwerk.example | Partner_Acme_Support | Vendor Manager | Vendor Management | active | Supervisor @ Partner_Acme_Support, Partner_Brisa_Backoffice, Partner_Tallis_Outbound
Jannis Wolters | nordwerk.example | WFM_Planning | Workforce Planner | Planning | active | Supervisor @ WFM_Planning
Fenja Rohde | nordwerk.example | WFM_Planning | Real-time Analyst | Planning | active | Supervisor @ Prod_Billing, Prod_TechSupport, Prod_Sales
Katrin Bülow | nordwerk.example | HR | Recruiting Hotline | People | active | CC Team Lead @ HR
Ole Paulig | nordwerk.example | HR | Recruiting Hotline | People | active | CC Agent @ HR
Dagmar Seidler | nordwerk.example | Legal | Complaints Officer | Legal | active | CC Team Lead @ Legal
Bodo Kremer | nordwerk.example | Prod_Billing | Team Lead Billing | Customer Service | active | CC Team Lead @ Prod_Billing
Yasmin Tekin | nordwerk.example | Prod_Billing | Agent Billing | Customer Service | active | CC Agent @ Prod_Billing
Lukas Ahrendt | nordwerk.example | Prod_Billing | Agent Billing | Customer Service | active | CC Agent @ Prod_Billing
Greta Nissen | nordwerk.example | Prod_Billing | Agent Billing | Customer Service | active | CC Agent @ Prod_Billing
Marek Zielony | nordwerk.example | Prod_Billing | Agent Billing | Customer Service | active | CC Agent @ Prod_Billing, Prod_Retention
Svea Holm | nordwerk.example | Prod_TechSupport | Team Lead Technical Support | Customer Service | active | CC Team Lead @ Prod_TechSupport
Patrick Lohse | nordwerk.example | Prod_TechSupport | Agent Technical Support | Customer Service | active | CC Agent @ Prod_TechSupport
Aylin Demir | nordwerk.example | Prod_TechSupport | Agent Technical Support | Customer Service | active | CC Agent @ Prod_TechSupport
Jens Rickert | nordwerk.example | Prod_TechSupport | Agent Technical Support | Customer Service | active | CC Agent @ Prod_TechSupport
Nele Harms | nordwerk.example | Prod_TechSupport | Agent Technical Support | Customer Service | inactive | CC Agent @ Prod_TechSupport
Carina Moll | nordwerk.example | Prod_Sales | Team Lead Sales | Sales | active | CC Team Lead @ Prod_Sales
Finn Jessen | nordwerk.example | Prod_Sales | Agent Sales | Sales | active | CC Agent @ Prod_Sales
Derya Aksoy | nordwerk.example | Prod_Sales | Agent Sales | Sales | active | CC Agent @ Prod_Sales
Malte Brügge | nordwerk.example | Prod_Sales | Agent Sales | Sales | deleted | CC Agent @ Prod_Sales
Hanne Fedders | nordwerk.example | Prod_Retention | Team Lead Retention | Sales | active | CC Team Lead @ Prod_Retention
Timo Wessel | nordwerk.example | Prod_Retention | Agent Retention | Sales | active | CC Agent @ Prod_Retention
Ronja Beyer | nordwerk.example | Prod_Retention | Agent Retention | Sales | active | CC Agent @ Prod_Retention
Arne Dircks | nordwerk-service.example | Prod_Digital | Team Lead Digital | Nordwerk Service | active | CC Team Lead @ Prod_Digital
Lia Costabel | nordwerk-service.example | Prod_Digital | Agent Digital | Nordwerk Service | active | CC Agent @ Prod_Digital
Emre Sayin | nordwerk-service.example | Prod_Digital | Agent Digital | Nordwerk Service | active | CC Agent @ Prod_Digital
Tomke Ihnen | nordwerk-service.example | Prod_Digital | Agent Digital | Nordwerk Service | active | CC Agent @ Prod_Digital, Prod_Billing
Marisa Keller | acme.example | Partner_Acme_Support | Partner Manager | Acme Support | active | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support, Partner_Brisa_Backoffice, Partner_Tallis_Outbound
Gregor Althoff | acme.example | Partner_Acme_Support | Shift Lead | Acme Support | active | Partner Team Lead @ Partner_Acme_Support; Partner Support - Read Only + Diagnostics @ Partner_Acme_Support, Prod_Billing
Selin Aydogan | acme.example | Partner_Acme_Support | Shift Lead | Acme Support | active | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support, Prod_Billing, Prod_TechSupport
Lena Ortwin | acme.example | Partner_Acme_Support | Support Agent | Acme Support | active | Partner Agent @ Partner_Acme_Support
Kevin Strobl | acme.example | Partner_Acme_Support | Support Agent | Acme Support | active | Partner Agent @ Partner_Acme_Support
Mandy Plath | acme.example | Partner_Acme_Support | Support Agent | Acme Support | active | Partner Agent @ Partner_Acme_Support
Piotr Wrobel | acme.example | Partner_Acme_Support | Support Agent | Acme Support | active | Partner Agent @ Partner_Acme_Support
Denise Faber | acme.example | Partner_Acme_Support | Diagnostics Engineer | Acme Support | active | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support, Prod_TechSupport
Uwe Bartels | acme.example | Partner_Acme_Support | Diagnostics Engineer | Acme Support | inactive |
Nina Jurado | acme.example | Partner_Acme_Support | Support Agent | Acme Support | active | Partner Agent @ Partner_Acme_Support
Ines Cardoso | brisa-contact.example | Partner_Brisa_Backoffice | Back Office Lead | Brisa Contact Services | active | Partner Team Lead @ Partner_Brisa_Backoffice
Rui Tavares | brisa-contact.example | Partner_Brisa_Backoffice | Back Office Agent | Brisa Contact Services | active | Partner Agent @ Partner_Brisa_Backoffice
Beatriz Lemos | brisa-contact.example | Partner_Brisa_Backoffice | Back Office Agent | Brisa Contact Services | active | Partner Agent @ Partner_Brisa_Backoffice
Duarte Pinho | brisa-contact.example | Partner_Brisa_Backoffice | Back Office Agent | Brisa Contact Services | active | Partner Agent @ Partner_Brisa_Backoffice
Catia Rosado | brisa-contact.example | Partner_Brisa_Backoffice | Back Office Agent | Brisa Contact Services | active | Partner Agent @ Partner_Brisa_Backoffice
Nuno Falcato | brisa-contact.example | Partner_Brisa_Backoffice | Quality Coach | Brisa Contact Services | active | Partner Support - Read Only + Diagnostics @ Partner_Brisa_Backoffice, Prod_Billing
Marta Quintela | brisa-contact.example | Partner_Brisa_Backoffice | Back Office Agent | Brisa Contact Services | active | Partner Agent @ Partner_Brisa_Backoffice
Vasco Meireles | brisa-group.example | Partner_Brisa_Backoffice | Vendor Manager | Brisa Contact Services | active |
Joost Verhagen | tallis-dialer.example | Partner_Tallis_Outbound | Campaign Lead | Tallis Dialer | active | Partner Dialer Operations @ Partner_Tallis_Outbound; Partner Team Lead @ Partner_Tallis_Outbound
Sanne Dijkman | tallis-dialer.example | Partner_Tallis_Outbound | Dialer Operator | Tallis Dialer | active | Partner Dialer Operations @ Partner_Tallis_Outbound, Prod_Sales
Wouter Kamps | tallis-dialer.example | Partner_Tallis_Outbound | Dialer Operator | Tallis Dialer | active | Partner Dialer Operations @ Partner_Tallis_Outbound
Fleur Onstein | tallis-dialer.example | Partner_Tallis_Outbound | Outbound Agent | Tallis Dialer | active | Partner Agent @ Partner_Tallis_Outbound
Bram Geerlings | tallis-dialer.example | Partner_Tallis_Outbound | Outbound Agent | Tallis Dialer | active | Partner Agent @ Partner_Tallis_Outbound
Nienke Haverkort | tallis-dialer.example | Partner_Tallis_Outbound | Outbound Agent | Tallis Dialer | active | Partner Agent @ Partner_Tallis_Outbound
Joris Vandel | freelance.example | Partner_Tallis_Outbound | Dialer Consultant | Tallis Dialer | active | Partner Dialer Operations @ Partner_Tallis_Outbound
Milan Petrovec | tallis-dialer.example | Partner_Tallis_Outbound | Outbound Agent | Tallis Dialer | active | Partner Agent @ Partner_Tallis_Outbound
Aurel Kovats | orbis-lingua.example | Partner_Orbis_Lingua | Interpreter | Orbis Lingua | active | Partner Agent @ Partner_Orbis_Lingua
Ilka Sommerfeldt | orbis-lingua.example | Partner_Orbis_Lingua | Interpreter | Orbis Lingua | active | Partner Agent @ Partner_Orbis_Lingua
";

/// name | may hold roles | owners count | visibility | owners | members | grants
const GROUPS: &str = "
Billing DE Team | no | no | public | Bodo Kremer | Yasmin Tekin, Lukas Ahrendt, Greta Nissen, Marek Zielony |
Technical Support Team | no | no | public | Svea Holm | Patrick Lohse, Aylin Demir, Jens Rickert, Nele Harms |
Outage Task Force | yes | no | members | Svea Holm | Patrick Lohse, Jens Rickert, Tilo Marquart | CC Agent @ Prod_Digital
Acme Shift Leads | no | no | members | Imke Thordsen | Gregor Althoff, Selin Aydogan |
Vendor Stand-up | no | yes | owners | Imke Thordsen | Kevin Strobl, Denise Faber |
Summer Event 2026 | no | no | public | Fenja Rohde | Lia Costabel, Gregor Althoff, Ines Cardoso, Joost Verhagen |
";

/// name | grant type | state | description | scopes or grants
const CLIENTS: &str = "
Vendor_Acme_Reporting_App | client_credentials | active | Acme's service-level dashboard | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support, Prod_Billing
Vendor_Acme_Nightly_Export | client_credentials | active | Acme pulls yesterday's contacts at 02:00 | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support
Vendor_Acme_WFM_Import | client_credentials | disabled | Replaced in March | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support
Vendor_Acme_Quality | client_credentials | active | Acme's quality scores | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support
Vendor_Brisa_Case_Sync | client_credentials | active | Case numbers to Brisa's ticket system | Partner Agent @ Partner_Brisa_Backoffice
Vendor_Brisa_Reporting | client_credentials | active | Brisa's weekly report | Partner Support - Read Only + Diagnostics @ Partner_Brisa_Backoffice, Prod_Billing
Vendor_Tallis_Dialer | client_credentials | active | Loads call results back | Partner Dialer Operations @ Partner_Tallis_Outbound
Vendor_Tallis_List_Loader | client_credentials | active | Uploads the contact lists | Partner Dialer Operations @ Partner_Tallis_Outbound, Prod_Sales
Nightly Survey Export | client_credentials | active | Survey answers to the market research database | Integration - Reporting Export @ Prod_Billing, Prod_TechSupport
Data Lake Loader | client_credentials | active | Conversation details to the data lake | Integration - Reporting Export @ *
CRM Connector | client_credentials | active | Screen pops and call notes | CC Agent @ Prod_Billing, Prod_Sales, Prod_Retention
WFM Bridge | client_credentials | active | Schedules to payroll | Supervisor @ WFM_Planning
Outage Map Push | client_credentials | active | Reads queue length for the outage page | CC Agent @ Prod_TechSupport
CX as Code Pipeline | client_credentials | active | Deploys queues and flows | CC Administration @ *
Lobby Wallboard | authorization_code | active | Screens in the service hall | analytics:readonly routing:readonly
Agent Desktop | authorization_code | active | Our agent desktop | conversations users:readonly presence
Meter Portal Login | saml2_bearer | active | Single sign-on of the meter portal | users:readonly
Old Kiosk Page | implicit | disabled | Switched off in 2024, kept for its audit trail | users:readonly
";

/// division | type | names
const OBJECTS: &str = "
Home | QUEUE | Default Fallback; Test Queue IT
Home | FLOW | IVR_Main_DE; IVR_Main_EN; IVR_Night_Service; Common_Disconnect
Home | CALLROUTE | Hotline 0800 Main; Hotline Night Service
Home | ROUTINGSCHEDULES | Public Holidays DE; Christmas Closure
Home | EMERGENCYGROUPS | Storm Emergency
Home | DATATABLES | Global_Settings
Prod_Billing | QUEUE | Billing DE – Inbound; Billing DE – Callback; Billing DE – E-Mail; Billing Dunning; Billing Business Customers
Prod_Billing | FLOW | IVR_Billing_DE; InQueue_Billing_DE; Email_Billing_Sort; Bot_Meter_Reading
Prod_Billing | DATATABLES | Billing_Opening_Hours; Billing_VIP_Customers
Prod_Billing | FLOWOUTCOME | Invoice explained; Instalments agreed
Prod_Billing | SCRIPT | Billing Inbound Script; Instalment Plan Script
Prod_Billing | CALLROUTE | Billing Hotline
Prod_Billing | ROUTINGSCHEDULEGROUPS | Billing Week
Prod_Billing | LIBRARY | Billing Answers DE
Prod_TechSupport | QUEUE | Tech Support DE – Inbound; Tech Support – Outage; Tech Support – Charging Points; Tech Support – Callback
Prod_TechSupport | FLOW | IVR_TechSupport_DE; IVR_Outage_Info; InQueue_TechSupport; Bot_Outage_Status
Prod_TechSupport | DATATABLES | Outage_Areas; Tech_Opening_Hours
Prod_TechSupport | SCRIPT | Outage Script; Charging Point Script
Prod_TechSupport | CALLROUTE | Outage Hotline; Technical Hotline
Prod_TechSupport | ROUTINGSCHEDULES | TechSupport 24x7
Prod_TechSupport | FLOWMILESTONE | Meter number captured; Address captured
Prod_TechSupport | SKILLGROUP | Outage Experts
Prod_Sales | QUEUE | Sales DE – Inbound; Sales – Business; Sales – Heat Pumps
Prod_Sales | FLOW | IVR_Sales_DE; InQueue_Sales
Prod_Sales | CAMPAIGN | Heat Pump Leads Q4; Solar Callback
Prod_Sales | CONTACTLIST | Heat Pump Leads Q4; Solar Interested 2026
Prod_Sales | DNCLIST | Robinson List
Prod_Sales | SCRIPT | Sales Opening Script; Contract Script
Prod_Sales | EXTENSIONPOOL | Sales 4000-4199
Prod_Sales | CALLROUTE | Sales Hotline
Prod_Retention | QUEUE | Retention – Cancellations; Retention – Price Change; Retention – Callback
Prod_Retention | FLOW | IVR_Retention; InQueue_Retention
Prod_Retention | SCRIPT | Win-back Script
Prod_Retention | DATATABLES | Retention_Offers
Prod_Digital | QUEUE | Chat Website; E-Mail Service; Social Media; WhatsApp Service
Prod_Digital | FLOW | Bot_Website; Msg_WhatsApp_Entry; Email_Service_Sort
Prod_Digital | LIBRARY | Chat Answers; Social Answers; E-Mail Answers
Prod_Digital | MESSAGINGCAMPAIGN | Meter Reading Reminder SMS
WFM_Planning | BUSINESSUNIT | Nordwerk Customer Service
WFM_Planning | MANAGEMENTUNIT | Hamburg Inbound; Kiel Digital
WFM_Planning | WORKTYPE | Planning Request; Shift Swap
HR | QUEUE | Applicant Hotline
HR | FLOW | IVR_Applicants
HR | DATATABLES | HR_Contacts
Legal | QUEUE | Ombudsman Complaints; Regulator Hotline
Legal | WORKBIN | Regulator Cases
Partner_Acme_Support | QUEUE | ACME Billing Overflow; ACME Overflow Tier 1; ACME Tech Overflow; ACME Callback
Partner_Acme_Support | FLOW | Acme_IVR_Overflow; Acme_InQueue
Partner_Acme_Support | SCRIPT | ACME Overflow Script
Partner_Acme_Support | DATATABLES | Acme_Skills; Acme_Opening_Hours
Partner_Acme_Support | TEAM | ACME Early Shift; ACME Late Shift
Partner_Brisa_Backoffice | QUEUE | Brisa E-Mail Backoffice; Brisa Post; Brisa Escalations
Partner_Brisa_Backoffice | FLOW | Brisa_Email_Sort; Brisa_InQueue
Partner_Brisa_Backoffice | LIBRARY | Brisa Answers
Partner_Brisa_Backoffice | WORKBIN | Brisa Cases
Partner_Brisa_Backoffice | WORKTYPE | Brisa Address Change
Partner_Tallis_Outbound | QUEUE | Tallis Outbound Sales; Tallis Callback
Partner_Tallis_Outbound | CAMPAIGN | Tallis Winback Autumn; Tallis Heat Pump Leads; Tallis Price Change Info
Partner_Tallis_Outbound | CONTACTLIST | Tallis Winback Autumn List; Tallis Heat Pump List
Partner_Tallis_Outbound | DNCLIST | Tallis Opt-outs
Partner_Tallis_Outbound | SCRIPT | Tallis Sales Script
Partner_Tallis_Outbound | FLOW | Tallis_Outbound_AMD
";

/// trusted org | kind | name | grants
const TRUSTEES: &str = "
Acme Corp | user | Holger Stamm | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support
Acme Corp | user | Tabea Reimers | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support, Prod_TechSupport
Acme Corp | group | Acme Level 2 | Partner Support - Read Only + Diagnostics @ Partner_Acme_Support
Brisa Contact Services | user | Vasco Meireles | Partner Team Lead @ Partner_Brisa_Backoffice
Brisa Contact Services | user | Leonor Bastos | Partner Support - Read Only + Diagnostics @ Partner_Brisa_Backoffice
Brisa Contact Services | group | Brisa Service Desk | Partner Support - Read Only + Diagnostics @ Partner_Brisa_Backoffice
";

/// age in days | service | action | entity type | user or client | entity
const AUDIT: &str = "
12 | PeoplePermissions | Update | User | user Mirja Kallweit | Selin Aydogan
11 | Directory | Create | User | user Henrik Solberg | Lena Ortwin
9 | PeoplePermissions | Update | User | user Mirja Kallweit | Nuno Falcato
6 | Architect | Publish | Flow | client CX as Code Pipeline | IVR_Main_DE
4 | Routing | Create | Queue | user Ruben Hasselt | ACME Overflow Tier 1
2 | Outbound | Update | Campaign | client Vendor_Tallis_Dialer | Tallis Winback Autumn
";

/// The moment of the export: 2026-11-02T03:15:00Z, as day of November and the time.
const EXPORT_TIME: &str = "T03:15:00Z";

/// The sample org while it is put together. Names lead to ids.
pub(crate) struct Org {
    pub(crate) snapshot: Snapshot,
    known: Vec<String>,
}

impl Org {
    /// The org as it should be: no rule finds anything.
    pub(crate) fn repaired() -> io::Result<Self> {
        let snapshot = Snapshot {
            access_policies: Map::new(),
            audit_events: Vec::new(),
            divisions: Map::new(),
            exported_at: format!("2026-11-02{EXPORT_TIME}"),
            exporter: Exporter { name: "cordon", version: "0.1.0" },
            grants: Map::new(),
            groups: Map::new(),
            oauth_authorizations: Some(Map::new()),
            oauth_clients: Some(Map::new()),
            objects: Map::new(),
            organization: Organization {
                id: id("organization", "Nordwerk Energie"),
                name: "Nordwerk Energie".to_owned(),
                region: "eu-central-1".to_owned(),
                short_name: "nordwerk".to_owned(),
            },
            permissions: Map::new(),
            roles: Map::new(),
            schema_version: "1",
            sections: Map::new(),
            settings: Settings { default_role_backfill: false, grant_division_aware: true },
            trustees: Some(Map::new()),
            users: Map::new(),
        };
        let mut org = Self { snapshot, known: catalogue::known()? };
        org.divisions();
        org.roles();
        org.users();
        org.groups();
        for [name, grant_type, state, description, holds] in rows(CLIENTS) {
            org.client(name, grant_type, state, description, holds);
        }
        for [division, kind, names] in rows(OBJECTS) {
            for name in names.split("; ") {
                org.object(kind, name, division);
            }
        }
        org.trustees();
        org.access_policies();
        Ok(org)
    }

    /// What follows from the rest: the catalogue, the audit trail, the counts.
    pub(crate) fn finish(&mut self) {
        let mut names = self.expand(CATALOGUE);
        for role in self.snapshot.roles.values() {
            names.extend(role.permissions.keys().cloned());
        }
        names.retain(|name| name.contains(':'));
        self.snapshot.permissions = names
            .into_iter()
            .map(|name| {
                let entry = catalogue::entry(&name);
                (name, entry)
            })
            .collect();

        self.audit_events();
        for grants in self.snapshot.grants.values_mut() {
            grants.sort();
        }
        for (id, division) in &mut self.snapshot.divisions {
            for object in self.snapshot.objects.values() {
                if &object.division_id == id {
                    let count = division.object_counts.entry(object.kind.clone());
                    *count.or_default() += 1;
                }
            }
            let users = self.snapshot.users.values();
            let users = users.filter(|user| &user.division_id == id).count();
            division.object_counts.insert("USER".to_owned(), users);
        }
        self.snapshot.count_sections();
    }

    /// The org as it was exported a month before. What happened since is undone by whoever asks; times move with it.
    pub(crate) fn a_month_earlier(&mut self) {
        let snapshot = &mut self.snapshot;
        let users = snapshot.users.values_mut();
        let users = users.flat_map(|user| [user.last_login_at.as_mut(), user.last_token_issued_at.as_mut()]);
        let clients = snapshot.oauth_clients.iter_mut().flat_map(Map::values_mut);
        let used = clients.map(|client| client.last_used_at.as_mut());
        let events = snapshot.audit_events.iter_mut().map(|event| Some(&mut event.at));
        for time in users.chain(used).chain(events).flatten().chain([&mut snapshot.exported_at]) {
            *time = month_before(time);
        }
    }

    /// The permissions that a list of names and patterns stands for, and its one-word ones.
    fn expand(&self, patterns: &str) -> Vec<String> {
        let mut names = Vec::new();
        for pattern in patterns.split_whitespace() {
            let before = names.len();
            names.extend(self.known.iter().filter(|n| fits(pattern, n)).cloned());
            if names.len() == before {
                names.push(pattern.to_owned());
            }
        }
        names
    }

    fn divisions(&mut self) {
        for [name, description] in rows(DIVISIONS) {
            let division = Division {
                description: Some(description.to_owned()),
                home: name == "Home",
                name: name.to_owned(),
                object_counts: Map::new(),
            };
            let id = id("division", name);
            self.snapshot.divisions.insert(id, division);
        }
    }

    fn roles(&mut self) {
        for [name, internal, description, permissions] in rows(ROLES) {
            self.role(name, internal, description, permissions);
        }
    }

    pub(crate) fn role(&mut self, name: &str, internal: &str, description: &str, holds: &str) {
        let mut role = Role {
            base: matches!(internal, "admin" | "employee"),
            default: !internal.is_empty(),
            default_role_id: (!internal.is_empty()).then(|| internal.to_owned()),
            description: description.to_owned(),
            general_permissions: Vec::new(),
            name: name.to_owned(),
            needs_update: Some(false),
            permissions: Map::new(),
            // The org analyses its own roles, and those of partners are made of what is used.
            unused_permissions: internal.is_empty().then(Vec::new),
        };
        for word in holds.split_whitespace() {
            if let Some(other) = word.strip_prefix('+') {
                let other = id("role", &other.replace('_', " "));
                for (name, held) in &self.snapshot.roles[&other].permissions {
                    let conditional = held.conditional;
                    let held = RolePermission { conditional };
                    role.permissions.insert(name.clone(), held);
                }
                continue;
            }
            let (pattern, conditional) = match word.strip_prefix('~') {
                Some(pattern) => (pattern, true),
                None => (word, false),
            };
            for name in self.expand(pattern) {
                if name.contains(':') {
                    role.permissions.insert(name, RolePermission { conditional });
                } else {
                    role.general_permissions.push(name);
                }
            }
        }
        self.snapshot.roles.insert(id("role", name), role);
    }

    /// Adds permissions to a role, in the words of the role table.
    pub(crate) fn role_gets(&mut self, name: &str, permissions: &[&str]) {
        if let Some(role) = self.snapshot.roles.get_mut(&id("role", name)) {
            for permission in permissions {
                let held = RolePermission { conditional: false };
                role.permissions.insert((*permission).to_owned(), held);
            }
        }
    }

    /// What the org's analysis says that nobody used.
    pub(crate) fn role_is_not_used_for(&mut self, name: &str, permissions: &[&str]) {
        if let Some(role) = self.snapshot.roles.get_mut(&id("role", name)) {
            role.unused_permissions = Some(permissions.iter().map(|&permission| permission.to_owned()).collect());
        }
    }

    pub(crate) fn role_loses(&mut self, name: &str, permission: &str) {
        if let Some(role) = self.snapshot.roles.get_mut(&id("role", name)) {
            role.permissions.remove(permission);
        }
    }

    pub(crate) fn role_needs_update(&mut self, name: &str) {
        if let Some(role) = self.snapshot.roles.get_mut(&id("role", name)) {
            role.needs_update = Some(true);
        }
    }

    fn users(&mut self) {
        for [name, domain, division, title, department, state, grants] in rows(USERS) {
            let internal = domain.starts_with("nordwerk");
            let user_id = id("user", name);
            let hour = spread(&user_id, 24);
            let token = match state {
                "active" => format!("2026-1{}:{:02}:00Z", recent(&user_id), spread(name, 60)),
                "inactive" => format!("2026-0{}-14T{hour:02}:20:00Z", 2 + spread(name, 6)),
                _ => format!("2025-0{}-27T{hour:02}:05:00Z", 2 + spread(name, 6)),
            };
            let cloned = domain == "brisa-group.example";
            let user = User {
                cloned_from_org_id: cloned.then(|| id("trustee", "Brisa Contact Services")),
                department: Some(department.to_owned()),
                division_id: id("division", division),
                email: Some(format!("{}@{domain}", mailbox(name))),
                group_ids: Vec::new(),
                // Our own people sign on through the identity provider.
                last_login_at: (!internal).then(|| token.clone()),
                last_token_issued_at: Some(token),
                manager_id: manager(name, division),
                name: name.to_owned(),
                state: user_state(state),
                title: Some(title.to_owned()),
            };
            self.snapshot.users.insert(user_id, user);
            if internal {
                self.grant("user", name, "Employee", "Home");
            }
            self.grants("user", name, grants);
        }
    }

    fn groups(&mut self) {
        for [name, roles, owners_count, visibility, owners, members, grants] in rows(GROUPS) {
            let group_id = id("group", name);
            let group = Group {
                dynamic: false,
                include_owners: owners_count == "yes",
                member_ids: Vec::new(),
                name: name.to_owned(),
                owner_ids: owners.split(", ").map(|owner| id("user", owner)).collect(),
                roles_enabled: roles == "yes",
                state: "active",
                kind: if name.contains("Event") { "social" } else { "official" },
                visibility,
            };
            self.snapshot.groups.insert(group_id, group);
            for member in members.split(", ") {
                self.joins(member, name);
            }
            self.grants("group", name, grants);
        }
    }

    /// Makes a user a member of a group.
    pub(crate) fn joins(&mut self, user: &str, group: &str) {
        let (user, group) = (id("user", user), id("group", group));
        if let Some(entry) = self.snapshot.users.get_mut(&user) {
            entry.group_ids.push(group.clone());
            entry.group_ids.sort();
        }
        if let Some(entry) = self.snapshot.groups.get_mut(&group) {
            entry.member_ids.push(user);
            entry.member_ids.sort();
        }
    }

    /// Makes a user an owner of a group.
    pub(crate) fn owns(&mut self, user: &str, group: &str) {
        if let Some(entry) = self.snapshot.groups.get_mut(&id("group", group)) {
            entry.owner_ids.push(id("user", user));
            entry.owner_ids.sort();
        }
    }

    /// Lets a group hold roles, and gives it one.
    pub(crate) fn group_passes_on(&mut self, name: &str, role: &str, division: &str) {
        if let Some(group) = self.snapshot.groups.get_mut(&id("group", name)) {
            group.roles_enabled = true;
        }
        self.grant("group", name, role, division);
    }

    /// Has the members of a group chosen by skill.
    pub(crate) fn group_is_dynamic(&mut self, name: &str) {
        if let Some(group) = self.snapshot.groups.get_mut(&id("group", name)) {
            group.dynamic = true;
        }
    }

    /// Adds grants, in the words of the tables.
    fn grants(&mut self, kind: &'static str, name: &str, grants: &str) {
        for (role, division) in pairs(grants) {
            self.grant(kind, name, role, division);
        }
    }

    pub(crate) fn grant(&mut self, kind: &'static str, name: &str, role: &str, division: &str) {
        let grant = Grant { division_id: division_id(division), role_id: id("role", role), subject_type: kind };
        let grants = self.snapshot.grants.entry(id(kind, name)).or_default();
        grants.push(grant);
    }

    pub(crate) fn revoke(&mut self, kind: &str, name: &str, role: &str, division: &str) {
        let (role, division) = (id("role", role), division_id(division));
        if let Some(grants) = self.snapshot.grants.get_mut(&id(kind, name)) {
            grants.retain(|grant| grant.role_id != role || grant.division_id != division);
        }
    }

    /// Moves a user to another division.
    pub(crate) fn user_sits_in(&mut self, name: &str, division: &str) {
        if let Some(user) = self.snapshot.users.get_mut(&id("user", name)) {
            user.division_id = id("division", division);
        }
    }

    /// Gives a user an address at another domain.
    pub(crate) fn user_writes_from(&mut self, name: &str, domain: &str) {
        if let Some(user) = self.snapshot.users.get_mut(&id("user", name)) {
            user.email = Some(format!("{}@{domain}", mailbox(name)));
        }
    }

    /// Makes a moment the last at which a user signed in.
    pub(crate) fn user_last_came(&mut self, name: &str, at: &str) {
        if let Some(user) = self.snapshot.users.get_mut(&id("user", name)) {
            user.last_login_at = Some(at.to_owned());
            user.last_token_issued_at = Some(at.to_owned());
        }
    }

    /// Makes the org count objects of a type that the export does not list.
    pub(crate) fn division_counts(&mut self, division: &str, kind: &str, count: usize) {
        if let Some(division) = self.snapshot.divisions.get_mut(&id("division", division)) {
            division.object_counts.insert(kind.to_owned(), count);
        }
    }

    /// Makes a user the clone of one of a trusted org.
    pub(crate) fn user_is_clone_from(&mut self, name: &str, org: &str) {
        if let Some(user) = self.snapshot.users.get_mut(&id("user", name)) {
            user.cloned_from_org_id = Some(id("trustee", org));
        }
    }

    /// Moves an object to another division.
    pub(crate) fn object_sits_in(&mut self, kind: &str, name: &str, division: &str) {
        let key = format!("{kind} {name}");
        if let Some(object) = self.snapshot.objects.get_mut(&id("object", &key)) {
            object.division_id = id("division", division);
        }
    }

    fn object(&mut self, kind: &str, name: &str, division: &str) {
        let object = Object { division_id: id("division", division), name: name.to_owned(), kind: kind.to_owned() };
        let key = format!("{kind} {name}");
        self.snapshot.objects.insert(id("object", &key), object);
    }

    pub(crate) fn client(
        &mut self,
        name: &str,
        grant_type: &'static str,
        state: &'static str,
        description: &str,
        holds: &str,
    ) {
        let client_id = id("oauth_client", name);
        let acts_itself = grant_type == "client_credentials";
        if acts_itself {
            self.grants("oauth_client", name, holds);
        }
        let month = 1 + spread(&client_id, 9);
        let client = OauthClient {
            created_at: format!("202{}-0{month}-11T09:30:00Z", 3 + spread(name, 3)),
            created_by: Some(id("user", "Henrik Solberg")),
            description: description.to_owned(),
            grant_type,
            last_used_at: (state == "active").then(|| "2026-11-02T02:00:00Z".to_owned()),
            // Secrets are replaced once a year.
            modified_at: acts_itself.then(|| format!("2026-0{}-18T08:20:00Z", 1 + spread(name, 9))),
            modified_by: acts_itself.then(|| id("user", "Henrik Solberg")),
            name: name.to_owned(),
            redirect_uris: redirects(name, acts_itself),
            role_divisions: if acts_itself { role_divisions(holds) } else { Vec::new() },
            scopes: if acts_itself { Vec::new() } else { holds.split_whitespace().map(str::to_owned).collect() },
            state,
            token_validity_seconds: 86_400,
        };
        if let Some(clients) = &mut self.snapshot.oauth_clients {
            clients.insert(client_id, client);
        }
    }

    /// Gives a client one more role in a division.
    pub(crate) fn client_gets(&mut self, name: &str, role: &str, division: &str) {
        self.grant("oauth_client", name, role, division);
        let clients = self.snapshot.oauth_clients.as_mut();
        if let Some(client) = clients.and_then(|all| all.get_mut(&id("oauth_client", name))) {
            let holds = format!("{role} @ {division}");
            client.role_divisions.extend(role_divisions(&holds));
        }
    }

    /// Makes a client act as the user who signs in, so that it has no roles of its own.
    pub(crate) fn client_acts_as_user(&mut self, name: &str, grant_type: &'static str, scopes: &[&str]) {
        let client_id = id("oauth_client", name);
        self.snapshot.grants.remove(&client_id);
        let clients = self.snapshot.oauth_clients.as_mut();
        if let Some(client) = clients.and_then(|all| all.get_mut(&client_id)) {
            client.grant_type = grant_type;
            client.role_divisions.clear();
            client.redirect_uris = redirects(name, false);
            client.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        }
    }

    /// Something that is otherwise with a client.
    pub(crate) fn client_is(&mut self, name: &str, change: impl FnOnce(&mut OauthClient)) {
        let clients = self.snapshot.oauth_clients.as_mut();
        if let Some(client) = clients.and_then(|all| all.get_mut(&id("oauth_client", name))) {
            change(client);
        }
    }

    /// Another company's app, as the org authorized it.
    pub(crate) fn authorizes(&mut self, app: &str, state: &'static str, scopes: &[&str], by: &str) {
        let authorization = OauthAuthorization {
            created_at: Some("2026-09-24T12:05:00Z".to_owned()),
            name: app.to_owned(),
            pending: Some(state == "requested"),
            resource_owner_id: Some(id("user", by)),
            role_ids: Vec::new(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            state,
        };
        if let Some(all) = &mut self.snapshot.oauth_authorizations {
            all.insert(id("oauth_client", app), authorization);
        }
    }

    /// Something that a client did, which may be gone.
    pub(crate) fn client_did(&mut self, client: &str, at: &str, action: &'static str, kind: &'static str, what: &str) {
        self.snapshot.audit_events.push(AuditEvent {
            action,
            at: at.to_owned(),
            client_id: Some(id("oauth_client", client)),
            entity_id: id("object", &format!("{} {what}", kind.to_uppercase())),
            entity_name: what.to_owned(),
            entity_type: kind,
            home_org_id: None,
            service: "Routing",
            user_id: None,
        });
    }

    /// Gives a client another name.
    pub(crate) fn client_is_called(&mut self, name: &str, new: &str) {
        let clients = self.snapshot.oauth_clients.as_mut();
        if let Some(client) = clients.and_then(|all| all.get_mut(&id("oauth_client", name))) {
            new.clone_into(&mut client.name);
        }
    }

    fn trustees(&mut self) {
        for [org, kind, name, grants] in rows(TRUSTEES) {
            let key = format!("{org} {name}");
            let subject = if kind == "user" { "trustee_user" } else { "trustee_group" };
            self.grants(subject, &key, grants);
            let Some(trustee) = self.trustee(org) else {
                continue;
            };
            let (subject, name) = (id(subject, &key), name.to_owned());
            if kind == "user" {
                let domain = if org.starts_with("Acme") { "acme.example" } else { "brisa-contact.example" };
                let email = Some(format!("{}@{domain}", mailbox(&name)));
                trustee.users.insert(subject, TrusteeUser { email, name });
            } else {
                trustee.groups.insert(subject, TrusteeGroup { name });
            }
        }
    }

    /// The trust in an org, made where there is none yet.
    pub(crate) fn trustee(&mut self, org: &str) -> Option<&mut Trustee> {
        let trustees = self.snapshot.trustees.as_mut()?;
        Some(trustees.entry(id("trustee", org)).or_insert_with(|| Trustee {
            enabled: true,
            expires_at: Some("2027-03-31T22:00:00Z".to_owned()),
            groups: Map::new(),
            has_full_access: false,
            name: org.to_owned(),
            users: Map::new(),
            uses_default_role: false,
        }))
    }

    fn access_policies(&mut self) {
        let hold = serde_json::json!({
            "active": true,
            "apply_to_clients": true,
            "condition": { "attribute": "resource.division.name", "operator": "EQ", "value": "Legal" },
            "effect": "DENY",
            "name": "Legal hold: no recordings outside Legal",
            "subject": { "type": "ALL" },
            "target_resource": "recording:recording:view",
        });
        let coaches = serde_json::json!({
            "active": false,
            "apply_to_clients": false,
            "condition": { "attribute": "resource.agent.teamId", "operator": "NE", "value": "subject.teamId" },
            "effect": "DENY",
            "name": "Evaluations of one's own team only (pilot)",
            "subject": { "id": id("group", "Acme Shift Leads"), "type": "GROUP" },
            "target_resource": "quality:evaluation:edit",
        });
        for (name, policy) in [("hold", hold), ("coaches", coaches)] {
            let id = id("access_policy", name);
            self.snapshot.access_policies.insert(id, policy);
        }
    }

    fn audit_events(&mut self) {
        for [age, service, action, entity_type, actor, entity] in rows(AUDIT) {
            let day = 33 - age.parse::<u32>().unwrap_or(1);
            let at = if day > 31 {
                format!("2026-11-{:02}T10:42:00Z", day - 31)
            } else {
                format!("2026-10-{day:02}T14:05:00Z")
            };
            let key = match entity_type {
                "User" => entity.to_owned(),
                other => format!("{} {entity}", other.to_uppercase()),
            };
            let (kind, actor) = actor.split_once(' ').unwrap_or_default();
            let event = AuditEvent {
                action,
                at,
                client_id: (kind == "client").then(|| id("oauth_client", actor)),
                entity_id: if entity_type == "User" { id("user", &key) } else { id("object", &key) },
                entity_name: entity.to_owned(),
                entity_type,
                home_org_id: None,
                service,
                user_id: (kind == "user").then(|| id("user", actor)),
            };
            self.snapshot.audit_events.push(event);
        }
        self.snapshot.audit_events.sort_by(|a, b| a.at.cmp(&b.at));
    }
}

/// The rows of a table, each as its fields.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter(|line| !line.is_empty()).map(|line| {
        let mut fields = line.split('|').map(str::trim);
        std::array::from_fn(|_| fields.next().unwrap_or_default())
    })
}

/// `role @ division, division; role @ division` as pairs.
fn pairs(grants: &str) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    for part in grants.split("; ").filter(|part| !part.is_empty()) {
        if let Some((role, divisions)) = part.split_once(" @ ") {
            pairs.extend(divisions.split(", ").map(|division| (role, division)));
        }
    }
    pairs
}

fn role_divisions(holds: &str) -> Vec<RoleDivision> {
    pairs(holds)
        .into_iter()
        .map(|(role, division)| RoleDivision { division_id: division_id(division), role_id: id("role", role) })
        .collect()
}

fn redirects(name: &str, acts_itself: bool) -> Vec<String> {
    if acts_itself {
        return Vec::new();
    }
    let host = name.to_lowercase().replace([' ', '_'], "-");
    vec![format!("https://{host}.nordwerk.example/oauth/callback")]
}

fn user_state(word: &str) -> &'static str {
    match word {
        "active" => "active",
        "inactive" => "inactive",
        _ => "deleted",
    }
}

fn manager(name: &str, division: &str) -> Option<String> {
    let manager = match division {
        "Prod_Billing" => "Bodo Kremer",
        "Prod_TechSupport" => "Svea Holm",
        "Prod_Sales" => "Carina Moll",
        "Prod_Retention" => "Hanne Fedders",
        "Prod_Digital" => "Arne Dircks",
        "Partner_Acme_Support" => "Marisa Keller",
        "Partner_Brisa_Backoffice" => "Ines Cardoso",
        "Partner_Tallis_Outbound" => "Joost Verhagen",
        _ => "Anke Brodersen",
    };
    (name != manager && name != "Imke Thordsen").then(|| id("user", manager))
}

fn mailbox(name: &str) -> String {
    let plain = name.to_lowercase().replace(' ', ".");
    let plain = plain.replace('ä', "ae").replace('ö', "oe");
    plain.replace('ü', "ue")
}

fn division_id(name: &str) -> String {
    if name == "*" { "*".to_owned() } else { id("division", name) }
}

/// An id that stays: made of the kind and the name alone, in the shape of a random UUID.
pub(crate) fn id(kind: &str, name: &str) -> String {
    let high = hash(&format!("{kind}/{name}"));
    let low = hash(&format!("{name}/{kind}/{high:x}"));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff,
    )
}

/// FNV-1a, with its bits mixed once more.
fn hash(text: &str) -> u64 {
    let fnv =
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mixed = (fnv ^ (fnv >> 30_u32)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 31)
}

/// A number below `limit` that depends on the text alone.
fn spread(text: &str, limit: u64) -> u64 {
    hash(text) % limit
}

/// The day and hour of a token of the last week: the end of October or the first of November.
fn recent(text: &str) -> String {
    let (day, hour) = (26 + spread(text, 7), 6 + spread(text, 15));
    if day > 31 { format!("1-01T{hour:02}") } else { format!("0-{day}T{hour:02}") }
}

/// A time of October or November 2026, a month earlier; other times stay.
fn month_before(time: &str) -> String {
    let time = time.replace("2026-10-31", "2026-10-30");
    time.replace("2026-10-", "2026-09-").replace("2026-11-", "2026-10-")
}

/// Whether a name fits a pattern with `*` for a whole part.
fn fits(pattern: &str, name: &str) -> bool {
    pattern.split(':').count() == name.split(':').count()
        && (pattern.split(':')).zip(name.split(':')).all(|(wanted, part)| wanted == "*" || wanted == part)
}
