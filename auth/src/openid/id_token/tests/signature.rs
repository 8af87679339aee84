use super::*;

/// oidcc-client-test-idtoken-sig-rs256
#[test]
fn every_accepted_algorithm_is_accepted() {
    for key in SigningKey::one_of_each() {
        let header = json!({ "alg": key.algorithm(), "kid": "a", "typ": "JWT" });
        let checked = signed(&key, json!([key.jwk("a")]), &header, |token| token);
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
            signed(&key, json!([key.jwk("a")]), &header, |token| {
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
            let checked = signed(&key, json!([key.jwk("a")]), &header, |token| {
                let (signed, signature) = token.rsplit_once('.').unwrap();
                let mut bytes = base64_simd::URL_SAFE_NO_PAD
                    .decode_to_vec(signature)
                    .unwrap();
                if longer {
                    bytes.push(0);
                } else {
                    bytes.truncate(bytes.len() - 1);
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
        let checked = signed(&attacker, json!([provider.jwk("a")]), &header, |token| {
            token
        });
        assert_eq!(code(checked), "id_token_invalid");
        let own = signed(&provider, json!([provider.jwk("a")]), &header, |token| {
            token
        });
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
        let checked = signed(&key, json!([key.jwk("a")]), &header, |token| {
            let (signed, _) = token.rsplit_once('.').unwrap();
            format!("{signed}.{}", encode([half, half].concat()))
        });
        assert_eq!(code(checked), "id_token_invalid");
    }
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
