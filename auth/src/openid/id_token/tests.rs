use serde_json::json;

use super::*;
use crate::openid::fixtures::{SigningKey, compact, encode};

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "https://op.test";
const ACCESS_TOKEN: &str = "the access token";

const EXPECTED: Expected<'static> = Expected {
    client_id: "client",
    nonce: Some("the nonce"),
    may_omit_nonce: false,
    max_age: None,
    access_token: ACCESS_TOKEN,
};

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "client", "sub": "248289761001", "nonce": "the nonce",
        "iat": NOW, "exp": NOW + 600,
    })
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims();
    claims[name] = value.into();
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

fn keys(keys: Value) -> KeySet {
    let Value::Object(document) = json!({ "keys": keys }) else {
        unreachable!()
    };
    KeySet::parse(document).unwrap()
}

/// Signs the payload by a key the provider publishes, and checks it.
fn check_bytes(payload: &[u8], expected: &Expected<'_>) -> Result<IdToken, ProviderFault> {
    let key = SigningKey::es256();
    let token = compact(&json!({ "alg": "ES256", "kid": "a" }), payload, |message| {
        key.sign(message)
    });
    let issuer = ExpectedIssuer::Exactly(ISSUER.into());
    verify(
        &Jws::parse(&token)?,
        &keys(json!([key.jwk("a")])),
        &issuer,
        expected,
        NOW,
    )
}

fn check_as(claims: &Value, expected: &Expected<'_>) -> Result<IdToken, ProviderFault> {
    check_bytes(claims.to_string().as_bytes(), expected)
}

fn check(claims: &Value) -> Result<IdToken, ProviderFault> {
    check_as(claims, &EXPECTED)
}

#[track_caller]
fn refused(claims: &Value, fault: IdTokenFault) {
    match check(claims) {
        Err(ProviderFault::IdToken(found)) => assert_eq!(found, fault, "{claims}"),
        other => panic!("{claims}: {other:?}"),
    }
}

#[track_caller]
fn code(result: Result<IdToken, ProviderFault>) -> &'static str {
    result.unwrap_err().code().name
}

/// Signs by `key`, publishes `published`, and lets `change` have the finished token.
fn signed(
    key: &SigningKey,
    published: Value,
    header: Value,
    change: impl FnOnce(String) -> String,
) -> Result<IdToken, ProviderFault> {
    let token = change(compact(
        &header,
        claims().to_string().as_bytes(),
        |message| key.sign(message),
    ));
    let issuer = ExpectedIssuer::Exactly(ISSUER.into());
    verify(
        &Jws::parse(&token)?,
        &keys(published),
        &issuer,
        &EXPECTED,
        NOW,
    )
}

#[test]
fn a_valid_token_says_who_signed_in() {
    let token = check(&with("auth_time", NOW - 30)).unwrap();
    assert_eq!(
        (token.issuer.as_str(), token.subject.as_str()),
        (ISSUER, "248289761001")
    );
    assert_eq!(token.auth_time, Some(NOW - 30));
    assert_eq!(token.claims["nonce"], "the nonce");
}

/// oidcc-client-test-idtoken-sig-rs256
#[test]
fn every_accepted_algorithm_is_accepted() {
    for key in SigningKey::one_of_each() {
        let header = json!({ "alg": key.algorithm(), "kid": "a", "typ": "JWT" });
        let checked = signed(&key, json!([key.jwk("a")]), header, |token| token);
        assert!(checked.is_ok(), "{}", key.algorithm());
    }
}

