//! The conditions of `#[protected(…)]`: what is refused, and that what is not refused means what it says.

use super::*;

/// The errors of the attribute alone.
fn errors(arguments: &str) -> Vec<String> {
    let mut reading = Reading::new();
    let written = syntax::protected::parse(&mut reading, tokens(arguments));
    check::condition::check(&mut reading.report, &written);
    reading.report.texts()
}

/// What the declaration says of the names.
fn named(arguments: &str) -> Vec<String> {
    let carried = r#"{ ["/" "/dashboard"] { admin site_editor } { github microsoft_entra_id } } { crate::auth }"#;
    let Carried { names, written, .. } = carrier::read(tokens(&format!("{carried} {arguments}")));
    let mut report = Report::new();
    check::condition::check_names(&mut report, &names, written.to_token_stream());
    report.texts()
}

#[test]
fn what_is_right_is_accepted() {
    for arguments in [
        "",
        "role = admin",
        "role = Admin",
        "role = Role::Admin",
        "role = crate::auth::Role::SiteEditor,",
        "provider = microsoft_entra_id",
        "provider = provider::github",
        "fresh = 10 minutes",
        "fresh = 1 hour",
        "when = is_owner",
        "when = crate::people::is_owner",
        "callback_url = \"/dashboard\"",
        "any(role = admin, role = site_editor)",
        "all(role = admin, not(provider = github)), fresh = 10 minutes, callback_url = \"/\"",
        "not(any(role = admin, all(role = site_editor, when = f)))",
        "any(provider = github, provider = microsoft_entra_id)",
        "role = admin, role = site_editor",
    ] {
        assert_eq!(errors(arguments), Vec::<String>::new(), "{arguments}");
        assert_eq!(named(arguments), Vec::<String>::new(), "{arguments}");
    }
}

/// M-2, M-23, M-37
#[test]
fn a_name_that_is_not_declared_is_refused_with_what_was_meant() {
    for (arguments, text) in [
        (
            "role = admn",
            "no role `admn` is declared; did you mean `admin`? [AUTH-124]",
        ),
        (
            "role = Role::Editor",
            "no role `Editor` is declared; declared are `admin` and `site_editor` [AUTH-124]",
        ),
        (
            "any(role = admin, not(role = guest))",
            "no role `guest` is declared; declared are `admin` and `site_editor` [AUTH-124]",
        ),
        (
            "provider = githib",
            "no provider `githib` is declared; did you mean `github`? [AUTH-102]",
        ),
        (
            "provider = google",
            "no provider `google` is declared; declared are `github` and `microsoft_entra_id` [AUTH-102]",
        ),
        (
            "callback_url = \"/dashbord\"",
            "callback URL \"/dashbord\" is not in `callbacks.allow`; did you mean \"/dashboard\"?\nallowed: \"/\", \"/dashboard\" [AUTH-104]",
        ),
        (
            "callback_url = \"dashboard\"",
            "callback URL \"dashboard\" does not start with `/` [AUTH-113]",
        ),
    ] {
        assert_eq!(errors(arguments), Vec::<String>::new(), "{arguments}");
        assert_eq!(named(arguments), [text], "{arguments}");
    }
    let Carried { names, written, .. } =
        carrier::read(tokens("{ own {} { github } } { m } role = admin"));
    let mut report = Report::new();
    check::condition::check_names(&mut report, &names, written.to_token_stream());
    assert_eq!(
        report.texts(),
        ["no roles are declared: add `roles: [admin]` to `auth!` [AUTH-124]"]
    );
}

#[test]
fn nothing_is_held_against_names_of_a_declaration_that_could_not_be_read() {
    for carried in [
        "{ poisoned { ? } { ? } }",
        "{ own { admin ? } { github ? } }",
        "{}",
        "",
    ] {
        let arguments = format!("{carried} {{ m }} role = x, provider = y, callback_url = \"/z\"");
        let Carried { names, written, .. } = carrier::read(tokens(&arguments));
        let mut report = Report::new();
        check::condition::check_names(&mut report, &names, written.to_token_stream());
        assert_eq!(report.texts(), Vec::<String>::new(), "{carried}");
    }
}

