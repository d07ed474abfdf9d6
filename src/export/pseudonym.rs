//! Keyed pseudonyms in place of people's names and e-mail addresses, the same in every export with the same key.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
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
    ///
    /// # Errors
    /// When there are more names than can be looked for.
    pub fn apply(&self, document: &mut Document) -> Result<(), BuildError> {
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
        Rest::new(self, names)?.walk(document);
        Ok(())
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
    /// Pseudonyms of whole texts.
    names: HashMap<String, String>,
    /// Finds names within longer texts; with each the pseudonym.
    within: Option<(AhoCorasick, Vec<String>)>,
}

impl<'p> Rest<'p> {
    fn new(pseudonyms: &'p Pseudonyms, names: HashMap<String, String>) -> Result<Self, BuildError> {
        let mut forms: Vec<(String, String)> = Vec::new();
        for (name, pseudonym) in &names {
            let words: Vec<&str> = name.split_whitespace().collect();
            // One word of ASCII may well be a word: "Mark", "Support".
            if words.len() > 1 || (!name.is_ascii() && name.chars().count() > 1) {
                forms.push((words.join(" "), pseudonym.clone()));
                forms.push((name.clone(), pseudonym.clone()));
            }
            if let Some((last, first)) = words.split_last().filter(|(_, first)| !first.is_empty()) {
                forms.push((format!("{last}, {}", first.join(" ")), pseudonym.clone()));
            }
        }
        forms.sort();
        forms.dedup();
        if forms.is_empty() {
            return Ok(Self { pseudonyms, names, within: None });
        }
        let matcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(forms.iter().map(|(form, _)| form))?;
        let within = Some((matcher, forms.into_iter().map(|(_, pseudonym)| pseudonym).collect()));
        Ok(Self { pseudonyms, names, within })
    }

    fn text(&self, text: &mut String) {
        if let Some(pseudonym) = self.names.get(text.as_str()) {
            text.clone_from(pseudonym);
            return;
        }
        if let Some(replaced) = self.pseudonyms.addresses(text) {
            *text = replaced;
        }
        let Some((matcher, pseudonyms)) = &self.within else { return };
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        for found in matcher.find_iter(text.as_str()).filter(|found| stands_alone(text, found.range())) {
            out.push_str(text.get(copied..found.start()).unwrap_or_default());
            out.push_str(pseudonyms.get(found.pattern().as_usize()).map_or("", String::as_str));
            copied = found.end();
        }
        if copied > 0 {
            out.push_str(text.get(copied..).unwrap_or_default());
            *text = out;
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
        for division in document.divisions.values_mut() {
            self.text(&mut division.name);
            division.description.iter_mut().for_each(|text| self.text(text));
        }
        for role in document.roles.values_mut() {
            self.text(&mut role.name);
            role.description.iter_mut().for_each(|text| self.text(text));
        }
        for user in document.users.values_mut() {
            user.department.iter_mut().for_each(|text| self.text(text));
        }
        for trustee in document.trustees.iter_mut().flat_map(|trustees| trustees.values_mut()) {
            trustee.groups.values_mut().for_each(|group| self.text(&mut group.name));
        }
        for client in document.oauth_clients.iter_mut().flat_map(|clients| clients.values_mut()) {
            self.text(&mut client.name);
            client.description.iter_mut().for_each(|text| self.text(text));
            client.redirect_uris.iter_mut().for_each(|text| self.text(text));
        }
        for client in document.oauth_authorizations.iter_mut().flat_map(|clients| clients.values_mut()) {
            self.text(&mut client.name);
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

/// Whether a name in a text is not a part of longer words. Scripts without upper and lower case write no spaces
/// between words.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let joined = |inside: Option<char>, outside: Option<char>| {
        let cased = |one: char| one.is_lowercase() || one.is_uppercase() || one.is_ascii_digit();
        inside.is_some_and(cased) && outside.is_some_and(cased)
    };
    let (before, rest) = (text.get(..range.start).unwrap_or_default(), text.get(range.end..).unwrap_or_default());
    let name = text.get(range).unwrap_or_default();
    !joined(name.chars().next(), before.chars().next_back()) && !joined(name.chars().next_back(), rest.chars().next())
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
        one.apply(&mut document).unwrap();
        let text = serde_json::to_string(&document).unwrap();
        assert!(!text.contains("Ada") && !text.contains("ada@") && text.contains("@acme.example"), "{text}");
    }

    #[test]
    fn a_name_is_found_in_a_longer_text_in_any_usual_form() {
        let mut document = Document::default();
        let names = ["Ada Birk", "J. R. R. Holt", "1st Lt. Moss", "(Ext) Ivo Pohl", "王小明", "Jule  Ott", "Will"];
        for (at, name) in names.iter().enumerate() {
            let user = User { name: (*name).to_owned(), ..User::default() };
            document.users.insert(format!("u{at}"), user);
        }
        let text =
            "ADA BIRK, Birk, Ada; J. R. R. Holt and 1st Lt. Moss; (Ext) Ivo Pohl; 找王小明吧; Jule Ott. Will Adabirk";
        let client = OauthClient { description: Some(text.to_owned()), ..OauthClient::default() };
        document.oauth_clients = Some([("c".to_owned(), client)].into());
        pseudonyms("a key that is long enough").apply(&mut document).unwrap();
        let client = document.oauth_clients.unwrap().remove("c").unwrap().description.unwrap();
        let left: Vec<&str> = client.split("person-").map(|part| part.get(16..).unwrap_or(part)).collect();
        assert_eq!(left.concat(), ", ;  and ; ; 找吧; . Will Adabirk");
    }
}