/// IT-02: the provider's public key is no shared secret, in whatever form.
#[test]
fn a_mac_by_the_public_key_is_no_signature() {
    let rsa = SigningKey::rs256();
    let jwk = rsa.jwk("a");
    let modulus = jwk["n"].as_str().unwrap();
    let der = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(modulus).unwrap();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        base64_simd::STANDARD.encode_to_string(&der)
    );
    for secret in [pem.as_bytes(), &der, modulus.as_bytes()] {
        for (name, algorithm) in [
            ("HS256", ring::hmac::HMAC_SHA256),
            ("HS384", ring::hmac::HMAC_SHA384),
            ("HS512", ring::hmac::HMAC_SHA512),
        ] {
            let token = compact(
                &json!({ "alg": name, "kid": "a" }),
                claims().to_string().as_bytes(),
                |message| {
                    ring::hmac::sign(&ring::hmac::Key::new(algorithm, secret), message)
                        .as_ref()
                        .to_vec()
                },
            );
            assert_eq!(Jws::parse(&token).unwrap_err(), IdTokenFault::Algorithm);
            // Nor does the MAC pass for the signature of an accepted algorithm.
            let (_, rest) = token.split_once('.').unwrap();
            let token = format!("{}.{rest}", encode(r#"{"alg":"RS256","kid":"a"}"#));
            let jws = Jws::parse(&token).unwrap();
            assert_eq!(
                keys(json!([jwk])).verify(&jws).unwrap_err(),
                IdTokenFault::Signature
            );
        }
    }
}

/// IT-04
#[test]
fn one_changed_byte_anywhere_is_found() {
    for key in [SigningKey::rs256(), SigningKey::es256()] {
        let header = json!({ "alg": key.algorithm(), "kid": "a" });
        let change = |segment: usize| {
            signed(&key, json!([key.jwk("a")]), header.clone(), |token| {
                let mut segments: Vec<_> = token.split('.').map(str::to_owned).collect();
                let mut bytes = base64_simd::URL_SAFE_NO_PAD
                    .decode_to_vec(&segments[segment])
                    .unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                segments[segment] = encode(bytes);
                segments.join(".")
            })
        };
        for segment in [1, 2] {
            assert_eq!(code(change(segment)), "id_token_invalid");
        }
    }
}

/// IT-04: a signature that is cut short or goes on is none.
#[test]
fn a_signature_has_its_exact_length() {
    for key in SigningKey::one_of_each() {
        for longer in [true, false] {
            let header = json!({ "alg": key.algorithm(), "kid": "a" });
            let checked = signed(&key, json!([key.jwk("a")]), header, |token| {
                let (signed, signature) = token.rsplit_once('.').unwrap();
                let mut bytes = base64_simd::URL_SAFE_NO_PAD
                    .decode_to_vec(signature)
                    .unwrap();
                if longer {
                    bytes.push(0)
                } else {
                    bytes.truncate(bytes.len() - 1)
                }
                format!("{signed}.{}", encode(bytes))
            });
            assert_eq!(code(checked), "id_token_invalid", "{}", key.algorithm());
        }
    }
}

/// IT-21: a token does not choose the key it is checked with.
#[test]
fn keys_in_the_header_are_not_looked_at() {
    let (attacker, provider) = (SigningKey::es256(), SigningKey::es256());
    for kid in [json!({ "kid": "a" }), json!({})] {
        let mut header = json!({
            "alg": "ES256", "jwk": attacker.jwk("a"), "jku": "https://evil.test/jwks",
            "x5u": "https://evil.test/cert", "x5c": ["MIIB"],
        });
        header
            .as_object_mut()
            .unwrap()
            .extend(kid.as_object().unwrap().clone());
        let checked = signed(
            &attacker,
            json!([provider.jwk("a")]),
            header.clone(),
            |token| token,
        );
        assert_eq!(code(checked), "id_token_invalid");
        let own = signed(&provider, json!([provider.jwk("a")]), header, |token| token);
        assert!(own.is_ok(), "they are ignored, not refused");
    }
}

/// IT-33
#[test]
fn an_ecdsa_signature_of_zeros_or_of_the_order_is_refused() {
    let order = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let key = SigningKey::es256();
    for half in [[0; 32], order] {
        let header = json!({ "alg": "ES256", "kid": "a" });
        let checked = signed(&key, json!([key.jwk("a")]), header, |token| {
            let (signed, _) = token.rsplit_once('.').unwrap();
            format!("{signed}.{}", encode([half, half].concat()))
        });
        assert_eq!(code(checked), "id_token_invalid");
    }
}

/// IT-05
#[test]
fn the_issuer_is_the_expected_one() {
    for issuer in [
        json!("https://other.test"),
        json!("https://op.test/"),
        json!("HTTPS://op.test"),
        json!(""),
        json!(null),
        json!([ISSUER]),
    ] {
        refused(&with("iss", issuer), IdTokenFault::Issuer);
    }
    refused(&without("iss"), IdTokenFault::Issuer);
}

/// IT-07, FAPI 2.0 test-invalid-aud
#[test]
fn the_audience_is_this_client() {
    for audience in [
        json!("other"),
        json!([]),
        json!(null),
        json!(""),
        json!({}),
        json!(["other"]),
        json!("Client"),
        json!([["client"]]),
    ] {
        refused(&with("aud", audience), IdTokenFault::Audience);
    }
    refused(&without("aud"), IdTokenFault::Audience);
}

/// IT-08, FAPI 2.0 test-invalid-secondary-aud
#[test]
fn a_further_audience_is_not_trusted() {
    for party in [None, Some("other"), Some("client")] {
        let mut claims = with("aud", json!(["client", "other"]));
        if let Some(party) = party {
            claims["azp"] = party.into();
        }
        refused(&claims, IdTokenFault::Audience);
    }
    refused(&with("aud", json!(["client", 1])), IdTokenFault::Audience);
}

/// IT-09
#[test]
fn the_audience_may_be_a_list_of_one() {
    assert!(check(&with("aud", json!(["client"]))).is_ok());
}

/// R-IDT-04
#[test]
fn the_authorized_party_is_this_client_or_unsaid() {
    for party in [json!("other"), json!(""), json!(["client"]), json!(1)] {
        refused(&with("azp", party), IdTokenFault::AuthorizedParty);
    }
    assert!(check(&with("azp", "client")).is_ok());
    assert!(check(&with("azp", Value::Null)).is_ok());
}

/// IT-11
#[test]
fn an_expiry_is_a_number_and_not_past() {
    for expiry in [
        json!("9999999999"),
        json!(null),
        json!(-1),
        json!([NOW]),
        json!(true),
        json!(1e300),
        json!(253_402_300_800_u64),
        json!(u64::MAX),
    ] {
        refused(&with("exp", expiry), IdTokenFault::Expiry);
    }
    refused(&without("exp"), IdTokenFault::Expiry);
    refused(&with("exp", NOW - 301), IdTokenFault::Expiry);
    refused(&with("exp", 0), IdTokenFault::Expiry);
}

/// IT-11: a number that no type holds is refused where JSON is read.
#[test]
fn an_expiry_beyond_all_numbers_is_refused_without_a_panic() {
    for number in [
        "1e400",
        "-1e400",
        "99999999999999999999999999",
        "1e",
        "NaN",
        "Infinity",
    ] {
        let payload = claims()
            .to_string()
            .replace(&format!("{}", NOW + 600), number);
        assert_eq!(
            code(check_bytes(payload.as_bytes(), &EXPECTED)),
            "id_token_invalid",
            "{number}"
        );
    }
}

/// RFC 7519 §2: NumericDate may have a fraction.
#[test]
fn times_may_be_written_with_a_fraction_or_an_exponent() {
    assert!(check(&with("exp", (NOW + 600) as f64 + 0.5)).is_ok());
    assert!(check(&with("iat", NOW as f64)).is_ok());
    let payload = claims()
        .to_string()
        .replace(&format!("{}", NOW + 600), "1.9e9");
    assert!(check_bytes(payload.as_bytes(), &EXPECTED).is_ok());
}

/// IT-13
#[test]
fn the_time_of_issue_is_a_number_and_near() {
    for issued in [json!(null), json!("1800000000"), json!(-1), json!([])] {
        refused(&with("iat", issued), IdTokenFault::IssuedAt);
    }
    refused(&without("iat"), IdTokenFault::IssuedAt);
    refused(&with("iat", NOW + 600), IdTokenFault::IssuedAt);
    refused(&with("iat", NOW - 3_601), IdTokenFault::IssuedAt);
    assert!(check(&with("iat", NOW - 3_600)).is_ok());
}

#[test]
fn a_token_may_be_dated_back_by_five_minutes_as_microsofts_are() {
    let mut claims = with("iat", NOW - 300);
    claims["nbf"] = (NOW - 300).into();
    assert!(check(&claims).is_ok());
}

#[test]
fn a_token_is_not_used_before_its_time() {
    for before in [json!("1800000000"), json!(-1), json!([]), json!(NOW + 301)] {
        refused(&with("nbf", before), IdTokenFault::NotBefore);
    }
    assert!(check(&with("nbf", NOW)).is_ok());
    assert!(check(&with("nbf", Value::Null)).is_ok());
}

/// ST-09: sixty seconds are forgiven; minutes are told as what they are, with both times.
#[test]
fn clocks_may_differ_by_a_minute() {
    for (claim, forgiven, skewed) in [
        ("iat", NOW + 60, NOW + 61),
        ("nbf", NOW + 60, NOW + 61),
        ("exp", NOW - 59, NOW - 60),
    ] {
        assert!(check(&with(claim, forgiven)).is_ok(), "{claim}");
        match check(&with(claim, skewed)).unwrap_err() {
            ProviderFault::ClockSkew {
                claim: named,
                theirs,
                ours,
            } => {
                assert_eq!((named, theirs, ours), (claim, skewed, NOW));
            }
            other => panic!("{claim}: {other:?}"),
        }
        let far = if skewed > NOW { NOW + 300 } else { NOW - 300 };
        assert_eq!(code(check(&with(claim, far))), "clock_skew", "{claim}");
        let farther = if skewed > NOW { NOW + 301 } else { NOW - 301 };
        assert_eq!(
            code(check(&with(claim, farther))),
            "id_token_invalid",
            "{claim}"
        );
    }
}

/// IT-15
#[test]
fn the_nonce_is_the_one_that_was_sent() {
    for nonce in [
        json!("another sign-in's"),
        json!(""),
        json!("the nonce "),
        json!("the nonc"),
        json!(null),
        json!(["the nonce"]),
        json!(1),
    ] {
        assert_eq!(code(check(&with("nonce", nonce))), "nonce_mismatch");
    }
    assert_eq!(code(check(&without("nonce"))), "nonce_mismatch");
}

/// IT-15: a provider that leaves the nonce out may not send another's.
#[test]
fn a_nonce_may_be_missing_only_where_the_provider_is_known_for_it() {
    let lenient = Expected {
        may_omit_nonce: true,
        ..EXPECTED
    };
    assert!(check_as(&without("nonce"), &lenient).is_ok());
    assert!(check_as(&claims(), &lenient).is_ok());
    for nonce in [json!("other"), json!(null), json!("")] {
        assert_eq!(
            code(check_as(&with("nonce", nonce), &lenient)),
            "nonce_mismatch"
        );
    }
}

/// R-IDT-09: without a nonce of its own, a sign-in accepts no token.
#[test]
fn a_sign_in_without_a_nonce_accepts_nothing() {
    let unbound = Expected {
        nonce: None,
        may_omit_nonce: true,
        ..EXPECTED
    };
    assert_eq!(code(check_as(&claims(), &unbound)), "nonce_mismatch");
    assert_eq!(
        code(check_as(&without("nonce"), &unbound)),
        "nonce_mismatch"
    );
}

/// IT-16
#[test]
fn the_subject_is_1_to_255_ascii_characters() {
    for subject in [
        json!(""),
        json!(" "),
        json!("x".repeat(256)),
        json!(7),
        json!(null),
        json!("é"),
        json!("a\r\nb"),
        json!("a\0"),
        json!(["x"]),
    ] {
        refused(&with("sub", subject), IdTokenFault::Subject);
    }
    refused(&without("sub"), IdTokenFault::Subject);
    assert!(check(&with("sub", "x".repeat(255))).is_ok());
    assert_eq!(
        check(&with("sub", "auth0|a b")).unwrap().subject,
        "auth0|a b"
    );
}

/// IT-17
#[test]
fn a_recent_sign_in_is_proved_where_it_was_asked_for() {
    let recent = Expected {
        max_age: Some(60),
        ..EXPECTED
    };
    assert_eq!(
        code(check_as(&claims(), &recent)),
        "reauthentication_required"
    );
    for at in [
        json!(NOW - 120),
        json!(NOW - 91),
        json!("1800000000"),
        json!(null),
        json!(NOW + 61),
        json!(0),
    ] {
        let checked = check_as(&with("auth_time", at.clone()), &recent);
        assert_eq!(code(checked), "reauthentication_required", "{at}");
    }
    for at in [NOW, NOW - 60, NOW - 90] {
        assert_eq!(
            check_as(&with("auth_time", at), &recent).unwrap().auth_time,
            Some(at)
        );
    }
    let any = Expected {
        max_age: Some(u64::MAX),
        ..EXPECTED
    };
    assert!(check_as(&with("auth_time", 1), &any).is_ok());
}

#[test]
fn an_odd_time_of_signing_in_is_no_time_where_nobody_asked() {
    assert_eq!(
        check(&with("auth_time", "yesterday")).unwrap().auth_time,
        None
    );
    assert_eq!(check(&claims()).unwrap().auth_time, None);
}

/// IT-19
#[test]
fn the_hash_of_the_access_token_is_checked_whenever_it_is_there() {
    let digest = ring::digest::digest(&ring::digest::SHA256, ACCESS_TOKEN.as_bytes());
    let right = encode(&digest.as_ref()[..16]);
    assert!(check(&with("at_hash", right.clone())).is_ok());
    for wrong in [
        json!(""),
        json!("x"),
        json!(encode(digest)),
        json!(null),
        json!(1),
        json!(format!("{right}==")),
    ] {
        refused(&with("at_hash", wrong), IdTokenFault::AccessTokenHash);
    }
    let other = Expected {
        access_token: "another access token",
        ..EXPECTED
    };
    assert_eq!(
        code(check_as(&with("at_hash", right), &other)),
        "id_token_invalid"
    );
}

/// IT-19, §3.1.3.6: the hash is that of the signature's algorithm.
#[test]
fn the_hash_goes_with_the_algorithm() {
    for (key, digest) in [
        (SigningKey::es384(), &ring::digest::SHA384),
        (SigningKey::eddsa(), &ring::digest::SHA512),
        (SigningKey::rs256(), &ring::digest::SHA256),
    ] {
        let digest = ring::digest::digest(digest, ACCESS_TOKEN.as_bytes());
        let claims = with(
            "at_hash",
            encode(&digest.as_ref()[..digest.as_ref().len() / 2]),
        );
        let header = json!({ "alg": key.algorithm(), "kid": "a" });
        let token = compact(&header, claims.to_string().as_bytes(), |message| {
            key.sign(message)
        });
        let issuer = ExpectedIssuer::Exactly(ISSUER.into());
        let jws = Jws::parse(&token).unwrap();
        assert!(verify(&jws, &keys(json!([key.jwk("a")])), &issuer, &EXPECTED, NOW).is_ok());
    }
}

/// A claim that nobody asked for is not in the way.
#[test]
fn unknown_claims_are_kept_and_ignored() {
    let token = check(&with("https://claims.test/roles", json!(["admin"]))).unwrap();
    assert_eq!(token.claims["https://claims.test/roles"][0], "admin");
}

#[test]
fn claims_are_a_json_object() {
    for payload in ["[]", "null", "\"x\"", "", "{", "\u{feff}{}"] {
        assert_eq!(
            code(check_bytes(payload.as_bytes(), &EXPECTED)),
            "id_token_invalid"
        );
    }
    assert_eq!(
        code(check_bytes(b"{\"iss\":\"\xff\"}", &EXPECTED)),
        "id_token_invalid"
    );
}

/// Microsoft: one set of keys serves many tenants, and some keys serve one of them only.
#[test]
fn a_key_that_names_an_issuer_signs_for_no_other() {
    const TEMPLATE: &str = "https://login.test/{tenantid}/v2.0";
    let key = SigningKey::es256();
    let check = |of_key: Option<&str>, tenant: Value, issuer: &str| {
        let mut jwk = key.jwk("a");
        if let Some(of_key) = of_key {
            jwk["issuer"] = of_key.into();
        }
        let mut claims = with("iss", issuer);
        claims["tid"] = tenant;
        let token = compact(
            &json!({ "alg": "ES256", "kid": "a" }),
            claims.to_string().as_bytes(),
            |message| key.sign(message),
        );
        let jws = Jws::parse(&token).unwrap();
        verify(
            &jws,
            &keys(json!([jwk])),
            &ExpectedIssuer::AnyTenant(TEMPLATE),
            &EXPECTED,
            NOW,
        )
    };
    let issuer = "https://login.test/6babcaad-604b/v2.0";
    for of_key in [None, Some(TEMPLATE), Some(issuer)] {
        assert_eq!(
            check(of_key, json!("6babcaad-604b"), issuer)
                .unwrap()
                .issuer,
            issuer
        );
    }
    assert_eq!(
        code(check(
            Some("https://login.test/other/v2.0"),
            json!("6babcaad-604b"),
            issuer
        )),
        "id_token_invalid"
    );
    for tenant in [
        json!(null),
        json!("other"),
        json!("{tenantid}"),
        json!(""),
        json!(["6babcaad-604b"]),
    ] {
        assert_eq!(code(check(None, tenant, issuer)), "id_token_invalid");
    }
    assert_eq!(
        code(check(None, json!("{tenantid}"), TEMPLATE)),
        "id_token_invalid"
    );
}
