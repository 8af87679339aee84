use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    UnparsedPublicKey,
};

use super::*;

// As `openssl` writes them.
const P256_PEM: &str = include_str!("../testdata/p256.pem");
const ED25519_PEM: &str = include_str!("../testdata/ed25519.pem");
const RSA_1024_PEM: &str = include_str!("../testdata/rsa-1024.pem");
const P384_PEM: &str = include_str!("../testdata/p384.pem");
const SEC1_PEM: &str = include_str!("../testdata/sec1.pem");
const ENCRYPTED_PEM: &str = include_str!("../testdata/encrypted.pem");
const PUBLIC_PEM: &str = include_str!("../testdata/public.pem");

fn parse(pem: &str) -> Result<PrivateKey, PrivateKeyFault> {
    PrivateKey::parse(&Secret::issued(pem), None)
}

fn pem(document: &[u8]) -> String {
    let text = base64_simd::STANDARD.encode_to_string(document);
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

fn rsa() -> PrivateKey {
    let document = include_bytes!("../../testing/jose/rsa-1.pk8");
    parse(&pem(document)).unwrap()
}

/// The key of RFC 8037 appendix A.1, without its public half, as `openssl` would write it.
fn rfc8037() -> PrivateKey {
    let seed = base64_simd::URL_SAFE_NO_PAD
        .decode_to_vec("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
        .unwrap();
    let before = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    parse(&pem(&[&before[..], &seed].concat())).unwrap()
}

/// RFC 8037 appendix A.2 and A.3
#[test]
fn a_key_is_named_by_its_thumbprint() {
    let key = rfc8037();
    assert_eq!(key.id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assert_eq!(
        key.public_jwk(),
        json!({
            "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "use": "sig", "alg": "EdDSA",
        })
    );
}

/// RFC 8037 appendix A.4
#[test]
fn ed25519_signs_as_in_the_standards_example() {
    let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    for algorithm in [SignatureAlgorithm::EdDsa, SignatureAlgorithm::Ed25519] {
        let signature = rfc8037().sign(algorithm, input.as_bytes()).unwrap();
        assert_eq!(
            base64url::encode(&signature),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
    }
}

/// RFC 7518 §3.3 to §3.5
#[test]
fn every_kind_of_key_signs_what_its_public_half_verifies() {
    let bytes = |jwk: &Value, name: &str| {
        let text = jwk[name].as_str().unwrap();
        base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).unwrap()
    };
    let key = parse(P256_PEM).unwrap();
    let jwk = key.public_jwk();
    let point = [vec![4], bytes(&jwk, "x"), bytes(&jwk, "y")].concat();
    let signature = key.sign(SignatureAlgorithm::Es256, b"text").unwrap();
    assert_eq!(signature.len(), 64);
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    assert!(public.verify(b"text", &signature).is_ok());
    assert!(public.verify(b"texts", &signature).is_err());

    let key = rsa();
    let jwk = key.public_jwk();
    let public = PublicKeyComponents {
        n: bytes(&jwk, "n"),
        e: bytes(&jwk, "e"),
    };
    for (algorithm, padding) in [
        (SignatureAlgorithm::Rs256, &RSA_PKCS1_2048_8192_SHA256),
        (SignatureAlgorithm::Ps256, &RSA_PSS_2048_8192_SHA256),
    ] {
        let signature = key.sign(algorithm, b"text").unwrap();
        assert!(public.verify(padding, b"text", &signature).is_ok());
    }
    assert_eq!(jwk.get("alg"), None);
}

#[test]
fn a_key_signs_by_no_algorithm_of_another_kind() {
    for (key, algorithm) in [
        (parse(P256_PEM).unwrap(), SignatureAlgorithm::Rs256),
        (parse(ED25519_PEM).unwrap(), SignatureAlgorithm::Es256),
        (rsa(), SignatureAlgorithm::EdDsa),
    ] {
        assert_eq!(key.sign(algorithm, b"text"), None);
    }
}

/// RFC 7638 §3, with the text written by hand.
#[test]
fn the_thumbprint_is_over_the_required_members_in_the_order_of_their_names() {
    let key = parse(P256_PEM).unwrap();
    let jwk = key.public_jwk();
    let text = format!(
        r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#,
        jwk["x"], jwk["y"]
    );
    let hash = digest(&SHA256, text.as_bytes());
    assert_eq!(key.id(), base64url::encode(hash.as_ref()));
    let key = rsa();
    let jwk = key.public_jwk();
    let text = format!(r#"{{"e":{},"kty":"RSA","n":{}}}"#, jwk["e"], jwk["n"]);
    let hash = digest(&SHA256, text.as_bytes());
    assert_eq!(key.id(), base64url::encode(hash.as_ref()));
}

#[test]
fn a_key_can_have_a_name_of_its_own() {
    let key = PrivateKey::parse(&Secret::issued(P256_PEM), Some("2026".into())).unwrap();
    assert_eq!(key.id(), "2026");
    assert_eq!(key.public_jwk()["kid"], "2026");
}

/// What an environment makes of newlines.
#[test]
fn newlines_may_be_escaped_or_gone_and_quotes_around_it() {
    let expected = parse(P256_PEM).unwrap();
    let crlf = P256_PEM.replace('\n', "\r\n");
    for written in [
        P256_PEM.replace('\n', "\\n"),
        P256_PEM.replace('\n', "\\r\\n"),
        P256_PEM.replace('\n', " "),
        P256_PEM.replace('\n', ""),
        format!("\"{}\"", P256_PEM.replace('\n', "\\n")),
        format!("Key Attributes: none\n{P256_PEM}trailing words"),
        crlf,
    ] {
        let key = parse(&written).unwrap_or_else(|fault| panic!("{fault:?}: {written}"));
        assert_eq!(key.id(), expected.id());
    }
}

/// R-FAPI-01
#[test]
fn what_is_no_good_key_is_refused_by_what_it_is() {
    let damaged = P256_PEM.replacen("Zt0SmlJv", "Zt0SmlJw", 1);
    assert_ne!(damaged, P256_PEM);
    for (text, fault) in [
        (RSA_1024_PEM, PrivateKeyFault::Weak),
        (P384_PEM, PrivateKeyFault::Kind),
        (SEC1_PEM, PrivateKeyFault::Traditional),
        (
            "-----BEGIN RSA PRIVATE KEY-----",
            PrivateKeyFault::Traditional,
        ),
        (ENCRYPTED_PEM, PrivateKeyFault::Encrypted),
        (PUBLIC_PEM, PrivateKeyFault::Public),
        ("-----BEGIN CERTIFICATE-----", PrivateKeyFault::Public),
        (&damaged, PrivateKeyFault::Malformed),
        ("", PrivateKeyFault::NotPem),
        ("key.pem", PrivateKeyFault::NotPem),
        ("-----BEGIN PRIVATE KEY-----", PrivateKeyFault::NotPem),
        (
            "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----",
            PrivateKeyFault::NotPem,
        ),
        (
            "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
            PrivateKeyFault::Kind,
        ),
        (
            "-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----",
            PrivateKeyFault::NotPem,
        ),
    ] {
        assert_eq!(parse(text).err(), Some(fault), "{text}");
    }
}

#[test]
fn the_algorithm_is_one_that_is_accepted() {
    let named = |names: &[&str]| -> Vec<String> { names.iter().map(|&name| name.into()).collect() };
    let chosen = |key: &PrivateKey, names: &[&str]| {
        let algorithm = key.algorithm(Some(&named(names)));
        algorithm.map(SignatureAlgorithm::name)
    };
    let (p256, ed25519, rsa) = (parse(P256_PEM).unwrap(), parse(ED25519_PEM).unwrap(), rsa());
    assert_eq!(chosen(&p256, &["RS256", "ES256"]), Some("ES256"));
    assert_eq!(chosen(&p256, &["RS256", "es256"]), None);
    assert_eq!(chosen(&ed25519, &["EdDSA"]), Some("EdDSA"));
    assert_eq!(chosen(&ed25519, &["Ed25519"]), Some("Ed25519"));
    assert_eq!(chosen(&rsa, &["RS256"]), Some("RS256"));
    assert_eq!(chosen(&rsa, &["RS256", "PS256"]), Some("PS256"));
    assert_eq!(chosen(&rsa, &["HS256"]), None);
    assert_eq!(chosen(&rsa, &[]), None);
    assert_eq!(
        rsa.algorithm(None).map(SignatureAlgorithm::name),
        Some("RS256")
    );
}

/// SR-05
#[test]
fn nothing_prints_a_key() {
    let key = parse(P256_PEM).unwrap();
    assert_eq!(format!("{key:?}"), "PrivateKey(…)");
    let jwk = rsa().public_jwk();
    for private in ["d", "p", "q", "dp", "dq", "qi"] {
        assert_eq!(jwk.get(private), None);
    }
}
