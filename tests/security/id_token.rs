//! Forged ID tokens, keys and UserInfo answers.

use std::time::{Duration, Instant};

use auth::testing::{Endpoint, Fault, IdTokenForgery, PublicKeyEncoding};
use auth_tests::support::world::{START, World};
use serde_json::{Value, json};

use crate::aftermath::{
    SESSION, WITHOUT_ADDRESS, assert_refused, assert_token_refused, code_of, faulty, forged,
};

const INVALID: &str = "AUTH-403";

/// Every one of the forgeries ends on the error page with that code.
async fn all_refused(code: &str, forgeries: impl IntoIterator<Item = IdTokenForgery>) {
    for forgery in forgeries {
        let what: String = format!("{forgery:?}").chars().take(300).collect();
        let (mut world, answer) = forged(forgery).await;
        assert_token_refused(&mut world, &answer, code, &what).await;
    }
}

async fn accepted(forgery: IdTokenForgery) -> World {
    let what = format!("{forgery:?}");
    let (mut world, answer) = forged(forgery).await;
    assert_eq!(answer.location(), "https://app.test/", "{what}");
    assert_eq!(world.session().await["user"]["id"], json!("op:emmy"));
    assert_eq!(world.providers.op.pending_faults(), 0);
    world
}

fn forgery() -> IdTokenForgery {
    IdTokenForgery::new()
}

/// The control of all that follows: without a forgery this person is signed in, and UserInfo is asked.
#[tokio::test]
async fn an_honest_token_is_accepted() {
    let world = accepted(forgery()).await;
    assert_eq!(world.providers.op.count(Endpoint::UserInfo), 1);
}

/// IT-01
#[tokio::test]
async fn an_unsigned_token_is_refused_in_every_spelling() {
    let spellings = ["none", "None", "NONE", "nOnE", "", " none"];
    all_refused(INVALID, spellings.map(|alg| forgery().unsigned(alg))).await;
    all_refused(INVALID, [forgery().without_signature()]).await;
}

/// IT-02
#[tokio::test]
async fn a_public_key_is_no_shared_secret() {
    let encodings = [
        PublicKeyEncoding::Pem,
        PublicKeyEncoding::Der,
        PublicKeyEncoding::Jwk,
        PublicKeyEncoding::Raw,
    ];
    all_refused(
        INVALID,
        encodings.map(|encoding| forgery().hmac_with_public_key(encoding)),
    )
    .await;
}

/// IT-02, V51 (CVE-2026-45363)
#[tokio::test]
async fn no_shared_secret_signs_an_id_token() {
    let secrets: [&[u8]; 3] = [b"op secret", b"", b"\0"];
    all_refused(INVALID, secrets.map(|secret| forgery().hmac(secret))).await;
}

/// IT-04
#[tokio::test]
async fn an_altered_token_is_refused() {
    all_refused(
        INVALID,
        [
            forgery().altered_payload(),
            forgery().altered_signature(),
            forgery().foreign_key(),
            forgery().signature(vec![0]),
            forgery().signature(vec![0xff; 4096]),
        ],
    )
    .await;
}

/// IT-05
#[tokio::test]
async fn a_token_of_another_issuer_is_refused() {
    let others = [
        json!("https://attacker.test"),
        json!("https://op.test/"),
        json!("https://OP.test"),
        json!("http://op.test"),
        json!(""),
        json!(["https://op.test"]),
        json!(null),
    ];
    all_refused(INVALID, others.map(|iss| forgery().claim("iss", iss))).await;
    all_refused(INVALID, [forgery().without_claim("iss")]).await;
}

/// IT-07
#[tokio::test]
async fn a_token_for_somebody_else_is_refused() {
    let others = [
        json!("other"),
        json!([]),
        json!(""),
        json!("APP"),
        json!({}),
    ];
    all_refused(INVALID, others.map(|aud| forgery().claim("aud", aud))).await;
    all_refused(INVALID, [forgery().without_claim("aud")]).await;
}

/// IT-08
#[tokio::test]
async fn a_token_that_others_may_use_too_is_refused() {
    let shared = || forgery().claim("aud", json!(["app", "other"]));
    all_refused(
        INVALID,
        [
            shared().without_claim("azp"),
            shared().claim("azp", "other"),
            shared().claim("azp", "app"),
            forgery().claim("azp", "other"),
            forgery().claim("azp", json!(["app"])),
        ],
    )
    .await;
}

