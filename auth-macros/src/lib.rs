//! The macros of [`auth`](https://docs.rs/auth); use them through that crate.
//!
//! Each goes through four steps: `syntax` reads the tokens and gives up nothing that can be read, `check` turns what was
//! read into a `model` in which only what is right can be written, `expand` writes the program. Every error of the first
//! two is reported in one build; the last cannot fail.

mod carrier;
mod check;
mod door;
mod expand;
mod ide;
mod model;
mod report;
mod runtime;
mod second;
mod syntax;

use proc_macro::TokenStream;

/// `auth!`, together with the name of the runtime: `($crate) …`.
#[doc(hidden)]
#[proc_macro]
pub fn __auth(input: TokenStream) -> TokenStream {
    let earlier = second::remember(&input);
    let expand = || expand::declared(input.into(), earlier.as_ref());
    door::run("auth!", proc_macro2::TokenStream::new(), expand).into()
}

/// Lets only signed-in users reach a handler, and of those only whom its conditions let in.
///
/// ```text
/// #[protected]
/// async fn dashboard(session: Session) -> String {
///     format!("Hello, {}", session.user.display_name())
/// }
///
/// #[protected(any(role = admin, role = editor), fresh = 10 minutes)]
/// async fn publish() { … }
/// ```
///
/// | condition | who is let in |
/// |---|---|
/// | `role = admin` | those who have this role, one of `roles: [ … ]` of `auth!` |
/// | `provider = google` | those who signed in with this provider |
/// | `fresh = 10 minutes` | those who signed in that recently; others are asked to sign in again |
/// | `when = is_owner` | those of whom `fn is_owner(session: &Session) -> bool` says so |
/// | `any(…)`, `all(…)`, `not(…)` | what these words say; conditions separated by commas mean all of them |
///
/// `callback_url = "/dashboard"` beside them says where a sign-in ends that begins here; without it, it ends at the page
/// that was asked for. It is one that `callback_url!` would take.
///
/// | the request | signed out | signed in, condition not met | not fresh |
/// |---|---|---|---|
/// | a navigation (GET or HEAD that accepts HTML) | 303 to the sign-in page, with the way back | 403 page | 303 to the sign-in page |
/// | htmx (`HX-Request`) | 401 with `HX-Redirect` | 403 | 401 with `HX-Redirect` |
/// | anything else | 401 problem document | 403 problem document, `forbidden` | 401, `reauthentication_required` |
///
/// It adds an extractor in front of the others and touches nothing else: attributes, docs, generics, visibility, return
/// type and body stay. It needs `auth!` in `crate::auth`, and the state of the router to hold `Auth`. It stands on
/// functions and on associated functions without `self`; `when`, which needs a type beside the handler, on functions
/// alone.
///
/// Other attributes may stand above or below. Where nothing below reads the arguments, the guard shares a pair with the
/// first of them, so that an attribute above finds as many as it has counted; only a handler without any gets one more,
/// and `#[axum::debug_handler]` then belongs below.
///
/// The guide of `auth` shows it [at work](https://docs.rs/auth/latest/auth/guide/language/index.html), and
/// [what is refused](https://docs.rs/auth/latest/auth/guide/refused/index.html) of it.
#[proc_macro_attribute]
pub fn protected(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let otherwise = item.clone().into();
    let expand = || expand::protected(&arguments.into(), item.into());
    door::run("#[protected]", otherwise, expand).into()
}

/// States that a handler is open to everybody on purpose.
///
/// ```text
/// #[public]
/// async fn home() -> &'static str {
///     "Hello"
/// }
/// ```
///
/// It protects nothing and costs nothing at run time: it adds an extractor that takes nothing and never fails, in the same
/// way as [`protected`](macro@protected) adds its guard. `auth::routing::Router` takes handlers with one of the two and no
/// others, so that a guard that was forgotten is an error of the build. It needs `auth!` in `crate::auth`.
#[proc_macro_attribute]
pub fn public(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let otherwise = item.clone().into();
    let expand = || expand::public(arguments.into(), item.into());
    door::run("#[public]", otherwise, expand).into()
}

/// A callback URL that is checked in the build: `callback_url!("/dashboard")`.
///
/// It must be one that `callbacks: { allow: [ … ] }` of the declaration allows or, without that list, a path of this
/// application.
#[proc_macro]
pub fn callback_url(input: TokenStream) -> TokenStream {
    let expand = || expand::ask_for_callback_url(&input.into());
    door::run("callback_url!", proc_macro2::TokenStream::new(), expand).into()
}

/// Says what the JSON of a type is in TypeScript, as serde writes it: `#[derive(Serialize, TypeScript)]`.
///
/// The fields have to implement `auth::TypeScript` themselves. serde's attributes are followed; what cannot be told by them (a
/// field that a function writes, say) is refused, until `#[typescript("…")]` on the field or the type says it:
///
/// ```text
/// #[derive(Serialize, TypeScript)]
/// #[serde(rename_all = "camelCase")]
/// struct Shown {
///     plan: Plan,
///     #[serde(with = "rfc3339")]
///     #[typescript("string")]
///     paid_until: SystemTime,
/// }
/// ```
///
/// A type that contains itself is `unknown` where it does. It needs `auth!` in `crate::auth`; in another crate,
/// `auth::TypeScript` is implemented by hand.
#[proc_macro_derive(TypeScript, attributes(typescript))]
pub fn typescript(item: TokenStream) -> TokenStream {
    let expand = || expand::typescript(item.into());
    let nothing = proc_macro2::TokenStream::new();
    door::run("#[derive(TypeScript)]", nothing, expand).into()
}

/// The names in `#[protected(…)]`, together with what the declaration says.
#[doc(hidden)]
#[proc_macro]
pub fn __protected(input: TokenStream) -> TokenStream {
    let expand = || expand::check_protected(input.into());
    door::run("#[protected]", proc_macro2::TokenStream::new(), expand).into()
}

/// `callback_url!`, together with what the declaration says.
#[doc(hidden)]
#[proc_macro]
pub fn __callback_url(input: TokenStream) -> TokenStream {
    let expand = || expand::callback_url(input.into());
    door::run("callback_url!", proc_macro2::TokenStream::new(), expand).into()
}
