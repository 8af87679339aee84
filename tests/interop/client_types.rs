//! `client.js` as it is built, and `client.d.ts` as TypeScript reads it.

use std::path::Path;

use ::auth::declaration::{
    Declaration, NoEmail, NoRole, ProviderDeclaration, ProviderId, SealedCookies, Shown,
};
use ::auth::{Auth, Session};
use auth_spec::presets;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::Declared;
use crate::described;
use crate::node;
use crate::parts::Parts;
use crate::tests;

tests![
    the_module_that_is_served_is_built_from_its_source,
    the_source_does_what_the_types_say,
    a_program_that_uses_everything_is_accepted,
    each_wrong_use_is_refused,
    a_session_is_what_the_declaration_shows_of_it,
    every_declaration_has_types_that_typescript_reads,
    a_derived_type_fits_what_serde_writes,
];

/// `AUTH_TESTS_BLESS=1` builds it anew.
async fn the_module_that_is_served_is_built_from_its_source(_: &'static Parts) {
    #[derive(Deserialize)]
    struct Built {
        code: String,
        compressed: usize,
    }
    let folder = client();
    let built: Built = node::ask(
        "client/types.mjs",
        &[],
        &json!({ "build": folder.join("client.ts") }),
    )
    .await;
    let file = folder.join("client.js");
    if std::env::var_os("AUTH_TESTS_BLESS").is_some() {
        std::fs::write(&file, &built.code).unwrap();
    }
    let served = std::fs::read_to_string(&file).unwrap();
    assert_eq!(
        served.replace("\r\n", "\n"),
        built.code,
        "build it: AUTH_TESTS_BLESS=1 cargo test -p auth-tests --test interop -- client_types"
    );
    assert!(
        built.compressed < 4_096,
        "{} bytes compressed",
        built.compressed
    );
    for word in [
        "import(",
        "import{",
        "from\"",
        "require(",
        "eval(",
        "sourceMappingURL",
    ] {
        assert!(!built.code.contains(word), "{word}");
    }
}

/// Both ways round: what is exported has the declared types, and nothing else is exported.
async fn the_source_does_what_the_types_say(_: &'static Parts) {
    let read = |name: &str| std::fs::read_to_string(client().join(name)).unwrap();
    let source = read("client.ts");
    let errors = check(json!({
        "module.ts": source.replace("./declared.d.ts", "./declared"),
        "declared.d.ts": read("declared.d.ts"),
        "both.ts": "
            import type * as declared from './declared';
            import * as module from './module';
            type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
            type Functions = Pick<typeof declared, keyof typeof declared>;
            const functions: Functions = module;
            const names: Same<keyof typeof declared, keyof typeof module> = true;
            const signIn: Same<typeof declared.signIn, typeof module.signIn> = true;
            const signOut: Same<typeof declared.signOut, typeof module.signOut> = true;
            const getSession: Same<typeof declared.getSession, typeof module.getSession> = true;
            const getProviders: Same<typeof declared.getProviders, typeof module.getProviders> = true;
            const getCsrfToken: Same<typeof declared.getCsrfToken, typeof module.getCsrfToken> = true;
            const onSessionChange: Same<typeof declared.onSessionChange, typeof module.onSessionChange> = true;
            const updateSession: Same<typeof declared.updateSession, typeof module.updateSession> = true;
            export { functions, names, updateSession, signIn, signOut, getSession, getProviders, getCsrfToken, onSessionChange };
        ",
    }))
    .await;
    assert_eq!(errors, [] as [&str; 0]);
}