/// IT-09
#[tokio::test]
async fn an_audience_may_be_an_array_of_one() {
    accepted(forgery().claim("aud", json!(["app"]))).await;
}

/// IT-11
#[tokio::test]
async fn a_token_without_a_time_to_end_or_past_it_is_refused() {
    all_refused(
        INVALID,
        [
            forgery().without_claim("exp"),
            forgery().claim("exp", START - 301),
            forgery().claim("exp", "9999999999"),
            forgery().claim("exp", Value::Null),
            forgery().claim("exp", json!([START + 60])),
            forgery().claim("exp", -1),
            forgery().claim("exp", u64::MAX),
            forgery().raw_claim("exp", "1e400"),
            forgery().raw_claim("exp", "18446744073709551616"),
        ],
    )
    .await;
}

/// IT-13
#[tokio::test]
async fn a_token_from_no_time_or_from_the_future_is_refused() {
    all_refused(
        INVALID,
        [
            forgery().without_claim("iat"),
            forgery().claim("iat", START + 600),
            forgery().claim("iat", START - 86_400),
            forgery().claim("iat", START.to_string()),
            forgery().claim("nbf", START + 600),
            forgery().claim("nbf", "soon"),
        ],
    )
    .await;
}

/// IT-15
#[tokio::test]
async fn a_token_of_another_sign_in_is_refused() {
    all_refused(
        "AUTH-404",
        [
            forgery().without_claim("nonce"),
            forgery().claim("nonce", "x".repeat(43)),
            forgery().claim("nonce", ""),
            forgery().claim("nonce", Value::Null),
            forgery().claim("nonce", json!([])),
        ],
    )
    .await;
}

/// IT-15
#[tokio::test]
async fn the_nonce_of_a_concurrent_sign_in_is_another() {
    let mut world = World::new();
    let first = world.begin("op").await;
    let second = world.begin("op").await;
    let nonce = second.location_parameter("nonce").expect("a nonce");
    world
        .providers
        .op
        .next_id_token(forgery().claim("nonce", nonce));
    let response = world.authorize("op", &first, "ada").await;
    let answer = world.deliver(&response).await;
    assert_eq!(code_of(&answer).as_deref(), Some("AUTH-404"));
    assert!(!world.browser.cookies.contains_key(SESSION));
    // The other one is not harmed.
    let response = world.authorize("op", &second, "ada").await;
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/"
    );
}

/// IT-16
#[tokio::test]
async fn a_token_that_names_nobody_is_refused() {
    let nobodies = [
        json!(""),
        json!(" "),
        json!("x".repeat(256)),
        json!(7),
        json!(null),
        json!(["emmy"]),
        json!("em\nmy"),
        json!("ём"),
    ];
    all_refused(INVALID, nobodies.map(|sub| forgery().claim("sub", sub))).await;
    all_refused(INVALID, [forgery().without_claim("sub")]).await;
}

/// IT-17
#[tokio::test]
async fn who_asks_for_a_recent_sign_in_gets_one() {
    for (forgery, code) in [
        (forgery().claim("auth_time", START), None),
        (forgery().without_claim("auth_time"), Some("AUTH-408")),
        (forgery().claim("auth_time", START - 120), Some("AUTH-408")),
        (
            forgery().claim("auth_time", START + 3_600),
            Some("AUTH-408"),
        ),
        (
            forgery().claim("auth_time", START.to_string()),
            Some("AUTH-408"),
        ),
    ] {
        let what = format!("{forgery:?}");
        let mut world = World::new();
        world.providers.op.next_id_token(forgery);
        let start = world
            .browser
            .submit("/auth/signin/op?max_age=60", &[])
            .await;
        assert_eq!(start.location_parameter("max_age").as_deref(), Some("60"));
        let response = world.authorize("op", &start, WITHOUT_ADDRESS).await;
        let answer = world.deliver(&response).await;
        match code {
            None => assert_eq!(answer.location(), "https://app.test/", "{what}"),
            Some(code) => assert_token_refused(&mut world, &answer, code, &what).await,
        }
    }
}

/// IT-17: the largest number is no way round it, and no overflow.
#[tokio::test]
async fn an_absurd_maximum_age_is_harmless() {
    let mut world = World::new();
    let path = format!("/auth/signin/op?max_age={}", u64::MAX);
    let start = world.browser.submit(&path, &[]).await;
    let response = world.authorize("op", &start, "ada").await;
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/"
    );
}

