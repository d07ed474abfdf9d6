//! Identity of a finding over time.
//!
//! Scheme `cordon/v1`: SHA-256, cut to 128 bits, over the JSON array of scheme name, rule id, subject
//! type, subject id and the finding's key. Nothing that changes when a snapshot is exported again,
//! reordered or renamed goes in: no name, no message, no line, no index. A later scheme gets a name of
//! its own and can stand beside it.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Finding, SubjectRef};

/// Name of the scheme, as SARIF's `partialFingerprints` has it.
pub const SCHEME: &str = "cordon/v1";

/// The fingerprint of a finding, 32 hexadecimal digits.
///
/// `distinct` is empty but for a rule that gives several findings on one subject without telling them
/// apart by `key`: they still get one each, at the price that it follows message, partner and data.
pub fn of(rule: &str, subject: &SubjectRef, key: &[Value], distinct: &[String]) -> String {
    let mut identity = json!([SCHEME, rule, subject.kind, subject.id, key]);
    if let (Some(parts), false) = (identity.as_array_mut(), distinct.is_empty()) {
        parts.push(json!(distinct));
    }
    let digest = Sha256::digest(identity.to_string().as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a finding has this fingerprint, now or under an earlier id of its rule. The form in which code scanning
/// shows it, with `:1` at the end, is accepted too.
pub fn is_of(finding: &Finding, given: &str) -> bool {
    let given = given.strip_suffix(":1").unwrap_or(given);
    finding.fingerprint == given || finding.former_fingerprints.iter().any(|former| former == given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_v1_never_changes() {
        let subject = SubjectRef { kind: "user".into(), id: "u1".into() };
        assert_eq!(of("some-rule", &subject, &[json!("acme"), json!(3)], &[]), "432eecf0fbc71f74a3eeca56cf7d3d82");
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let subject = |id: &str| SubjectRef { kind: "user".into(), id: id.into() };
        assert_ne!(of("a", &subject("b"), &[json!("c")], &[]), of("a", &subject("b\",[\"c"), &[], &[]));
        assert_ne!(of("a", &subject("b"), &[json!("1")], &[]), of("a", &subject("b"), &[json!(1)], &[]));
    }
}