/// S0-2, S0-4, S0-13, S0-18, S0-19, S3-2, S3-6, S3-23
async fn a_program_that_uses_everything_is_accepted(_: &'static Parts) {
    let program = "
        import { getCsrfToken, getProviders, getSession, onSessionChange, signIn, signOut, updateSession } from '/auth/client.js';
        import type { AuthError, ProviderId, Result, Session, SignOutResult } from '/auth/client.js';

        export async function everything(): Promise<void> {
            const results: Result[] = [
                await signIn(),
                await signIn(undefined, { callbackUrl: '/dashboard' }),
                await signIn('acme-post', { redirect: false }, { scope: 'openid', prompt: 'login' }),
                await signIn('dev', {}, 'login_hint=ada'),
                await signIn('dev', undefined, new URLSearchParams({ login_hint: 'ada' })),
                await signIn('credentials', { username: 'ada', password: 'x', remember: true, redirect: false }),
                await signOut(),
            ];
            for (const { ok, status, error, code, url } of results) {
                const told: [boolean, number, string | null, string | null, string | null] = [ok, status, error, code, url];
                console.log(told);
            }
            const out: SignOutResult = await signOut({ callbackUrl: '/', redirect: false, scope: ['app', 'provider'], revoke: true });
            if (out.provider === 'redirected' && out.url) location.href = out.url;
            if (out.revocation === 'nothing_kept') console.log(out.revocation);
            await signOut({ scope: 'everywhere' });
            try {
                const session = await getSession();
                if (session) {
                    const { user, expires, notesLength, roles } = session;
                    const texts: [string, string] = [user.id, expires];
                    const name: string | undefined = user.name;
                    const length: number = notesLength;
                    const admin: boolean = roles.includes('admin') || roles.includes('site_editor');
                    const plan: 'free' | number = user.plan === 'free' ? 'free' : user.plan.pro;
                    console.log(texts, name, length, admin, plan);
                }
            } catch (thrown) {
                const { name, message, status, error, code } = thrown as AuthError;
                console.log(name, message, status, error, code);
            }
            const length: number | undefined = (await updateSession({ text: 'x' }))?.notesLength;
            console.log(length);
            const providers = await getProviders();
            for (const id of Object.keys(providers) as ProviderId[]) console.log(providers[id]?.name, providers[id]?.signinUrl);
            const token: string = await getCsrfToken();
            const stop: () => void = onSessionChange((session: Session | null) => console.log(session?.user.name, token));
            stop();
        }
    ";
    assert_eq!(errors_of::<Declared>(program).await, [] as [&str; 0]);
}

/// S0-5
async fn each_wrong_use_is_refused(_: &'static Parts) {
    let wrong = [
        ("signIn('githib')", "ProviderId"),
        ("signIn('acme_post')", "ProviderId"),
        ("signIn('dev', { redirect: 'no' })", "boolean"),
        ("signIn('dev', { callbackUrl: 7 })", "string"),
        ("signIn('dev', {}, { prompt: 7 })", "string"),
        ("signOut({ scope: 'all' })", "SignOutScope"),
        ("signOut({ scope: ['app', 'all'] })", "SignOutScope"),
        ("signOut({ allSessions: true })", "allSessions"),
        ("signOut({ userId: 'ada' })", "userId"),
        ("signOut({ revoke: 'yes' })", "boolean"),
        ("(await getSession()).user", "possibly 'null'"),
        ("(await getSession())!.user.email.length", "possibly 'null'"),
        ("(await getSession())!.user.age", "age"),
        ("(await getSession())!.roles.includes('root')", "root"),
        ("updateSession({ text: 7 })", "string"),
        ("updateSession({ roles: ['admin'] })", "roles"),
        ("updateSession()", "1 arguments"),
        ("(await getProviders()).dev.name", "undefined"),
        ("(await getProviders()).github", "github"),
        (
            "onSessionChange((session) => session.expires)",
            "possibly 'null'",
        ),
        ("auth.getUser()", "getUser"),
    ];
    let mut program = "import * as auth from '/auth/client.js';
        const { signIn, signOut, getSession, updateSession, getProviders, onSessionChange } = auth;
        export const used = [signIn, signOut, getSession, updateSession, getProviders, onSessionChange];
"
    .to_owned();
    let before = program.lines().count();
    for (place, (line, _)) in wrong.iter().enumerate() {
        program += &format!("export const wrong_{place} = await {line};\n");
    }
    let errors = errors_of::<Declared>(&program).await;
    assert_eq!(errors.len(), wrong.len(), "{errors:#?}");
    for ((place, (line, part)), error) in wrong.iter().enumerate().zip(&errors) {
        let at = format!("program.ts({},", before + place + 1);
        assert!(
            error.contains(&at) && error.contains(part),
            "{line}: {error}"
        );
    }
}

/// As RFC 7396 merges what is shown over what the library shows.
async fn a_session_is_what_the_declaration_shows_of_it(_: &'static Parts) {
    for (shown, session) in [
        (None, "{ user: Own; expires: string }"),
        (Some("null"), "{ user: Own; expires: string }"),
        (
            Some("{ plan: string }"),
            "{ user: Own; expires: string; plan: string }",
        ),
        (
            Some("{ plan?: string | null } | null"),
            "{ user: Own; expires: string; plan?: string | null } | { user: Own; expires: string }",
        ),
        (
            Some("{ expires: number; user: { id: number; email?: null; age: 7 } }"),
            "{ user: { id: number; name?: string; image?: string; email?: null | string; age: 7 }; expires: string }",
        ),
        (
            Some("{ user?: { age: 7 } | null }"),
            "{ user: Own | Own & { age: 7 }; expires: string }",
        ),
        (
            Some("{ user: null; a: 1 }"),
            "{ user: Own; expires: string; a: 1 }",
        ),
        (
            Some("{ [name: string]: number }"),
            "{ user: Own; expires: string }",
        ),
    ] {
        let text = Bare::shown_as(shown);
        let program = format!(
            "import type {{ Session }} from '/auth/client.js';
             export type Own = {{ id: string; name?: string; email?: string; image?: string }};
             declare const is: Session;
             export const into: {session} = is;
             // @ts-expect-error: it is not just anything
             export const wrong: {{ never: 1 }} = is;"
        );
        let errors = check(json!({ "client.d.ts": text, "program.ts": program })).await;
        assert_eq!(errors, [] as [&str; 0], "{shown:?}");
    }
}

