//! A signed token in compact form (RFC 7515 §3.1), read strictly and before anything of it is believed.

use serde_json::{Map, Value};

use super::keys::Algorithm;
use crate::error::IdTokenFault;

/// The parts of a token.
#[derive(Debug)]
pub(super) struct Jws<'a> {
    pub(super) algorithm: Algorithm,
    /// A name to compare, and nothing else.
    pub(super) key_id: Option<String>,
    /// What the signature is over.
    pub(super) signed: &'a str,
    payload: &'a str,
    pub(super) signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// Reads the header and finds the parts. Keys in the header (`jwk`, `x5c`) and places to find one (`jku`, `x5u`) are
    /// not looked at.
    pub(super) fn parse(token: &'a str) -> Result<Self, IdTokenFault> {
        Self::parse_typed(token, &["JWT"])
    }

    /// As [`parse`](Self::parse), for a token that may also say that it is of another type.
    pub(super) fn parse_typed(token: &'a str, types: &[&str]) -> Result<Self, IdTokenFault> {
        if token.len() > LONGEST_TOKEN {
            return Err(IdTokenFault::Malformed);
        }
        let mut segments = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) = (
            segments.next(),
            segments.next(),
            segments.next(),
            segments.next(),
        ) else {
            return Err(match is_encrypted(token) {
                true => IdTokenFault::Encrypted,
                false => IdTokenFault::Malformed,
            });
        };
        let signed = token
            .get(..header.len() + 1 + payload.len())
            .ok_or(IdTokenFault::Malformed)?;
        let header = object(header)?;
        if header.contains_key("crit") {
            return Err(IdTokenFault::Critical);
        }
        let algorithm = header
            .get("alg")
            .and_then(Value::as_str)
            .and_then(Algorithm::named);
        let algorithm = algorithm.ok_or(IdTokenFault::Algorithm)?;
        check_type(&header, types)?;
        let (key_id, signature) = (key_id(&header)?, decode(signature)?);
        Ok(Self {
            algorithm,
            key_id,
            signed,
            payload,
            signature,
        })
    }

    /// The claims. Nothing but a signature makes them true.
    pub(super) fn claims(&self) -> Result<Map<String, Value>, IdTokenFault> {
        object(self.payload)
    }
}

/// Five segments whose header says how the content is encrypted (RFC 7516 §3.1 and §4.1.2). Nothing is done about it: no key
/// is here that it could be meant for.
fn is_encrypted(token: &str) -> bool {
    let mut segments = token.split('.');
    let header = segments.next().map(object);
    segments.count() == 4
        && header.is_some_and(|header| {
            header.is_ok_and(|header| header.get("enc").is_some_and(Value::is_string))
        })
}

/// Absent, or one of these; `JWT` alone (RFC 7519 §5.1) for an ID token: a logout token or an access token is none.
fn check_type(header: &Map<String, Value>, types: &[&str]) -> Result<(), IdTokenFault> {
    match header.get("typ") {
        None => Ok(()),
        Some(Value::String(name)) if types.iter().any(|own| name.eq_ignore_ascii_case(own)) => {
            Ok(())
        }
        Some(_) => Err(IdTokenFault::Type),
    }
}

fn key_id(header: &Map<String, Value>) -> Result<Option<String>, IdTokenFault> {
    match header.get("kid") {
        None => Ok(None),
        Some(Value::String(id)) if id.len() <= LONGEST_KEY_ID => Ok(Some(id.clone())),
        Some(_) => Err(IdTokenFault::KeyId),
    }
}

fn object(segment: &str) -> Result<Map<String, Value>, IdTokenFault> {
    serde_json::from_slice(&decode(segment)?).map_err(|_| IdTokenFault::Malformed)
}

/// Base64url without padding, in its one canonical form.
fn decode(segment: &str) -> Result<Vec<u8>, IdTokenFault> {
    base64_simd::URL_SAFE_NO_PAD
        .decode_to_vec(segment)
        .map_err(|_| IdTokenFault::Malformed)
}

