//! The nonces that servers have given for proofs (RFC 9449 §8 and §9), the newest of each.

use std::sync::{Mutex, PoisonError};

use http::HeaderValue;

use super::is_nonce;

/// The newest nonce of each of the few origins of one provider.
#[derive(Debug, Default)]
pub(crate) struct DpopNonces(Mutex<Vec<(String, String)>>);

impl DpopNonces {
    /// The one to send to that origin.
    pub(super) fn newest(&self, origin: &str) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of_origin = kept.iter().filter(|(known, _)| known == origin);
        of_origin.next().map(|(_, nonce)| nonce.clone())
    }

    /// Keeps what an answer of that origin gave, whatever its status (§8.2), and says what it was. A header that is there twice,
    /// or holds what is no nonce, gives none; the one before then stays.
    pub(super) fn note(&self, origin: &str, given: &[HeaderValue]) -> Option<String> {
        let [given] = given else {
            return None;
        };
        let nonce = given
            .to_str()
            .ok()
            .filter(|text| is_nonce(text))?
            .to_owned();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| known != origin);
        if kept.len() >= MOST_ORIGINS {
            kept.remove(0);
        }
        kept.push((origin.to_owned(), nonce.clone()));
        Some(nonce)
    }
}

/// A provider has two or three; its discovery document may name others every day.
const MOST_ORIGINS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn note(nonces: &DpopNonces, origin: &str, given: &[&'static str]) -> Option<String> {
        let given: Vec<_> = given
            .iter()
            .map(|text| HeaderValue::from_static(text))
            .collect();
        nonces.note(origin, &given)
    }

    #[test]
    fn the_newest_of_each_origin_is_kept() {
        let nonces = DpopNonces::default();
        assert_eq!(nonces.newest("https://a.test"), None);
        note(&nonces, "https://a.test", &["1"]);
        note(&nonces, "https://b.test", &["2"]);
        assert_eq!(
            note(&nonces, "https://a.test", &["3"]).as_deref(),
            Some("3")
        );
        assert_eq!(nonces.newest("https://a.test").as_deref(), Some("3"));
        assert_eq!(nonces.newest("https://b.test").as_deref(), Some("2"));
        assert_eq!(nonces.newest("https://a.test:8443"), None);
    }

    #[test]
    fn what_is_no_nonce_or_is_there_twice_changes_nothing() {
        let nonces = DpopNonces::default();
        note(&nonces, "https://a.test", &["1"]);
        for given in [
            &[][..],
            &["2", "3"],
            &["2", "2"],
            &[""],
            &["two words"],
            &["a\"b"],
            &["a\\b"],
        ] {
            assert_eq!(note(&nonces, "https://a.test", given), None, "{given:?}");
            assert_eq!(nonces.newest("https://a.test").as_deref(), Some("1"));
        }
        let long = "x".repeat(1_025);
        let long = [HeaderValue::from_str(&long).unwrap()];
        assert_eq!(nonces.note("https://a.test", &long), None);
    }

    #[test]
    fn the_memory_is_bounded_and_the_one_noted_longest_ago_goes() {
        let nonces = DpopNonces::default();
        for number in 0..MOST_ORIGINS {
            note(&nonces, &format!("https://{number}.test"), &["1"]);
        }
        note(&nonces, "https://0.test", &["2"]);
        note(&nonces, "https://new.test", &["1"]);
        assert_eq!(nonces.0.lock().unwrap().len(), MOST_ORIGINS);
        assert_eq!(nonces.newest("https://1.test"), None);
        assert_eq!(nonces.newest("https://0.test").as_deref(), Some("2"));
    }
}
