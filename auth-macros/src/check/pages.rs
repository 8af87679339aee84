//! `pages: { … }`

use auth_spec::ErrorCode;
use auth_spec::page::check_page;
use auth_spec::theme::{check_colour, check_logo, check_name};
use proc_macro2::Ident;
use quote::ToTokens;
use syn::LitStr;

use crate::model;
use crate::report::{Report, did_you_mean, listed, suggestion};
use crate::syntax::entry::Field;
use crate::syntax::pages::{Language, Look, Page, Pages, Theme};
use crate::syntax::value::List;

/// What can be used of `pages: { … }`.
pub(super) struct Checked {
    /// Each a field of `::auth::declaration::Pages`.
    pub(super) pages: Vec<(&'static str, LitStr)>,
    /// Each a field of `::auth::declaration::Theme`.
    pub(super) theme: Vec<(&'static str, LitStr)>,
    pub(super) languages: Vec<model::Language>,
}

/// Where the routes are, and which there are.
#[derive(Clone, Copy)]
pub(super) struct Mounted<'a> {
    pub(super) base_path: &'a str,
    /// Those of sessions and accounts that are kept as well.
    pub(super) stored: bool,
}

/// Checks the pages; `mounted` is `None` when that is not known for an error.
pub(super) fn check(
    report: &mut Report,
    field: Option<Field<Pages>>,
    mounted: Option<Mounted<'_>>,
) -> Checked {
    let written = field.and_then(|field| field.value).unwrap_or_default();
    let theme = theme(report, written.theme);
    let languages = languages(report, written.languages);
    let mut pages: Vec<(Page, LitStr)> = Vec::new();
    for (page, field) in written.pages {
        let Some(path) = field.value else { continue };
        let value = path.value();
        if let Err(fault) = check_page(&value) {
            let text = format!("page {value:?} {}", fault.reason());
            report.refuse(&path, *fault.code(), text);
            continue;
        }
        if let Some(route) = mounted.and_then(|mounted| generated(mounted, &value)) {
            let text = format!(
                "page {value:?} is the generated route `{route}`: choose another path, or leave `{}` out to use what is built in",
                field.key
            );
            report.refuse(&path, ErrorCode::PAGE_COLLISION, text);
            continue;
        }
        let same = |(other, taken): &&(Page, LitStr)| {
            trimmed(&taken.value()) == trimmed(&value) && !may_be_one(page, *other)
        };
        if let Some((other, _)) = pages.iter().find(same) {
            let text = format!("page {value:?} is `{}` already", name(*other));
            report.refuse(&path, ErrorCode::PAGE_COLLISION, text);
            continue;
        }
        pages.push((page, path));
    }
    Checked {
        pages: pages
            .into_iter()
            .map(|(page, path)| (name(page), path))
            .collect(),
        theme,
        languages,
    }
}

fn theme(report: &mut Report, field: Option<Field<Theme>>) -> Vec<(&'static str, LitStr)> {
    let written = field.and_then(|field| field.value).unwrap_or_default();
    let mut theme = Vec::new();
    for (look, field) in written.looks {
        let Some(text) = field.value else { continue };
        let value = text.value();
        let (name, checked) = match look {
            Look::Name => ("name", check_name(&value)),
            Look::Accent => ("accent", check_colour(&value).map(|_| ())),
            Look::Logo => ("logo", check_logo(&value)),
        };
        match checked {
            Ok(()) => theme.push((name, text)),
            Err(fault) => {
                let text_of_fault = format!("{name} {value:?} {}", fault.reason());
                report.refuse(&text, *fault.code(), text_of_fault);
            }
        }
    }
    theme
}

fn languages(report: &mut Report, field: Option<Field<List<Language>>>) -> Vec<model::Language> {
    let Some(field) = field else {
        return Vec::new();
    };
    let Some(list) = field.value else {
        return Vec::new();
    };
    if list.items.is_empty() && !list.poisoned {
        let text = "`languages` names none: leave it out, and the pages speak English";
        report.refuse(&list.brackets, ErrorCode::LANGUAGE_INVALID, text);
    }
    let mut languages = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for language in list.items {
        let written = match &language {
            Language::BuiltIn(word) => word.to_string(),
            Language::Table(path) => path.to_token_stream().to_string().replace(' ', ""),
        };
        if seen.contains(&written) {
            let text = format!("`{written}` is in `languages` twice");
            match &language {
                Language::BuiltIn(word) => report.refuse(word, ErrorCode::LANGUAGE_INVALID, text),
                Language::Table(path) => report.refuse(path, ErrorCode::LANGUAGE_INVALID, text),
            }
            continue;
        }
        languages.extend(match language {
            Language::BuiltIn(word) => built_in(report, &word),
            Language::Table(path) => Some(model::Language::Table(path)),
        });
        seen.push(written);
    }
    languages
}

/// The constant of a language that is built in.
fn built_in(report: &mut Report, word: &Ident) -> Option<model::Language> {
    let written = word.to_string();
    if let Some((_, constant)) = LANGUAGES.iter().find(|(known, _)| *known == written) {
        let constant = Ident::new(constant, word.span());
        return Some(model::Language::BuiltIn(constant));
    }
    let known = || LANGUAGES.iter().map(|(known, _)| *known);
    let meant = LANGUAGES
        .iter()
        .find(|(_, constant)| constant.eq_ignore_ascii_case(&written))
        .map(|(known, _)| *known)
        .or_else(|| did_you_mean(&written, known()));
    let otherwise = format!(
        "; write {}, or the path of a table of yours, such as texts::FRENCH",
        listed(known())
    );
    let text = format!(
        "the language `{written}` is not built in{}",
        suggestion(meant, otherwise)
    );
    report.refuse(word, ErrorCode::LANGUAGE_INVALID, text);
    None
}

/// The languages that are built in, and the constants of `::auth::pages` that have their words.
const LANGUAGES: &[(&str, &str)] = &[("en", "ENGLISH"), ("de", "GERMAN")];

/// The generated route that has this path.
fn generated(mounted: Mounted<'_>, page: &str) -> Option<String> {
    let Mounted { base_path, stored } = mounted;
    let below = trimmed(page.strip_prefix(base_path)?);
    if below.is_empty() {
        return Some(base_path.to_owned());
    }
    let below = below.strip_prefix('/')?;
    let below_prefix = |prefix: &str| below.strip_prefix(prefix)?.strip_prefix('/');
    let same = |route: &&&str| match route.split_once("/{") {
        Some((prefix, "provider}")) => below_prefix(prefix).is_some_and(|id| !id.contains('/')),
        Some((prefix, _)) => below_prefix(prefix).is_some(),
        None => **route == below,
    };
    let of_the_store = if stored { STORED } else { &[] };
    let route = ROUTES.iter().chain(of_the_store).find(same)?;
    Some(format!("{base_path}/{route}"))
}

/// Whether one path may serve for both: a sign-in page that also shows what went wrong.
fn may_be_one(one: Page, other: Page) -> bool {
    matches!(
        (one, other),
        (Page::SignIn, Page::Error) | (Page::Error, Page::SignIn)
    )
}

/// A page with a slash at its end is the same page for people.
fn trimmed(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

/// The key, which is the field of `::auth::declaration::Pages` too.
const fn name(page: Page) -> &'static str {
    match page {
        Page::SignIn => "sign_in",
        Page::SignOut => "sign_out",
        Page::Error => "error",
        Page::VerifyRequest => "verify_request",
        Page::NewUser => "new_user",
    }
}

/// Every route below the base path, but for those of [`STORED`].
const ROUTES: &[&str] = &[
    "signin",
    "signin/{provider}",
    "callback/{provider}",
    "signout",
    "signed-out",
    "session",
    "csrf",
    "providers",
    "error",
    "verify-request",
    "backchannel-logout/{provider}",
    "frontchannel-logout/{provider}",
    "client.js",
    "client.d.ts",
    "dev",
    "dev/{*rest}",
];

/// The routes that there are where sessions and accounts are kept.
const STORED: &[&str] = &[
    "sessions",
    "sessions/end",
    "accounts",
    "accounts/link/{provider}",
    "accounts/unlink",
];

#[cfg(test)]
mod tests {
    use crate::check::tests::{checked, errors, one};

