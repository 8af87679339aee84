use super::*;

#[test]
fn a_valid_token_says_who_signed_in() {
    let token = check(&with("auth_time", NOW - 30)).unwrap();
    assert_eq!(
        (token.issuer.as_str(), token.subject.as_str()),
        (ISSUER, "248289761001")
    );
    assert_eq!(token.auth_time, Some(NOW - 30));
    assert_eq!(token.claims.get("nonce").unwrap(), "the nonce");
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

/// A claim that nobody asked for is not in the way.
#[test]
fn unknown_claims_are_kept_and_ignored() {
    let token = check(&with("https://claims.test/roles", json!(["admin"]))).unwrap();
    assert_eq!(
        token.claims.get("https://claims.test/roles").unwrap()[0],
        "admin"
    );
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
