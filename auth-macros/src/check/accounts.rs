//! What a declaration can say only where users and their accounts are kept: `session: { strategy: database }`.

use auth_spec::ErrorCode;
use proc_macro2::Ident;

use crate::model::{Declaration, Strategy};
use crate::report::{Report, listed};
use crate::syntax;
use crate::syntax::entry::Field;
use crate::syntax::pages::Page;

/// The keys that need accounts, and what stands where these are asked for.
pub(super) struct Wanted {
    keys: Vec<Ident>,
    session: Session,
}

/// What is said of sessions.
enum Session {
    Nothing,
    /// There is the section; it does not say where they are kept.
    Elsewhere,
    Cookie,
}

impl Wanted {
    /// What was written, before it is checked. A key whose value could not be read has been refused, and is not again.
    pub(super) fn by(declaration: &syntax::Declaration) -> Self {
        fn key<T>(field: &Option<Field<T>>) -> Option<Ident> {
            let field = field.as_ref()?;
            field.value.as_ref().map(|_| field.key.clone())
        }
        let mut keys = Vec::new();
        let pages = declaration
            .pages
            .as_ref()
            .and_then(|field| field.value.as_ref());
        for (page, field) in pages.map_or(&[][..], |written| &written.pages) {
            if *page == Page::NewUser && field.value.is_some() {
                keys.push(field.key.clone());
            }
        }
        let events = declaration
            .events
            .as_ref()
            .and_then(|field| field.value.as_ref());
        if let Some(events) = events {
            keys.extend(key(&events.create_user));
            keys.extend(key(&events.update_user));
            keys.extend(key(&events.link_account));
        }
        let session = match &declaration.session {
            None => Session::Nothing,
            Some(field) => match &field.value {
                Some(written) if written.strategy.is_some() => Session::Cookie,
                _ => Session::Elsewhere,
            },
        };
        Self { keys, session }
    }

    /// One thing is missing, however many ask for it: it is said of the first.
    pub(super) fn check(self, report: &mut Report, declaration: &Declaration) {
        match declaration.session.strategy {
            Strategy::SealedCookies | Strategy::RevocableCookies => {}
            Strategy::Database | Strategy::Undecided => return,
        }
        let options = declaration.providers.iter().map(|one| &one.options);
        let mut keys: Vec<&Ident> = options
            .filter_map(|options| options.link_by_email.as_ref())
            .collect();
        keys.extend(&self.keys);
        let Some(first) = keys.first() else {
            return;
        };
        let mut names: Vec<String> = keys.iter().map(ToString::to_string).collect();
        names.dedup();
        let need = if names.len() == 1 { "needs" } else { "need" };
        let way_out = match self.session {
            Session::Nothing => "add `session: { strategy: database }` to `auth!`",
            Session::Elsewhere => "add `strategy: database` to `session`",
            Session::Cookie => "write `strategy: database` in place of `strategy: cookie`",
        };
        let text = format!(
            "{} {need} users and accounts that are kept, and none are: {way_out}",
            listed(names)
        );
        report.refuse(first, ErrorCode::SESSIONS_NOT_STORED, text);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{checked, errors, one};

    const ASKING: [&str; 5] = [
        "providers: [google { link_by_email: verified }]",
        "providers: [google], pages: { new_user: \"/welcome\" }",
        "providers: [google], events: { create_user: f }",
        "providers: [google], events: { update_user: f }",
        "providers: [google], events: { link_account: f }",
    ];

    #[test]
    fn what_needs_accounts_names_the_line_that_keeps_them() {
        for declaration in ASKING {
            for (session, way_out) in [
                ("", "add `session: { strategy: database }` to `auth!`"),
                (
                    "session: { revocable: on }",
                    "add `strategy: database` to `session`",
                ),
                (
                    "session: { strategy: cookie }",
                    "write `strategy: database` in place of `strategy: cookie`",
                ),
            ] {
                let error = one(&format!("{declaration}, {session}"));
                assert!(
                    error.ends_with(&format!(
                        " needs users and accounts that are kept, and none are: {way_out} [AUTH-134]"
                    )),
                    "{error}"
                );
            }
            let kept = format!("{declaration}, session: {{ strategy: database }}");
            assert_eq!(errors(&kept), Vec::<String>::new(), "{declaration}");
        }
    }

    #[test]
    fn one_line_that_is_missing_is_one_error() {
        let error = one(
            "providers: [google { link_by_email: verified }, apple { link_by_email: verified }],
            events: { link_account: f, create_user: g }, pages: { new_user: \"/welcome\" }",
        );
        assert!(
            error.starts_with(
                "`link_by_email`, `new_user`, `create_user` and `link_account` need users"
            ),
            "{error}"
        );
    }

    /// What could not be read has been reported, and may be the line that is missing.
    #[test]
    fn nothing_is_missing_where_something_could_not_be_read() {
        for declaration in ASKING {
            for session in [
                "session: { strategy: databse }",
                "session: { strategy }",
                "session: { strategi: database }",
                "session: { revocable: yes }",
                "session: { strategy: database, revocable: off }",
                "session: database",
                "sesion: { strategy: database }",
            ] {
                let error = one(&format!("{declaration}, {session}"));
                assert!(!error.contains("AUTH-134"), "{error}");
            }
        }
        for broken in [
            "events: { create_user: |event| () }",
            "events: { create_user }",
            "pages: { new_user: 7 }",
        ] {
            let error = one(&format!("providers: [google], {broken}"));
            assert!(!error.contains("AUTH-134"), "{error}");
        }
        let error = one("providers: [google { link_by_email: yes }]");
        assert!(!error.contains("AUTH-134"), "{error}");
    }

    /// Handlers and functions stay in use, so that nobody is warned of them as well.
    #[test]
    fn what_is_refused_is_there_all_the_same() {
        let (model, errors) = checked(
            "providers: [google], events: { create_user: f }, pages: { new_user: \"/welcome\" }",
        );
        assert_eq!(errors.len(), 1, "{errors:#?}");
        assert!(model.events.create_user.is_some());
        assert_eq!(model.pages.len(), 1);
    }
}
