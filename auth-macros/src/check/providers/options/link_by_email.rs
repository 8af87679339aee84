//! `link_by_email: verified`: an account becomes one of the user's who has its e-mail address, where the provider has verified it.

use auth_spec::{ErrorCode, ProviderSpec};
use proc_macro2::Ident;

use super::closed;
use crate::report::Report;
use crate::syntax::providers as syntax;

/// The key, where a verified address links.
pub(super) fn check(
    report: &mut Report,
    entry: &syntax::Provider,
    spec: &'static ProviderSpec,
) -> Option<Ident> {
    let field = entry.options.link_by_email.as_ref()?;
    let word = field.value.as_ref()?;
    let verified = closed(report, word, &WORDS, ELSEWHERE)?;
    // A function of the application's own may know better; one that cannot be read may be meant to.
    let says_itself = entry.options.profile.is_some() || entry.options.poisoned;
    if !verified {
        return None;
    }
    if !says_itself && !verifies(spec) {
        let text = format!(
            "{} does not say which addresses are verified, so that none would ever link: leave `link_by_email` out, or let a function say it, in `profile`",
            spec.name
        );
        report.refuse(word, ErrorCode::OPTION_NOT_APPLICABLE, text);
        return None;
    }
    Some(field.key.clone())
}

/// Whether there is anything that an address can be known to be verified by.
fn verifies(spec: &ProviderSpec) -> bool {
    spec.capabilities.verified_email || !spec.profile.email_verified.is_empty()
}

const WORDS: [(&str, bool); 2] = [("never", false), ("verified", true)];

/// What somebody may write who thinks of a switch, or of any address.
const ELSEWHERE: &[(&str, &str)] = &[
    ("on", ONLY_VERIFIED),
    ("true", ONLY_VERIFIED),
    ("always", ONLY_VERIFIED),
    ("any", ONLY_VERIFIED),
    ("off", NEVER),
    ("false", NEVER),
    ("none", NEVER),
];
const ONLY_VERIFIED: &str = "would link by addresses that nobody has verified, and whoever types one would be its owner: write `verified`";
const NEVER: &str = "is called `never` here: write `link_by_email: never`, or leave it out";