/// In bytes.
const LONGEST_TOKEN: usize = 16 * 1024;
/// In bytes.
const LONGEST_KEY_ID: usize = 256;

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::*;

    fn encode(bytes: impl AsRef<[u8]>) -> String {
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
    }

    fn with_header(header: &Value) -> Result<(), IdTokenFault> {
        let token = format!(
            "{}.{}.{}",
            encode(header.to_string()),
            encode("{}"),
            encode([1; 64])
        );
        Jws::parse(&token).map(|_| ())
    }

    #[test]
    fn the_parts_of_a_token_are_found() {
        let token = format!(
            "{}.{}.{}",
            encode(r#"{"alg":"ES256","kid":"a"}"#),
            encode(r#"{"sub":"x"}"#),
            encode([7; 64])
        );
        let jws = Jws::parse(&token).unwrap();
        assert_eq!(
            (jws.algorithm, jws.key_id.as_deref()),
            (Algorithm::Es256, Some("a"))
        );
        assert_eq!(jws.signed, token.rsplit_once('.').unwrap().0);
        assert_eq!(jws.signature, [7; 64]);
        assert_eq!(jws.claims().unwrap()["sub"], "x");
    }

    /// IT-01
    #[test]
    fn an_unsigned_token_is_refused_however_it_is_spelt() {
        for name in ["none", "None", "NONE", "nOnE", ""] {
            let header = encode(json!({ "alg": name }).to_string());
            for token in [
                format!("{header}.{}.", encode("{}")),
                format!("{header}.{}.{}", encode("{}"), encode([1; 64])),
            ] {
                assert_eq!(
                    Jws::parse(&token).unwrap_err(),
                    IdTokenFault::Algorithm,
                    "{name}"
                );
            }
        }
        for header in [
            json!({}),
            json!({ "alg": null }),
            json!({ "alg": ["ES256"] }),
            json!({ "alg": 1 }),
        ] {
            assert_eq!(
                with_header(&header),
                Err(IdTokenFault::Algorithm),
                "{header}"
            );
        }
    }

    /// IT-23
    #[test]
    fn critical_parameters_are_refused_in_any_form() {
        for crit in [
            json!(["b64"]),
            json!(["x"]),
            json!([]),
            json!(null),
            json!("exp"),
            json!({}),
        ] {
            let header = json!({ "alg": "ES256", "crit": crit });
            assert_eq!(
                with_header(&header),
                Err(IdTokenFault::Critical),
                "{header}"
            );
        }
    }

    #[test]
    fn another_kind_of_token_is_refused() {
        for typ in [
            json!("logout+jwt"),
            json!("at+jwt"),
            json!("JOSE"),
            json!(""),
            json!(null),
            json!(1),
        ] {
            let header = json!({ "alg": "ES256", "typ": typ });
            assert_eq!(with_header(&header), Err(IdTokenFault::Type), "{header}");
        }
        for typ in ["JWT", "jwt"] {
            assert_eq!(with_header(&json!({ "alg": "ES256", "typ": typ })), Ok(()));
        }
    }

    /// IT-22
    #[test]
    fn a_key_identifier_is_a_short_text() {
        assert_eq!(
            with_header(&json!({ "alg": "ES256", "kid": "x".repeat(256) })),
            Ok(())
        );
        for kid in [json!("x".repeat(257)), json!(1), json!(null), json!(["a"])] {
            let header = json!({ "alg": "ES256", "kid": kid });
            assert_eq!(with_header(&header), Err(IdTokenFault::KeyId), "{header}");
        }
        let long = with_header(&json!({ "alg": "ES256", "kid": "x".repeat(65_536) }));
        assert_eq!(long, Err(IdTokenFault::Malformed));
    }

    /// IT-31
    #[test]
    fn anything_but_three_segments_is_refused_at_once() {
        let good = format!(
            "{}.{}.{}",
            encode(r#"{"alg":"ES256"}"#),
            encode("{}"),
            encode([1; 64])
        );
        assert!(Jws::parse(&good).is_ok());
        let begun = Instant::now();
        for token in [
            String::new(),
            ".".into(),
            "..".into(),
            "a.b".into(),
            format!("{good}."),
            format!("{good}.e30"),
            format!("{good}.e30.e30"),
            format!("{good}.e30.e30.e30"),
            ".".repeat(10_000),
            ".".repeat(1_000_000),
            "a".repeat(1_000_000),
            format!("{good}{}", "A".repeat(16 * 1024)),
        ] {
            assert_eq!(Jws::parse(&token).unwrap_err(), IdTokenFault::Malformed);
        }
        assert!(begun.elapsed() < Duration::from_millis(100));
    }

    /// IT-31: one token has one spelling.
    #[test]
    fn only_canonical_base64url_is_read() {
        let header = encode(r#"{"alg":"ES256"}"#);
        for signature in [
            "AA==", "AB", "A", "AAA=", "A+A", "A/A", "A A", "A\nA", "AAB",
        ] {
            let token = format!("{header}.e30.{signature}");
            assert_eq!(
                Jws::parse(&token).unwrap_err(),
                IdTokenFault::Malformed,
                "{signature}"
            );
        }
        for payload in ["", "e30=", "é", "bnVsbA", "W10", "e30\u{0}"] {
            let token = format!("{header}.{payload}.AAAA");
            let claims = Jws::parse(&token).and_then(|jws| jws.claims());
            assert_eq!(claims.unwrap_err(), IdTokenFault::Malformed, "{payload}");
        }
    }

    /// PF-04
    #[test]
    fn deep_json_is_refused_without_a_stack_overflow() {
        let deep = encode("[".repeat(10_000));
        let token = format!("{deep}.e30.AAAA");
        assert_eq!(Jws::parse(&token).unwrap_err(), IdTokenFault::Malformed);
    }

    /// R-IDT-01
    #[test]
    fn an_encrypted_token_is_told_from_a_broken_one() {
        let header = encode(json!({ "alg": "RSA-OAEP", "enc": "A256GCM" }).to_string());
        let fault = |token: String| Jws::parse(&token).unwrap_err();
        assert_eq!(
            fault(format!("{header}.AAAA.AAAA.AAAA.AAAA")),
            IdTokenFault::Encrypted
        );
        // `dir` has no encrypted key.
        assert_eq!(
            fault(format!("{header}..AAAA.AAAA.AAAA")),
            IdTokenFault::Encrypted
        );
        for token in [
            format!("{header}.AAAA.AAAA.AAAA"),
            format!("{header}.AAAA.AAAA.AAAA.AAAA.AAAA"),
            format!("{}.AAAA.AAAA.AAAA.AAAA", encode("{}")),
            "....".to_owned(),
        ] {
            assert_eq!(fault(token.clone()), IdTokenFault::Malformed, "{token}");
        }
    }
}
