//! The words of `auth!`, for completion and hover: the macro names each word that was typed below one of these modules.

#![expect(
    unexpected_cfgs,
    reason = "rust-analyzer sets `rust_analyzer`, cargo does not know it"
)]

macro_rules! words {
    ($($(#[doc = $about:literal])* mod $place:ident { $($word:ident: $doc:literal,)* })*) => {
        $(
            $(#[doc = $about])*
            #[allow(non_upper_case_globals)]
            pub mod $place {
                $(#[doc = $doc] pub const $word: () = ();)*
            }
        )*

        #[cfg(test)]
        const WORDS: &[(&str, &[&str])] = &[$((stringify!($place), &[$(stringify!($word)),*])),*];
    };
}

words! {
    /// The sections of `auth!`.
    mod section {
        providers: "How people can sign in: `[github, acme: oidc { issuer: \"https://…\" }]`.",
        pages: "The application's own pages: `{ sign_in: \"/login\" }`.",
        callbacks: "Where users may be sent, and who may come in: `{ allow: [\"/\", \"/account/{*rest}\"] }`.",
        events: "Functions that are told what happens: `{ sign_in: signed_in }`.",
        session: "Where sessions are kept, how long they live, and what they carry: `{ max_age: 30 days }`.",
        roles: "What users can be: `[admin, editor]`; they become the enum `Role`.",
        base_path: "Where the routes are mounted; `\"/auth\"` without it.",
        default_provider: "What signing in without a provider means: one of the ids. Without it several providers mean the sign-in page.",
    }

    /// The presets, and the kinds of providers that are no preset.
    mod preset {
        apple: "Apple.",
        auth0: "Auth0; the issuer is `https://<tenant>.<region>.auth0.com/`.",
        credentials: "What people type, checked by a function of yours: `{ authorize: check_password }`.",
        dev: "An OpenID provider inside the application, for development and tests; not in release builds.",
        discord: "Discord.",
        email: "A link that is sent to an e-mail address; needs a store and a mailer.",
        facebook: "Facebook.",
        github: "GitHub.",
        gitlab: "GitLab.",
        google: "Google.",
        keycloak: "Keycloak; the issuer is `https://<host>/realms/<realm>`.",
        linkedin: "LinkedIn.",
        microsoft_entra_id: "Microsoft Entra ID.",
        oauth2: "Any OAuth 2.0 provider, by its endpoints: `authorization`, `token`, `userinfo`.",
        oidc: "Any OpenID provider, by its `issuer`.",
        okta: "Okta; the issuer is `https://<tenant>.okta.com` or an authorization server below it.",
        slack: "Slack.",
        spotify: "Spotify.",
        twitch: "Twitch.",
        twitter: "X (Twitter).",
    }

    /// What can be said of a provider.
    mod option {
        name: "What people see on its button.",
        issuer: "Who signs its ID tokens, spelt as in its discovery document; without it `AUTH_<ID>_ISSUER`.",
        client_id: "The client id; without it `AUTH_<ID>_ID`.",
        client_secret: "Where the client secret is: `env(\"NAME\")`; without it `AUTH_<ID>_SECRET`.",
        private_key: "Where the private key is that a client with `client_auth: private_key_jwt` signs with, PKCS#8 in PEM: `env(\"NAME\")`; without it `AUTH_<ID>_PRIVATE_KEY`.",
        scopes: "What is asked for, one text per scope; replaces the preset's list.",
        params: "Further parameters of the authorization request: `{ prompt: \"consent\" }`.",
        authorization: "The authorization endpoint (RFC 6749 §3.1).",
        par: "Whether authorization requests are pushed to the provider (RFC 9126): `on` or `off`; without it they are where the provider requires it.",
        pushed_authorization: "Where they are pushed (RFC 9126 §2), instead of where discovery says; they are then.",
        token: "The token endpoint (RFC 6749 §3.2).",
        userinfo: "The UserInfo endpoint (OpenID Connect Core §5.3), or what is in its place.",
        revocation: "The revocation endpoint (RFC 7009).",
        end_session: "The end-session endpoint (OpenID Connect RP-Initiated Logout).",
        client_auth: "How the client authenticates at the token endpoint: `basic`, `post`, `private_key_jwt` or `none`.",
        response_mode: "How the answer comes back: `query` or `form_post`.",
        profile: "A function that makes a profile of what the provider states: `fn(&Claims) -> Option<Profile>`.",
        refresh: "Whether it is asked for a refresh token, in the way it documents: `on` or `off`; `off` without it.",
        dpop: "Whether its tokens are bound to a key, so that they are of no use to anybody else (RFC 9449): `on` or `off`; `off` without it.",
        link_by_email: "Whether an account becomes one of the user's who has its e-mail address: `never` or `verified`; `never` without it. `verified` needs `session: { strategy: database }`.",
        authorize: "The function that checks what people have typed: `async fn(&Credentials) -> Option<Profile>`.",
        fields: "What people type, each with its label: `{ username: \"E-mail\", password: \"Password\" }`. The first says whose account it is.",
        from: "Who sign-in e-mails are from: `\"Acme <login@acme.example>\"`; without it the mailer knows.",
        max_age: "How long a link can be used: `10 minutes` without it, a minute to a day.",
    }

    /// How a client authenticates.
    mod client_auth {
        basic: "`client_secret_basic`: HTTP Basic with form-encoded id and secret.",
        post: "`client_secret_post`: id and secret in the body.",
        private_key_jwt: "An assertion that the client signs with its private key, new for each request.",
        none: "A public client: PKCE alone binds the code.",
    }

    /// How an authorization response comes back.
    mod response_mode {
        query: "In the query of a GET.",
        form_post: "In the body of a cross-site POST.",
    }

    /// Whether a refresh token is asked for.
    mod refresh {
        on: "It is: with whatever scope or parameter this provider documents.",
        off: "It is not.",
    }

    /// Whether an account becomes one of a user's by its e-mail address.
    mod link_by_email {
        never: "It does not: whoever is signed in links their other accounts themselves.",
        verified: "It does where the address has been verified on both sides.",
    }

    /// The application's own pages.
    mod page {
        sign_in: "Where people choose how to sign in.",
        sign_out: "Where people confirm signing out.",
        error: "Where a sign-in that failed ends; `?error=` says why.",
        verify_request: "\"Check your e-mail.\"",
        new_user: "Where somebody who signs in for the first time is sent; needs `session: { strategy: database }`.",
        theme: "What the built-in pages look like: `{ name: \"Acme\", accent: \"#0f766e\", logo: \"/logo.svg\" }`.",
        languages: "What they speak, the first to whoever asks for none of them: `[en, de, texts::FRENCH]`; English without it.",
    }

    /// What the built-in pages look like.
    mod theme {
        name: "What people know the application by; without it the host of its URL.",
        accent: "The colour of what is to be done next, `\"#0f766e\"`; darkened or lightened where it could not be read.",
        logo: "The path of a picture that this application serves, shown instead of its name.",
    }

    /// The languages that are built in.
    mod language {
        en: "English.",
        de: "German.",
    }

    /// The keys of `callbacks`.
    mod callback {
        allow: "The callback URLs: axum route patterns, or whole `https` URLs. Without it every path of this application.",
        after_sign_in: "Where a sign-in ends that did not say where; `\"/\"` without it.",
        after_sign_out: "Where a sign-out ends that did not say where; `\"/\"` without it.",
        sign_in: "Who may come in: `async fn(&mut SignInAttempt) -> SignInDecision`.",
        jwt: "What a session keeps, at sign-in and whenever it is sealed anew: `async fn(&mut Jwt) -> JwtDecision`.",
        update: "What a script of the page may change in its session: `async fn(&mut Jwt, T) -> UpdateDecision`; `T` is read from the JSON that it sends.",
        session: "What a browser may see at `/session`: `async fn(&Session) -> impl Serialize`.",
        roles: "Which roles somebody has, at sign-in and whenever their session is sealed anew, or, where a store keeps it, read: `async fn(&RolesQuery) -> Vec<Role>`.",
    }

    /// The keys of `events`.
    mod event {
        sign_in: "Somebody has signed in: `async fn(&SignInEvent)`.",
        sign_out: "Somebody is about to be signed out: `async fn(&SignOutEvent)`.",
        after_sign_out: "Somebody has been signed out: `async fn(&AfterSignOutEvent)`.",
        create_user: "Somebody has signed in for the first time: `async fn(&CreateUserEvent)`. Needs `session: { strategy: database }`.",
        update_user: "What is kept of somebody has changed when they signed in: `async fn(&UpdateUserEvent)`. Needs `session: { strategy: database }`.",
        link_account: "An account with a provider has become one of somebody's: `async fn(&LinkAccountEvent)`. Needs `session: { strategy: database }`.",
        session: "A browser has asked for its session: `async fn(&SessionEvent)`.",
        refused: "A callback URL, a sign-in or a request to a protected handler was refused: `async fn(&RefusedEvent)`.",
    }

    /// The keys of `session`.
    mod session {
        max_age: "How long after signing in a session ends, whatever happens; 30 days without it.",
        idle: "How long a session lives without being used.",
        update_age: "How often at most a session in use is sealed anew, or its use noted in the store; 1 day without it.",
        cookie: "The cookie's name; `\"__Host-auth.session-token\"` without it.",
        data: "The type of what a session carries for the application.",
        strategy: "Where sessions are kept: `cookie` or `database`; `cookie` without it.",
        revocable: "Whether sessions can be ended on the server: `on` or `off`; `off` without it. `on` needs a store. Those in a store always can be.",
    }

    /// Where sessions are kept.
    mod strategy {
        cookie: "Sealed, in the browser.",
        database: "In a store, together with users and their accounts; the browser has nothing but the token that a session is found by.",
    }

    /// Whether something is so.
    mod switch {
        on: "It is.",
        off: "It is not.",
    }

    /// The conditions of `#[protected]`.
    mod condition {
        role: "They have this role: `role = admin`.",
        any: "One of these is enough: `any(role = admin, role = editor)`.",
        all: "All of these together: `all(role = editor, fresh = 10 minutes)`.",
        not: "This is not so: `not(role = guest)`.",
        when: "A function says yes: `when = is_owner` with `fn is_owner(session: &Session) -> bool`.",
        fresh: "They have signed in that recently: `fresh = 10 minutes`.",
        provider: "They have signed in with this provider: `provider = github`.",
        callback_url: "Where a sign-in that begins here ends: `callback_url = \"/dashboard\"`.",
    }

    /// The units of lifetimes.
    mod unit {
        seconds: "Seconds.",
        minutes: "Minutes.",
        hours: "Hours.",
        days: "Days.",
    }
}

/// Lets its input stand for rust-analyzer, and for nobody else.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __in_editor {
    ($($input:tt)*) => { $($input)* };
}

#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __in_editor {
    ($($input:tt)*) => {};
}

pub use __in_editor as in_editor;

#[cfg(test)]
mod tests {
    use auth_spec::presets;

    use super::*;

    #[test]
    fn every_preset_and_kind_is_a_word() {
        let mut rows: Vec<&str> = presets::ALL
            .iter()
            .chain(presets::KINDS)
            .map(|row| row.id)
            .collect();
        rows.sort_unstable();
        let (_, words) = WORDS.iter().find(|(place, _)| *place == "preset").unwrap();
        assert_eq!(*words, rows);
    }
}