/// M-37: one error each, and none again from the declaration.
#[test]
fn what_cannot_be_read_is_one_error_with_the_way_out() {
    for (arguments, text) in [
        (
            "rolle = admin",
            "`#[protected]` has no condition `rolle`; did you mean `role`?",
        ),
        (
            "roles = admin",
            "`#[protected]` has no condition `roles`; did you mean `role`?",
        ),
        (
            "admin",
            "`admin` is not a condition: a role is asked for by `role = admin`",
        ),
        (
            "scope = x",
            "`#[protected]` has no condition `scope`; it has `role`, `any`, `all`, `not`, `when`, `fresh`, `provider` and `callback_url`",
        ),
        ("role", "`role` has no value: write `role = admin`"),
        ("role =", "`role` has no value: write `role = admin`"),
        ("role = ,", "`role` has no value: write `role = admin`"),
        (
            "role = \"admin\"",
            "`role` is a name, not a text: write `role = admin` without quotes",
        ),
        (
            "role = [admin, editor]",
            "one of several is written `any(role = …, role = …)`, all of them `all(role = …, role = …)`",
        ),
        (
            "role = admin | editor",
            "one of several is written `any(role = …, role = …)`, all of them `all(role = …, role = …)`",
        ),
        (
            "provider = [github, google]",
            "one of several is written `any(provider = …, provider = …)`",
        ),
        ("role = 7", "`role` is a name, as in `role = admin`"),
        (
            "provider = 7",
            "`provider` is a name, as in `provider = github`",
        ),
        ("role(admin)", "`role` is written `role = admin`"),
        ("role: admin", "`role` and its value are separated by `=`"),
        ("role == admin", "`role` and its value are separated by `=`"),
        (
            "role != admin",
            "what must not be is written `not(role = …)`",
        ),
        ("any", "`any` is written `any(role = admin, role = editor)`"),
        (
            "any = x",
            "`any` is written `any(role = admin, role = editor)`",
        ),
        (
            "any()",
            "`any` of nothing asks for nothing: write `any(role = admin, role = editor)`",
        ),
        (
            "all()",
            "`all` of nothing asks for nothing: write `all(role = admin, fresh = 10 minutes)`",
        ),
        (
            "not()",
            "`not` of nothing asks for nothing: write `not(role = guest)`",
        ),
        (
            "not(role = admin, role = site_editor)",
            "`not` takes one condition: write `not(any(…))` or `not(all(…))`",
        ),
        (
            "when = is_owner()",
            "the function is named here, not called: leave the parentheses out",
        ),
        (
            "when = |s| true",
            "`when` names a function: `when = is_owner` with `fn is_owner(session: &Session) -> bool`",
        ),
        (
            "fresh = 10",
            "`fresh` has no unit: write `10 days`, `10 minutes`, …",
        ),
        (
            "fresh = 10 parsecs",
            "`parsecs` is not a unit; lifetimes are in `seconds`, `minutes`, `hours` or `days`",
        ),
        (
            "fresh = 0 minutes",
            "`fresh` is zero: nothing would last that long",
        ),
        ("fresh = soon", "`fresh` is written `fresh = 10 minutes`"),
        (
            "callback_url = next",
            "`callback_url` is written `callback_url = \"/dashboard\"`",
        ),
        (
            "callback_url = \"/\", callback_url = \"/\"",
            "`callback_url` is given twice",
        ),
        (
            "any(callback_url = \"/\")",
            "`callback_url` is not a condition: it stands beside them, not inside",
        ),
        (
            "provider = github, provider = google",
            "nobody has signed in with two providers at once: write `any(provider = …, provider = google)`",
        ),
        (
            "!role = admin",
            "`!` is written `not(…)`, as in `not(role = guest)`",
        ),
        (
            "role = admin || role = site_editor",
            "conditions are combined by `all(…)` and `any(…)`, not by signs",
        ),
        (
            "role = admin role = site_editor",
            "a comma is missing before `role`",
        ),
        (
            "any(role = admin role = site_editor)",
            "a comma is missing before `role`",
        ),
        (
            "\"admin\"",
            "a condition is written `role = admin`, `fresh = 10 minutes`, `when = is_owner` or `any(…)`; alone, `#[protected]` asks for a session",
        ),
    ] {
        let found = errors(arguments);
        assert_eq!(found.len(), 1, "{arguments}: {found:#?}");
        let (found, code) = found[0].rsplit_once(" [AUTH-").unwrap();
        assert_eq!(found, text, "{arguments}");
        assert!(["125]", "118]", "105]", "114]"].contains(&code), "{code}");
    }
}

