//! ID tokens that are wrong on purpose.

use std::sync::Arc;

use ring::hmac;
use serde_json::{Map, Value, json};

use super::KeySet;
use crate::testing::edit::Edit;
use crate::testing::random::{NoRandomness, random_token};
use crate::testing::schedule::Times;

/// What is to be wrong with the next ID token: claims, header, signature, or the text as a whole.
///
/// Everything that is not named stays as it should be, so a test breaks one thing at a time. Without
/// [`times`](Self::times) or [`always`](Self::always), one ID token is forged.
///
/// ```
/// use auth::testing::{IdTokenForgery, Provider, PublicKeyEncoding};
///
/// # fn main() -> Result<(), auth::testing::ProviderBuildError> {
/// let provider = Provider::builder().build()?;
/// provider.next_id_token(IdTokenForgery::new().claim("iss", "https://attacker.example"));
/// provider.next_id_token(IdTokenForgery::new().without_claim("nonce"));
/// provider.next_id_token(IdTokenForgery::new().unsigned("nOnE"));
/// provider.next_id_token(IdTokenForgery::new().hmac_with_public_key(PublicKeyEncoding::Pem).times(2));
/// provider.next_id_token(IdTokenForgery::new().raw_claim("exp", "1e400"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a forgery does nothing until it is handed to `Provider::next_id_token`"]
pub struct IdTokenForgery {
    pub(super) claims: Vec<Edit>,
    pub(super) header: Vec<Edit>,
    pub(super) payload: Option<String>,
    pub(super) signer: Signer,
    pub(super) alterations: Vec<Alteration>,
    rotate_first: bool,
    times: Times,
}

/// As which bytes a public key is used as an HMAC secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKeyEncoding {
    /// The PEM text of the SubjectPublicKeyInfo, with its last line break.
    Pem,
    /// The DER bytes of the SubjectPublicKeyInfo.
    Der,
    /// The JSON text of the JWK, as in the JWK Set.
    Jwk,
    /// The key alone: the modulus of an RSA key, the point of a curve.
    Raw,
}

/// Who signs.
#[derive(Debug, Clone, Default)]
pub(super) enum Signer {
    #[default]
    Provider,
    /// Nobody; the header says this `alg`.
    Nobody(String),
    Hmac(Vec<u8>),
    HmacWithPublicKey(PublicKeyEncoding),
    /// A key that was never published, under the `kid` of the one that was.
    Foreign,
    /// The same, with the key in the header or where the header points.
    ForeignWith(KeyHeader),
    /// The provider, but the header names a key that nobody has.
    UnknownKid,
    Zeros,
    GroupOrder,
    Bytes(Vec<u8>),
}

/// How a header brings its own key (RFC 7515 §4.1.2–4.1.6).
#[derive(Debug, Clone, Copy)]
pub(super) enum KeyHeader {
    Jwk,
    Jku,
    X5c,
    X5u,
}

/// What happens to the text after signing.
#[derive(Debug, Clone)]
pub(super) enum Alteration {
    OtherSubject,
    SignatureBit,
    NoSignature,
    Segments(usize),
    Token(String),
}

