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
        create_user: function(written.create_user),
        update_user: function(written.update_user),
        link_account: function(written.link_account),
        session: function(written.session),
        refused: function(written.refused),
    }
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use crate::check::tests::{checked, one};

    #[test]
    fn each_function_is_kept_by_its_path() {
        let (model, errors) = checked(
            "providers: [dev], session: { strategy: database },
            events: {
                sign_in: a, sign_out: b, after_sign_out: c, session: d, refused: m::e,
                create_user: f, update_user: g, link_account: h,
            }",
        );
        assert_eq!(errors, Vec::<String>::new());
        let events = model.events;
        for (path, expected) in [
            (events.sign_in, "a"),
            (events.sign_out, "b"),
            (events.after_sign_out, "c"),
            (events.session, "d"),
            (events.refused, "m :: e"),
            (events.create_user, "f"),
            (events.update_user, "g"),
            (events.link_account, "h"),
        ] {
            assert_eq!(path.unwrap().to_token_stream().to_string(), expected);
        }
    }

    #[test]
    fn what_is_called_otherwise_is_answered() {
        for (key, text) in [
            (
                "createUser",
                "`events` has no key `createUser`; did you mean `create_user`?",
            ),
            (
                "unlink_account",
                "there is no `unlink_account`: what calls `auth.my_accounts(…).unlink(…)`",
            ),
            ("deleteUser", "there is no `delete_user`: "),
            (
                "createSession",
                "there is no `create_session`: `sign_in` is told",
            ),
            (
                "linkAccount",
                "`events` has no key `linkAccount`; did you mean `link_account`?",
            ),
            (
                "signIn",
                "`events` has no key `signIn`; did you mean `sign_in`?",
            ),
            (
                "signOut",
                "`events` has no key `signOut`; did you mean `sign_out`?",
            ),
            (
                "error",
                "`events` has no key `error`; it has `sign_in`, `sign_out`, `after_sign_out`, `create_user`, `update_user`, `link_account`, `session` and `refused`",
            ),
        ] {
            let error = one(&format!("providers: [dev], events: {{ {key}: f }}"));
            assert!(error.starts_with(text), "{error}");
            assert!(error.ends_with("[AUTH-103]"), "{error}");
        }
    }

    #[test]
    fn a_broken_entry_leaves_the_others() {
        let (model, errors) =
            checked("providers: [dev], events: { sign_in: |event| (), refused: f }");
        assert_eq!(errors.len(), 1, "{errors:#?}");
        assert!(model.events.sign_in.is_none());
        assert!(model.events.refused.is_some());
    }
}
