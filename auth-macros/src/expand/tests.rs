//! Expansions, called as functions and read as text.

mod conditions;
mod noise;
mod snapshots;

use proc_macro2::TokenStream;

use super::*;

/// The expansion of `auth!`, as rustfmt would write it.
#[track_caller]
fn declared(input: &str) -> String {
    pretty(declaration(tokens(input)))
}

/// The expansion of `#[protected]`.
#[track_caller]
fn guarded(arguments: &str, item: &str) -> String {
    pretty(protected(&tokens(arguments), tokens(item)))
}

#[track_caller]
fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap()
}

#[track_caller]
fn pretty(expansion: TokenStream) -> String {
    let text = expansion.to_string();
    match syn::parse2(expansion) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => panic!("{error}: {text}"),
    }
}

#[test]
fn an_expansion_names_the_runtime_by_absolute_paths_alone() {
    let text = declared(
        r#"providers: [github, acme: oidc { issuer: env("X") }, dev], callbacks: { sign_in: f }"#,
    );
    for (at, _) in text.match_indices("auth::") {
        let before = &text[..at];
        assert!(
            before.ends_with("::") || before.ends_with("$crate::"),
            "{}",
            &text[at.saturating_sub(20)..at + 20]
        );
    }
    assert!(!text.contains("mod auth"), "{text}");
}

/// What was wrong is left out; what other code names is there.
#[test]
fn broken_input_yields_every_item() {
    for input in [
        "",
        "providers",
        "providers: [",
        "providers: [], pages: 7",
        "? ! ;",
        "providers: [githib, , acme: , 7]",
        "sesion: {}",
    ] {
        let Ok(tokens) = input.parse::<TokenStream>() else {
            continue;
        };
        let text = pretty(declaration(tokens));
        assert!(text.contains("compile_error"), "{input}: {text}");
        for item in [
            "pub struct Declared;",
            "impl ::auth::declaration::Declaration for Declared",
            "pub type Auth =",
            "pub type Session =",
            "pub type SessionData =",
            "pub type CallbackUrl =",
            "pub type SignInAttempt =",
            "pub type SignInDecision =",
            "pub type Jwt =",
            "pub type RolesQuery =",
            "pub type SignInEvent =",
            "pub type SignOutEvent =",
            "pub type AfterSignOutEvent =",
            "pub type SessionEvent =",
            "pub type RefusedEvent =",
            "JwtDecision",
            "UpdateDecision",
            "pub type __Guard<",
            "pub type Role =",
            "pub type __Public =",
            "pub enum Provider",
            "pub mod provider",
            "pub mod page",
            "pub struct sign_in;",
            "macro_rules! __auth_declaration",
            "pub use __auth_declaration as __declaration;",
        ] {
            assert!(text.contains(item), "{input}: {item} is missing in {text}");
        }
    }
}

/// Whoever types at the beginning of a line sees one error, whatever follows.
#[test]
fn half_a_word_is_one_error() {
    for input in [
        "provi providers: [dev]",
        "providers: [gith google]",
        "providers: [gith, google]",
        "providers: [dev], sess",
        "providers: [dev], session: { max idle: 2 hours }",
        "providers: [dev], session: { max_age idle: 2 hours }",
        "providers: [dev], session: { max_age: idle: 2 hours }",
        "providers: [acme: oidc { iss name: \"Acme\" }]",
        "providers: [acme: , dev]",
        "providers: [acme: oi, dev]",
        "providers: [dev], callbacks: { allow: [\"/\"] after_sign_in: \"/\" }",
        "providers: [dev], callbacks: { allow: [\"/\", x], after_sign_in: \"/y\" }",
        "providers: [dev], pages: { sign_in: \"/login\", err }",
        "providers: [dev], base_",
    ] {
        let mut reading = Reading::new();
        let written = syntax::parse(&mut reading, tokens(input));
        check::check(&mut reading, written);
        let errors = reading.report.texts();
        assert_eq!(errors.len(), 1, "{input}: {errors:#?}");
    }
}