/// A condition and, independently of the macro, what it says of somebody.
enum Tree {
    Role(bool),
    Provider(bool),
    Any(Vec<Tree>),
    All(Vec<Tree>),
    Not(Box<Tree>),
}

impl Tree {
    fn random(numbers: &mut noise::Numbers, depth: usize) -> Self {
        let some = |numbers: &mut noise::Numbers| {
            (0..1 + numbers.below(3))
                .map(|_| Self::random(numbers, depth - 1))
                .collect()
        };
        match numbers.below(if depth == 0 { 2 } else { 5 }) {
            0 => Self::Role(numbers.below(2) == 0),
            1 => Self::Provider(numbers.below(2) == 0),
            2 => Self::Any(some(numbers)),
            3 => Self::All(some(numbers)),
            _ => Self::Not(Box::new(Self::random(numbers, depth - 1))),
        }
    }

    fn written(&self) -> String {
        let list = |list: &[Self]| {
            let list: Vec<String> = list.iter().map(Self::written).collect();
            list.join(", ")
        };
        match self {
            Self::Role(true) => "role = admin".into(),
            Self::Role(false) => "role = site_editor".into(),
            Self::Provider(true) => "provider = github".into(),
            Self::Provider(false) => "provider = microsoft_entra_id".into(),
            Self::Any(inside) => format!("any({})", list(inside)),
            Self::All(inside) => format!("all({})", list(inside)),
            Self::Not(inside) => format!("not({})", inside.written()),
        }
    }

    fn holds(&self, who: Who) -> bool {
        match self {
            Self::Role(true) => who.admin,
            Self::Role(false) => who.editor,
            Self::Provider(github) => *github == who.github,
            Self::Any(inside) => inside.iter().any(|tree| tree.holds(who)),
            Self::All(inside) => inside.iter().all(|tree| tree.holds(who)),
            Self::Not(inside) => !inside.holds(who),
        }
    }

