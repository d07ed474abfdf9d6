//! `--subject`: a subject as people name it → the one that is meant.

use super::chain::place_of;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::SubjectRef;
use crate::snapshot::{Snapshot, tree};
use crate::traced::Subject;

/// Types of subjects that the snapshot lists, with their section.
const KINDS: [(&str, &str); 8] = [
    ("user", "users"),
    ("group", "groups"),
    ("oauth_client", "oauth_clients"),
    ("trustee", "trustees"),
    ("role", "roles"),
    ("division", "divisions"),
    ("object", "objects"),
    ("access_policy", "access_policies"),
];

/// Finds a subject by `type/id`, id or e-mail address.
///
/// # Errors
/// When there is none, or several.
pub fn find(snapshot: &Snapshot, given: &str) -> Result<Subject, Vec<Diagnostic>> {
    let subject = |kind: &str, id: &str| Subject {
        of: SubjectRef { kind: kind.to_owned(), id: id.to_owned() },
        name: snapshot.subject_name(kind, id).map(str::to_owned),
    };
    let everyone = everyone(snapshot);
    let mut found: Vec<(&str, &str)> = Vec::new();
    if let Some((kind, id)) = given.split_once('/').filter(|(kind, id)| place_of(snapshot, kind, id).is_some()) {
        return Ok(subject(kind, id));
    }
    for (kind, id, email) in &everyone {
        if *id == given || email.is_some_and(|email| email.to_lowercase() == given.to_lowercase()) {
            found.push((kind, id));
        }
    }
    match found.as_slice() {
        [(kind, id)] => Ok(subject(kind, id)),
        [] => {
            let error = Diagnostic::error(format!("the snapshot has no subject `{given}`"));
            let forms: Vec<String> = everyone.iter().map(|(kind, id, _)| format!("{kind}/{id}")).collect();
            let known = everyone
                .iter()
                .flat_map(|(_, id, email)| std::iter::once(*id).chain(*email))
                .chain(forms.iter().map(String::as_str));
            let otherwise = "expected `type/id`, e.g. `user/1f0c…`, an id or an e-mail address that the snapshot has";
            Err(vec![error.in_file(snapshot.origin.display()).help(suggestion(given, known, otherwise))])
        }
        several => {
            let names = several.iter().map(|(kind, id)| format!("{kind}/{id}")).collect::<Vec<_>>().join(", ");
            let error = Diagnostic::error(format!("`{given}` is {} subjects: {names}", several.len()));
            Err(vec![error.in_file(snapshot.origin.display()).help("name one of them by type and id")])
        }
    }
}

/// Type, id and e-mail address of everything that can be a subject.
fn everyone(snapshot: &Snapshot) -> Vec<(&'static str, &str, Option<&str>)> {
    let mut all = Vec::new();
    for (kind, section) in KINDS {
        for (id, entry) in tree::member(&snapshot.tree, section).into_iter().flat_map(tree::members) {
            all.push((kind, id, tree::text_member(entry, "email")));
        }
    }
    for (_, trustee) in tree::member(&snapshot.tree, "trustees").into_iter().flat_map(tree::members) {
        for (kind, part) in [("trustee_user", "users"), ("trustee_group", "groups")] {
            for (id, entry) in tree::member(trustee, part).into_iter().flat_map(tree::members) {
                all.push((kind, id, tree::text_member(entry, "email")));
            }
        }
    }
    all
}
