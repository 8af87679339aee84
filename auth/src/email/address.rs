//! The address that somebody has typed.

use std::fmt;

use auth_spec::email_address::{EmailAddressFault, check_email_address};

/// One e-mail address, with its domain in lower case: `Ada@X.test` is `Ada@x.test`.
///
/// What stands before the `@` is left as it is: what it means is up to whoever receives mail there (RFC 5321 §2.4).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    text: String,
}

impl EmailAddress {
    /// Reads an address: an addr-spec of RFC 5322 §3.4.1 made of ASCII letters, digits and a few signs, at most 254 bytes,
    /// with a domain of at least two labels. Blanks around it are left out.
    ///
    /// # Errors
    /// When the text could be read as anything else than one address.
    pub fn parse(text: &str) -> Result<Self, EmailAddressFault> {
        let text = text.trim_matches(' ');
        check_email_address(text)?;
        let (local_part, domain) = text.split_once('@').ok_or(EmailAddressFault::NotOne)?;
        let text = [local_part, "@", &domain.to_ascii_lowercase()].concat();
        Ok(Self { text })
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_is_in_lower_case_and_the_rest_as_it_was_typed() {
        for (typed, address) in [
            ("ada@x.test", "ada@x.test"),
            ("Ada.L@X.TEST", "Ada.L@x.test"),
            ("  ada@x.test ", "ada@x.test"),
        ] {
            assert_eq!(EmailAddress::parse(typed).unwrap().as_str(), address);
        }
    }

    /// AL-10, HI-02
    #[test]
    fn what_is_not_one_address_is_none() {
        for typed in [
            "",
            "ada",
            "ada@x.test\r\n",
            "\tada@x.test",
            "a@x.test,b@y.test",
        ] {
            assert!(EmailAddress::parse(typed).is_err(), "{typed:?}");
        }
    }
}