async fn every_declaration_has_types_that_typescript_reads(_: &'static Parts) {
    let one = "
        import { getSession, signIn } from '/auth/client.js';
        import type { ProviderId } from '/auth/client.js';
        const only: ProviderId = 'microsoft-entra-id';
        await signIn(only);
        const session = await getSession();
        export const id: string | undefined = session?.user.id;
        // @ts-expect-error: nothing shows it
        export const plan = session?.plan;
    ";
    assert_eq!(errors_of::<Bare>(one).await, [] as [&str; 0]);

    let unknown = "
        import { getSession } from '/auth/client.js';
        const session = await getSession();
        export const expires: string | undefined = session?.expires;
        export const plan: unknown = session?.plan ?? session?.user.plan;
        // @ts-expect-error: it may be anything
        export const id: string | undefined = session?.user.id;
    ";
    assert_eq!(errors_of::<Untold>(unknown).await, [] as [&str; 0]);
}

/// Each value as serde writes it is one of the type, and what is no value of it is none.
async fn a_derived_type_fits_what_serde_writes(_: &'static Parts) {
    let cases = described::cases();
    let mut program = String::new();
    for (place, case) in cases.iter().enumerate() {
        let text = &case.typescript;
        for (number, value) in case.values.iter().enumerate() {
            program += &format!("export const right_{place}_{number}: {text} = {value};\n");
        }
        program += "// @ts-expect-error\n";
        program += &format!("export const wrong_{place}: {text} = {};\n", case.wrong);
    }
    assert_eq!(
        check(json!({ "program.ts": program })).await,
        [] as [&str; 0],
        "{program}"
    );
}

/// What `tsc` says of a program beside the types of a declaration.
async fn errors_of<D: Declaration>(program: &str) -> Vec<String> {
    let files = json!({ "client.d.ts": Auth::<D>::client_d_ts(), "program.ts": program });
    check(files).await
}

async fn check(files: Value) -> Vec<String> {
    #[derive(Deserialize)]
    struct Answer {
        errors: Vec<String>,
    }
    let answer: Answer = node::ask("client/types.mjs", &[], &json!({ "files": files })).await;
    answer.errors
}

fn client() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../auth/src/client"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Only;

impl ProviderId for Only {
    const ALL: &'static [Self] = &[Self];

    fn index(self) -> usize {
        0
    }
}

/// An application with one provider that shows nothing of its own.
#[derive(Debug, Clone, Copy)]
struct Bare;

/// The same, but its function shows something of which its type says nothing.
#[derive(Debug, Clone, Copy)]
struct Untold;

/// The same, but what it shows is told by the test.
#[derive(Debug, Clone, Copy)]
struct Told;

macro_rules! with_one_provider {
    ($($declaration:ty: $shown:expr;)*) => {$(
        impl Declaration for $declaration {
            type Provider = Only;
            type SessionData = ();
            type Sessions = SealedCookies;
            type Email = NoEmail;
            type Role = NoRole;

            const PROVIDERS: &'static [ProviderDeclaration] = &[ProviderDeclaration::new(
                "microsoft-entra-id",
                &presets::MICROSOFT_ENTRA_ID,
            )];

            fn shown(_: Option<&Session<Self>>) -> Option<Shown<'_>> {
                let shown: Option<Option<fn() -> String>> = $shown;
                shown.map(|typescript| Shown { typescript, answer: None })
            }
        }
    )*};
}

with_one_provider! {
    Bare: None;
    Untold: Some(None);
    Told: Some(Some(|| MARK.to_owned()));
}

impl Bare {
    /// Its types, if it showed that.
    fn shown_as(shown: Option<&str>) -> String {
        match shown {
            None => Auth::<Self>::client_d_ts(),
            Some(shown) => Auth::<Told>::client_d_ts().replace(MARK, shown),
        }
    }
}

const MARK: &str = "'shown'";
