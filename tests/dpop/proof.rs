//! What stands in a proof, read by nothing of the library's.

use auth::testing::RecordedRequest;
use ring::digest::{SHA256, digest};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

/// A proof whose signature is that of the key in it.
#[derive(Debug)]
pub struct Proof {
    pub header: Value,
    pub claims: Value,
}

impl Proof {
    #[track_caller]
    pub fn of(request: &RecordedRequest) -> Self {
        Self::read(request.header("dpop").expect("a proof"))
    }

    #[track_caller]
    pub fn read(text: &str) -> Self {
        let (signed, signature) = text.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let header: Value = serde_json::from_slice(&decode(header)).unwrap();
        let claims: Value = serde_json::from_slice(&decode(claims)).unwrap();
        let member = |name: &str| decode(header["jwk"][name].as_str().unwrap());
        let point = [vec![4], member("x"), member("y")].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &decode(signature))
            .expect("the signature of its own key");
        Self { header, claims }
    }

    /// RFC 7638 §3.
    pub fn thumbprint(&self) -> String {
        let member = |name: &str| self.header["jwk"][name].as_str().unwrap();
        let (x, y) = (member("x"), member("y"));
        hash(&format!(
            r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#
        ))
    }

    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }

    pub fn nonce(&self) -> Option<&str> {
        self.claim("nonce")
    }
}

/// SHA-256 as base64url.
pub fn hash(text: &str) -> String {
    encode(digest(&SHA256, text.as_bytes()).as_ref())
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().enumerate().fold(0, |bits, (place, byte)| {
            bits | u32::from(*byte) << (16 - 8 * place)
        });
        for place in 0..=group.len() {
            text.push(char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]));
        }
    }
    text
}

fn decode(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut number) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes() {
        let value = DIGITS.iter().position(|known| *known == digit);
        bits = bits << 6 | u32::try_from(value.expect("base64url")).unwrap();
        number += 6;
        if number >= 8 {
            number -= 8;
            bytes.push((bits >> number & 0xff) as u8);
        }
    }
    bytes
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
