//! `email { from: "…", max_age: 10 minutes }`: links that are sent to people.

use auth_spec::email_address::check_sender;
use auth_spec::{ErrorCode, Protocol, ProviderSpec};
use syn::LitStr;

use super::value;
use crate::check::session::lifetime;
use crate::model::Email;
use crate::report::Report;
use crate::syntax::entry::Field;
use crate::syntax::providers as syntax;
use crate::syntax::value::Amount;

/// `None` for every other kind.
pub(super) fn check(
    report: &mut Report,
    entry: &syntax::Provider,
    spec: &'static ProviderSpec,
) -> Option<Email> {
    let written = &entry.options;
    (spec.protocol == Protocol::Email).then(|| Email {
        from: value(&written.from).filter(|from| is_sender(report, from)),
        max_age: written
            .max_age
            .as_ref()
            .and_then(|field| max_age(report, field)),
    })
}

/// HI-02
fn is_sender(report: &mut Report, from: &LitStr) -> bool {
    let value = from.value();
    let fault = check_sender(&value).err();
    if let Some(fault) = fault {
        let text = format!(
            "`from` {value:?} {}: write `\"login@acme.example\"` or `\"Acme <login@acme.example>\"`",
            fault.reason()
        );
        report.refuse(from, ErrorCode::SENDER_INVALID, text);
    }
    fault.is_none()
}

/// Time to go to the mailbox, and not so much that old mail is as good as a password.
fn max_age(report: &mut Report, field: &Field<Amount>) -> Option<u64> {
    let seconds = lifetime(report, field)?;
    let text = match seconds {
        0..60 => "nobody reads their mail in less than a minute: write `10 minutes`",
        60..=86_400 => return Some(seconds),
        _ => {
            "a link that is older than a day is too likely to be found by others: write `24 hours` or less"
        }
    };
    let number = field.value.as_ref().map(|amount| &amount.number)?;
    report.refuse(number, ErrorCode::LIFETIME_INVALID, text);
    None
}
