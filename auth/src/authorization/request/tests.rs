use auth_spec::Reauthentication;

use super::*;

/// What an OpenID provider without wishes is asked.
fn target(endpoint: &str) -> AuthorizationTarget<'static> {
    AuthorizationTarget {
        endpoint: Url::parse(endpoint).unwrap(),
        issuer: Some("https://op.test"),
        issuer_required: false,
        pushes: false,
        client_id: "client 1",
        redirect_uri: "https://app.test/auth/callback/op",
        scopes: vec!["openid", "email"],
        params: Vec::new(),
        response_mode: ResponseMode::Query,
        sends_nonce: true,
        sends_code_challenge: true,
        reauthentication: None,
        binds_tokens: false,
    }
}

/// What an OAuth 2.0 provider is asked.
fn oauth2(endpoint: &str) -> AuthorizationTarget<'static> {
    AuthorizationTarget {
        issuer: None,
        scopes: vec!["read:user"],
        sends_nonce: false,
        ..target(endpoint)
    }
}

fn flow() -> Flow {
    Flow::generate(None, None).unwrap()
}

fn parameters(url: &Url) -> Vec<(String, String)> {
    let mut parameters: Vec<_> = url.query_pairs().into_owned().collect();
    parameters.sort_unstable();
    parameters
}

fn value(url: &Url, name: &str) -> Option<String> {
    let mut values = url
        .query_pairs()
        .filter(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned());
    let value = values.next();
    assert_eq!(values.next(), None, "{name} occurs twice in {url}");
    value
}

fn sorted(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    pairs.sort_unstable();
    pairs
}

/// FL-16, FL-17, FL-20: these and no others.
#[test]
fn an_openid_request_has_exactly_the_parameters_of_the_protocol() {
    let flow = flow();
    let url = authorization_url(
        &target("https://op.test/authorize"),
        &flow,
        &ExtraParameters::default(),
    );
    assert_eq!(
        (url.host_str(), url.path()),
        (Some("op.test"), "/authorize")
    );
    assert_eq!(
        parameters(&url),
        sorted(&[
            ("response_type", "code"),
            ("client_id", "client 1"),
            ("redirect_uri", "https://app.test/auth/callback/op"),
            ("scope", "openid email"),
            ("state", &flow.state),
            ("nonce", &flow.nonce),
            ("code_challenge", &flow.code_verifier.challenge()),
            ("code_challenge_method", "S256"),
        ])
    );
}

/// RFC 9449 §10: the thumbprint is sent and the key is not.
#[test]
fn a_flow_with_a_key_sends_its_thumbprint() {
    let key = crate::token::DpopKey::generate().unwrap();
    let flow = Flow {
        dpop_key: Some(key.clone()),
        ..flow()
    };
    let extra = ExtraParameters::default();
    let target = target("https://op.test/authorize?dpop_jkt=theirs");
    let url = authorization_url(&target, &flow, &extra);
    assert_eq!(value(&url, "dpop_jkt"), Some(key.thumbprint()));
    assert!(!url.as_str().contains(key.secret().expose()));
    let without = authorization_url(&target, &self::flow(), &extra);
    assert_eq!(value(&without, "dpop_jkt"), None);
}

/// The verifier stays here (RFC 7636 §4.3 sends its digest).
#[test]
fn the_code_verifier_is_never_sent_with_the_request() {
    let flow = flow();
    let url = authorization_url(
        &target("https://op.test/authorize"),
        &flow,
        &ExtraParameters::default(),
    );
    assert!(!url.as_str().contains(flow.code_verifier.as_str()));
}

#[test]
fn an_oauth2_request_has_no_nonce_and_nothing_of_openid() {
    let url = authorization_url(
        &oauth2("https://op.test/authorize"),
        &flow(),
        &ExtraParameters::default(),
    );
    assert_eq!(value(&url, "nonce"), None);
    assert_eq!(value(&url, "scope").as_deref(), Some("read:user"));
}

