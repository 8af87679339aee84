//! The provider's keys, and how they rotate.

use std::sync::Arc;

use serde_json::{Value, json};

use super::key::SigningKey;
use super::{SigningAlgorithm, certificate};
use crate::testing::random::NoRandomness;

/// The keys of one provider. The first of the published ones signs.
#[derive(Debug)]
pub(in crate::testing) struct KeySet {
    algorithm: SigningAlgorithm,
    turn: usize,
    current: Arc<SigningKey>,
    previous: Vec<Arc<SigningKey>>,
    withdrawn: Vec<Arc<SigningKey>>,
    foreign: Arc<SigningKey>,
    foreign_certificate: Vec<u8>,
}

impl KeySet {
    pub(in crate::testing) fn generate(algorithm: SigningAlgorithm) -> Result<Self, NoRandomness> {
        let foreign = SigningKey::generate(algorithm, FOREIGN_TURN)?;
        Ok(Self {
            algorithm,
            turn: 0,
            current: Arc::new(SigningKey::generate(algorithm, 0)?),
            previous: Vec::new(),
            withdrawn: Vec::new(),
            foreign_certificate: certificate::self_signed(&foreign)?,
            foreign: Arc::new(foreign),
        })
    }

    /// A new key signs from now on; the one that did stays published.
    pub(in crate::testing) fn rotate(&mut self) -> Result<(), NoRandomness> {
        let turn = (self.turn + 1) % FOREIGN_TURN;
        let new = Arc::new(SigningKey::generate(self.algorithm, turn)?);
        self.turn = turn;
        let old = std::mem::replace(&mut self.current, new);
        self.previous.insert(0, old);
        self.previous.truncate(KEPT);
        Ok(())
    }

    /// Only the key that signs stays published.
    pub(in crate::testing) fn withdraw_previous(&mut self) {
        self.withdrawn.splice(0..0, self.previous.drain(..));
        self.withdrawn.truncate(KEPT);
    }

    /// The key that signs.
    pub(super) fn current(&self) -> &SigningKey {
        &self.current
    }

    /// A key of the same kind that was never published: an attacker's.
    pub(super) fn foreign(&self) -> &SigningKey {
        &self.foreign
    }

    pub(in crate::testing) fn foreign_certificate(&self) -> &[u8] {
        &self.foreign_certificate
    }

    /// A key that is or was this provider's.
    pub(super) fn find(&self, kid: &str) -> Option<&SigningKey> {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .chain(&self.withdrawn)
            .map(AsRef::as_ref)
            .find(|key| key.kid == kid)
    }

    /// The JWK Set of `jwks_uri` (RFC 7517 §5).
    pub(in crate::testing) fn jwks(&self) -> Value {
        let published = std::iter::once(&self.current).chain(&self.previous);
        json!({"keys": published.map(|key| key.public_jwk()).collect::<Vec<_>>()})
    }

    /// The JWK Set to which a forged `jku` points.
    pub(in crate::testing) fn foreign_jwks(&self) -> Value {
        json!({"keys": [self.foreign.public_jwk()]})
    }

    pub(in crate::testing) fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }
}

/// How many old keys are kept, published or not.
const KEPT: usize = 4;

/// Which of the RSA keys is the foreign one; the provider's own take the turns below it.
const FOREIGN_TURN: usize = 2;