    /// Whether it asks for two providers at once, which is refused.
    fn contradicts_itself(&self) -> bool {
        match self {
            Self::Role(_) | Self::Provider(_) => false,
            Self::Any(inside) => inside.iter().any(Self::contradicts_itself),
            Self::All(inside) => {
                let asks = |github| {
                    inside
                        .iter()
                        .any(|tree| matches!(tree, Self::Provider(this) if *this == github))
                };
                asks(true) && asks(false) || inside.iter().any(Self::contradicts_itself)
            }
            Self::Not(inside) => inside.contradicts_itself(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Who {
    admin: bool,
    editor: bool,
    github: bool,
}

/// What a type that the macro has written says of somebody. The runtime's types are tested where they are.
fn verdict(written: &syn::Type, who: Who) -> bool {
    let syn::Type::Path(path) = written else {
        panic!("a condition is a path: {}", written.to_token_stream());
    };
    let last = path.path.segments.last().unwrap();
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        panic!("a condition has an argument: {}", written.to_token_stream());
    };
    let Some(syn::GenericArgument::Type(inside)) = arguments.args.first() else {
        panic!("the argument is a type: {}", written.to_token_stream());
    };
    match last.ident.to_string().as_str() {
        "HasRole" => match spelt(inside).as_str() {
            "admin" => who.admin,
            "site_editor" => who.editor,
            other => panic!("{other}"),
        },
        "SignedInWith" => match spelt(inside).as_str() {
            "github" => who.github,
            "microsoft-entra-id" => !who.github,
            other => panic!("{other}"),
        },
        "Any" => listed(inside).iter().any(|one| verdict(one, who)),
        "All" => listed(inside).iter().all(|one| verdict(one, who)),
        "Not" => !verdict(inside, who),
        other => panic!("{other}"),
    }
}

/// The elements of `(A, (B, ()))`.
fn listed(list: &syn::Type) -> Vec<syn::Type> {
    let syn::Type::Tuple(tuple) = list else {
        panic!("a list is a pair or nothing: {}", list.to_token_stream());
    };
    match tuple.elems.iter().collect::<Vec<_>>().as_slice() {
        [] => Vec::new(),
        [first, rest] => [vec![(*first).clone()], listed(rest)].concat(),
        _ => panic!("a list is a pair or nothing: {}", list.to_token_stream()),
    }
}

fn spelt(text: &syn::Type) -> String {
    let pieces = listed(text).into_iter().flat_map(|piece| {
        let digits = piece.to_token_stream().to_string();
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u128>().unwrap().to_be_bytes()
    });
    String::from_utf8(pieces.filter(|byte| *byte != 0).collect()).unwrap()
}

/// A few thousand conditions against their truth table: nothing is lost or regrouped between text and type.
#[test]
fn a_condition_means_what_it_says() {
    let mut numbers = noise::Numbers::from(0x5eed_c0de_5eed_c0de);
    let mut compared = 0;
    while compared < 4_000 {
        let tree = Tree::random(&mut numbers, 4);
        if tree.contradicts_itself() {
            continue;
        }
        compared += 1;
        let written = tree.written();
        assert_eq!(errors(&written), Vec::<String>::new(), "{written}");
        let mut reading = Reading::new();
        let conditions = syntax::protected::parse(&mut reading, tokens(&written));
        let requirement = check::condition::check(&mut reading.report, &conditions);
        reading.report.discard();
        let guard = protected::guard_of(&requirement);
        let guard: syn::Type = syn::parse2(guard).unwrap();
        let syn::Type::Path(guard) = &guard else {
            panic!("a guard is a path");
        };
        let arguments = &guard.path.segments.last().unwrap().arguments;
        let syn::PathArguments::AngleBracketed(arguments) = arguments else {
            panic!("a guard with a condition has an argument");
        };
        let Some(syn::GenericArgument::Type(condition)) = arguments.args.first() else {
            panic!("the argument is a type");
        };
        for bits in 0..8 {
            let who = Who {
                admin: bits & 1 != 0,
                editor: bits & 2 != 0,
                github: bits & 4 != 0,
            };
            assert_eq!(
                verdict(condition, who),
                tree.holds(who),
                "{written}: {who:?}"
            );
        }
    }
}

#[test]
fn a_long_text_stands_in_several_pieces() {
    let url = "/account/settings/mail?tab=notifications&from=handler";
    let mut reading = Reading::new();
    let written = format!("callback_url = {url:?}");
    let conditions = syntax::protected::parse(&mut reading, tokens(&written));
    let requirement = check::condition::check(&mut reading.report, &conditions);
    assert_eq!(reading.report.texts(), Vec::<String>::new());
    let guard: syn::Type = syn::parse2(protected::guard_of(&requirement)).unwrap();
    let text = guard.to_token_stream().to_string().replace(' ', "");
    assert!(
        text.starts_with(
            "crate::auth::__Guard<crate::auth::__private::EndsAt<crate::auth::__private::SignedIn,("
        ),
        "{text}"
    );
    assert_eq!(text.matches("Piece<").count(), url.len().div_ceil(16));
}

/// `when` names the type that stands for the function, which has the handler's visibility and `cfg`.
#[test]
fn a_predicate_stands_beside_the_handler() {
    let text = guarded(
        "when = is_owner, not(when = crate::is_guest)",
        "#[cfg(unix)] pub(crate) async fn h() {}",
    );
    let text = text.replace(char::is_whitespace, "").replace(",>", ">");
    for part in [
        "crate::auth::__private::When<__h_when_1>",
        "crate::auth::__private::Not<crate::auth::__private::When<__h_when_2>>",
        "pub(crate)struct__h_when_1;",
        "matchis_owner{",
        "matchcrate::is_guest{",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(text.matches("#[cfg(unix)]").count(), 5, "{text}");
}

#[test]
fn only_names_ask_the_declaration() {
    for (arguments, asks) in [
        ("", false),
        ("fresh = 1 hour, when = f", false),
        ("role = admin", true),
        ("not(any(when = f, provider = github))", true),
        ("callback_url = \"/\"", true),
    ] {
        let text = guarded(arguments, "async fn h() {}");
        assert_eq!(text.contains("__declaration!"), asks, "{text}");
    }
}
