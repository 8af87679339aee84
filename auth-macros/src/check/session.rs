//! `session: { … }`

use auth_spec::ErrorCode;
use syn::LitStr;

use crate::check::word::closed;
use crate::model::{Session, Strategy};
use crate::report::{Report, did_you_mean, suggestion};
use crate::syntax::entry::Field;
use crate::syntax::session as syntax;
use crate::syntax::value::Amount;

/// `poisoned` is whether the section may hide behind something that could not be read.
pub(super) fn check(
    report: &mut Report,
    field: Option<Field<syntax::Session>>,
    poisoned: bool,
) -> Session {
    let unreadable = field.as_ref().is_some_and(|field| field.value.is_none());
    let written = field.and_then(|field| field.value).unwrap_or_default();
    let poisoned = poisoned || unreadable || written.poisoned;
    let strategy = strategy(report, &written, poisoned);
    // A `max_age` that could not be read limits nothing; neither does one that may hide behind a broken entry.
    let limit = match &written.max_age {
        Some(field) => lifetime(report, field),
        None if written.poisoned => None,
        None => Some(DEFAULT_MAX_AGE),
    };
    let mut within = |field: Option<Field<Amount>>, limits: &[(&str, Option<u64>)]| {
        let field = field?;
        let seconds = lifetime(report, &field)?;
        let shorter = limits
            .iter()
            .find(|(_, limit)| limit.is_some_and(|limit| seconds > limit));
        if let (Some((name, _)), Some(amount)) = (shorter, &field.value) {
            let key = &field.key;
            let text = format!("`{key}` is longer than `{name}`, so that it would never count");
            report.refuse(&amount.number, ErrorCode::LIFETIME_INVALID, text);
            return None;
        }
        Some(seconds)
    };
    let idle = within(written.idle, &[("max_age", limit)]);
    let update_age = within(written.update_age, &[("idle", idle), ("max_age", limit)]);
    let cookie = written.cookie.and_then(|field| field.value);
    Session {
        max_age: written.max_age.and(limit),
        idle,
        update_age,
        cookie: cookie.filter(|name| is_cookie_name(report, name)),
        data: written.data.and_then(|field| field.value),
        strategy,
    }
}

/// Where sessions are kept.
fn strategy(report: &mut Report, written: &syntax::Session, poisoned: bool) -> Strategy {
    let kept = written.strategy.as_ref().map(|field| {
        closed(
            report,
            field.value.as_ref()?,
            &STRATEGIES,
            STRATEGIES_ELSEWHERE,
        )
    });
    let revocable = written
        .revocable
        .as_ref()
        .map(|field| closed(report, field.value.as_ref()?, &SWITCH, &[]));
    match (kept, revocable) {
        (Some(Some(Kept::InAStore)), Some(Some(false))) => {
            let off = written
                .revocable
                .as_ref()
                .and_then(|field| field.value.as_ref());
            let text = "sessions that are kept in a store can always be ended there, whatever stands here: leave `revocable` out";
            report.refuse(off, ErrorCode::SYNTAX, text);
            Strategy::Undecided
        }
        (Some(Some(Kept::InAStore)), _) => Strategy::Database,
        (Some(None), _) | (_, Some(None)) => Strategy::Undecided,
        // What could not be read may have been the other one of the two.
        (None, _) | (_, None) if poisoned => Strategy::Undecided,
        (_, Some(Some(true))) => Strategy::RevocableCookies,
        (_, Some(Some(false)) | None) => Strategy::SealedCookies,
    }
}

/// Seconds.
pub(super) fn lifetime(report: &mut Report, field: &Field<Amount>) -> Option<u64> {
    let Amount { number, unit } = field.value.as_ref()?;
    let key = &field.key;
    let refuse = |report: &mut Report, text: String| -> Option<u64> {
        report.refuse(number, ErrorCode::LIFETIME_INVALID, text);
        None
    };
    let digits = number.base10_digits();
    let Some(unit) = unit else {
        let text = if number.suffix().is_empty() {
            format!("`{key}` has no unit: write `{digits} days`, `{digits} minutes`, …")
        } else {
            let suffix = number.suffix();
            format!("a space belongs between number and unit: write `{digits} {suffix}`")
        };
        return refuse(report, text);
    };
    let name = unit.to_string();
    let seconds = UNITS.iter().find(|(known, _)| {
        *known == name
            || known
                .strip_suffix('s')
                .is_some_and(|singular| singular == name)
    });
    let Some((_, seconds)) = seconds else {
        let meant = did_you_mean(&name, UNITS.iter().map(|(unit, _)| *unit));
        let others = "; lifetimes are in `seconds`, `minutes`, `hours` or `days`";
        let text = format!("`{name}` is not a unit{}", suggestion(meant, others));
        report.refuse(unit, ErrorCode::LIFETIME_INVALID, text);
        return None;
    };
    let lifetime = number
        .base10_parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(*seconds))
        .unwrap_or(u64::MAX);
    match lifetime {
        0 => refuse(
            report,
            format!("`{key}` is zero: nothing would last that long"),
        ),
        1..=LONGEST => Some(lifetime),
        _ => refuse(
            report,
            format!("`{key}` is longer than 400 days, which is as long as browsers keep a cookie"),
        ),
    }
}

