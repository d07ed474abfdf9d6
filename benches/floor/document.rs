//! The snapshot as plain structs: only what some rule reads, with texts that borrow from the file.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// A text of the file, copied only where it is written with escapes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Read)
    }
}

/// The members of an object in the order of the file.
#[derive(Debug)]
pub(crate) struct Entries<'a, T>(pub(crate) Vec<(Text<'a>, T)>);

impl<T> Default for Entries<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, T> Deref for Entries<'a, T> {
    type Target = [(Text<'a>, T)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Entries<'a, T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Read<T> {
            type Value = Entries<'de, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        from.deserialize_map(Read(PhantomData))
    }
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Document<'a> {
    #[serde(borrow)]
    pub(crate) exported_at: Option<Text<'a>>,
    pub(crate) organization: Organization<'a>,
    pub(crate) sections: Entries<'a, Section<'a>>,
    pub(crate) divisions: Entries<'a, Division<'a>>,
    #[serde(default)]
    pub(crate) permissions: Entries<'a, Permission>,
    pub(crate) roles: Entries<'a, Role<'a>>,
    pub(crate) users: Entries<'a, User<'a>>,
    #[serde(default)]
    pub(crate) groups: Entries<'a, Group<'a>>,
    pub(crate) grants: Entries<'a, Vec<Grant<'a>>>,
    #[serde(default)]
    pub(crate) oauth_clients: Entries<'a, Client<'a>>,
    #[serde(default)]
    pub(crate) oauth_authorizations: Entries<'a, Authorization<'a>>,
    #[serde(default)]
    pub(crate) objects: Entries<'a, Object<'a>>,
    #[serde(default)]
    pub(crate) trustees: Entries<'a, Trustee<'a>>,
    pub(crate) settings: Option<Settings>,
    #[serde(default)]
    pub(crate) audit_events: Vec<Event<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Organization<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    pub(crate) name: Text<'a>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Section<'a> {
    #[serde(borrow)]
    pub(crate) status: Text<'a>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Division<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(default)]
    pub(crate) home: bool,
    pub(crate) object_counts: Option<Entries<'a, u64>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Permission {
    pub(crate) division_aware: bool,
    #[serde(default)]
    pub(crate) allows_conditions: bool,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Role<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(default)]
    pub(crate) default: bool,
    pub(crate) default_role_id: Option<Text<'a>>,
    pub(crate) permissions: Entries<'a, RolePermission>,
    #[serde(default)]
    pub(crate) general_permissions: Vec<Text<'a>>,
    #[serde(default)]
    pub(crate) needs_update: bool,
    pub(crate) unused_permissions: Option<Vec<Text<'a>>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct RolePermission {
    pub(crate) conditional: bool,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct User<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    pub(crate) email: Option<Text<'a>>,
    pub(crate) state: Text<'a>,
    pub(crate) division_id: Text<'a>,
    pub(crate) manager_id: Option<Text<'a>>,
    #[serde(default)]
    pub(crate) group_ids: Vec<Text<'a>>,
    pub(crate) last_token_issued_at: Option<Text<'a>>,
    pub(crate) last_login_at: Option<Text<'a>>,
    pub(crate) cloned_from_org_id: Option<Text<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Group<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    pub(crate) state: Text<'a>,
    pub(crate) roles_enabled: bool,
    pub(crate) include_owners: bool,
    #[serde(default)]
    pub(crate) dynamic: bool,
    pub(crate) owner_ids: Vec<Text<'a>>,
    pub(crate) member_ids: Vec<Text<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Pair<'a> {
    #[serde(borrow)]
    pub(crate) role_id: Text<'a>,
    pub(crate) division_id: Text<'a>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Client<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    pub(crate) grant_type: Text<'a>,
    pub(crate) state: Text<'a>,
    pub(crate) role_divisions: Vec<Pair<'a>>,
    #[serde(default)]
    pub(crate) redirect_uris: Vec<Text<'a>>,
    pub(crate) token_validity_seconds: Option<u64>,
    pub(crate) created_at: Option<Text<'a>>,
    pub(crate) modified_at: Option<Text<'a>>,
    pub(crate) created_by: Option<Text<'a>>,
    pub(crate) modified_by: Option<Text<'a>>,
    pub(crate) last_used_at: Option<Text<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Authorization<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    pub(crate) state: Text<'a>,
    #[serde(default)]
    pub(crate) pending: bool,
    pub(crate) scopes: Vec<Text<'a>>,
    pub(crate) role_ids: Vec<Text<'a>>,
    pub(crate) resource_owner_id: Option<Text<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Object<'a> {
    #[serde(borrow)]
    pub(crate) r#type: Text<'a>,
    pub(crate) name: Text<'a>,
    pub(crate) division_id: Text<'a>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Trustee<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    pub(crate) enabled: bool,
    #[serde(default)]
    pub(crate) has_full_access: bool,
    #[serde(default)]
    pub(crate) uses_default_role: bool,
    pub(crate) expires_at: Option<Text<'a>>,
    pub(crate) users: Entries<'a, Named<'a>>,
    pub(crate) groups: Entries<'a, Named<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Named<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    pub(crate) email: Option<Text<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Settings {
    pub(crate) grant_division_aware: Option<bool>,
    pub(crate) default_role_backfill: Option<bool>,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Event<'a> {
    #[serde(borrow)]
    pub(crate) at: Text<'a>,
    pub(crate) service: Text<'a>,
    pub(crate) level: Option<Text<'a>>,
    pub(crate) user_id: Option<Text<'a>>,
    pub(crate) client_id: Option<Text<'a>>,
    pub(crate) home_org_id: Option<Text<'a>>,
}

/// A grant to the subject under whose id it stands.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Grant<'a> {
    pub(crate) subject_type: Kind,
    #[serde(borrow)]
    pub(crate) role_id: Text<'a>,
    #[serde(borrow)]
    pub(crate) division_id: Text<'a>,
}

/// What can hold a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    User,
    Group,
    OauthClient,
    TrusteeUser,
    TrusteeGroup,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] =
        [Self::User, Self::Group, Self::OauthClient, Self::TrusteeUser, Self::TrusteeGroup];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::OauthClient => "oauth_client",
            Self::TrusteeUser => "trustee_user",
            Self::TrusteeGroup => "trustee_group",
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::OauthClient => "OAuth client",
            Self::TrusteeUser => "Trustee user",
            Self::TrusteeGroup => "Trustee group",
        }
    }
}
