//! Which key the tokens of a sign-in are bound to (RFC 9449), and what proves it.

use super::Provider;
use crate::config::Secret;
use crate::error::{DpopFault, ProviderFault};
use crate::openid::Metadata;
use crate::token::{Dpop, DpopKey};

impl Provider {
    /// The key that tokens have been kept with; else a new one, where the declaration wants them to be bound to one. `None` where
    /// they are for whoever has them.
    ///
    /// # Errors
    /// When what has been kept is no key, or there is no randomness for a new one.
    pub(super) fn key_of(&self, kept: Option<&Secret>) -> Result<Option<DpopKey>, DpopFault> {
        match kept {
            // What has been sealed here is what was sealed; so this is somebody else's format.
            Some(kept) => DpopKey::parse(kept)
                .map(Some)
                .ok_or(DpopFault::KeyUnreadable),
            None => self.key_or_new(None),
        }
    }

    /// The key of a flow; else a new one, likewise.
    pub(super) fn key_or_new(
        &self,
        begun_with: Option<&DpopKey>,
    ) -> Result<Option<DpopKey>, DpopFault> {
        match begun_with {
            Some(key) => Ok(Some(key.clone())),
            None if self.declaration().dpop => DpopKey::generate()
                .map(Some)
                .map_err(|_| DpopFault::RandomUnavailable),
            None => Ok(None),
        }
    }

    /// What requests are proved with that use that key.
    pub(super) fn dpop<'a>(&'a self, key: &'a DpopKey) -> Dpop<'a> {
        Dpop {
            key,
            nonces: &self.dpop_nonces,
            clock: &self.clock,
        }
    }

    /// RFC 9449 §5.1: a provider that lists the algorithms of proofs has to list ours. One that lists none may know them all the
    /// same; whether it does says the type of the token.
    pub(super) fn check_proof_algorithm(&self, metadata: &Metadata) -> Result<(), ProviderFault> {
        match metadata.accepts_proof_algorithm("ES256") {
            Some(false) if self.declaration().dpop => Err(DpopFault::Algorithm.into()),
            _ => Ok(()),
        }
    }
}