/// Whether a session cookie can be called that; it is refused if not.
fn is_cookie_name(report: &mut Report, name: &LitStr) -> bool {
    let value = name.value();
    let fault = cookie_fault(&value);
    if let Some(fault) = &fault {
        let text = format!("cookie name {value:?} {fault}");
        report.refuse(name, ErrorCode::COOKIE_NAME_INVALID, text);
    }
    fault.is_none()
}

/// What is wrong with a cookie's name (RFC 6265bis §4.1.1, §4.1.3), to be read after it.
fn cookie_fault(name: &str) -> Option<String> {
    let fault = |text: &str| Some(text.to_owned());
    if name.is_empty() {
        return fault("is empty");
    }
    if name.len() > LONGEST_COOKIE_NAME {
        return Some(format!("is longer than {LONGEST_COOKIE_NAME} bytes"));
    }
    if let Some(other) = name.chars().find(|letter| !is_token(*letter)) {
        return Some(format!(
            "has {other:?}; a cookie's name is made of letters, digits and any of !#$%&'*+-.^_`|~"
        ));
    }
    let folded = name.to_ascii_lowercase();
    for prefix in ["__Host-", "__Secure-"] {
        let Some(rest) = folded.strip_prefix(&prefix.to_ascii_lowercase()) else {
            continue;
        };
        if !name.starts_with(prefix) {
            return Some(format!(
                "begins like `{prefix}`, which is written exactly so"
            ));
        }
        if rest.is_empty() {
            return Some(format!("is a prefix alone; write `{prefix}session`"));
        }
        if rest.starts_with("__") {
            return fault("has two prefixes; write `__Host-` or `__Secure-` before a plain name");
        }
    }
    if folded.starts_with("__") && !PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        return fault("begins with `__`, where only `__Host-` and `__Secure-` have a meaning");
    }
    if let Some((_, number)) = name.rsplit_once('.')
        && !number.is_empty()
        && number.chars().all(|digit| digit.is_ascii_digit())
    {
        return fault("ends like a part of a session that is split over several cookies");
    }
    let bare = PREFIXES
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    if let Some(own) = OWN.iter().find(|own| bare.starts_with(**own)) {
        return Some(format!(
            "is taken: cookies that begin with `{own}` are for other purposes"
        ));
    }
    None
}

/// RFC 9110 §5.6.2.
fn is_token(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter)
}

/// What `strategy` says.
#[derive(Clone, Copy)]
enum Kept {
    InCookies,
    InAStore,
}

const STRATEGIES: [(&str, Kept); 2] = [
    (syntax::COOKIE, Kept::InCookies),
    (syntax::DATABASE, Kept::InAStore),
];
/// What others call the two, and stores that somebody may name in their place.
const STRATEGIES_ELSEWHERE: &[(&str, &str)] = &[
    ("jwt", IN_COOKIES),
    ("jwe", IN_COOKIES),
    ("token", IN_COOKIES),
    ("sealed", IN_COOKIES),
    ("encrypted", IN_COOKIES),
    ("stateless", IN_COOKIES),
    ("db", IN_A_STORE),
    ("sql", IN_A_STORE),
    ("store", IN_A_STORE),
    ("stored", IN_A_STORE),
    ("server", IN_A_STORE),
    ("stateful", IN_A_STORE),
    ("adapter", IN_A_STORE),
    ("memory", ONE_STORE),
    ("sqlite", ONE_STORE),
    ("postgres", ONE_STORE),
    ("postgresql", ONE_STORE),
    ("mysql", ONE_STORE),
    ("mariadb", ONE_STORE),
    ("redis", ONE_STORE),
    ("valkey", ONE_STORE),
];
const IN_COOKIES: &str = "is called `cookie` here: leave `strategy` out, for it is what you have without it, or write `strategy: cookie`";
const IN_A_STORE: &str =
    "is called `database` here: write `strategy: database`, which keeps sessions in a store";
