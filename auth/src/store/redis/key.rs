//! What the keys are called.

use ring::digest::{Context, SHA256};

use crate::sealed::base64url;
use crate::store::TokenHash;

/// The keys of one store.
///
/// Texts from outside are in them as hashes: so they are short whatever a text is, two different ones never become one
/// key, and nobody is named in what a server logs of its commands.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    prefix: String,
}

impl Keys {
    pub(super) fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.replace(['{', '}'], ""),
        }
    }

    pub(super) fn session(&self, hash: &TokenHash) -> String {
        format!("{}session:{hash}", self.prefix)
    }

    pub(super) fn sessions_of_user(&self, id: &str) -> String {
        self.of("user", &[id])
    }

    pub(super) fn sessions_of_account(&self, issuer: &str, subject: &str) -> String {
        self.of("account", &[issuer, subject])
    }

    pub(super) fn sessions_of_provider_session(&self, issuer: &str, id: &str) -> String {
        self.of("provider-session", &[issuer, id])
    }

    pub(super) fn turn(&self, user_id: &str) -> String {
        self.of("turn", &[user_id])
    }

    pub(super) fn token(&self, identifier: &str, token: &str) -> String {
        self.of("token", &[identifier, token])
    }

    /// On the same node of a cluster as everything else of ended sessions of this user: what is in braces decides.
    pub(super) fn epoch(&self, user_id: &str) -> String {
        format!("{}epoch:{{{}}}", self.prefix, digest(&[user_id]))
    }

    pub(super) fn ended(&self, user_id: &str, session_id: &str) -> String {
        let (user, session) = (digest(&[user_id]), digest(&[session_id]));
        format!("{}ended:{{{user}}}:{session}", self.prefix)
    }

    /// Where it is published whose sessions are ended.
    pub(super) fn channel(&self) -> String {
        format!("{}ended", self.prefix)
    }

    fn of(&self, kind: &str, texts: &[&str]) -> String {
        format!("{}{kind}:{}", self.prefix, digest(texts))
    }
}

fn digest(texts: &[&str]) -> String {
    let mut context = Context::new(&SHA256);
    for text in texts {
        // Where one ends and the next one begins makes a difference.
        context.update(&(text.len() as u64).to_be_bytes());
        context.update(text.as_bytes());
    }
    base64url::encode(context.finish().as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_texts_are_different_keys() {
        let keys = Keys::new("auth:");
        let account = |issuer, subject| keys.sessions_of_account(issuer, subject);
        assert_eq!(account("a", "b"), account("a", "b"));
        assert_ne!(account("a", "bc"), account("ab", "c"));
        assert_ne!(account("a", ""), account("", "a"));
        assert_ne!(keys.sessions_of_user("a"), keys.turn("a"));
        assert_ne!(keys.sessions_of_user("a"), keys.sessions_of_user("A"));
        assert_ne!(keys.ended("a", "b"), keys.ended("b", "a"));
    }

    #[test]
    fn a_user_is_on_one_node_whatever_the_prefix() {
        for prefix in ["auth:", "", "{shop}:", "}{"] {
            let keys = Keys::new(prefix);
            let tag = |key: &str| {
                let (_, rest) = key.split_once('{').unwrap();
                rest.split_once('}').unwrap().0.to_owned()
            };
            assert_eq!(tag(&keys.epoch("ada")), tag(&keys.ended("ada", "one")));
            assert_ne!(tag(&keys.epoch("ada")), tag(&keys.epoch("bob")));
        }
    }

    #[test]
    fn nobody_is_named() {
        let keys = Keys::new("auth:");
        for key in [
            keys.sessions_of_user("canary"),
            keys.token("canary", "canary"),
            keys.ended("canary", "canary"),
            keys.epoch("canary"),
        ] {
            assert!(!key.contains("canary"), "{key}");
        }
    }
}
