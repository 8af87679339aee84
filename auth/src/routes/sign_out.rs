//! `GET /signout`: asks. `POST /signout`: does it.

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;

use crate::callback_url::CallbackUrl;
use crate::declaration::{Declaration, ProviderDeclaration, ProviderId, SessionStrategy};
use crate::handle::{Auth, Layers, SignOut};
use crate::pages;
use crate::redirection::Redirection;
use crate::routes::answer;
use crate::routes::fields::Fields;

/// The page that asks whether to sign out; the application's own, if it has one.
pub(super) async fn page<D: Declaration>(
    State(auth): State<Auth<D>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let core = auth.core();
    if let Some(page) = core.configuration.pages.sign_out {
        return Redirection::to(core.configuration.url(page), Vec::new()).into_response();
    }
    let fields = Fields::parse(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let callback_url = match fields.value("callbackUrl") {
        Some(candidate) => auth.destination(candidate).await,
        None => None,
    };
    let session = match auth.session_of(&headers).await {
        Ok(Some(session)) => session,
        Ok(None) => {
            return answer::page(pages::not_signed_in(
                core.layout(&headers),
                &core.sign_in_page(None),
            ));
        }
        Err(code) => return answer::refuse(core, &headers, code),
    };
    let Ok((token, cookie)) = core.csrf.token(&headers, session.id()) else {
        return answer::refuse(core, &headers, &ErrorCode::RANDOM_UNAVAILABLE);
    };
    let provider = session
        .provider
        .and_then(|provider| core.configured(provider.index()));
    let mut response = answer::page(pages::sign_out(
        core.layout(&headers),
        &pages::SignOut {
            base_path: D::BASE_PATH,
            csrf_token: &token,
            callback_url: callback_url.as_deref(),
            display_name: session.user.display_name(),
            provider: provider
                .filter(|provider| !provider.declaration.is_own())
                .map(|provider| provider.declaration.display_name()),
            offers: pages::Offers {
                provider: provider.is_some_and(|provider| provider.declaration.may_end_session()),
                everywhere: <D::Sessions as SessionStrategy>::REVOCABLE,
                revocation: provider.is_some_and(|provider| provider.declaration.may_revoke()),
            },
        },
    ));
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Signs out of this application and, where the request says so (`scope=provider`, `revoke=true`), of more.
pub(super) async fn perform<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let auth = auth.for_request(&headers);
    let core = auth.core();
    let fields = match Fields::submitted(&auth, &headers, body).await {
        Ok(fields) => fields,
        Err(code) => return answer::refuse(core, &headers, code),
    };
    let headers = answer::asked(&headers, &fields);
    let layers = match layers::<D>(&fields) {
        Ok(layers) => layers,
        Err(code) => return answer::refuse(core, &headers, code),
    };
    let (session, unknown) = match auth.session_of(&headers).await {
        Ok(session) => (session, None),
        Err(code) => (None, Some(code)),
    };
    let sign_out = SignOut::new(&auth, session)
        .unknown(unknown)
        .layers(layers)
        .telling();
    let signed_out = ends_at(&auth, &fields, sign_out).await.perform().await;
    answer::signed_out(core, &headers, signed_out)
}

/// It ends where a request asks for, if that is allowed.
pub(super) async fn ends_at<'a, D: Declaration>(
    auth: &Auth<D>,
    fields: &Fields,
    sign_out: SignOut<'a, D>,
) -> SignOut<'a, D> {
    let destination = match fields.value("callbackUrl") {
        Some(candidate) => auth.destination(candidate).await,
        None => None,
    };
    match destination {
        Some(url) => sign_out.callback_url(CallbackUrl::checked(url)),
        None => sign_out,
    }
}

/// What a request asks for beside the session here. Signing out of less than was asked for would be worse than saying so:
/// what no declared provider can do is refused, and so are words that nobody knows.
fn layers<D: Declaration>(fields: &Fields) -> Result<Layers, &'static ErrorCode> {
    let mut layers = Layers::default();
    for scope in fields
        .value("scope")
        .unwrap_or_default()
        .split_ascii_whitespace()
    {
        match scope {
            "app" => {}
            "provider" => layers.provider = true,
            "everywhere" => layers.everywhere = true,
            _ => return Err(&ErrorCode::BAD_REQUEST),
        }
    }
    layers.revoke = match fields.value("revoke") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(&ErrorCode::BAD_REQUEST),
    };
    if layers.everywhere && !<D::Sessions as SessionStrategy>::REVOCABLE {
        return Err(&ErrorCode::SESSIONS_NOT_REVOCABLE);
    }
    if fields.names_somebody() {
        return Err(&ErrorCode::BAD_REQUEST);
    }
    let none = |can: fn(&ProviderDeclaration) -> bool| !D::PROVIDERS.iter().any(can);
    if layers.provider && none(ProviderDeclaration::may_end_session) {
        return Err(&ErrorCode::END_SESSION_UNAVAILABLE);
    }
    if layers.revoke && none(ProviderDeclaration::may_revoke) {
        return Err(&ErrorCode::REVOCATION_UNAVAILABLE);
    }
    Ok(layers)
}