#[test]
fn a_function_of_the_user_stands_in_the_expansion_once() {
    let text = declared(
        "providers: [github { profile: my::profile }], roles: [admin], callbacks: { sign_in: my::decide, jwt: my::keep, update: my::change, session: my::show, roles: my::roles }, events: { sign_in: my::in_, sign_out: my::out, after_sign_out: my::after, session: my::read, refused: my::refused }",
    );
    for function in [
        "profile", "decide", "keep", "change", "show", "roles", "in_", "out", "after", "read",
        "refused",
    ] {
        let path = format!("my::{function} ");
        assert_eq!(text.matches(&path).count(), 1, "{path}: {text}");
    }
}

#[test]
fn the_words_that_were_typed_come_first_for_editors() {
    let text = declared("providers: [gi], sess").replace(char::is_whitespace, "");
    let trigger = text.find("preset::gias_;").unwrap();
    assert!(text.contains("section::sessas_;"), "{text}");
    assert!(trigger < text.find("compile_error").unwrap());
    assert!(trigger < text.find("Declared").unwrap());
}

#[test]
fn the_guard_stands_in_front_and_nothing_else_changes() {
    let item = "#[doc = \"Docs.\"] pub(crate) async fn h<T: Tr, const N: usize>(mut a: Vec<T>, State(s): State<S>) -> Result<R<T>, E> where T: 'static { let x = a; a += 1 }";
    let expected = item.replace(
        "mut a: Vec<T>,",
        "(_, mut a): (crate::auth::__Guard, Vec<T>),",
    );
    assert_eq!(guarded("", item), pretty(tokens(&expected)));
}

#[test]
fn what_an_attribute_below_reads_stays_as_it_was() {
    let text = guarded(
        "",
        "#[axum::debug_handler] async fn h(State(s): State<S>) {}",
    );
    assert!(
        text.contains("async fn h(_: crate::auth::__Guard, State(s): State<S>) {}"),
        "{text}"
    );
    let text = guarded("", "#[instrument(skip(s))] async fn h(s: S, #[x] t: T,) {}");
    assert!(
        text.contains("async fn h((_, s): (crate::auth::__Guard, S), #[x] t: T) {}"),
        "{text}"
    );
}

#[test]
fn a_handler_without_arguments_gets_one() {
    let text = guarded("", "async fn h() {}");
    assert_eq!(text, "async fn h(_: crate::auth::__Guard) {}\n");
}

#[test]
fn attributes_of_an_argument_stay_before_it() {
    let text = guarded("", "async fn h(#[allow(unused)] s: S) {}");
    assert!(
        text.contains("h(#[allow(unused)] (_, s): (crate::auth::__Guard, S))"),
        "{text}"
    );
}

#[test]
fn a_body_that_does_not_parse_is_passed_on() {
    let text = protected(&tokens(""), tokens("async fn h(s: S) { let = if 1 }")).to_string();
    assert!(text.contains("{ let = if 1 }"), "{text}");
    assert!(text.contains("__Guard"), "{text}");
    assert!(!text.contains("compile_error"), "{text}");
}

fn protected_errors(arguments: &str, item: &str) -> Vec<String> {
    let mut reading = Reading::new();
    syntax::protected::parse(&mut reading, tokens(arguments));
    let item = syntax::handler::parse(tokens(item));
    check::protected::check(&mut reading.report, Policy::Protected, item);
    reading.report.texts()
}

fn public_errors(arguments: &str, item: &str) -> Vec<String> {
    let mut reading = Reading::new();
    syntax::public::parse(&mut reading, tokens(arguments));
    let item = syntax::handler::parse(tokens(item));
    check::protected::check(&mut reading.report, Policy::Public, item);
    reading.report.texts()
}