#[test]
fn a_provider_that_refuses_pkce_is_sent_neither_challenge_nor_verifier() {
    let flow = flow();
    let target = AuthorizationTarget {
        sends_code_challenge: false,
        ..target("https://op.test/authorize?code_challenge=theirs&code_challenge_method=plain")
    };
    let url = authorization_url(&target, &flow, &ExtraParameters::default());
    for name in ["code_challenge", "code_challenge_method", "code_verifier"] {
        assert_eq!(value(&url, name), None, "{name}");
    }
    assert!(!url.as_str().contains(flow.code_verifier.as_str()));
}

#[test]
fn a_response_by_form_is_asked_for_and_a_query_is_the_default() {
    let posting = AuthorizationTarget {
        response_mode: ResponseMode::FormPost,
        ..target("https://op.test/authorize")
    };
    let extra = ExtraParameters::default();
    let url = authorization_url(&posting, &flow(), &extra);
    assert_eq!(value(&url, "response_mode").as_deref(), Some("form_post"));
    let fragment = target("https://op.test/authorize?response_mode=fragment");
    let url = authorization_url(&fragment, &flow(), &extra);
    assert_eq!(value(&url, "response_mode"), None);
}

#[test]
fn an_endpoint_keeps_its_own_query_and_loses_its_fragment() {
    let url = authorization_url(
        &target("https://op.test/authorize?audience=api%20v1&p=B2C#top"),
        &flow(),
        &ExtraParameters::default(),
    );
    assert_eq!(value(&url, "audience").as_deref(), Some("api v1"));
    assert_eq!(value(&url, "p").as_deref(), Some("B2C"));
    assert_eq!(url.fragment(), None);
}

/// The endpoint's query, then the preset and the declaration, then this call: the nearer to the caller, the stronger.
#[test]
fn what_is_said_last_counts_and_is_said_once() {
    let target = AuthorizationTarget {
        params: vec![("prompt", "select_account"), ("access_type", "offline")],
        ..target("https://op.test/authorize?prompt=none&access_type=online&audience=api")
    };
    let mut extra = ExtraParameters::default();
    extra.set("prompt", "login").unwrap();
    extra
        .set_from_request("login_hint", "ada@example.com")
        .unwrap();
    let url = authorization_url(&target, &flow(), &extra);
    for (name, expected) in [
        ("prompt", "login"),
        ("access_type", "offline"),
        ("audience", "api"),
        ("login_hint", "ada@example.com"),
    ] {
        assert_eq!(value(&url, name).as_deref(), Some(expected), "{name}");
    }
}

/// FL-21, S0-14: whoever names them, endpoint or preset, the flow's own values stand alone.
#[test]
fn a_parameter_of_the_protocol_occurs_once_and_is_the_flows() {
    let flow = flow();
    let theirs = "client_id=x&redirect_uri=https%3A%2F%2Fevil.test&response_type=token&state=x&nonce=x&scope=x\
                  &code_challenge=x&code_challenge_method=plain&request=x&request_uri=x&response_mode=x";
    let target = AuthorizationTarget {
        params: vec![("state", "y"), ("request", "y"), ("scope", "y")],
        ..target(&format!("https://op.test/authorize?{theirs}"))
    };
    let url = authorization_url(&target, &flow, &ExtraParameters::default());
    for (name, expected) in [
        ("client_id", Some("client 1")),
        ("redirect_uri", Some("https://app.test/auth/callback/op")),
        ("response_type", Some("code")),
        ("state", Some(flow.state.as_str())),
        ("nonce", Some(flow.nonce.as_str())),
        ("scope", Some("openid email")),
        ("code_challenge_method", Some("S256")),
        ("request", None),
        ("request_uri", None),
        ("response_mode", None),
    ] {
        assert_eq!(value(&url, name).as_deref(), expected, "{name}");
    }
}