const ONE_STORE: &str = "is one of many stores: write `strategy: database`, and say which store to `Auth::builder().store(…)`";
const SWITCH: [(&str, bool); 2] = [("on", true), ("off", false)];
const DAY: u64 = 86_400;
const UNITS: [(&str, u64); 4] = [
    ("seconds", 1),
    ("minutes", 60),
    ("hours", 3_600),
    ("days", DAY),
];
/// RFC 6265bis §5.5: browsers keep no cookie longer.
const LONGEST: u64 = 400 * DAY;
const DEFAULT_MAX_AGE: u64 = 30 * DAY;
/// Leaves the rest of the 4,096 bytes that browsers keep to the value.
const LONGEST_COOKIE_NAME: usize = 128;
const PREFIXES: [&str; 2] = ["__Host-", "__Secure-"];
/// How the names of this library's other cookies begin.
const OWN: [&str; 2] = ["auth.flow.", "auth.csrf-token"];

#[cfg(test)]
mod tests {
    use crate::check::tests::{checked, errors, one};
    use crate::model::Strategy;

    fn with(session: &str) -> String {
        format!("providers: [dev], session: {{ {session} }}")
    }

    /// M-16, M-17, M-20, M-22: what would weaken a session cookie cannot be written.
    #[test]
    fn cookies_have_no_switches() {
        for (option, beginning) in [
            ("same_site: none", "there is no `same_site`: "),
            ("sameSite: \"strict\"", "there is no `same_site`: "),
            ("secure: false", "there is no `secure`: "),
            ("http_only: false", "there is no `http_only`: "),
            ("domain: \".acme.example\"", "there is no `domain`: "),
            ("path: \"/app\"", "there is no `path`: "),
        ] {
            let error = one(&with(option));
            assert!(error.starts_with(beginning), "{option}: {error}");
            assert!(error.ends_with("[AUTH-103]"), "{error}");
        }
    }

    #[test]
    fn lifetimes_become_seconds() {
        let (model, errors) = checked(&with(
            "max_age: 1 day, idle: 2 hours, update_age: 3 minutes, data: Map<String, u8>",
        ));
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(model.session.max_age, Some(86_400));
        assert_eq!(model.session.idle, Some(7_200));
        assert_eq!(model.session.update_age, Some(180));
        assert!(model.session.data.is_some());
        assert_eq!(
            checked(&with("max_age: 400 days")).0.session.max_age,
            Some(34_560_000)
        );
        assert_eq!(
            checked(&with("idle: 1_000 seconds")).0.session.idle,
            Some(1_000)
        );
    }

    /// SR-14
    #[test]
    fn a_lifetime_is_a_whole_number_of_a_known_unit_within_400_days() {
        for (session, text) in [
            (
                "max_age: 30",
                "`max_age` has no unit: write `30 days`, `30 minutes`, …",
            ),
            (
                "max_age: 30days",
                "a space belongs between number and unit: write `30 days`",
            ),
            (
                "idle: 2 weeks",
                "`weeks` is not a unit; lifetimes are in `seconds`",
            ),
            (
                "idle: 2 mintues",
                "`mintues` is not a unit; did you mean `minutes`?",
            ),
            ("idle: 0 days", "`idle` is zero"),
            ("max_age: 401 days", "`max_age` is longer than 400 days"),
            (
                "max_age: 99999999999999999999 days",
                "`max_age` is longer than 400 days",
            ),
            (
                "max_age: 213503982334602 days",
                "`max_age` is longer than 400 days",
            ),
            ("max_age: 1.5 days", "lifetimes are whole numbers"),
            (
                "update_age: 31 days",
                "`update_age` is longer than `max_age`",
            ),
            (
                "max_age: 1 days, idle: 25 hours",
                "`idle` is longer than `max_age`",
            ),
            (
                "idle: 1 hours, update_age: 2 hours",
                "`update_age` is longer than `idle`",
            ),
        ] {
            let error = one(&with(session));
            assert!(error.starts_with(text), "{error}");
            assert!(error.ends_with("[AUTH-114]"), "{error}");
        }
    }

    #[test]
    fn a_lifetime_that_could_not_be_read_limits_nothing() {
        one(&with("max_age: 1 day days, idle: 40 days"));
        one(&with("max_agee: 60 days, idle: 40 days"));
        one(&with("max_age: 60, idle: 40 days"));
    }

    /// M-20, M-21
    #[test]
    fn a_cookies_name_is_a_token_whose_prefix_is_meant() {
        for (name, reason) in [
            ("", "is empty"),
            ("my session", "has ' '"),
            ("a=b", "has '='"),
            ("sitzung\u{e4}", "has '\u{e4}'"),
            ("__host-session", "begins like `__Host-`"),
            ("__SECURE-session", "begins like `__Secure-`"),
            ("__Host-", "is a prefix alone"),
            ("__Host-__Secure-x", "has two prefixes"),
            ("__session", "begins with `__`"),
            ("session.0", "ends like a part"),
            ("__Host-auth.flow.x", "is taken"),
            ("auth.csrf-token", "is taken"),
        ] {
            let error = one(&with(&format!("cookie: {name:?}")));
            assert!(error.contains(reason), "{error}");
            assert!(error.ends_with("[AUTH-116]"), "{error}");
        }
        assert!(one(&with(&format!("cookie: {:?}", "n".repeat(129)))).contains("128 bytes"));
    }

