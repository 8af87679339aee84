//! What a session keeps of its provider's tokens, and where it shows.

use serde_json::{Value, json};

use super::*;
use crate::token::ProviderTokens;

fn tokens(id_token: &str) -> ProviderTokens {
    ProviderTokens {
        expires_at: None,
        auth_time: None,
        dpop_key: None,
        id_token: Some(Secret::issued(id_token)),
        access_token: Some(Secret::issued("at-4711")),
        refresh_token: Some(Secret::issued("rt-4711")),
    }
}

fn beginning<D: Declaration>(
    provider: D::Provider,
    data: D::SessionData,
    tokens: ProviderTokens,
) -> Beginning<D> {
    Beginning {
        user: ada(),
        provider,
        roles: Roles::none(),
        data,
        tokens: Some(tokens),
        origin: None,
        authenticated_at: None,
    }
}

/// A browser with a session that was begun with these tokens.
fn signed_in<D: Declaration>(
    sessions: &Sessions<D>,
    provider: D::Provider,
    data: D::SessionData,
    tokens: ProviderTokens,
) -> Browser {
    let mut browser = Browser::default();
    let (_, fields) = sessions
        .begin_unasked(&HeaderMap::new(), beginning(provider, data, tokens))
        .unwrap();
    browser.receive(&fields);
    browser
}

/// The claims in a browser's cookie.
fn claims(browser: &Browser) -> Value {
    let keys = SealingKeys::derive(
        &[Secret::issued(SECRET)],
        Purpose::Session { cookie_name: NAME },
    );
    let opened = keys.open(browser.value(NAME)).unwrap();
    serde_json::from_slice(&opened.payload).unwrap()
}

/// S4-8
#[test]
fn tokens_are_kept_as_long_as_the_session_lives() {
    let clock = StoppedClock::at(NOW);
    let sessions = sessions::<App>(&clock);
    let mut browser = signed_in(&sessions, Provider::Dev, (), tokens("a.b.c"));
    let session = sessions.open(&browser.request()).live();
    assert_eq!(session.provider_tokens(), Some(&tokens("a.b.c")));
    assert!(!format!("{session:?}").contains("4711"));

    clock.pass(2 * DAY);
    let request = browser.request();
    let (renewed, fields) = sessions.renew(&request, &session).unwrap();
    browser.receive(&fields);
    assert_eq!(renewed.provider_tokens(), Some(&tokens("a.b.c")));
    // Another process reads the same.
    let fresh = super::sessions::<App>(&clock);
    let session = fresh.open(&browser.request()).live();
    assert_eq!(session.provider_tokens(), Some(&tokens("a.b.c")));
}

#[test]
fn a_session_without_tokens_has_no_claim_for_them() {
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    let mut browser = Browser::default();
    let issued = sessions.issue(&HeaderMap::new(), ada(), Provider::Dev, ());
    browser.receive(&issued.unwrap().1);
    assert_eq!(claims(&browser).get("provider_tokens"), None);
    let session = sessions.open(&browser.request()).live();
    assert_eq!(session.provider_tokens(), None);
}

/// What stands there in another form, or without a provider of ours, is an Auth.js application's: never sent to a provider,
/// and written back.
#[test]
fn a_claim_of_another_application_is_not_taken_for_tokens() {
    for (provider, theirs) in [
        ("dev", json!("opaque")),
        ("dev", json!({ "access_token": "theirs", "scope": "x" })),
        ("dev", json!({ "github": { "access_token": "theirs" } })),
        ("unknown", json!({ "access_token": "theirs" })),
        ("", json!({ "access_token": "theirs" })),
    ] {
        let mut own = json!({
            "sub": "dev:ada", "iat": NOW, "exp": NOW + DAY, "provider_tokens": theirs,
            "access_token": "also theirs",
        });
        if !provider.is_empty() {
            own["provider"] = provider.into();
        }
        let sessions = sessions::<App>(&StoppedClock::at(NOW));
        let cookies = request(&format!("{NAME}={}", sealed(NAME, &own.to_string())));
        let session = sessions.open(&cookies).live();
        assert_eq!(session.provider_tokens(), None, "{own}");
        let mut browser = Browser::default();
        browser.receive(&sessions.renew(&cookies, &session).unwrap().1);
        assert_eq!(claims(&browser)["provider_tokens"], theirs);
        assert_eq!(claims(&browser)["access_token"], "also theirs");
    }
}

#[test]
fn a_session_that_is_too_large_with_tokens_is_written_without_them() {
    type Large = App<String>;
    let clock = StoppedClock::at(NOW);
    let sessions = sessions::<Large>(&clock);
    let data = || "x".repeat(8_000);
    let fits = signed_in(&sessions, Provider::Dev, data(), tokens(&"i".repeat(5_000)));
    let session = sessions.open(&fits.request()).live();
    assert!(session.provider_tokens().is_some());

    let mut browser = signed_in(&sessions, Provider::Dev, data(), tokens(&"i".repeat(8_000)));
    let session = sessions.open(&browser.request()).live();
    assert_eq!(
        (session.data.len(), session.provider_tokens()),
        (8_000, None)
    );

    // Renewing keeps it so.
    clock.pass(2 * DAY);
    let request = browser.request();
    browser.receive(&sessions.renew(&request, &session).unwrap().1);
    let session = sessions.open(&browser.request()).live();
    assert_eq!(
        (session.data.len(), session.provider_tokens()),
        (8_000, None)
    );

    // What is too large without them is an error as ever.
    let beginning = beginning(Provider::Dev, "x".repeat(20_000), tokens("a.b.c"));
    let error = sessions.begin_unasked(&HeaderMap::new(), beginning);
    assert!(matches!(error, Err(SessionError::TooLarge { .. })));
}
