//! What has to be true of every sign-in and sign-out, whoever the provider is.

use std::collections::HashMap;
use std::time::UNIX_EPOCH;

use url::Url;

use crate::app::App;
use crate::browser::{Navigation, Report};

/// The name of the session's cookie on plain HTTP.
pub(crate) const SESSION_COOKIE: &str = "auth.session-token";

/// Somebody went from the application to the provider with all that binds the answer to this browser, and came back with an
/// answer of that provider to just that request: PKCE (RFC 7636), `state`, nonce, and `iss` (RFC 9207).
pub(crate) fn was_bound(report: &Report, app: &App, id: &str) {
    let redirect_uri = format!("{}/auth/callback/{id}", app.origin);
    let request = report
        .navigations
        .iter()
        .map(|navigation| (navigation, parameters(navigation)))
        .find(|(navigation, sent)| {
            navigation.url.starts_with(&format!("{}/", app.issuer))
                && sent.get("redirect_uri") == Some(&redirect_uri)
        })
        .map(|(_, sent)| sent)
        .unwrap_or_else(|| panic!("no authorization request: {report:#?}"));
    assert_eq!(request["response_type"], "code");
    assert_eq!(request["code_challenge_method"], "S256");
    assert_eq!(request["code_challenge"].len(), 43);
    for random in ["state", "nonce"] {
        assert!(request[random].len() >= 22, "{random}: {request:?}");
    }
    assert_ne!(request["state"], request["nonce"]);

    let answer = at(report, &redirect_uri);
    assert_eq!(answer.len(), 3, "{answer:?}");
    assert_eq!(answer["state"], request["state"]);
    assert_eq!(answer["iss"], app.issuer);
    assert!(!answer["code"].is_empty());
}

/// Somebody carried nothing to the provider but the name of a request that had been pushed, and whose it is (RFC 9126 §4), and
/// came back with an answer of that provider.
pub(crate) fn was_pushed(report: &Report, app: &App, id: &str, client_id: &str) {
    let authorization = format!("{}/auth", app.issuer);
    let request = at(report, &authorization);
    assert_eq!(request.len(), 2, "{request:?}");
    assert_eq!(request["client_id"], client_id);
    assert!(!request["request_uri"].is_empty());

    let answer = at(report, &format!("{}/auth/callback/{id}", app.origin));
    assert_eq!(answer.len(), 3, "{answer:?}");
    assert!(answer["state"].len() >= 22 && !answer["code"].is_empty());
    assert_eq!(answer["iss"], app.issuer);
}

/// Somebody was sent to the provider to end their session there (OpenID Connect RP-Initiated Logout §2), with the ID token of
/// their session here as a hint, and came back (§3).
pub(crate) fn was_sent_to_sign_out(report: &Report, app: &App, client_id: &str) {
    let back = format!("{}/auth/signed-out", app.origin);
    let request = report
        .navigations
        .iter()
        .map(parameters)
        .find(|sent| sent.get("post_logout_redirect_uri") == Some(&back))
        .unwrap_or_else(|| panic!("no logout request: {report:#?}"));
    assert_eq!(request["client_id"], client_id);
    assert_eq!(request["id_token_hint"].split('.').count(), 3);
    let came_back = |navigation: &Navigation| {
        navigation.url.split('?').next() == Some(back.as_str())
            && parameters(navigation).get("state") == request.get("state")
    };
    assert!(report.navigations.iter().any(came_back), "{report:#?}");
}

/// How often somebody was at a page of that path at the provider.
pub(crate) fn visits(report: &Report, app: &App, path: &str) -> usize {
    let page = format!("{}{path}", app.issuer);
    let visits = report.navigations.iter().filter(|navigation| {
        navigation.method == "GET" && navigation.status == 200 && navigation.url.starts_with(&page)
    });
    visits.count()
}

/// What the page `/account` says of when the provider asked them last, in seconds since 1970-01-01T00:00:00Z.
pub(crate) fn authenticated_at(account: &str) -> u64 {
    let seconds = account
        .split_once("authenticated at: Some(")
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(seconds, _)| seconds);
    seconds
        .unwrap_or_else(|| panic!("nothing is proved: {account}"))
        .parse()
        .unwrap()
}

/// The time, in the same seconds.
pub(crate) fn now() -> u64 {
    let since = UNIX_EPOCH.elapsed();
    since.expect("the clock is right").as_secs()
}

fn at(report: &Report, address: &str) -> HashMap<String, String> {
    let arrival = report
        .navigations
        .iter()
        .find(|navigation| navigation.url.split('?').next() == Some(address));
    parameters(arrival.unwrap_or_else(|| panic!("nobody came to {address}: {report:#?}")))
}

fn parameters(navigation: &Navigation) -> HashMap<String, String> {
    let url = Url::parse(&navigation.url).unwrap();
    url.query_pairs().into_owned().collect()
}
