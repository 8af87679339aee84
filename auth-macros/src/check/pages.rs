//! `pages: { … }`

use auth_spec::ErrorCode;
use auth_spec::page::check_page;
use syn::LitStr;

use crate::report::Report;
use crate::syntax::entry::Field;
use crate::syntax::pages::{Page, Pages};

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
) -> Vec<(&'static str, LitStr)> {
    let written = field.and_then(|field| field.value).unwrap_or_default();
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
    pages
        .into_iter()
        .map(|(page, path)| (name(page), path))
        .collect()
}

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
