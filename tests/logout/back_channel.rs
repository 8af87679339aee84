//! `POST /backchannel-logout/{provider}` (OpenID Connect Back-Channel Logout). Tests whose names begin with
//! `oidcc_client_test_` are the modules of that name of the OpenID Foundation.

use auth::testing::{Endpoint, IdTokenForgery, PublicKeyEncoding, SigningAlgorithm};
use auth_tests::support::browser::path_and_query;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

use crate::watched::Fault;
use crate::world::{BACK_CHANNEL, FORM, World, who};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A token that is wrong in this way ends nobody's session.
async fn refused(what: &str, forgery: IdTokenForgery) {
    let world = World::new();
    let (mut ada, sid) = world.signed_in("ada").await;
    let signed_in = who(&mut ada).await;
    let token = world.op().logout_token("app").subject("ada").session(sid);
    let answer = world.send(token.clone().forged(forgery)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
    assert_eq!(answer.json()["error"], json!("invalid_request"), "{what}");
    assert_eq!(who(&mut ada).await, signed_in, "{what}");
    // Nothing but that was wrong.
    assert_eq!(world.send(token).await.status, StatusCode::OK, "{what}");
    assert_eq!(who(&mut ada).await, "nobody", "{what}");
}

fn forged() -> IdTokenForgery {
    IdTokenForgery::new()
}

/// LO-05
#[tokio::test]
async fn a_token_with_sid_ends_the_session_that_began_in_it_and_no_other() {
    let world = World::new();
    let (mut here, sid) = world.signed_in("ada").await;
    let (mut there, other) = world.signed_in("ada").await;
    assert_ne!(sid, other);
    let token = world.op().logout_token("app").session(sid);
    let answer = world.send(token).await;
    assert_eq!((answer.status, answer.text()), (StatusCode::OK, ""));
    assert_eq!(who(&mut here).await, "nobody");
    assert_ne!(who(&mut there).await, "nobody");
}

/// LO-06
#[tokio::test]
async fn a_token_with_sub_alone_ends_all_sessions_of_that_account_and_none_of_others() {
    let world = World::new();
    let mut adas = Vec::new();
    for _ in 0..3 {
        adas.push(world.signed_in("ada").await.0);
    }
    let (mut grace, _) = world.signed_in("grace").await;
    let answer = world
        .send(world.op().logout_token("app").subject("ada"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    for ada in &mut adas {
        assert_eq!(who(ada).await, "nobody");
    }
    assert_ne!(who(&mut grace).await, "nobody");
}

/// The suite's own token: an unknown claim, no `typ`, and the session has ended already.
#[tokio::test]
async fn oidcc_client_test_rp_backchannel_rpinitlogout() {
    let world = World::new();
    let (mut ada, sid) = world.signed_in("ada").await;
    ada.submit("/auth/signout", &[]).await;
    assert_eq!(who(&mut ada).await, "nobody");
    let token = world.op().logout_token("app").subject("ada").session(sid);
    let forgery = forged().claim("unknown", "x").without_header("typ");
    let answer = world.send(token.forged(forgery)).await;
    assert_eq!(answer.status, StatusCode::OK, "nothing found is no error");
    assert_eq!(answer.header("pragma"), "no-cache");
    for nobody in ["nobody", "grace"] {
        let token = world.op().logout_token("app").subject(nobody);
        assert_eq!(world.send(token).await.status, StatusCode::OK, "{nobody}");
    }
}

/// As it happens: the application ends its session and sends the browser to the provider, which tells it by a token before it
/// sends the browser back. Nothing is there to be ended any more, but what the same person does in the same session of the
/// provider elsewhere.
#[tokio::test]
async fn rpinitlogout_while_the_provider_ends_its_session() {
    let world = World::new();
    let answers = world.receives_logout_tokens();
    let mut sso = world.op().browser();
    let (mut here, mut there) = (world.browser(), world.browser());
    for browser in [&mut here, &mut there] {
        let start = browser.submit("/auth/signin/op", &[]).await;
        let response = sso.authorize(start.location(), "ada").await.unwrap();
        let url = Url::parse(response.url()).unwrap();
        browser.open(&path_and_query(&url)).await;
    }
    let (mut apart, _) = world.signed_in("ada").await;
    let fields = [("scope", "app provider")];
    let leaving = here.submit("/auth/signout", &fields).await;
    assert_eq!(who(&mut here).await, "nobody");
    assert_ne!(who(&mut there).await, "nobody");
    assert_eq!(answers.lock().unwrap().len(), 0);

    let ended = sso.end_session(leaving.location()).await.unwrap();
    let told = (
        "https://app.test/auth/backchannel-logout/op".to_owned(),
        StatusCode::OK,
    );
    assert_eq!(*answers.lock().unwrap(), [told]);
    assert_eq!(who(&mut there).await, "nobody");
    assert_ne!(who(&mut apart).await, "nobody", "another session there");
    let back = Url::parse(ended.location().unwrap()).unwrap();
    let home = here.open(&path_and_query(&back)).await;
    assert_eq!(home.location(), "https://app.test/");
    assert_eq!(who(&mut here).await, "nobody");
}

/// Nothing is found where the only session has ended before the token comes, and that is no error.
#[tokio::test]
async fn rpinitlogout_of_the_only_session() {
    let world = World::new();
    let answers = world.receives_logout_tokens();
    let mut sso = world.op().browser();
    let mut ada = world.browser();
    let start = ada.submit("/auth/signin/op", &[]).await;
    let response = sso.authorize(start.location(), "ada").await.unwrap();
    let url = Url::parse(response.url()).unwrap();
    ada.open(&path_and_query(&url)).await;
    let leaving = ada
        .submit("/auth/signout", &[("scope", "app provider")])
        .await;
    assert_eq!(who(&mut ada).await, "nobody");
    sso.end_session(leaving.location()).await.unwrap();
    let answers = answers.lock().unwrap();
    let statuses: Vec<_> = answers.iter().map(|(_, status)| *status).collect();
    assert_eq!(statuses, [StatusCode::OK]);
}

#[tokio::test]
async fn oidcc_client_test_rp_backchannel_rpinitlogout_alg_none() {
    for name in ["none", "None", "nOnE"] {
        refused(name, forged().unsigned(name)).await;
    }
}

/// RS256 for ES256: the provider has no such key.
#[tokio::test]
async fn oidcc_client_test_rp_backchannel_rpinitlogout_wrong_alg() {
    refused("RS256", forged().header("alg", "RS256")).await;
    refused("HS256, secret", forged().hmac("op secret")).await;
    let key = forged().hmac_with_public_key(PublicKeyEncoding::Pem);
    refused("HS256, key", key).await;
    assert_eq!(SigningAlgorithm::default().name(), "ES256");
}

#[tokio::test]
async fn oidcc_client_test_rp_backchannel_rpinitlogout_no_event() {
    refused("none", forged().without_claim("events")).await;
    for events in [
        json!({}),
        json!([EVENT]),
        json!(EVENT),
        json!({ EVENT: null }),
    ] {
        refused(
            &events.to_string(),
            forged().claim("events", events.clone()),
        )
        .await;
    }
}

#[tokio::test]
async fn oidcc_client_test_rp_backchannel_rpinitlogout_wrong_event() {
    let foobar = "http://schemas.openid.net/event/foobar";
    refused("foobar", forged().claim("events", json!({ foobar: {} }))).await;
}

#[tokio::test]
async fn oidcc_client_test_rp_backchannel_rpinitlogout_with_nonce() {
    for nonce in [json!("n"), json!(""), Value::Null] {
        refused(&nonce.to_string(), forged().claim("nonce", nonce.clone())).await;
    }
}

#[tokio::test]
async fn oidcc_client_test_rp_backchannel_rpinitlogout_wrong_aud() {
    for audience in [
        json!("another"),
        json!(["app", "another"]),
        json!([]),
        json!(1),
    ] {
        refused(
            &audience.to_string(),
            forged().claim("aud", audience.clone()),
        )
        .await;
    }
    refused("none", forged().without_claim("aud")).await;
}

#[tokio::test]
async fn oidcc_client_test_rp_backchannel_rpinitlogout_wrong_iss() {
    for issuer in ["https://other.test", "https://op.test/", ""] {
        refused(issuer, forged().claim("iss", issuer)).await;
    }
    refused("none", forged().without_claim("iss")).await;
}

/// LO-07
#[tokio::test]
async fn what_names_nobody_or_has_no_name_itself_is_refused() {
    let nobody = forged().without_claim("sub").without_claim("sid");
    refused("nobody", nobody).await;
    for name in ["sub", "sid"] {
        for value in [json!(""), json!(1), json!("x".repeat(256))] {
            refused(name, forged().claim(name, value)).await;
        }
    }
    refused("jti", forged().without_claim("jti")).await;
    refused("jti", forged().claim("jti", 1)).await;
}

/// LO-07
#[tokio::test]
async fn what_the_provider_has_not_signed_is_refused() {
    for (what, forgery) in [
        ("foreign key", forged().foreign_key()),
        ("key in the header", forged().jwk()),
        ("key elsewhere", forged().jku()),
        ("altered claims", forged().altered_payload()),
        ("altered signature", forged().altered_signature()),
        ("no signature", forged().without_signature()),
        ("zeros", forged().zero_signature()),
        ("encrypted", forged().segments(5)),
        (
            "a critical parameter",
            forged().header("crit", json!(["x"])),
        ),
        ("no token", forged().token("x")),
    ] {
        refused(what, forgery).await;
    }
}

#[tokio::test]
async fn a_token_that_is_old_or_from_the_future_is_refused() {
    let now = auth_tests::support::world::START;
    for (claim, value) in [
        ("iat", json!(now - 301)),
        ("iat", json!(now + 61)),
        ("iat", json!("now")),
        ("exp", json!(now - 60)),
        ("exp", Value::Null),
    ] {
        refused(claim, forged().claim(claim, value)).await;
    }
    refused("iat", forged().without_claim("iat")).await;
    // Required since the errata of 2023 alone.
    let world = World::new();
    let token = world.op().logout_token("app").subject("ada");
    let answer = world
        .send(token.forged(forged().without_claim("exp")))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
}

/// LO-10
#[tokio::test]
async fn the_type_is_that_of_logout_tokens_or_says_nothing() {
    let world = World::new();
    let token = || world.op().logout_token("app").subject("ada");
    let untyped = token().forged(forged().without_header("typ"));
    assert_eq!(world.send(untyped).await.status, StatusCode::OK);
    for typ in ["logout+jwt", "LOGOUT+JWT", "JWT"] {
        let answer = world
            .send(token().forged(forged().header("typ", typ)))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{typ}");
    }
    for typ in [json!("at+jwt"), json!("dpop+jwt"), json!(1), Value::Null] {
        refused(&typ.to_string(), forged().header("typ", typ.clone())).await;
    }
}

/// An ID token is no logout token, and the other way round is checked where ID tokens are.
#[tokio::test]
async fn an_id_token_ends_nothing() {
    let world = World::new();
    let (mut ada, sid) = world.signed_in("ada").await;
    let token = world.op().logout_token("app").subject("ada").session(sid);
    let like_an_id_token = forged()
        .header("typ", "JWT")
        .without_claim("events")
        .claim("nonce", "n");
    let answer = world.send(token.forged(like_an_id_token)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_ne!(who(&mut ada).await, "nobody");
}

/// LO-09
#[tokio::test]
async fn a_token_that_comes_again_spares_who_has_signed_in_meanwhile() {
    let world = World::new();
    let (mut before, _) = world.signed_in("ada").await;
    let token = world.op().logout_token("app").subject("ada");
    let token = token.sign().unwrap();
    assert_eq!(world.send_text(&token).await.status, StatusCode::OK);
    assert_eq!(who(&mut before).await, "nobody");
    let (mut after, _) = world.signed_in("ada").await;
    assert_eq!(world.send_text(&token).await.status, StatusCode::OK);
    assert_ne!(who(&mut after).await, "nobody");
    // As long as it is valid, and then it is not.
    world.clock.advance(std::time::Duration::from_secs(300));
    let answer = world.send_text(&token).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_ne!(who(&mut after).await, "nobody");
}

/// LO-13
#[tokio::test]
async fn what_the_store_could_not_do_is_done_when_the_token_comes_again() {
    let world = World::new();
    let (mut ada, sid) = world.signed_in("ada").await;
    let token = world.op().logout_token("app").session(sid);
    let token = token.sign().unwrap();
    for fault in [Fault::Down, Fault::Without("delete_sessions")] {
        world.store.fail(fault);
        let answer = world.send_text(&token).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.header("retry-after"), "10");
    }
    world.store.fail(Fault::None);
    assert_ne!(who(&mut ada).await, "nobody");
    assert_eq!(world.send_text(&token).await.status, StatusCode::OK);
    assert_eq!(who(&mut ada).await, "nobody");
}

#[tokio::test]
async fn keys_that_are_new_are_fetched_once_and_unknown_ones_are_not_looked_for_again_and_again() {
    let world = World::new();
    let (mut ada, _) = world.signed_in("ada").await;
    let before = world.op().count(Endpoint::Keys);
    let token = || world.op().logout_token("app").subject("ada");
    let answer = world
        .send(token().forged(forged().rotate_keys_first()))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(who(&mut ada).await, "nobody");
    assert_eq!(world.op().count(Endpoint::Keys), before + 1);
    for _ in 0..20 {
        let answer = world.send(token().forged(forged().unknown_kid())).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    assert!(world.op().count(Endpoint::Keys) <= before + 2);
}

#[tokio::test]
async fn a_token_goes_to_its_own_provider_and_to_one_that_signs_tokens() {
    let world = World::new();
    let (mut ada, _) = world.signed_in("ada").await;
    let body = |token: String| ["logout_token=", &token].concat();
    let token = || {
        world
            .op()
            .logout_token("app")
            .subject("ada")
            .sign()
            .unwrap()
    };
    let elsewhere = "/auth/backchannel-logout/other";
    let answer = world.post(elsewhere, FORM, body(token())).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let theirs = world.providers.other.logout_token("app").subject("ada");
    let answer = world.send(theirs).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    for provider in ["github", "nobody", "OP"] {
        let path = format!("/auth/backchannel-logout/{provider}");
        let answer = world.post(&path, FORM, body(token())).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{provider}");
    }
    assert_ne!(who(&mut ada).await, "nobody");
}

#[tokio::test]
async fn a_body_is_a_form_with_one_logout_token() {
    let world = World::new();
    let (mut ada, _) = world.signed_in("ada").await;
    let token = || {
        world
            .op()
            .logout_token("app")
            .subject("ada")
            .sign()
            .unwrap()
    };
    let json = json!({ "logout_token": token() }).to_string();
    let twice = format!("logout_token={}&logout_token={}", token(), token());
    let large = format!("logout_token={}&x={}", token(), "x".repeat(64 * 1024));
    let field = format!("logout_token={}", token());
    for (kind, body) in [
        ("application/json", json),
        ("text/plain", field),
        (FORM, twice),
        (FORM, large),
        (FORM, String::new()),
        (FORM, format!("token={}", token())),
    ] {
        let answer = world.post(BACK_CHANNEL, kind, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind}");
    }
    let query = format!("{BACK_CHANNEL}?logout_token={}", token());
    let answer = world.post(&query, FORM, String::new()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "in the query");
    let mut nobody = world.browser();
    let request = nobody.request(Method::GET, &query, &[], String::new().into());
    let answer = nobody.send(request).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_ne!(who(&mut ada).await, "nobody");
    let more = format!("a=1&logout_token={}&a=2&state=x", token());
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    let answer = world.post(BACK_CHANNEL, kind, more).await;
    assert_eq!(answer.status, StatusCode::OK, "others are ignored");
    assert_eq!(who(&mut ada).await, "nobody");
}
