//! Signing in with an OpenID provider.

use super::*;
use crate::declaration::ProfileFn;

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "client", "sub": "248289761001", "nonce": "the nonce", "iat": NOW, "exp": NOW + 600,
        "name": "Ada", "email": "ada@x.test", "email_verified": true,
    })
}

impl Fixture {
    fn openid() -> Self {
        Self::new(configuration(declaration(ProviderSpec::OIDC)))
    }

    /// The token endpoint sends an ID token with these claims, by a key that is published.
    fn issues(&self, claims: &Value) {
        let key = SigningKey::es256();
        self.client
            .on(KEYS, Reply::json(&json!({ "keys": [key.jwk("a")] })));
        let header = json!({ "alg": "ES256", "kid": "a" });
        let id_token = compact(&header, claims.to_string().as_bytes(), |message| {
            key.sign(message)
        });
        let response =
            json!({ "access_token": "at", "token_type": "Bearer", "id_token": id_token });
        self.client.on(TOKEN, Reply::json(&response));
    }

    async fn identify_as(&self, claims: &Value) -> Result<Identity, ProviderError> {
        self.issues(claims);
        self.identify(REDEMPTION).await
    }
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims();
    claims[name] = value.into();
    claims
}

/// oidcc-client-test
#[tokio::test]
async fn a_code_becomes_a_user() {
    let fixture = Fixture::openid();
    let identity = fixture
        .identify_as(&with("auth_time", NOW - 5))
        .await
        .unwrap();
    assert_eq!(identity.profile.subject, "248289761001");
    assert_eq!(identity.profile.email.as_deref(), Some("ada@x.test"));
    assert!(identity.profile.email_verified);
    assert_eq!(identity.claims.text("name"), Some("Ada"));
    assert_eq!(
        (identity.issuer.as_deref(), identity.auth_time),
        (Some(ISSUER), Some(NOW - 5))
    );
    assert_eq!(identity.tokens.access_token.expose(), "at");
    assert!(identity.tokens.id_token.is_some());
    let sent = fixture.token_request();
    assert_eq!(sent.field("code").unwrap(), "code-4711");
    assert_eq!(sent.field("code_verifier").unwrap(), "the verifier");
    assert_eq!(
        sent.field("redirect_uri").unwrap(),
        "https://app.test/auth/callback/acme"
    );
}

/// IT-01, IT-15: and the access token is not used either (R-BCP-11).
#[tokio::test]
async fn a_token_that_is_refused_ends_everything() {
    let mut unnamed = with("name", Value::Null);
    for (name, value, refusal) in [
        ("aud", "other", "id_token_invalid"),
        ("iss", "https://other.test", "id_token_invalid"),
        ("nonce", "another sign-in's", "nonce_mismatch"),
    ] {
        let right = unnamed[name].take();
        unnamed[name] = value.into();
        let fixture = Fixture::openid();
        assert_eq!(code(fixture.identify_as(&unnamed).await), refusal);
        assert!(fixture.client.requests_to(USERINFO).is_empty());
        unnamed[name] = right;
    }
}

/// R-IDT-09: without a nonce of its own a sign-in cannot end.
#[tokio::test]
async fn an_openid_sign_in_without_a_nonce_is_refused() {
    let fixture = Fixture::openid();
    fixture.issues(&claims());
    let unbound = Redemption {
        nonce: None,
        ..REDEMPTION
    };
    assert_eq!(code(fixture.identify(unbound).await), "nonce_mismatch");
}

/// IT-17
#[tokio::test]
async fn max_age_is_enforced() {
    let recent = Redemption {
        max_age: Some(60),
        ..REDEMPTION
    };
    for claims in [claims(), with("auth_time", NOW - 120)] {
        let fixture = Fixture::openid();
        fixture.issues(&claims);
        assert_eq!(
            code(fixture.identify(recent).await),
            "reauthentication_required"
        );
    }
    let fixture = Fixture::openid();
    fixture.issues(&with("auth_time", NOW - 60));
    assert_eq!(
        fixture.identify(recent).await.unwrap().auth_time,
        Some(NOW - 60)
    );
}