#[test]
fn what_cannot_be_guarded_is_refused_in_one_sentence() {
    let many = |count: usize| {
        let arguments: Vec<String> = (0..count).map(|number| format!("a{number}: A")).collect();
        arguments.join(", ")
    };
    let sixteen = format!("#[debug_handler] async fn h({}) {{}}", many(16));
    let seventeen = format!("async fn h({}) {{}}", many(17));
    for (arguments, item, text) in [
        (
            "",
            "fn h() {}",
            "`#[protected]` guards `async` handlers: write `async fn`",
        ),
        (
            "",
            "struct S;",
            "`#[protected]` guards handlers: it stands on an `async fn`",
        ),
        (
            "",
            "async fn h(&self) {}",
            "a handler has no `self`: `#[protected]` can stand on an associated function without it",
        ),
        (
            "",
            "#[protected] async fn h() {}",
            "this handler is `#[protected]` already",
        ),
        (
            "",
            "#[auth::protected] async fn h() {}",
            "this handler is `#[protected]` already",
        ),
        (
            "",
            &sixteen,
            "axum's handlers take 16 arguments, and the guard is one of them: join two as `(a, b): (A, B)`",
        ),
        (
            "",
            &seventeen,
            "axum's handlers take 16 arguments, and the guard is one of them: join two as `(a, b): (A, B)`",
        ),
    ] {
        let errors = protected_errors(arguments, item);
        assert_eq!(errors, [format!("{text} [AUTH-119]")], "{item}");
    }
    assert_eq!(
        protected_errors("", &format!("async fn h({}) {{}}", many(16))),
        Vec::<String>::new()
    );
}

#[test]
fn every_misuse_of_public_is_one_error() {
    let sixteen: Vec<String> = (0..16).map(|number| format!("a{number}: A")).collect();
    let sixteen = format!("#[debug_handler] async fn h({}) {{}}", sixteen.join(", "));
    for (arguments, item, text) in [
        (
            "",
            "fn h() {}",
            "`#[public]` is for `async` handlers: write `async fn` [AUTH-152]",
        ),
        (
            "",
            "struct S;",
            "`#[public]` is for handlers: it stands on an `async fn` [AUTH-152]",
        ),
        (
            "",
            "async fn h(&self) {}",
            "a handler has no `self`: `#[public]` can stand on an associated function without it [AUTH-152]",
        ),
        (
            "",
            "#[public] async fn h() {}",
            "this handler is `#[public]` already [AUTH-152]",
        ),
        (
            "",
            "#[auth::protected(role = admin)] async fn h() {}",
            "this handler is `#[protected]` and `#[public]` at once: leave one of them out [AUTH-153]",
        ),
        (
            "",
            &sixteen,
            "axum's handlers take 16 arguments, and the mark of `#[public]` is one of them: join two as `(a, b): (A, B)` [AUTH-152]",
        ),
        (
            "role = admin",
            "async fn h() {}",
            "`#[public]` takes no conditions, whoever comes is let in: to let in some alone, write `#[protected(…)]` [AUTH-152]",
        ),
    ] {
        assert_eq!(public_errors(arguments, item), [text], "{item}");
    }
    assert_eq!(
        protected_errors("", "#[public] async fn h() {}"),
        [
            "this handler is `#[protected]` and `#[public]` at once: leave one of them out [AUTH-153]"
        ]
    );
    assert_eq!(
        public_errors("", "async fn h(s: S) {}"),
        Vec::<String>::new()
    );
}

