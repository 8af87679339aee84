//! `WWW-Authenticate` (RFC 9110 §11.6.1), read as far as it takes to know that a resource server wants a nonce.

use http::HeaderValue;

use super::USE_DPOP_NONCE;

/// Whether one of the challenges is `DPoP` with `error="use_dpop_nonce"` (RFC 9449 §9). Names of schemes and of parameters are
/// the same in any case. A field that cannot be read to its end demands nothing.
pub(super) fn demands_nonce<'a>(fields: impl IntoIterator<Item = &'a HeaderValue>) -> bool {
    fields.into_iter().any(|field| {
        let challenges = field.to_str().ok().and_then(challenges);
        challenges.is_some_and(|challenges| {
            challenges.iter().any(|challenge| {
                challenge.scheme.eq_ignore_ascii_case("DPoP")
                    && challenge.error.as_deref() == Some(USE_DPOP_NONCE)
            })
        })
    })
}

struct Challenge<'a> {
    scheme: &'a str,
    error: Option<String>,
}

/// `1#challenge`: after a comma stands a further parameter or a further scheme.
fn challenges(field: &str) -> Option<Vec<Challenge<'_>>> {
    let mut challenges: Vec<Challenge<'_>> = Vec::new();
    let mut rest = Rest(field);
    loop {
        rest.skip(|byte| matches!(byte, b',' | b' ' | b'\t'));
        if rest.0.is_empty() {
            return Some(challenges);
        }
        let name = rest.token()?;
        let blanks = rest.skip(is_blank);
        if rest.take('=') {
            rest.skip(is_blank);
            let value = rest.value()?;
            let challenge = challenges.last_mut()?;
            if name.eq_ignore_ascii_case("error") {
                // What is said twice is not decided.
                let first = challenge.error.is_none();
                challenge.error = Some(if first { value } else { String::new() });
            }
        } else {
            challenges.push(Challenge {
                scheme: name,
                error: None,
            });
            // A scheme alone, or a blank and its first parameter. Credentials in one word (`token68`) have none.
            if blanks == 0 && !rest.0.is_empty() && !rest.0.starts_with(',') {
                return None;
            }
            continue;
        }
        rest.skip(is_blank);
        if !rest.0.is_empty() && !rest.0.starts_with(',') {
            return None;
        }
    }
}

/// What has not been read yet.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// Passes over these characters, and says how many they were.
    fn skip(&mut self, which: impl Fn(u8) -> bool) -> usize {
        self.split(which).len()
    }

    fn take(&mut self, sign: char) -> bool {
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// RFC 9110 §5.6.2.
    fn token(&mut self) -> Option<&'a str> {
        let token =
            self.split(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        (!token.is_empty()).then_some(token)
    }

    /// A token, or a quoted string (RFC 9110 §5.6.4).
    fn value(&mut self) -> Option<String> {
        if !self.take('"') {
            return self.token().map(str::to_owned);
        }
        let mut value = String::new();
        let mut characters = self.0.chars();
        loop {
            match characters.next()? {
                '"' => break,
                '\\' => value.push(characters.next()?),
                other => value.push(other),
            }
        }
        self.0 = characters.as_str();
        Some(value)
    }

    fn split(&mut self, which: impl Fn(u8) -> bool) -> &'a str {
        let end = self.0.bytes().take_while(|byte| which(*byte)).count();
        let (before, after) = self.0.split_at_checked(end).unwrap_or((self.0, ""));
        self.0 = after;
        before
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demanded(fields: &[&'static str]) -> bool {
        let fields: Vec<_> = fields
            .iter()
            .map(|text| HeaderValue::from_static(text))
            .collect();
        demands_nonce(&fields)
    }

    /// FAPI 2.0, test-rs-dpop-auth-scheme-case-insensitivity
    #[test]
    fn a_demand_is_found_in_any_spelling_and_wherever_it_stands() {
        for fields in [
            &[
                r#"DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof""#,
            ][..],
            &[r#"dpop error="use_dpop_nonce""#],
            &[r#"DPOP algs="ES256 PS256" , ERROR = "use_dpop_nonce""#],
            &["dPoP error=use_dpop_nonce"],
            &[r#"DPoP error="use\_dpop_nonce""#],
            &[r#"Bearer realm="a, DPoP b", DPoP algs="ES256", error="use_dpop_nonce""#],
            &[r#",, DPoP error="use_dpop_nonce" ,"#],
            &[r#"Negotiate, DPoP error="use_dpop_nonce""#],
            &["Basic realm=\"x\"", r#"DPoP error="use_dpop_nonce""#],
        ] {
            assert!(demanded(fields), "{fields:?}");
        }
    }

    #[test]
    fn nothing_else_is_a_demand() {
        for fields in [
            &[][..],
            &["DPoP"],
            &[r#"Bearer error="use_dpop_nonce""#],
            &[r#"DPoP algs="ES256", Bearer error="use_dpop_nonce""#],
            &[r#"DPoP error="invalid_token""#],
            &[r#"DPoP error="use_dpop_nonce2""#],
            &[r#"DPoP error="Use_DPoP_Nonce""#],
            &[r#"DPoP error_description="use_dpop_nonce""#],
            &[r#"DPoP realm="DPoP error=\"use_dpop_nonce\"""#],
            &[r#"error="use_dpop_nonce""#],
            // Said twice, or not to its end.
            &[r#"DPoP error="invalid_token", error="use_dpop_nonce""#],
            &[r#"DPoP error="use_dpop_nonce", error="use_dpop_nonce""#],
            &[r#"DPoP error="use_dpop_nonce"#],
            &[r#"DPoP error="use_dpop_nonce" x"#],
            &[r#"DPoP/1 error="use_dpop_nonce""#],
            &[r#"DPoP YWJj==, error="use_dpop_nonce""#],
            &[r#"DPoP error="use_dpop_nonce\"#],
            &["\"\"", "=", "DPoP error="],
        ] {
            assert!(!demanded(fields), "{fields:?}");
        }
    }
}