impl IdTokenForgery {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// This value for that claim: any JSON, whatever the claim should be.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.push(Edit::Set(name.into(), value.into()));
        self
    }

    /// This text as that claim's value, for what no JSON library would write: `1e400`.
    pub fn raw_claim(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.claims.push(Edit::SetRaw(name.into(), text.into()));
        self
    }

    /// That claim a second time, with another value. Parsers differ in which one they keep.
    pub fn repeated_claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.push(Edit::Append(name.into(), value.into()));
        self
    }

    /// Without that claim.
    pub fn without_claim(mut self, name: impl Into<String>) -> Self {
        self.claims.push(Edit::Remove(name.into()));
        self
    }

    /// Changes the claims by a function, for values that depend on the right ones.
    pub fn patch_claims(
        mut self,
        patch: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static,
    ) -> Self {
        self.claims.push(patch_members(patch));
        self
    }

    /// This text as the payload, in place of all claims.
    pub fn payload(mut self, text: impl Into<String>) -> Self {
        self.payload = Some(text.into());
        self
    }

    /// This value for that header parameter: an odd `kid`, a `crit` that nobody knows.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.header.push(Edit::Set(name.into(), value.into()));
        self
    }

    /// Without that header parameter.
    pub fn without_header(mut self, name: impl Into<String>) -> Self {
        self.header.push(Edit::Remove(name.into()));
        self
    }

    /// Changes the header by a function.
    pub fn patch_header(
        mut self,
        patch: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static,
    ) -> Self {
        self.header.push(patch_members(patch));
        self
    }

    /// Unsigned: this `alg` (`none` in any spelling), no `kid`, an empty signature.
    pub fn unsigned(self, alg: impl Into<String>) -> Self {
        self.signed_by(Signer::Nobody(alg.into()))
    }

    /// `HS256` with this secret: the client secret, or an empty one.
    pub fn hmac(self, secret: impl Into<Vec<u8>>) -> Self {
        self.signed_by(Signer::Hmac(secret.into()))
    }

    /// `HS256` with the bytes of the published key as the secret (RFC 8725 §2.1).
    pub fn hmac_with_public_key(self, encoding: PublicKeyEncoding) -> Self {
        self.signed_by(Signer::HmacWithPublicKey(encoding))
    }

    /// Signed with a key that was never published, under the `kid` of the published one.
    pub fn foreign_key(self) -> Self {
        self.signed_by(Signer::Foreign)
    }

    /// Signed with a key that was never published and that the header carries as `jwk`.
    pub fn jwk(self) -> Self {
        self.signed_by(Signer::ForeignWith(KeyHeader::Jwk))
    }

    /// Signed with a key that is found at the header's `jku`. The provider serves it there, and records who asks:
    /// [`Endpoint::ForeignKeys`](crate::testing::Endpoint::ForeignKeys).
    pub fn jku(self) -> Self {
        self.signed_by(Signer::ForeignWith(KeyHeader::Jku))
    }

    /// Signed with a key whose certificate the header carries as `x5c`.
    pub fn x5c(self) -> Self {
        self.signed_by(Signer::ForeignWith(KeyHeader::X5c))
    }

    /// Signed with a key whose certificate is found at the header's `x5u`; served and recorded as for [`jku`](Self::jku).
    pub fn x5u(self) -> Self {
        self.signed_by(Signer::ForeignWith(KeyHeader::X5u))
    }

    /// Signed by the provider, under a `kid` that no key has; another one each time.
    pub fn unknown_kid(self) -> Self {
        self.signed_by(Signer::UnknownKid)
    }

    /// A signature of zero bytes in the right length: r = 0 and s = 0 for ECDSA.
    pub fn zero_signature(self) -> Self {
        self.signed_by(Signer::Zeros)
    }

    /// r = n and s = n, where n is the order of the curve's group; all ones where a signature is no such pair.
    pub fn group_order_signature(self) -> Self {
        self.signed_by(Signer::GroupOrder)
    }

    /// These bytes as the signature.
    pub fn signature(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.signed_by(Signer::Bytes(bytes.into()))
    }

    /// The last character of `sub` changed after signing.
    pub fn altered_payload(self) -> Self {
        self.altered(Alteration::OtherSubject)
    }

    /// One bit of the signature changed.
    pub fn altered_signature(self) -> Self {
        self.altered(Alteration::SignatureBit)
    }

    /// The signature left out, the header as it was.
    pub fn without_signature(self) -> Self {
        self.altered(Alteration::NoSignature)
    }

    /// This many segments in place of three: fewer, or more with `e30` (`{}`) at the end.
    pub fn segments(self, number: usize) -> Self {
        self.altered(Alteration::Segments(number))
    }

    /// This text in place of the token.
    pub fn token(self, text: impl Into<String>) -> Self {
        self.altered(Alteration::Token(text.into()))
    }

    /// The keys are rotated just before signing, so a relying party meets a `kid` that it has not seen.
    pub fn rotate_keys_first(mut self) -> Self {
        self.rotate_first = true;
        self
    }

    /// As many ID tokens as that are forged so.
    pub fn times(mut self, number: u32) -> Self {
        self.times = Times::Limited(number);
        self
    }

    /// Every ID token from now on, until [`Provider::clear_faults`](crate::testing::Provider::clear_faults).
    pub fn always(mut self) -> Self {
        self.times = Times::Always;
        self
    }

    pub(in crate::testing) fn repetition(&self) -> Times {
        self.times
    }

    pub(in crate::testing) fn rotates_first(&self) -> bool {
        self.rotate_first
    }

    fn signed_by(mut self, signer: Signer) -> Self {
        self.signer = signer;
        self
    }

    fn altered(mut self, alteration: Alteration) -> Self {
        self.alterations.push(alteration);
        self
    }
}