/// Which pages were meant is not known for certain when something is wrong.
#[test]
fn a_declaration_has_the_pages_it_names_and_a_broken_one_all() {
    let named = declared(
        r#"providers: [dev], pages: { sign_in: "/login", new_user: "/hi" }, session: { strategy: database }"#,
    );
    let (_, pages) = named.split_once("pub mod page {").unwrap();
    assert_eq!(pages.matches("pub struct").count(), 2, "{pages}");
    for part in [
        "pub struct sign_in;",
        "type AtMost = ::auth::routing::Open;",
        "const PATH: &'static str = \"/login\";",
        "pub struct new_user;",
        "type AtMost = ::auth::routing::Guarded;",
        "const PATH: &'static str = \"/hi\";",
    ] {
        assert!(pages.contains(part), "{part}: {pages}");
    }
    let broken = declared(r#"providers: [dev], pages: { sign_on: "/login" }"#);
    let (_, pages) = broken.split_once("pub mod page {").unwrap();
    assert_eq!(pages.matches("pub struct").count(), 5, "{pages}");
}

/// The item is there whatever is wrong; conditions that cannot be read leave it guarded.
#[test]
fn the_item_is_never_lost() {
    for (arguments, item) in [
        ("", "pub struct S { a: fn(u8) }"),
        ("", "async fn h(&self) {}"),
    ] {
        let text = protected(&tokens(arguments), tokens(item)).to_string();
        assert!(text.ends_with(&tokens(item).to_string()), "{text}");
    }
    for (arguments, item) in [("", "fn h() {}"), ("\"admin\"", "async fn h() {}")] {
        let text = guarded(arguments, item);
        assert!(
            text.contains("async fn h(_: crate::auth::__Guard) {}"),
            "{text}"
        );
    }
    let text = guarded("", "fn h() -> impl Future<Output = ()> { f() }");
    assert!(
        text.contains("\nfn h(_: crate::auth::__Guard) ->"),
        "{text}"
    );
    let text = guarded("", "#[protected] async fn h() {}");
    assert_eq!(text.matches("__Guard").count(), 1, "{text}");
    assert!(!text.contains("#[protected]\n"), "{text}");
}

#[test]
fn a_callback_url_is_a_value_of_its_type_also_when_it_is_wrong() {
    let right = callback_url(tokens(r#"{ own {} {} } { crate::auth } "/a/../b""#)).to_string();
    assert_eq!(
        right,
        "crate :: auth :: __private :: checked_callback_url :: < crate :: auth :: Declared > (\"/b\")"
    );
    let wrong = callback_url(tokens(r#"{ ["/a"] {} {} } { crate::auth } "/b""#)).to_string();
    assert!(wrong.starts_with("{ :: core :: compile_error !"), "{wrong}");
    assert!(wrong.ends_with("(\"/\") }"), "{wrong}");
}

/// What the carrier of a declaration carries.
fn carried(input: &str) -> String {
    let text = declaration(tokens(input)).to_string();
    let start = text.find("$ door ! { { ").unwrap() + "$ door ! { { ".len();
    let end = start + text[start..].find(" } $ ($ input)").unwrap();
    text[start..end].replace(' ', "")
}

#[test]
fn what_other_code_names_is_carried() {
    assert_eq!(carried("providers: [dev]"), "own{}{dev}");
    assert_eq!(
        carried(
            r#"providers: [github, staff: keycloak], roles: [admin, Editor], callbacks: { allow: ["/", "/a"] }"#
        ),
        r#"["/""/a"]{admineditor}{githubstaff}"#
    );
}

#[test]
fn a_broken_list_is_carried_as_broken() {
    let allow = |callbacks: &str| carried(&format!("providers: [dev], callbacks: {callbacks}"));
    assert_eq!(allow("{ allow: }"), "poisoned{}{dev}");
    assert_eq!(allow("{ alow: [] }"), "poisoned{}{dev}");
    assert_eq!(allow("{ , ? }"), "poisoned{}{dev}");
    assert_eq!(carried("providers: [dev], 7"), "poisoned{?}{dev?}");
    assert_eq!(
        carried("providers: [dev], roles: [admin, 7]"),
        "own{admin?}{dev}"
    );
    assert_eq!(carried("providers: [dev], roles: "), "own{?}{dev}");
    // A name that was meant stands beside the one that was written, and something wrong elsewhere changes nothing.
    assert_eq!(carried("providers: [githib]"), "own{}{githubgithib}");
    assert_eq!(carried("providers: [githib, 7]"), "own{}{githubgithib?}");
}