    #[test]
    fn what_is_right_is_kept() {
        let (model, errors) = checked(
            r#"providers: [dev], pages: { sign_in: "/login", error: "/login", sign_out: "/auth/bye", new_user: "/callback/x" }, session: { strategy: database }"#,
        );
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(model.pages.len(), 4);
    }

    /// M-27
    #[test]
    fn a_page_is_not_a_generated_route() {
        for path in [
            "/auth/signin",
            "/auth/signin/",
            "/auth/signin/github",
            "/auth/callback/github",
            "/auth/signout",
            "/auth/signed-out",
            "/auth/session",
            "/auth/csrf",
            "/auth/providers",
            "/auth/error",
            "/auth/verify-request",
            "/auth/client.js",
            "/auth/client.d.ts",
            "/auth/backchannel-logout/x",
            "/auth/dev",
            "/auth/dev/a/b",
            "/auth",
            "/auth/",
        ] {
            let error = one(&format!("providers: [dev], pages: {{ sign_in: {path:?} }}"));
            assert!(error.contains("is the generated route"), "{error}");
            assert!(error.ends_with("[AUTH-112]"), "{error}");
        }
        for path in [
            "/signin",
            "/auth/signin/a/b",
            "/authentication/signin",
            "/auth/login",
        ] {
            let declaration = format!("providers: [dev], pages: {{ sign_in: {path:?} }}");
            assert_eq!(errors(&declaration), Vec::<String>::new(), "{path}");
        }
    }