/// IT-19
#[tokio::test]
async fn a_hash_of_another_access_token_is_refused() {
    let hashes = [json!("AAAAAAAAAAAAAAAAAAAAAA"), json!(""), json!(null)];
    all_refused(INVALID, hashes.map(|hash| forgery().claim("at_hash", hash))).await;
}

/// IT-21
#[tokio::test]
async fn a_token_does_not_bring_its_own_key() {
    all_refused(
        INVALID,
        [
            forgery().jwk(),
            forgery().jku(),
            forgery().x5c(),
            forgery().x5u(),
        ],
    )
    .await;
}

/// IT-22
#[tokio::test]
async fn a_key_identifier_is_a_name_and_nothing_more() {
    let names = [
        json!("../../etc/passwd"),
        json!("a' OR 1=1--"),
        json!("x".repeat(64 * 1024)),
        json!("\0\0"),
        json!("\r\n{\"level\":\"info\"}"),
        json!("%s%n\u{1b}[31m"),
        json!(""),
        json!(1),
        json!({}),
    ];
    all_refused(INVALID, names.map(|kid| forgery().header("kid", kid))).await;
}

/// IT-23
#[tokio::test]
async fn a_critical_header_parameter_that_nobody_knows_is_refused() {
    let critical = [json!(["b64"]), json!(["x"]), json!([]), json!("exp")];
    all_refused(INVALID, critical.map(|crit| forgery().header("crit", crit))).await;
}

/// V53 (CVE-2023-51774), RFC 8725 §3.11
#[tokio::test]
async fn another_kind_of_token_is_no_id_token() {
    let kinds = ["at+jwt", "logout+jwt", "JWE"];
    all_refused(INVALID, kinds.map(|typ| forgery().header("typ", typ))).await;
}

/// IT-25
#[tokio::test]
async fn a_token_that_names_no_key_is_checked_with_the_only_one() {
    accepted(forgery().without_header("kid")).await;
}

/// IT-27
#[tokio::test]
async fn a_key_that_was_rotated_a_moment_ago_is_found() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    world
        .providers
        .op
        .next_id_token(forgery().rotate_keys_first());
    let answer = world.sign_in("op", WITHOUT_ADDRESS).await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(world.providers.op.count(Endpoint::Keys), 2);
}

/// IT-28, V37e
#[tokio::test]
async fn a_thousand_unknown_keys_make_one_request() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    world.browser.cookies.clear();
    world
        .providers
        .op
        .next_id_token(forgery().unknown_kid().always());
    for number in 0..1_000 {
        if number % 100 == 99 {
            world.wait(1);
        }
        let answer = world.sign_in("op", "ada").await;
        assert_eq!(code_of(&answer).as_deref(), Some(INVALID));
    }
    assert_eq!(world.providers.op.count(Endpoint::Keys), 2);
    assert!(world.browser.cookies.is_empty());

    world.providers.op.clear_faults();
    let answer = world.sign_in("op", "ada").await;
    assert_eq!(answer.location(), "https://app.test/");
}