    #[test]
    fn whether_sessions_can_be_ended_is_a_word() {
        for (session, strategy) in [
            ("", Strategy::SealedCookies),
            ("strategy: cookie", Strategy::SealedCookies),
            ("revocable: off", Strategy::SealedCookies),
            ("revocable: on", Strategy::RevocableCookies),
            (
                "revocable: on, strategy: cookie",
                Strategy::RevocableCookies,
            ),
            ("strategy: database", Strategy::Database),
            ("revocable: on, strategy: database", Strategy::Database),
        ] {
            let (model, errors) = checked(&with(session));
            assert_eq!(errors, Vec::<String>::new());
            assert_eq!(model.session.strategy, strategy, "{session}");
        }
    }

    #[test]
    fn what_could_not_be_read_lets_everything_else_be() {
        for session in [
            "revocable: yes",
            "revocable: true",
            "revocable: \"on\"",
            "revocable: on off",
            "revocable",
            "revokable: on",
            "strategy: jwt",
            "strategy: cookies, revocable: off",
            "strategy: databases, revocable: off",
            "stratgy: database, revocable: on",
            "stratgy: database, revocable: off",
            "strategy: database, revocable: off",
        ] {
            let (model, errors) = checked(&with(session));
            assert_eq!(errors.len(), 1, "{session}: {errors:#?}");
            assert_eq!(model.session.strategy, Strategy::Undecided, "{session}");
        }
        for declaration in ["sesion: { revocable: on }", "session: revocable"] {
            let (model, errors) = checked(&format!("providers: [dev], {declaration}"));
            assert_eq!(errors.len(), 1, "{declaration}: {errors:#?}");
            assert_ne!(model.session.strategy, Strategy::SealedCookies);
        }
    }

    #[test]
    fn a_store_that_is_named_is_needed_whatever_else_cannot_be_read() {
        for session in [
            "strategy: database, revocable: yes",
            "strategy: database, revocable",
            "strategy: database, revokable: on",
            "strategy: database, max_age: 3",
        ] {
            let (model, errors) = checked(&with(session));
            assert_eq!(errors.len(), 1, "{session}: {errors:#?}");
            assert_eq!(model.session.strategy, Strategy::Database, "{session}");
        }
    }

    /// M-11
    #[test]
    fn sessions_in_a_store_can_be_ended_and_nobody_can_say_otherwise() {
        assert_eq!(
            one(&with("strategy: database, revocable: off")),
            "sessions that are kept in a store can always be ended there, whatever stands here: leave `revocable` out [AUTH-118]"
        );
    }

    #[test]
    fn the_words_of_others_lead_to_the_two_strategies() {
        for (word, text) in [
            ("jwt", "`jwt` is called `cookie` here: "),
            ("\"jwt\"", "`jwt` is called `cookie` here: "),
            (
                "\"database\"",
                "this is a word, not a text: write `database` without quotes",
            ),
            ("stateless", "`stateless` is called `cookie` here: "),
            ("db", "`db` is called `database` here: "),
            ("Stateful", "`Stateful` is called `database` here: "),
            (
                "redis",
                "`redis` is one of many stores: write `strategy: database`",
            ),
            ("postgres", "`postgres` is one of many stores: "),
            ("PostgreSQL", "`PostgreSQL` is one of many stores: "),
            (
                "cookies",
                "`cookies` is not one of the words that stand here; did you mean `cookie`?",
            ),
            (
                "databse",
                "`databse` is not one of the words that stand here; did you mean `database`?",
            ),
            (
                "file",
                "`file` is not one of the words that stand here; write `cookie` or `database`",
            ),
        ] {
            let error = one(&with(&format!("strategy: {word}")));
            assert!(error.starts_with(text), "{error}");
            assert!(error.ends_with("[AUTH-118]"), "{error}");
        }
    }

    #[test]
    fn names_that_others_use_are_possible() {
        for name in [
            "__Secure-authjs.session-token",
            "__Host-auth.session-token",
            "authjs.session-token",
            "sid",
        ] {
            let declaration = with(&format!("cookie: {name:?}"));
            assert_eq!(errors(&declaration), Vec::<String>::new(), "{name}");
        }
    }
}