/// IT-17: also where the declaration asks for it, and this request does not.
#[tokio::test]
async fn a_declared_max_age_is_enforced() {
    for (max_age, redemption, accepted) in [
        ("60", REDEMPTION, false),
        ("600", REDEMPTION, true),
        ("soon", REDEMPTION, false),
        (
            "60",
            Redemption {
                max_age: Some(600),
                ..REDEMPTION
            },
            true,
        ),
        (
            "600",
            Redemption {
                max_age: Some(60),
                ..REDEMPTION
            },
            false,
        ),
    ] {
        let declaration = ProviderDeclaration {
            params: Box::leak(Box::new([("max_age", max_age)])),
            ..declaration(ProviderSpec::OIDC)
        };
        let fixture = Fixture::new(configuration(declaration));
        fixture.issues(&with("auth_time", NOW - 300));
        let identified = fixture.identify(redemption).await;
        assert_eq!(
            identified.is_ok(),
            accepted,
            "{max_age} {:?}",
            redemption.max_age
        );
    }
}

/// IT-19
#[tokio::test]
async fn the_access_token_is_the_one_that_the_id_token_was_issued_with() {
    let fixture = Fixture::openid();
    assert_eq!(
        code(
            fixture
                .identify_as(&with("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"))
                .await
        ),
        "id_token_invalid"
    );
    let digest = ring::digest::digest(&ring::digest::SHA256, b"at");
    let hash = crate::openid::fixtures::encode(&digest.as_ref()[..16]);
    let fixture = Fixture::openid();
    fixture.identify_as(&with("at_hash", hash)).await.unwrap();
}

#[tokio::test]
async fn an_openid_provider_sends_an_id_token() {
    let fixture = Fixture::openid();
    fixture.client.on(
        TOKEN,
        Reply::json(&json!({ "access_token": "at", "token_type": "Bearer" })),
    );
    let error = fixture.identify(REDEMPTION).await.unwrap_err();
    assert_eq!(error.code().name, "bad_response");
    assert_eq!(
        error.to_string(),
        "provider `acme`: its token endpoint sent no ID token"
    );
}

/// FL-19
#[tokio::test]
async fn a_code_of_another_sign_in_is_refused_by_the_provider() {
    let fixture = Fixture::openid();
    let refusal = json!({ "error": "invalid_grant" }).to_string();
    fixture
        .client
        .on(TOKEN, Reply::typed(400, "application/json", refusal));
    let error = fixture.identify(REDEMPTION).await.unwrap_err();
    assert_eq!(error.code().name, "token_exchange_failed");
    assert!(!error.to_string().contains(REDEMPTION.code), "{error}");
    assert_eq!(
        fixture.client.requests().len(),
        2,
        "discovery and the token endpoint"
    );
}

/// R-9207-04
#[tokio::test]
async fn the_response_and_the_id_token_name_one_issuer() {
    let fixture = Fixture::openid();
    fixture.issues(&claims());
    let agreeing = Redemption {
        response_issuer: Some(ISSUER),
        ..REDEMPTION
    };
    fixture.identify(agreeing).await.unwrap();
    let other = Redemption {
        response_issuer: Some("https://other.test"),
        ..REDEMPTION
    };
    assert_eq!(code(fixture.identify(other).await), "issuer_mismatch");
}

