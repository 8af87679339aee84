//! A link: what it consists of, and the hash by which it is recognised.

use std::fmt;

use ring::digest::{Context, SHA256};
use url::Url;

use crate::email::EmailAddress;
use crate::sealed::{RandomUnavailable, random_text};

/// What stands in a link that was sent to somebody.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) address: EmailAddress,
    /// Where the sign-in ends, as it stands in the link.
    pub(crate) callback_url: Option<String>,
    token: String,
}

impl Link {
    /// A new one, for an address.
    pub(super) fn generate(
        address: EmailAddress,
        callback_url: Option<String>,
    ) -> Result<Self, RandomUnavailable> {
        Ok(Self {
            address,
            callback_url,
            token: random_text::<TOKEN>()?,
        })
    }

    /// The one that a request brings; `None` when it is not complete.
    pub(crate) fn read(
        email: Option<&str>,
        token: Option<&str>,
        callback_url: Option<&str>,
    ) -> Option<Self> {
        let address = EmailAddress::parse(email?).ok()?;
        let token = token.filter(|token| is_token(token))?;
        Some(Self {
            address,
            callback_url: callback_url.map(str::to_owned),
            token: token.to_owned(),
        })
    }

    /// The token, as it stands in the link: for the page that asks before it is used, and nobody else.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The link itself. The names of the parameters, and their order, are those of Auth.js.
    pub(super) fn url(&self, redirect_uri: &str) -> Result<Url, url::ParseError> {
        let mut url = Url::parse(redirect_uri)?;
        {
            let mut query = url.query_pairs_mut();
            if let Some(callback_url) = &self.callback_url {
                query.append_pair("callbackUrl", callback_url);
            }
            query.append_pair("token", &self.token);
            query.append_pair("email", self.address.as_str());
        }
        Ok(url)
    }

    /// What a store is given in the place of the token: SHA-256 of all that the link is bound to, as hexadecimal digits. Each
    /// part stands behind its length, so that no two links give the same bytes.
    pub(super) fn hash(&self, provider: &str) -> String {
        let mut context = Context::new(&SHA256);
        let mut update = |part: &[u8]| {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        };
        update(PURPOSE);
        update(provider.as_bytes());
        update(self.address.as_str().as_bytes());
        match &self.callback_url {
            Some(callback_url) => {
                update(b"callback URL");
                update(callback_url.as_bytes());
            }
            None => update(b"no callback URL"),
        }
        update(self.token.as_bytes());
        let digest = context.finish();
        digest
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Nothing of it: who has it is signed in.
impl fmt::Debug for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Link").finish_non_exhaustive()
    }
}

/// As `random_text` writes them.
fn is_token(text: &str) -> bool {
    text.len() == TOKEN_LENGTH
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// In bytes.
const TOKEN: usize = 32;
/// In characters of base64url.
const TOKEN_LENGTH: usize = 43;
/// What the hash is for.
const PURPOSE: &[u8] = b"auth: link that signs in, 1";

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn link(address: &str, callback_url: Option<&str>, token: &str) -> Link {
        Link {
            address: EmailAddress::parse(address).unwrap(),
            callback_url: callback_url.map(str::to_owned),
            token: token.to_owned(),
        }
    }

    const TOKEN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const OTHER: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB";

    /// AL-12, AL-15
    #[test]
    fn a_link_with_anything_changed_is_another_one() {
        let hashes: HashSet<String> = [
            ("email", link("ada@x.test", None, TOKEN)),
            ("links", link("ada@x.test", None, TOKEN)),
            ("email", link("Ada@x.test", None, TOKEN)),
            ("email", link("eve@x.test", None, TOKEN)),
            ("email", link("ada@x.test", Some(""), TOKEN)),
            ("email", link("ada@x.test", Some("/a"), TOKEN)),
            ("email", link("ada@x.test", Some("/b"), TOKEN)),
            ("email", link("ada@x.test", None, OTHER)),
        ]
        .iter()
        .map(|(provider, link)| link.hash(provider))
        .collect();
        assert_eq!(hashes.len(), 8);
        let lengths: HashSet<usize> = hashes.iter().map(String::len).collect();
        assert_eq!(lengths, HashSet::from([64]));
    }

    #[test]
    fn a_link_is_read_as_it_was_written() {
        for callback_url in [None, Some("/dashboard?a=1&b=2#c".to_owned())] {
            let address = EmailAddress::parse("ada+x&y@x.test").unwrap();
            let sent = Link::generate(address, callback_url).unwrap();
            let url = sent.url("https://app.test/auth/callback/email").unwrap();
            let value = |wanted: &str| {
                url.query_pairs()
                    .find(|(name, _)| name == wanted)
                    .map(|(_, value)| value.into_owned())
            };
            let read = Link::read(
                value("email").as_deref(),
                value("token").as_deref(),
                value("callbackUrl").as_deref(),
            );
            assert_eq!(read.unwrap().hash("email"), sent.hash("email"));
        }
    }

    #[test]
    fn what_is_not_complete_is_no_link() {
        let email = Some("ada@x.test");
        assert!(Link::read(email, Some(TOKEN), None).is_some());
        for (email, token) in [
            (None, Some(TOKEN)),
            (email, None),
            (email, Some("")),
            (email, Some(&TOKEN[1..])),
            (
                email,
                Some(concat!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "A")),
            ),
            (email, Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")),
            (Some("ada"), Some(TOKEN)),
            (Some("ada@x.test,eve@x.test"), Some(TOKEN)),
        ] {
            assert!(
                Link::read(email, token, None).is_none(),
                "{email:?} {token:?}"
            );
        }
    }

    #[test]
    fn no_token_is_ever_given_twice() {
        let address = EmailAddress::parse("ada@x.test").unwrap();
        let tokens: HashSet<String> = (0..1_000)
            .map(|_| Link::generate(address.clone(), None).unwrap().token)
            .collect();
        assert_eq!(tokens.len(), 1_000);
        assert!(tokens.iter().all(|token| is_token(token)));
    }

    /// SR-05
    #[test]
    fn nothing_of_a_link_is_printed() {
        let printed = format!("{:?}", link("ada@x.test", Some("/a"), TOKEN));
        assert_eq!(printed, "Link { .. }");
    }
}
