//! Keyed pseudonyms in place of people's names and e-mail addresses, the same in every export with the same key.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::Sha256;

use super::document::Document;

/// Shortest key, in bytes: a shorter one could be guessed, and with it every name.
pub const SHORTEST_KEY: usize = 16;

/// What stands in for names and addresses.
pub struct Pseudonyms {
    mac: Hmac<Sha256>,
}

/// The key is too short.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key has fewer than {SHORTEST_KEY} bytes, so that names could be guessed")]
pub struct KeyError;

impl Pseudonyms {
    /// With a key.
    ///
    /// # Errors
    /// When it is too short.
    pub fn new(key: &SecretString) -> Result<Self, KeyError> {
        let key = key.expose_secret().as_bytes();
        if key.len() < SHORTEST_KEY {
            return Err(KeyError);
        }
        Hmac::new_from_slice(key).map(|mac| Self { mac }).map_err(|_| KeyError)
    }

    fn hash(&self, kind: &str, text: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The pseudonym of a name.
    pub fn name(&self, name: &str) -> String {
        format!("person-{}", self.hash("name", &name.to_lowercase()))
    }

    /// The pseudonym of an address: its domain is kept, since rules look at it.
    pub fn email(&self, email: &str) -> String {
        match email.rsplit_once('@') {
            Some((_, domain)) => format!("{}@{domain}", self.hash("email", &email.to_lowercase())),
            None => self.hash("email", &email.to_lowercase()),
        }
    }

    /// Replaces every name and address of a person in a document, wherever it stands.
    pub fn apply(&self, document: &mut Document) {
        let mut names: HashMap<String, String> = HashMap::new();
        let mut learn = |name: &mut String| {
            let pseudonym = self.name(name);
            names.insert(std::mem::replace(name, pseudonym.clone()), pseudonym);
        };
        for user in document.users.values_mut() {
            learn(&mut user.name);
            user.email = user.email.as_deref().map(|email| self.email(email));
            // A title can point at one person as well as a name.
            user.title = None;
        }
        for trustee in document.trustees.iter_mut().flat_map(|trustees| trustees.values_mut()) {
            for user in trustee.users.values_mut() {
                learn(&mut user.name);
                user.email = user.email.as_deref().map(|email| self.email(email));
            }
        }
        let people = ["user", "trustee", "person", "employee", "agent"];
        for event in document.audit_events.iter_mut().flatten() {
            let kind = event.entity_type.to_ascii_lowercase();
            if let Some(name) = event.entity_name.as_mut()
                && people.iter().any(|word| kind.contains(word))
            {
                *name = if name.contains('@') { self.email(name) } else { self.name(name) };
            }
        }
        let rest = Rest { pseudonyms: self, names };
        rest.walk(document);
    }

    /// Addresses in a longer text.
    fn addresses(&self, text: &str) -> Option<String> {
        if !text.contains('@') {
            return None;
        }
        let part = |one: char| one.is_alphanumeric() || matches!(one, '.' | '_' | '-' | '+' | '%' | '@' | '\'');
        let mut out = String::with_capacity(text.len());
        let mut word = String::new();
        for one in text.chars().chain([' ']) {
            if part(one) {
                word.push(one);
                continue;
            }
            let core = word.trim_end_matches(['.', '\'', '-']);
            match core.split_once('@') {
                Some((local, domain)) if !local.is_empty() && domain.contains('.') && !domain.contains('@') => {
                    out.push_str(&self.email(core));
                    out.push_str(&word[core.len()..]);
                }
                _ => out.push_str(&word),
            }
            word.clear();
            out.push(one);
        }
        out.pop();
        (out != text).then_some(out)
    }
}

/// What may hold names and addresses although it is about something else.
struct Rest<'p> {
    pseudonyms: &'p Pseudonyms,
    names: HashMap<String, String>,
}

impl Rest<'_> {
    fn text(&self, text: &mut String) {
        if let Some(pseudonym) = self.names.get(text.as_str()) {
            text.clone_from(pseudonym);
            return;
        }
        if let Some(replaced) = self.pseudonyms.addresses(text) {
            *text = replaced;
        }
        let mut at = 0;
        // A name of two words or more, wherever it stands in a text of words.
        while let Some(start) = text[at..].find(|one: char| one.is_alphabetic()).map(|start| at + start) {
            let ends: Vec<usize> = text[start..]
                .char_indices()
                .filter(|(_, one)| !one.is_alphanumeric() && !matches!(one, '-'))
                .map(|(end, _)| start + end)
                .chain([text.len()])
                .take(6)
                .collect();
            let found = ends.iter().skip(1).rev().find_map(|end| {
                let pseudonym = self.names.get(text.get(start..*end)?)?;
                Some((*end, pseudonym.clone()))
            });
            match found {
                Some((end, pseudonym)) => {
                    text.replace_range(start..end, &pseudonym);
                    at = start + pseudonym.len();
                }
                None => at = ends.first().copied().unwrap_or(text.len()),
            }
        }
    }

    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(members) => members.values_mut().for_each(|value| self.value(value)),
            _ => {}
        }
    }

    fn walk(&self, document: &mut Document) {
        let described = document.divisions.values_mut().flat_map(|division| &mut division.description);
        let roles = document.roles.values_mut().flat_map(|role| &mut role.description);
        described.chain(roles).for_each(|text| self.text(text));
        for client in document.oauth_clients.iter_mut().flat_map(|clients| clients.values_mut()) {
            self.text(&mut client.name);
            client.description.iter_mut().for_each(|text| self.text(text));
        }
        for group in document.groups.iter_mut().flat_map(|groups| groups.values_mut()) {
            self.text(&mut group.name);
        }
        for object in document.objects.iter_mut().flat_map(|objects| objects.values_mut()) {
            self.text(&mut object.name);
        }
        for event in document.audit_events.iter_mut().flatten() {
            event.entity_name.iter_mut().for_each(|text| self.text(text));
        }
        for policy in document.access_policies.iter_mut().flat_map(|policies| policies.values_mut()) {
            self.value(policy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::{OauthClient, User};
    use super::*;

    fn pseudonyms(key: &str) -> Pseudonyms {
        Pseudonyms::new(&SecretString::from(key)).unwrap()
    }

    #[test]
    fn people_can_be_told_apart_but_not_named() {
        let key = "a key that is long enough";
        let one = pseudonyms(key);
        assert_eq!(one.email("Ada@Acme.example"), pseudonyms(key).email("ada@acme.example").replace("acme", "Acme"));
        assert_ne!(one.name("Ada Birk"), pseudonyms("another key, long enough").name("Ada Birk"));
        assert!(Pseudonyms::new(&SecretString::from("short")).is_err());
        let mut document = Document::default();
        let user = User { name: "Ada Birk".to_owned(), email: Some("ada@acme.example".to_owned()), ..User::default() };
        document.users.insert("u".to_owned(), user);
        let client = OauthClient {
            name: "Ada Birk's dialer".to_owned(),
            description: Some("Ask ada@acme.example, or Ada Birk.".to_owned()),
            ..OauthClient::default()
        };
        document.oauth_clients = Some([("c".to_owned(), client)].into());
        one.apply(&mut document);
        let text = serde_json::to_string(&document).unwrap();
        assert!(!text.contains("Ada") && !text.contains("ada@") && text.contains("@acme.example"), "{text}");
    }
}