/// IT-30
#[tokio::test]
async fn keys_that_are_none_mean_that_the_provider_is_down() {
    for fault in [
        Fault::huge(5 << 20),
        Fault::patch(|keys| {
            let key = keys["keys"][0].clone();
            keys["keys"] = (0..10_000)
                .map(|number| {
                    let mut key = key.clone();
                    key["kid"] = number.to_string().into();
                    key
                })
                .collect();
        }),
        Fault::body("application/json", "not JSON"),
        Fault::body("text/html", "<h1>Oh</h1>"),
        Fault::body("application/json", r#"{"keys":{}}"#),
        Fault::body("application/json", "[]"),
        Fault::nested(10_000),
        Fault::redirect("https://op.test/elsewhere"),
    ] {
        let what = format!("{fault:?}");
        let (mut world, answer) = faulty(Endpoint::Keys, fault).await;
        assert_token_refused(&mut world, &answer, "AUTH-401", &what).await;
    }
}

/// IT-30, PF-14
#[tokio::test]
async fn keys_that_were_good_serve_while_the_provider_sends_none() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    world.wait(3_601);
    let broken = Fault::body("application/json", r#"{"keys":{}}"#);
    world.providers.op.next(Endpoint::Keys, broken.always());
    let answer = world.sign_in("op", "grace").await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(world.providers.op.count(Endpoint::Keys), 2);
}

/// IT-31
#[tokio::test]
async fn what_is_no_token_is_refused_at_once() {
    let begun = Instant::now();
    all_refused(
        INVALID,
        [
            forgery().segments(1),
            forgery().segments(2),
            forgery().segments(4),
            forgery().segments(5),
            forgery().segments(6),
            forgery().token(".".repeat(10_000)),
            forgery().token(".."),
            forgery().token("x".repeat(500_000)),
            forgery().token("é.é.é"),
            forgery().payload("[]"),
            forgery().payload("null"),
            forgery().payload("{"),
            forgery().payload("[".repeat(5_000)),
        ],
    )
    .await;
    assert!(begun.elapsed() < Duration::from_secs(2));
}

/// R-IDT-01: what nobody here can read is refused as what it is, and nothing is done about it (LD-07).
#[tokio::test]
async fn an_encrypted_token_is_refused_as_what_it_is() {
    let jwe = |header: serde_json::Value| {
        let header = base64_simd::URL_SAFE_NO_PAD.encode_to_string(header.to_string());
        forgery().token(format!("{header}.AAAA.AAAA.AAAA.AAAA"))
    };
    all_refused(
        "AUTH-415",
        [
            jwe(json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM" })),
            jwe(json!({ "alg": "dir", "enc": "A256CBC-HS512", "zip": "DEF" })),
            jwe(json!({ "alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 1_000_000_000 })),
        ],
    )
    .await;
    all_refused(
        INVALID,
        [
            jwe(json!({ "alg": "ES256" })),
            jwe(json!({ "alg": "ES256", "enc": 7 })),
        ],
    )
    .await;
}

/// IT-31
#[tokio::test]
async fn an_empty_token_is_none() {
    let (mut world, answer) = forged(forgery().token("")).await;
    let code = code_of(&answer).expect("an error page");
    assert!([INVALID, "AUTH-311"].contains(&code.as_str()), "{code}");
    assert_token_refused(&mut world, &answer, &code, "an empty token").await;
}

/// IT-33
#[tokio::test]
async fn a_signature_of_zeros_or_of_the_groups_order_is_refused() {
    all_refused(
        INVALID,
        [
            forgery().zero_signature(),
            forgery().group_order_signature(),
        ],
    )
    .await;
}

/// IT-34
#[tokio::test]
async fn userinfo_about_somebody_else_ends_the_sign_in() {
    for (fault, codes) in [
        (Fault::set("sub", "ada"), &["AUTH-405"][..]),
        (Fault::set("sub", "EMMY"), &["AUTH-405"]),
        (Fault::set("sub", json!(["emmy"])), &["AUTH-405"]),
        (Fault::remove("sub"), &["AUTH-405"]),
        (
            Fault::body("application/json", "[]"),
            &["AUTH-405", "AUTH-311"],
        ),
        (
            Fault::body("application/jwt", "a.b.c"),
            &["AUTH-405", "AUTH-311"],
        ),
    ] {
        let what = format!("{fault:?}");
        let (mut world, answer) = faulty(Endpoint::UserInfo, fault).await;
        let code = code_of(&answer).unwrap_or_else(|| panic!("{what}: {}", answer.location()));
        assert!(codes.contains(&code.as_str()), "{what}: {code}");
        assert_refused(&mut world, &answer, &code, &what).await;
        assert_eq!(world.providers.op.count(Endpoint::UserInfo), 1);
    }
}

/// AL-01, nOAuth (V4, V16, V65): who somebody is does not hang on an address or a name.
#[tokio::test]
async fn an_address_or_a_name_of_somebody_else_makes_nobody_somebody_else() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let claims = forgery()
        .claim("email", "ada@example.com")
        .claim("email_verified", true)
        .claim("preferred_username", "ada")
        .claim("upn", "ada")
        .claim("oid", "ada")
        .claim("id", "ada")
        .claim("user_id", "ada");
    world.providers.op.next_id_token(claims);
    world.sign_in("op", WITHOUT_ADDRESS).await;
    assert_eq!(world.session().await["user"]["id"], json!("op:emmy"));
    world.sign_in("other", "ada").await;
    assert_eq!(world.session().await["user"]["id"], json!("other:ada"));
}
