//! Whatever is given as a snapshot: one clear error and exit 2, in bounded memory and time.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::support::{Folder, check, command, cordon, sample, stderr, with_stdin};

#[test]
fn what_is_no_snapshot_is_one_clear_error() {
    let whole = std::fs::read("snapshots/acme/snapshot.json").unwrap();
    let nested = format!("{{\"a\":{}", "[".repeat(500_000)).into_bytes();
    let cases: [(&[u8], &str); 14] = [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"not json", "expected a JSON object"),
        (b"[1]", "expected a JSON object"),
        (b"\xff\xfe{\0}\0", "UTF-16"),
        (&whole[..whole.len() / 2], "ends in the middle"),
        (b"{} trailing", "not valid JSON: trailing characters"),
        (b"{\"users\": {\"a\": 1, \"a\": 2}}", "is given twice"),
        (b"{\"users\": {\"a\": 1, \"\\u0061\": 2}}", "is given twice"),
        (b"{\"a\": 1e999}", "number out of range"),
        (&nested, "128 levels"),
        (b"{\"a\": \"\xff\"}", "not UTF-8"),
        (b"\x1f\x8b\x08\x00garbage", "cannot be decompressed as gzip"),
        (b"\x28\xb5\x2f\xfd\x00", "cannot be decompressed as Zstandard: it ends too early"),
    ];
    for (bytes, expected) in cases {
        let folder = Folder::of_bytes(bytes);
        let output = check(&[&folder.snapshot()]);
        let errors = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{expected}");
        assert!(errors.contains(expected), "{expected}: {errors}");
        assert_eq!(errors.matches("error: ").count(), 1, "{errors}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn every_truncation_says_that_the_file_was_cut_off() {
    let whole = std::fs::read("snapshots/acme/snapshot.json").unwrap();
    for part in 1..40 {
        let end = whole.len() * part / 40;
        // Cutting a character in two is another error.
        let end = (end..).find(|end| std::str::from_utf8(&whole[..*end]).is_ok()).unwrap();
        let folder = Folder::of_bytes(&whole[..end]);
        let output = check(&[&folder.snapshot()]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("ends in the middle of $"), "{}", stderr(&output));
    }
}

#[test]
fn a_directory_and_a_missing_file() {
    let errors = stderr(&check(&["snapshots/acme"]));
    assert!(errors.contains("is a directory") && errors.contains("snapshots/acme/snapshot.json"), "{errors}");
    let errors = stderr(&check(&["no/such/snapshot.json"]));
    assert!(errors.contains("no/such/snapshot.json: cannot read the snapshot: no such file"), "{errors}");
}

#[test]
fn a_file_of_two_gigabytes_is_refused_without_reading_it() {
    let folder = Folder::of_bytes(b"");
    for beginning in [&b"\0"[..], b"{ "] {
        let path = folder.snapshot();
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(beginning).unwrap();
        file.set_len(2 << 30).unwrap();
        let output = check(&[&path]);
        assert_eq!(output.status.code(), Some(2));
        let errors = stderr(&output);
        assert!(errors.contains("is not a snapshot") || errors.contains("is not valid JSON"), "{errors}");
    }
}

#[test]
fn a_compressed_bomb_stops_at_the_limit() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    bomb.write_all(b"{\"users\": \"").unwrap();
    for _ in 0..64 {
        bomb.write_all(&[b'a'; 1 << 20]).unwrap();
    }
    let folder = Folder::of_bytes(&bomb.finish().unwrap());
    let output = check(&[&folder.snapshot(), "--max-size", "1000000"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("more than 1000000 bytes when decompressed"), "{}", stderr(&output));
    let largest = u64::MAX.to_string();
    let output = check(&[&folder.snapshot(), "--max-size", &largest]);
    assert!(stderr(&output).contains("ends in the middle"), "{}", stderr(&output));
}

#[test]
fn standard_input_is_read_once_and_may_close_early() {
    let whole = std::fs::read("snapshots/acme/snapshot.json").unwrap();
    let mut with_policy = command();
    with_policy.args(["check", "-", "--config", "snapshots/acme/cordon.toml", "--format", "json"]);
    let output = with_stdin(&mut with_policy, &whole);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let mut cut = command();
    let output = with_stdin(cut.args(["check", "-"]), &whole[..5_000]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("<stdin>") && stderr(&output).contains("ends in the middle"));
    let output = cordon(&["check", "-", "-"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(stderr(&output).contains("read once only"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = command()
        .args(["check", "snapshots/acme/snapshot.json", "--format", "sarif"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut beginning = [0; 10];
    child.stdout.as_mut().unwrap().read_exact(&mut beginning).unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!stderr(&output).contains("error"), "{}", stderr(&output));
}

#[test]
fn violations_name_place_and_expectation() {
    let mut broken = sample("acme");
    for user in broken["users"].as_object_mut().unwrap().values_mut().take(30) {
        user["state"] = "actve".into();
    }
    broken["surprise"] = true.into();
    let folder = Folder::of(&broken);
    let output = cordon(&["validate", &folder.snapshot()]);
    let errors = stderr(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors.contains("11 more violations of the snapshot schema, 31 in all"), "{errors}");
    let first: Vec<&str> = errors.lines().take(6).collect();
    insta::assert_snapshot!(folder.scrubbed(&first.join("\n")));
}

#[test]
fn the_column_is_the_true_one_however_long_the_line() {
    let mut broken = sample("acme");
    broken["users"]["ff245074-f2c9-4333-b700-cdacfc836f01"]["state"] = "bogus".into();
    let text = serde_json::to_string(&broken).unwrap();
    let folder = Folder::of_bytes(text.as_bytes());
    let at = text.find("\"state\":\"bogus\"").unwrap();
    let column = text[..at].chars().count() + 1;
    let errors = stderr(&cordon(&["validate", &folder.snapshot()]));
    assert!(errors.contains(&format!("snapshot.json:1:{column}\n")), "{column}: {errors}");
    assert!(errors.lines().all(|line| line.len() < 400), "{errors}");
}
