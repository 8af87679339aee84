//! Tokens of providers in a store: sealed, so that whoever reads it can use none of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::Secret;
use crate::sealed::{Purpose, RandomUnavailable, SealingKeys};
use crate::token::ProviderTokens;

/// Seals tokens for one place of a store, and opens what was sealed for that place.
#[derive(Debug)]
pub(crate) struct TokensAtRest(SealingKeys);

/// The place is inside: what somebody copies from one row into another does not open there.
#[derive(Serialize, Deserialize)]
struct Sealed<'a> {
    place: std::borrow::Cow<'a, str>,
    tokens: Value,
}

impl TokensAtRest {
    /// The first secret seals, all of them open.
    pub(crate) fn new(secrets: &[Secret]) -> Self {
        Self(SealingKeys::derive(secrets, Purpose::ProviderTokens))
    }

    /// Seals what there is; `None` is nothing.
    pub(crate) fn seal(
        &self,
        place: &str,
        tokens: ProviderTokens,
    ) -> Result<Option<String>, RandomUnavailable> {
        let Some(tokens) = tokens.unless_empty() else {
            return Ok(None);
        };
        let sealed = Sealed {
            place: place.into(),
            tokens: tokens.to_value(),
        };
        let payload = serde_json::to_vec(&sealed).unwrap_or_default();
        self.0.seal(&payload).map(Some)
    }

    /// Opens what was sealed for this place; `None` for everything else.
    pub(crate) fn open(&self, place: &str, sealed: &str) -> Option<ProviderTokens> {
        let opened = self.0.open(sealed).ok()?;
        let sealed: Sealed<'_> = serde_json::from_slice(&opened.payload).ok()?;
        (sealed.place == place)
            .then(|| ProviderTokens::from_value(&sealed.tokens))
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets<const N: usize>(letters: [char; N]) -> Vec<Secret> {
        let secret = |letter: char| Secret::issued(letter.to_string().repeat(32));
        letters.into_iter().map(secret).collect()
    }

    fn tokens() -> ProviderTokens {
        ProviderTokens {
            refresh_token: Some(Secret::issued("canary")),
            ..ProviderTokens::default()
        }
    }

    #[test]
    fn what_was_sealed_for_a_place_opens_there_and_nowhere_else() {
        let keys = TokensAtRest::new(&secrets(['a']));
        let sealed = keys.seal("account x 1", tokens()).unwrap().unwrap();
        assert!(!sealed.contains("canary"));
        assert_eq!(keys.open("account x 1", &sealed), Some(tokens()));
        assert_eq!(keys.open("account x 2", &sealed), None);
        assert_eq!(keys.open("account x 1", &sealed[1..]), None);
        assert_eq!(keys.open("account x 1", ""), None);
    }

    /// SR-01, SR-02
    #[test]
    fn an_older_secret_opens_until_it_is_taken_away() {
        let sealed = TokensAtRest::new(&secrets(['a'])).seal("x", tokens());
        let sealed = sealed.unwrap().unwrap();
        let both = TokensAtRest::new(&secrets(['b', 'a']));
        assert_eq!(both.open("x", &sealed), Some(tokens()));
        let newest = TokensAtRest::new(&secrets(['b']));
        assert_eq!(newest.open("x", &sealed), None);
    }

    #[test]
    fn nothing_is_sealed_where_there_is_nothing() {
        let keys = TokensAtRest::new(&secrets(['a']));
        assert_eq!(keys.seal("x", ProviderTokens::default()), Ok(None));
    }
}
