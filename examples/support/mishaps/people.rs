//! Who people are, and what is left over.

use super::{Mishap, SUPPORT};

pub(crate) const MISHAPS: &[Mishap] = &[
    Mishap {
        story: "Acme's agent went on leave in May, and nobody closed the account for the time.",
        happens: |org| org.user_last_came("Mandy Plath", "2026-05-29T13:45:00Z"),
    },
    Mishap {
        story: "Deactivated, but what the contractor worked with was never taken away.",
        happens: |org| org.grant("user", "Uwe Bartels", SUPPORT, "Partner_Acme_Support"),
    },
    Mishap {
        story: "Brisa's vendor manager is a user of Brisa's own org; his clone here holds the role, too.",
        happens: |org| {
            let role = "Partner Team Lead";
            org.grant("user", "Vasco Meireles", role, "Partner_Brisa_Backoffice");
        },
    },
    Mishap {
        story: "Tallis' agent was created with a private address.",
        happens: |org| org.user_writes_from("Milan Petrovec", "postbox.example"),
    },
    Mishap {
        story: "Our sales agent trained Tallis' people for a month and was not moved back.",
        happens: |org| org.user_sits_in("Finn Jessen", "Partner_Tallis_Outbound"),
    },
    Mishap {
        story: "Acme hired somebody of Brisa's and went on with the clone of her user, under a new address.",
        happens: |org| org.user_is_clone_from("Nina Jurado", "Brisa Contact Services"),
    },
    Mishap {
        story: "Brisa took over the interpreters of Orbis, who moved. Their division and the policy stayed.",
        happens: |org| {
            let (role, from, to) = ("Partner Agent", "Partner_Orbis_Lingua", "Partner_Brisa_Backoffice");
            for name in ["Aurel Kovats", "Ilka Sommerfeldt"] {
                org.user_writes_from(name, "brisa-contact.example");
                org.user_sits_in(name, to);
                org.revoke("user", name, role, from);
                org.grant("user", name, role, to);
            }
        },
    },
    Mishap {
        story: "Billing tried out decision tables, which no export lists.",
        happens: |org| org.division_counts("Prod_Billing", "DECISIONTABLE", 3),
    },
    Mishap {
        story: "An agent's account was deleted for good and left its grant.",
        happens: |org| org.grant("user", "Torben Eggers", "CC Agent", "Prod_Billing"),
    },
];
