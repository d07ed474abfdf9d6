//! What grants really give.

use super::Mishap;

pub(crate) const MISHAPS: &[Mishap] = &[
    Mishap {
        story: "On the night of the go-live Tallis' campaign lead was let in with what is left of the Admin role.",
        happens: |org| {
            let role = "Go-live Support";
            org.role(role, "", "Copy of Admin for one night", "admin routing:queue:view");
            org.grant("user", "Joost Verhagen", role, "Partner_Tallis_Outbound");
        },
    },
    Mishap {
        story: "Acme's partner manager renews the certificate of Acme's single sign-on, and may point it anywhere.",
        happens: |org| {
            let role = "Partner SSO Certificate";
            org.role(role, "", "Renewing the certificate once a year", "sso:provider:edit sso:provider:view");
            org.grant("user", "Marisa Keller", role, "Partner_Acme_Support");
        },
    },
    Mishap {
        story: "An agent of Acme helped out in billing and got the role of our own agents.",
        happens: |org| org.grant("user", "Mandy Plath", "CC Agent", "Prod_Billing"),
    },
    Mishap {
        story: "Brisa's coach may play every call of the division, not only Brisa's.",
        happens: |org| {
            let role = "Partner Quality Coach";
            let holds = "quality:evaluation:view recording:recording:view recording:screenRecording:view";
            org.role(role, "", "Rates calls and screens", holds);
            org.grant("user", "Nuno Falcato", role, "Partner_Brisa_Backoffice");
        },
    },
    Mishap {
        story: "Coaching was moved to another tool; the partners' team leads still may.",
        happens: |org| {
            let unused = [
                "analytics:userObservation:view",
                "coaching:appointment:add",
                "coaching:appointment:view",
                "conversation:call:coach",
            ];
            org.role_is_not_used_for("Partner Team Lead", &unused);
        },
    },
];
