use super::*;

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

/// Whoever is asked again has just proved who they are, or the provider has not asked.
#[test]
fn a_provider_that_was_made_to_ask_again_must_not_say_that_it_did_not() {
    let asked = |states_auth_time| Expected {
        authenticated_since: Some(NOW - 300),
        states_auth_time,
        ..EXPECTED
    };
    for at in [
        json!(NOW - 331),
        json!(0),
        json!(NOW + 61),
        json!("1800000000"),
    ] {
        let claims = with("auth_time", at.clone());
        for states in [true, false] {
            let checked = check_as(&claims, &asked(states));
            assert_eq!(code(checked), "reauthentication_required", "{at} {states}");
        }
    }
    for at in [NOW - 330, NOW - 300, NOW] {
        let checked = check_as(&with("auth_time", at), &asked(true)).unwrap();
        assert_eq!(checked.auth_time, Some(at));
    }
    assert_eq!(
        code(check_as(&claims(), &asked(true))),
        "reauthentication_required"
    );
    assert_eq!(check_as(&claims(), &asked(false)).unwrap().auth_time, None);
    // The stricter of both counts.
    let both = Expected {
        max_age: Some(60),
        ..asked(true)
    };
    let checked = check_as(&with("auth_time", NOW - 120), &both);
    assert_eq!(code(checked), "reauthentication_required");
}

/// R-IDT-10
#[test]
fn an_authentication_context_that_was_demanded_is_there() {
    let values = ["urn:mfa".to_owned(), "urn:hardware".to_owned()];
    let demanded = Expected {
        acr_values: &values,
        ..EXPECTED
    };
    for acr in ["urn:mfa", "urn:hardware"] {
        assert!(check_as(&with("acr", acr), &demanded).is_ok(), "{acr}");
    }
    for acr in [
        json!("urn:password"),
        json!("urn:mf"),
        json!(1),
        json!(null),
        json!(["urn:mfa"]),
    ] {
        let checked = check_as(&with("acr", acr.clone()), &demanded);
        assert_eq!(code(checked), "authentication_context_unmet", "{acr}");
    }
    let checked = check_as(&claims(), &demanded);
    assert_eq!(code(checked), "authentication_context_unmet");
}

#[test]
fn an_odd_time_of_signing_in_is_no_time_where_nobody_asked() {
    assert_eq!(
        check(&with("auth_time", "yesterday")).unwrap().auth_time,
        None
    );
    assert_eq!(check(&claims()).unwrap().auth_time, None);
}