/// S1-10, M-31
#[test]
fn a_call_replaces_the_declared_scope_and_openid_stays() {
    let mut extra = ExtraParameters::default();
    extra.set_scope("  api   email ");
    let url = authorization_url(&target("https://op.test/authorize"), &flow(), &extra);
    assert_eq!(value(&url, "scope").as_deref(), Some("openid api email"));
    let url = authorization_url(&oauth2("https://op.test/authorize"), &flow(), &extra);
    assert_eq!(value(&url, "scope").as_deref(), Some("api email"));

    extra.set_scope("email openid");
    let url = authorization_url(&target("https://op.test/authorize"), &flow(), &extra);
    assert_eq!(value(&url, "scope").as_deref(), Some("email openid"));
}

#[test]
fn without_any_scope_none_is_sent() {
    let target = AuthorizationTarget {
        scopes: Vec::new(),
        ..oauth2("https://op.test/authorize?scope=theirs")
    };
    let url = authorization_url(&target, &flow(), &ExtraParameters::default());
    assert_eq!(value(&url, "scope"), None);
}

/// What makes a provider ask a user again who is signed in there.
#[test]
fn a_provider_is_made_to_ask_again_whatever_else_is_wished() {
    let target = AuthorizationTarget {
        reauthentication: Some(Reauthentication::STANDARD),
        ..target("https://op.test/authorize?prompt=consent")
    };
    let asked = |flow: &Flow, wishes: &[(&str, &str)]| {
        let mut extra = ExtraParameters::default();
        for (name, value) in wishes {
            extra.set_from_request(name, value).unwrap();
        }
        let url = authorization_url(&target, flow, &extra);
        (value(&url, "prompt"), value(&url, "max_age"))
    };
    let is = |asked: (Option<String>, Option<String>), prompt: &str, max_age: Option<&str>| {
        assert_eq!(asked.0.as_deref(), Some(prompt));
        assert_eq!(asked.1.as_deref(), max_age);
    };
    let again = Flow {
        authenticated_since: Some(1),
        ..flow()
    };
    is(asked(&flow(), &[]), "consent", None);
    is(asked(&again, &[]), "login consent", Some("300"));
    is(asked(&again, &[("prompt", "none")]), "login", Some("300"));
    is(
        asked(&again, &[("prompt", "select_account login")]),
        "login select_account",
        Some("300"),
    );
    is(
        asked(&again, &[("max_age", "60")]),
        "login consent",
        Some("60"),
    );
    is(
        asked(&again, &[("max_age", "86400")]),
        "login consent",
        Some("300"),
    );
}

/// RFC 9126 §2.1 and §4
#[test]
fn what_is_pushed_is_all_that_is_asked_and_the_browser_carries_its_name() {
    let target = AuthorizationTarget {
        params: vec![("prompt", "login"), ("state", "mine")],
        pushes: true,
        ..target("https://op.test/authorize?p=policy&request_uri=urn:other&client_id=other")
    };
    let flow = flow();
    let mut extra = ExtraParameters::default();
    extra.set("login_hint", "ada").unwrap();
    let mut pushed = pushed_parameters(&target, &flow, &extra);
    pushed.sort_unstable();
    let names: Vec<_> = pushed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "login_hint",
            "nonce",
            "prompt",
            "redirect_uri",
            "response_type",
            "scope",
            "state",
        ]
    );
    assert!(pushed.contains(&("state".to_owned(), flow.state.clone())));
    let url = pushed_authorization_url(&target, "urn:ietf:params:oauth:request_uri:a&b");
    assert_eq!(
        url.as_str(),
        "https://op.test/authorize?p=policy&client_id=client+1&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Aa%26b"
    );
}

/// What a pushed request proves its client by is nobody else's to set.
#[test]
fn the_clients_authentication_is_no_parameter() {
    let mut extra = ExtraParameters::default();
    for name in [
        "client_id",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
        "request_uri",
    ] {
        assert!(extra.set(name, "x").is_err(), "{name}");
        assert!(extra.set_from_request(name, "x").is_err(), "{name}");
    }
}