    /// M-27
    #[test]
    fn the_routes_of_accounts_are_there_where_accounts_are_kept() {
        for path in [
            "/auth/sessions",
            "/auth/sessions/end",
            "/auth/accounts",
            "/auth/accounts/",
            "/auth/accounts/link/github",
            "/auth/accounts/unlink",
        ] {
            let declaration = format!("providers: [dev], pages: {{ new_user: {path:?} }}");
            let error = one(&format!("{declaration}, session: {{ strategy: database }}"));
            assert!(error.contains("is the generated route"), "{error}");
            let declaration = format!("providers: [dev], pages: {{ sign_in: {path:?} }}");
            assert_eq!(errors(&declaration), Vec::<String>::new(), "{path}");
        }
    }

    /// M-27, M-32
    #[test]
    fn routes_move_with_the_base_path() {
        let at = |base_path: &str| {
            errors(&format!(
                "base_path: {base_path:?}, providers: [dev], pages: {{ error: \"/api/auth/error\" }}"
            ))
        };
        assert_eq!(at("/api/auth").len(), 1);
        assert_eq!(at("/auth"), Vec::<String>::new());
        // One error, about the base path: where the routes are is not known.
        assert_eq!(at("/api/auth/").len(), 1);
        assert_eq!(at("api/auth").len(), 1);
    }

    #[test]
    fn a_theme_is_a_name_a_colour_and_a_picture() {
        let (model, errors) = checked(
            r##"providers: [dev], pages: { theme: { name: "Acme", accent: "#0f766e", logo: "/logo.svg" } }"##,
        );
        assert_eq!(errors, Vec::<String>::new());
        let names: Vec<&str> = model.theme.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["name", "accent", "logo"]);
        for (theme, reason) in [
            (r#"accent: "teal""#, "accent \"teal\" is not a colour"),
            (r#"accent: """#, "is not a colour"),
            (r#"logo: "logo.svg""#, "does not start with `/`"),
            (
                r#"logo: "https://cdn.example/logo.svg""#,
                "is a picture on another origin",
            ),
            (r#"logo: "/logo.svg?v=1""#, "a picture is a path alone"),
            (r#"name: "  ""#, "is empty"),
            (r#"name: "a\nb""#, "has a line break"),
        ] {
            let error = one(&format!(
                "providers: [dev], pages: {{ theme: {{ {theme} }} }}"
            ));
            assert!(error.contains(reason), "{error}");
            assert!(error.ends_with("[AUTH-195]"), "{error}");
        }
    }

    #[test]
    fn languages_are_words_or_tables() {
        let (model, errors) =
            checked("providers: [dev], pages: { languages: [de, en, texts::FRENCH, ITALIAN] }");
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(model.languages.len(), 4);
        for (languages, expected) in [
            (
                "[]",
                "`languages` names none: leave it out, and the pages speak English [AUTH-196]",
            ),
            ("[de, en, de]", "`de` is in `languages` twice [AUTH-196]"),
            (
                "[A, b::A, b::A]",
                "`b::A` is in `languages` twice [AUTH-196]",
            ),
            (
                "[german]",
                "the language `german` is not built in; did you mean `de`? [AUTH-196]",
            ),
            (
                "[fr]",
                "the language `fr` is not built in; write `en` and `de`, or the path of a table of yours, such as texts::FRENCH [AUTH-196]",
            ),
            ("[en de]", "a comma is missing before `de` [AUTH-118]"),
            ("[de-AT]", "a language is `en` or `de`, or the path"),
            ("[\"de\"]", "a language is `en` or `de`, or the path"),
            ("de", "this is a list"),
        ] {
            let error = one(&format!(
                "providers: [dev], pages: {{ languages: {languages} }}"
            ));
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn two_pages_have_two_paths() {
        let error = one(r#"providers: [dev], pages: { sign_in: "/login", sign_out: "/login/" }"#);
        assert_eq!(error, "page \"/login/\" is `sign_in` already [AUTH-112]");
    }

    #[test]
    fn a_page_is_a_path_of_this_application() {
        for (page, reason) in [
            ("login", "does not start with `/`"),
            ("https://acme.example/login", "is a whole URL"),
            ("/login?x=1", "has a query"),
            ("/login#x", "has a fragment"),
            ("/login/{id}", "is a pattern"),
            ("//evil.test", "two slashes"),
            ("/a/../b", "`.` or `..`"),
            ("", "is empty"),
        ] {
            let error = one(&format!("providers: [dev], pages: {{ sign_in: {page:?} }}"));
            assert!(error.contains(reason), "{error}");
            assert!(error.ends_with("[AUTH-111]"), "{error}");
        }
    }

    #[test]
    fn a_base_path_is_a_plain_path() {
        for (path, reason) in [
            ("auth", "does not start with `/`"),
            ("/", "leaves no room"),
            ("/auth/", "ends with a slash"),
            ("/a//b", "two slashes"),
            ("/a/../b", "`.` or `..`"),
            ("/{id}", "has a character other than"),
            ("https://acme.example/auth", "does not start with `/`"),
        ] {
            let error = one(&format!("providers: [dev], base_path: {path:?}"));
            assert!(error.contains(reason), "{error}");
            assert!(error.ends_with("[AUTH-117]"), "{error}");
        }
    }
}
