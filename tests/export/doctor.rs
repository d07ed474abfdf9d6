//! Before the first export: is everything there that it needs?

use crate::mock::{Behaviour, CLIENT_ID, CLIENT_SECRET, Mock, Org};
use crate::support::command;

fn doctor(mock: &Mock, args: &[&str]) -> (i32, String) {
    let dir = tempfile::tempdir().unwrap();
    let output = command(dir.path())
        .env("GENESYSCLOUD_OAUTHCLIENT_ID", CLIENT_ID)
        .env("GENESYSCLOUD_OAUTHCLIENT_SECRET", CLIENT_SECRET)
        .args(["doctor", "--wait-scale", "0.005", "--api-url", &mock.url(), "--login-url", &mock.url()])
        .args(args)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

#[test]
fn a_good_client_is_told_so_and_a_poor_one_what_it_lacks() {
    let org = Org::generated(60);
    let (code, text) =
        doctor(&Mock::start(&org, Behaviour { limit: Some((300, 60_000)), ..Behaviour::default() }), &[]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("300 requests a minute") && text.contains("genesyscloud_auth_role"), "{text}");
    let refused = [("/api/v2/scripts".to_owned(), String::new()), ("/api/v2/oauth/clients".to_owned(), String::new())];
    let (code, text) = doctor(&Mock::start(&org, Behaviour { refused: refused.into(), ..Behaviour::default() }), &[]);
    assert_eq!(code, 3, "{text}");
    let missing: Vec<&str> = text.lines().filter(|line| line.starts_with("missing")).collect();
    assert_eq!(missing.len(), 2, "{text}");
    assert!(missing[0].contains("oauth:client:view") && missing[1].contains("scripter:script:view"), "{text}");
    assert!(!text.contains(CLIENT_SECRET));
}

#[test]
fn a_client_that_may_not_authorize_apps_is_none_the_worse() {
    let refused = [("/api/v2/oauth/authorizations".to_owned(), String::new())].into();
    let org = Org::generated(60);
    let (code, text) = doctor(&Mock::start(&org, Behaviour { refused, ..Behaviour::default() }), &[]);
    assert_eq!(code, 0, "{text}");
    let line = text.lines().find(|line| line.contains("oauth:client:authorize")).unwrap();
    assert!(line.starts_with("note") && line.contains("needs the permission"), "{text}");
}

#[test]
fn the_role_is_printed_without_asking_anybody() {
    let dir = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let output = command(dir.path()).args(["doctor", "--role"]).args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&[]).contains("authorization:role:view"));
    assert!(run(&["cx-as-code"]).contains("resource \"genesyscloud_auth_role\""));
}

#[test]
fn what_an_export_would_lack_is_not_called_complete() {
    let org = Org::generated(60);
    let grants = org.truth["grants"].as_object().unwrap();
    let group = org.answers["/api/v2/groups"].entities.iter().find(|group| group["rolesEnabled"] == true).unwrap();
    assert!(!grants.is_empty());
    for path in [
        format!("/api/v2/groups/{}/dynamicsettings", group["id"].as_str().unwrap()),
        "/api/v2/orgauthorization/trustees/{}/clonedusers".to_owned(),
        "/api/v2/authorization/subjects/me".to_owned(),
        "/api/v2/workforcemanagement/managementunits".to_owned(),
        "/api/v2/authorization/permissions".to_owned(),
    ] {
        let refused = [(path.clone(), String::new())].into();
        let (code, text) = doctor(&Mock::start(&org, Behaviour { refused, ..Behaviour::default() }), &[]);
        assert_eq!(code, 3, "{path}: {text}");
    }
    // A page of a proxy is no answer.
    let page = (200, None, "<html>hello</html>".to_owned());
    let instead = [("/api/v2/oauth/clients".to_owned(), page)].into();
    let (code, text) = doctor(&Mock::start(&org, Behaviour { instead, ..Behaviour::default() }), &[]);
    assert_eq!(code, 3, "{text}");
    let (code, text) = doctor(&Mock::of(&org), &["--now", "2031-01-01T00:00:00Z"]);
    assert_eq!(code, 3, "{text}");
}
