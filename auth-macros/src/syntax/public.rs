//! What stands in the parentheses of `#[public(…)]`: nothing.

use auth_spec::ErrorCode;
use proc_macro2::TokenStream;

use super::Reading;

/// Refuses whatever stands there.
pub(crate) fn parse(reading: &mut Reading, tokens: TokenStream) {
    let Some(first) = tokens.into_iter().next() else {
        return;
    };
    let text = "`#[public]` takes no conditions, whoever comes is let in: to let in some alone, write `#[protected(…)]`";
    reading
        .report
        .refuse(first, ErrorCode::PUBLIC_MISUSED, text);
}
