//! `client.d.ts`: what `client.js` exports, with the ids and the session of one declaration.

use crate::client::TypeScript;
use crate::declaration::Declaration;

/// The whole file.
pub(crate) fn declarations<D: Declaration>() -> String {
    let ids = D::PROVIDERS.iter().map(|provider| provider.id);
    TEMPLATE
        .replacen(PROVIDER_ID, &provider_id(ids), 1)
        .replacen(
            SESSION,
            &session(D::shown(None).map(|shown| shown.typescript)),
            1,
        )
        .replacen(
            SESSION_UPDATE,
            &session_update(D::update(None).map(|update| update.typescript)),
            1,
        )
}

fn provider_id<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    format!("export type ProviderId = {};", union(ids))
}

/// A union of literals. Ids are made of letters, digits and hyphens; whatever they are, the text is a literal of TypeScript.
pub(super) fn union<'a>(literals: impl Iterator<Item = &'a str>) -> String {
    let literals: Vec<String> = literals.map(|literal| format!("{literal:?}")).collect();
    match literals.is_empty() {
        true => "never".to_owned(),
        false => literals.join(" | "),
    }
}

/// The outer `None`: there is no `callbacks: { session }`. The inner one: nobody says what it answers.
fn session(shown: Option<Option<fn() -> String>>) -> String {
    match shown {
        None => [SIGNED_IN, "\n\nexport type Session = SignedIn;"].concat(),
        Some(None) => UNKNOWN.to_owned(),
        Some(Some(shown)) => {
            let shown = format!(
                "\n\n/** What this application shows. */\ntype Shown = {};\n",
                shown()
            );
            [SIGNED_IN, &shown, PATCHED].concat()
        }
    }
}

/// The outer `None`: there is no `callbacks: { update }`, and nothing to send. The inner one: nobody says what it takes.
fn session_update(taken: Option<Option<fn() -> String>>) -> String {
    let taken = match taken {
        None => "never".to_owned(),
        Some(None) => "unknown".to_owned(),
        Some(Some(taken)) => taken(),
    };
    format!("export type SessionUpdate = {taken};")
}

impl<R: crate::declaration::RoleId> TypeScript for crate::Roles<R> {
    fn typescript() -> String {
        format!("({})[]", union(R::IDS.iter().copied()))
    }
}

/// What every declaration has.
const TEMPLATE: &str = include_str!("declared.d.ts");
const PROVIDER_ID: &str = "export type ProviderId = string;";
const SESSION: &str = "export type Session = unknown;";
const SESSION_UPDATE: &str = "export type SessionUpdate = unknown;";

const SIGNED_IN: &str = "\
export interface SignedIn {
  user: {
    /** Whom it is about: the same at every sign-in. */
    id: string;
    name?: string;
    email?: string;
    /** The URL of a picture. */
    image?: string;
  };
  /** When it ends unless it is used, as a date of RFC 3339. */
  expires: string;
}";

/// RFC 7396, as far as the two levels of a session go. A member that may be missing in the patch is then what it was, and
/// one that may be `null` is then missing.
const PATCHED: &str = "
type Patched<Own, Patch> = Omit<Own, keyof Patch> & {
  [Name in keyof Patch]: Patch[Name] | (undefined extends Patch[Name] ? (Name extends keyof Own ? Own[Name] : never) : never);
};
type User<Patch> = Patch extends object ? Patched<SignedIn['user'], Patch> : SignedIn['user'];
type Over<Patch> = Patch extends object
  ? Omit<Patch, keyof SignedIn> & { user: User<'user' extends keyof Patch ? Patch['user'] : null>; expires: string }
  : SignedIn;

export type Session = Over<Shown>;";

/// What a function shows that says nothing of its answer. It may take everything away but the two.
const UNKNOWN: &str = "\
export interface Session {
  user: { [member: string]: unknown };
  /** When it ends unless it is used, as a date of RFC 3339. */
  expires: string;
  [member: string]: unknown;
}";

#[cfg(test)]
mod tests {
    use super::*;

    /// S0-5
    #[test]
    fn the_ids_are_a_union_in_the_order_of_the_declaration() {
        assert_eq!(
            provider_id(["microsoft-entra-id", "dev"].into_iter()),
            r#"export type ProviderId = "microsoft-entra-id" | "dev";"#
        );
    }

    #[test]
    fn what_depends_on_the_declaration_stands_once_in_the_file() {
        for line in [PROVIDER_ID, SESSION, SESSION_UPDATE] {
            assert_eq!(TEMPLATE.matches(line).count(), 1, "{line}");
        }
    }

    #[test]
    fn without_a_function_that_shows_something_the_session_is_what_the_library_shows() {
        let text = session(None);
        assert!(text.contains("export type Session = SignedIn;"), "{text}");
        assert!(!text.contains("Shown"), "{text}");
    }

    #[test]
    fn what_may_be_sent_for_the_session_is_what_the_function_takes() {
        for (taken, text) in [
            (None, "never"),
            (Some(None), "unknown"),
            (Some(Some(bool::typescript as fn() -> String)), "boolean"),
        ] {
            let line = format!("export type SessionUpdate = {text};");
            assert_eq!(session_update(taken), line);
        }
    }

    #[test]
    fn what_nobody_has_described_is_unknown() {
        assert!(session(Some(None)).contains("[member: string]: unknown;"));
    }
}