#[cfg(test)]
mod tests {
    use auth_spec::{ProviderSpec, presets};

    use super::*;
    use crate::error::status;
    use crate::routes::fields::OF_SOMEBODY;

    /// An application whose one provider can do nothing beyond signing in.
    #[derive(Debug, Clone, Copy)]
    struct Bare;

    /// One whose one provider may be able to do everything.
    #[derive(Debug, Clone, Copy)]
    struct Open;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Only;

    impl ProviderId for Only {
        const ALL: &'static [Self] = &[Self];

        fn index(self) -> usize {
            0
        }
    }

    impl Declaration for Bare {
        type Provider = Only;
        type SessionData = ();
        type Sessions = crate::declaration::SealedCookies;
        type Email = crate::declaration::NoEmail;
        type Role = crate::declaration::NoRole;

        const PROVIDERS: &'static [ProviderDeclaration] =
            &[ProviderDeclaration::new("github", &presets::GITHUB)];
    }

    impl Declaration for Open {
        type Provider = Only;
        type SessionData = ();
        type Sessions = crate::declaration::SealedCookies;
        type Email = crate::declaration::NoEmail;
        type Role = crate::declaration::NoRole;

        const PROVIDERS: &'static [ProviderDeclaration] =
            &[ProviderDeclaration::new("acme", &ProviderSpec::OIDC)];
    }

    fn asked<D: Declaration>(query: &str) -> Result<Layers, &'static str> {
        layers::<D>(&Fields::parse(query).unwrap()).map_err(|code| code.code)
    }

    /// S2-12
    #[test]
    fn nothing_beside_the_application_ends_unless_it_is_named() {
        for query in ["", "scope=", "scope=app", "revoke=false", "scope=app+app"] {
            assert_eq!(asked::<Open>(query), Ok(Layers::default()), "{query}");
        }
        let all = Layers {
            provider: true,
            revoke: true,
            ..Layers::default()
        };
        for query in [
            "scope=provider&revoke=true",
            "scope=app+provider&revoke=true",
            "revoke=true&scope=provider++app",
        ] {
            assert_eq!(asked::<Open>(query), Ok(all), "{query}");
        }
    }

    /// S2-10, S4-17, M-44
    #[test]
    fn what_no_declared_provider_can_do_is_refused_with_the_code_of_the_build() {
        assert_eq!(asked::<Bare>("scope=app+provider"), Err("AUTH-140"));
        assert_eq!(asked::<Bare>("revoke=true"), Err("AUTH-141"));
        assert_eq!(
            asked::<Bare>("scope=app&revoke=false"),
            Ok(Layers::default())
        );
        for code in [
            ErrorCode::SESSIONS_NOT_REVOCABLE,
            ErrorCode::END_SESSION_UNAVAILABLE,
            ErrorCode::REVOCATION_UNAVAILABLE,
        ] {
            assert_eq!(status(&code), 400);
        }
    }

    /// S3-22
    #[test]
    fn everywhere_is_refused_where_sessions_cannot_be_ended_on_the_server() {
        for query in ["scope=everywhere", "scope=app+everywhere+provider"] {
            assert_eq!(asked::<Open>(query), Err("AUTH-130"), "{query}");
        }
    }

    /// S3-21
    #[test]
    fn nobody_says_whose_sessions_are_to_end() {
        for name in OF_SOMEBODY {
            let query = format!("{name}=op:ada");
            assert_eq!(asked::<Open>(&query), Err("AUTH-508"), "{query}");
        }
    }

    #[test]
    fn a_word_that_nobody_knows_is_refused() {
        for query in [
            "scope=everything",
            "scope=Provider",
            "revoke=yes",
            "revoke=",
        ] {
            assert_eq!(asked::<Open>(query), Err("AUTH-508"), "{query}");
        }
    }
}
