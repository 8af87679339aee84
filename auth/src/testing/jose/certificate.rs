//! A self-signed certificate for the `x5c` and `x5u` headers (RFC 7515 §4.1.5, §4.1.6).

use super::SigningAlgorithm;
use super::key::SigningKey;
use crate::testing::random::NoRandomness;

/// A version 1 certificate (RFC 5280 §4.1) for this key, signed with it, in DER.
pub(super) fn self_signed(key: &SigningKey) -> Result<Vec<u8>, NoRandomness> {
    let algorithm = sequence(&[match key.algorithm {
        SigningAlgorithm::Es256 => ECDSA_SHA256,
        SigningAlgorithm::Es384 => ECDSA_SHA384,
        SigningAlgorithm::EdDsa => ED25519,
        // A certificate signed with PSS would need its parameters spelled out; nobody checks a self-signature.
        SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => RSA_SHA256,
    }]);
    let common_name = sequence(&[COMMON_NAME, &element(UTF8_STRING, b"not the provider")]);
    let name = sequence(&[&element(SET, &common_name)]);
    let validity = sequence(&[
        &element(UTC_TIME, b"200101000000Z"),
        &element(UTC_TIME, b"491231235959Z"),
    ]);
    let serial_number = element(INTEGER, &[1]);
    let certificate = sequence(&[
        &serial_number,
        &algorithm,
        &name,
        &validity,
        &name,
        &key.public_der(),
    ]);
    let signature = key.sign(&certificate)?;
    let signature = match key.algorithm {
        SigningAlgorithm::Es256 | SigningAlgorithm::Es384 => {
            let (r, s) = signature.split_at(signature.len() / 2);
            sequence(&[&unsigned_integer(r), &unsigned_integer(s)])
        }
        _ => signature,
    };
    Ok(sequence(&[
        &certificate,
        &algorithm,
        &bit_string(&signature),
    ]))
}

/// DER's SEQUENCE of elements.
pub(super) fn sequence(elements: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, &elements.concat())
}

/// DER's BIT STRING of whole bytes.
pub(super) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], bytes].concat())
}

/// One element of at most 65,535 bytes: tag, length, content (X.690 §8.1).
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let [.., high, low] = content.len().to_be_bytes();
    let mut bytes = match content.len() {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    bytes.extend_from_slice(content);
    bytes
}

/// DER's INTEGER of an unsigned number: no leading zeros but the one that keeps it positive.
fn unsigned_integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let significant = number.get(zeros..).unwrap_or_default();
    match significant.first() {
        Some(0..0x80) => element(INTEGER, significant),
        _ => element(INTEGER, &[&[0], significant].concat()),
    }
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];
const ECDSA_SHA256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const ECDSA_SHA384: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03];
const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
const RSA_SHA256: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00,
];