/// oidcc-client-test-scope-userinfo-claims
#[tokio::test]
async fn what_the_id_token_does_not_say_comes_from_userinfo() {
    let fixture = Fixture::openid();
    let userinfo = json!({ "sub": "248289761001", "name": "Ada L.", "email": "l@x.test", "email_verified": true });
    fixture.client.on(USERINFO, Reply::json(&userinfo));
    let mut claims = claims();
    for name in ["name", "email", "email_verified"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    let identity = fixture.identify_as(&claims).await.unwrap();
    assert_eq!(identity.profile.name.as_deref(), Some("Ada L."));
    assert_eq!(
        (
            identity.profile.email.as_deref(),
            identity.profile.email_verified
        ),
        (Some("l@x.test"), true)
    );
}

/// IT-34
#[tokio::test]
async fn a_userinfo_answer_about_somebody_else_ends_the_sign_in() {
    let fixture = Fixture::openid();
    fixture.client.on(
        USERINFO,
        Reply::json(&json!({ "sub": "other", "name": "Eve" })),
    );
    assert_eq!(
        code(fixture.identify_as(&with("name", Value::Null)).await),
        "userinfo_sub_mismatch"
    );
}

#[tokio::test]
async fn a_complete_id_token_needs_no_second_request() {
    let fixture = Fixture::openid();
    fixture.identify_as(&claims()).await.unwrap();
    assert!(fixture.client.requests_to(USERINFO).is_empty());
}

/// Twitch and Apple: what a provider calls otherwise, or never says, is not missing.
#[tokio::test]
async fn what_is_missing_is_judged_by_the_presets_mapping() {
    let mut spec = ProviderSpec::OIDC;
    (spec.profile.name, spec.profile.email) = (&["/handle"], &[]);
    let fixture = Fixture::new(configuration(declaration(spec)));
    let mut claims = with("handle", "ada");
    for name in ["name", "email"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    let identity = fixture.identify_as(&claims).await.unwrap();
    assert_eq!(identity.profile.name.as_deref(), Some("ada"));
    assert!(fixture.client.requests_to(USERINFO).is_empty());
}

/// RFC 7636 §4.5: everywhere but at the few that turn it away.
#[tokio::test]
async fn the_verifier_is_left_out_only_where_a_preset_says_so() {
    for refuses in [false, true] {
        let mut spec = ProviderSpec::OIDC;
        spec.capabilities.refuses_pkce = refuses;
        let fixture = Fixture::new(configuration(declaration(spec)));
        fixture.identify_as(&claims()).await.unwrap();
        let verifier = fixture.token_request().field("code_verifier");
        assert_eq!(verifier.is_none(), refuses);
        let target = fixture.provider.authorization_target().await.unwrap();
        assert_eq!(target.sends_code_challenge, !refuses);
    }
}

#[tokio::test]
async fn userinfo_is_not_asked_where_only_an_identifier_was_wanted() {
    let declaration = ProviderDeclaration {
        scopes: Some(&["openid"]),
        ..declaration(ProviderSpec::OIDC)
    };
    let fixture = Fixture::new(configuration(declaration));
    fixture
        .identify_as(&with("name", Value::Null))
        .await
        .unwrap();
    assert!(fixture.client.requests_to(USERINFO).is_empty());
}

/// PF-09: nothing leaves for a provider that is somebody else.
#[tokio::test]
async fn a_code_is_not_sent_to_a_provider_that_is_somebody_else() {
    let fixture = Fixture::openid();
    fixture.issues(&claims());
    fixture.discovers("issuer", "https://evil.test");
    assert_eq!(code(fixture.identify(REDEMPTION).await), "issuer_mismatch");
    assert!(fixture.client.requests_to(TOKEN).is_empty());
}

/// The provider that accepts only the body, or only the header, has its wish, unless the declaration says otherwise.
#[tokio::test]
async fn the_secret_is_sent_as_the_provider_accepts_it() {
    use ClientAuthentication::{Basic, Post};
    for (own, preset, accepted, in_body) in [
        (None, Basic, json!(["client_secret_post"]), true),
        (
            None,
            Basic,
            json!(["client_secret_post", "client_secret_basic"]),
            false,
        ),
        (None, Basic, json!(["private_key_jwt"]), false),
        (None, Basic, Value::Null, false),
        (None, Post, json!(["client_secret_basic"]), false),
        (None, Post, json!(["client_secret_post"]), true),
        (Some(Basic), Basic, json!(["client_secret_post"]), false),
        (Some(Post), Basic, json!(["client_secret_basic"]), true),
    ] {
        let spec = ProviderSpec {
            client_authentication: preset,
            ..ProviderSpec::OIDC
        };
        let declaration = ProviderDeclaration {
            client_auth: own,
            ..declaration(spec)
        };
        let fixture = Fixture::new(configuration(declaration));
        fixture.discovers("token_endpoint_auth_methods_supported", accepted.clone());
        fixture.identify_as(&claims()).await.unwrap();
        let sent = fixture.token_request();
        assert_eq!(
            sent.field("client_secret").is_some(),
            in_body,
            "{own:?} {preset:?} {accepted}"
        );
        assert_eq!(
            sent.header("authorization").is_some(),
            !in_body,
            "{own:?} {preset:?} {accepted}"
        );
    }
}

#[tokio::test]
async fn a_public_client_sends_no_secret() {
    let mut configuration = configuration(declaration(ProviderSpec::OIDC));
    configuration.client_secret = None;
    let fixture = Fixture::new(configuration);
    fixture.identify_as(&claims()).await.unwrap();
    let sent = fixture.token_request();
    assert_eq!(
        (
            sent.field("client_id").as_deref(),
            sent.header("authorization")
        ),
        (Some("client"), None)
    );
}

#[tokio::test]
async fn the_declarations_own_function_makes_the_profile() {
    let own: ProfileFn = |claims| {
        Some(Profile {
            subject: format!("own-{}", claims.text("sub")?),
            name: Some("a\r\nb".into()),
            picture: Some("javascript:alert(1)".into()),
            ..Profile::default()
        })
    };
    let declaration = ProviderDeclaration {
        profile: Some(own),
        ..declaration(ProviderSpec::OIDC)
    };
    let fixture = Fixture::new(configuration(declaration));
    let profile = fixture.identify_as(&claims()).await.unwrap().profile;
    assert_eq!(profile.subject, "own-248289761001");
    assert_eq!(
        (profile.name.as_deref(), profile.picture),
        (Some("a b"), None),
        "HI-01 holds for it as well"
    );
    let nobody = ProviderDeclaration {
        profile: Some(|_| None),
        ..declaration
    };
    let fixture = Fixture::new(configuration(nobody));
    assert_eq!(
        code(fixture.identify_as(&claims()).await),
        "profile_unusable"
    );
    let empty = ProviderDeclaration {
        profile: Some(|_| Some(Profile::default())),
        ..declaration
    };
    let fixture = Fixture::new(configuration(empty));
    assert_eq!(
        code(fixture.identify_as(&claims()).await),
        "profile_unusable"
    );
}

#[tokio::test]
async fn a_preset_that_is_known_for_it_may_omit_the_nonce() {
    let mut without = claims();
    without.as_object_mut().unwrap().remove("nonce");
    let mut spec = ProviderSpec::OIDC;
    spec.capabilities.omits_nonce = true;
    let fixture = Fixture::new(configuration(declaration(spec)));
    fixture.identify_as(&without).await.unwrap();
    assert_eq!(
        code(Fixture::openid().identify_as(&without).await),
        "nonce_mismatch"
    );
}

/// Apple
#[tokio::test]
async fn the_user_parameter_gives_the_name() {
    let mut spec = ProviderSpec::OIDC;
    spec.profile.quirk = Some(ProfileQuirk::AppleUser);
    let fixture = Fixture::new(configuration(declaration(spec)));
    fixture.issues(&claims());
    let user = r#"{"name":{"firstName":"Augusta","lastName":"King"},"email":"victim@x.test"}"#;
    let identity = fixture
        .identify(Redemption {
            user: Some(user),
            ..REDEMPTION
        })
        .await
        .unwrap();
    assert_eq!(identity.profile.name.as_deref(), Some("Augusta King"));
    assert_eq!(identity.profile.email.as_deref(), Some("ada@x.test"));
}

/// PF-01, PF-03: each ends in a code, none in a second request.
#[tokio::test(start_paused = true)]
async fn a_token_endpoint_that_fails_ends_in_a_code() {
    for (reply, name) in [
        (Reply::Hang, "provider_unavailable"),
        (Reply::Drip, "provider_unavailable"),
        (Reply::status(502), "provider_unavailable"),
        (Reply::status(204), "token_exchange_failed"),
        (Reply::typed(200, "text/html", "<html>"), "bad_response"),
        (Reply::Endless(Arc::default()), "bad_response"),
    ] {
        let fixture = Fixture::openid();
        fixture.client.on(TOKEN, reply);
        assert_eq!(code(fixture.identify(REDEMPTION).await), name);
        fixture.token_request();
    }
}

#[test]
fn a_redemption_does_not_print_its_secrets() {
    let text = format!("{REDEMPTION:?}");
    assert!(!text.contains("4711") && !text.contains("the "), "{text}");
}
