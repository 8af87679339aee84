//! `events: { … }`

use syn::Path;

use crate::model::Events;
use crate::syntax::entry::Field;
use crate::syntax::events as syntax;

/// Everything that can be wrong with a path is said by whoever reads it, or by rustc.
pub(super) fn check(field: Option<Field<syntax::Events>>) -> Events {
    let written = field.and_then(|field| field.value).unwrap_or_default();
    let function = |field: Option<Field<Path>>| field.and_then(|field| field.value);
    Events {
        sign_in: function(written.sign_in),
        sign_out: function(written.sign_out),
        after_sign_out: function(written.after_sign_out),
        session: function(written.session),
        refused: function(written.refused),
    }
}
