//! Groups, roles and org trusts.

use super::{Mishap, SUPPORT};

pub(crate) const MISHAPS: &[Mishap] = &[
    Mishap {
        story: "Acme's shift leads get their role through their group, which was the shorter way.",
        happens: |org| org.group_passes_on("Acme Shift Leads", "Partner Team Lead", "Partner_Acme_Support"),
    },
    Mishap {
        story: "The stand-up group got a role for Acme's people; our vendor manager, who owns it, counts as a member.",
        happens: |org| org.group_passes_on("Vendor Stand-up", SUPPORT, "Partner_Acme_Support"),
    },
    Mishap {
        story: "After the storm the outage task force was made to follow a skill, and kept its role.",
        happens: |org| org.group_is_dynamic("Outage Task Force"),
    },
    Mishap {
        story: "A role was made for a pilot with a speech analytics vendor that did not come.",
        happens: |org| {
            let holds = "analytics:conversationDetail:view recording:recording:view routing:queue:view";
            org.role("Pilot Speech Analytics", "", "For the pilot in spring", holds);
        },
    },
    Mishap {
        story: "Permissions of queues were split, and nobody has saved the administrators' role since.",
        happens: |org| org.role_needs_update("CC Administration"),
    },
    Mishap {
        story: "New permissions go into default roles by themselves, as they did on the first day.",
        happens: |org| org.snapshot.settings.default_role_backfill = true,
    },
    Mishap {
        story: "Granting was never limited to the divisions of the one who grants.",
        happens: |org| org.snapshot.settings.grant_division_aware = false,
    },
    Mishap {
        story: "The company that built the org was trusted with everything, and still is.",
        happens: |org| {
            if let Some(trust) = org.trustee("Halmstrand Integration") {
                trust.has_full_access = true;
            }
        },
    },
    Mishap {
        story: "Brisa's trust was renewed without an end.",
        happens: |org| {
            if let Some(trust) = org.trustee("Brisa Contact Services") {
                trust.expires_at = None;
            }
        },
    },
    Mishap {
        story: "The survey agency's project ended in June, its trust stayed on.",
        happens: |org| {
            if let Some(trust) = org.trustee("Quellwerk Surveys") {
                trust.expires_at = Some("2026-06-30T22:00:00Z".to_owned());
            }
        },
    },
    Mishap {
        story: "The trust in Acme's own org gives its users the shipped role for trusted users.",
        happens: |org| {
            if let Some(trust) = org.trustee("Acme Corp") {
                trust.uses_default_role = true;
            }
        },
    },
];