impl Signer {
    /// What signing in this way puts into the header; changes that a test asks for come later and win.
    pub(super) fn header_edits(
        &self,
        keys: &KeySet,
        base: &str,
    ) -> Result<Vec<Edit>, NoRandomness> {
        let set = |name: &str, value: Value| Edit::Set(name.to_owned(), value);
        Ok(match self {
            Self::Nobody(alg) => vec![set("alg", alg.as_str().into()), Edit::Remove("kid".into())],
            Self::Hmac(_) | Self::HmacWithPublicKey(_) => vec![set("alg", "HS256".into())],
            Self::UnknownKid => vec![set("kid", random_token()?.into())],
            Self::ForeignWith(header) => {
                let certificate = keys.foreign_certificate();
                let own_key = match header {
                    KeyHeader::Jwk => set("jwk", keys.foreign().public_jwk()),
                    KeyHeader::Jku => set("jku", format!("{base}{FOREIGN_JWKS}").into()),
                    KeyHeader::X5c => set(
                        "x5c",
                        json!([base64_simd::STANDARD.encode_to_string(certificate)]),
                    ),
                    KeyHeader::X5u => set("x5u", format!("{base}{FOREIGN_CERTIFICATE}").into()),
                };
                vec![set("kid", keys.foreign().kid.as_str().into()), own_key]
            }
            _ => Vec::new(),
        })
    }

    pub(super) fn sign(&self, keys: &KeySet, input: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let key = keys.current();
        Ok(match self {
            Self::Provider | Self::UnknownKid => key.sign(input)?,
            Self::Nobody(_) => Vec::new(),
            Self::Foreign | Self::ForeignWith(_) => keys.foreign().sign(input)?,
            Self::Hmac(secret) => hs256(secret, input),
            Self::HmacWithPublicKey(encoding) => hs256(
                &match encoding {
                    PublicKeyEncoding::Pem => pem("PUBLIC KEY", &key.public_der()).into_bytes(),
                    PublicKeyEncoding::Der => key.public_der(),
                    PublicKeyEncoding::Jwk => key.public_jwk().to_string().into_bytes(),
                    PublicKeyEncoding::Raw => key.raw_public_key(),
                },
                input,
            ),
            Self::Zeros => vec![0; key.sign(input)?.len()],
            Self::GroupOrder => match key.algorithm.group_order() {
                Some(order) => order.repeat(2),
                None => vec![0xff; key.sign(input)?.len()],
            },
            Self::Bytes(bytes) => bytes.clone(),
        })
    }
}

/// RFC 7468 §2: base64 in lines of 64 characters.
pub(in crate::testing) fn pem(label: &str, der: &[u8]) -> String {
    let base64 = base64_simd::STANDARD.encode_to_string(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for (place, character) in base64.chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

fn hs256(secret: &[u8], input: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::sign(&key, input).as_ref().to_vec()
}

fn patch_members(patch: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) -> Edit {
    Edit::Patch(Arc::new(move |value| {
        if let Some(members) = value.as_object_mut() {
            patch(members);
        }
    }))
}

/// Where `jku` points, below the issuer.
pub(in crate::testing) const FOREIGN_JWKS: &str = "/foreign/jwks";

/// Where `x5u` points, below the issuer.
pub(in crate::testing) const FOREIGN_CERTIFICATE: &str = "/foreign/certificate";
