//! Token noise: whatever is typed, a macro answers with a program or with an error, and never panics.

use proc_macro2::{Group, Ident, Literal, Punct, Spacing, Span, TokenTree};

use super::*;

/// A reproducible stream of numbers (xorshift64).
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) const fn from(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }
}

const FULL: &str = r#"
    providers: [github, acme: oidc { issuer: "https://a.example", client_secret: env("X"), params: { prompt: "login" }, scopes: ["openid"] }, dev],
    pages: { sign_in: "/login", error: "/oops", theme: { name: "Acme", logo: "/l.svg" }, languages: [en, de, t::FR] },
    callbacks: { allow: ["/", "/u/{id}"], after_sign_in: "/", sign_in: f, jwt: m::g, roles: h },
    roles: [admin, editor],
    events: { sign_in: f, refused: m::g },
    session: { max_age: 30 days, idle: 2 hours, cookie: "sid", data: Map<String, u8> },
    roles: [admin, editor],
    base_path: "/auth", default_provider: github,
"#;

const WORDS: &[&str] = &[
    "providers",
    "pages",
    "theme",
    "accent",
    "languages",
    "de",
    "callbacks",
    "events",
    "session",
    "roles",
    "admin",
    "role",
    "any",
    "not",
    "when",
    "fresh",
    "minutes",
    "provider",
    "callback_url",
    "base_path",
    "github",
    "acme",
    "oidc",
    "issuer",
    "allow",
    "max_age",
    "strategy",
    "database",
    "link_by_email",
    "dpop",
    "verified",
    "create_user",
    "days",
    "env",
    "self",
    "crate",
    "async",
    "fn",
    "r#type",
    "_",
    "42",
    "1.5",
    "0xff_u8",
    "\"/x\"",
    "\"\"",
    "\"https://a.example\"",
    "b\"x\"",
    "'c'",
    "'a",
    "r#\"/y\"#",
    "c\"z\"",
    ":",
    "::",
    "=",
    "=>",
    "->",
    ",",
    ";",
    "<",
    ">",
    "!",
    "?",
    "#",
    "$",
    "-",
    "..",
    "&",
];

/// The text with one place changed: a token less, a token more, or a group opened or closed around the rest.
fn disturbed(text: &str, numbers: &mut Numbers) -> String {
    let mut parts: Vec<&str> = text
        .split_inclusive([' ', ',', ':', '[', ']', '{', '}', '(', ')'])
        .collect();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(parts.len());
        match numbers.below(4) {
            0 => {
                parts.remove(at);
            }
            1 => parts.insert(at, WORDS[numbers.below(WORDS.len())]),
            2 => parts.insert(at, ["[", "]", "{", "}", "(", ")"][numbers.below(6)]),
            _ => {
                let other = numbers.below(parts.len());
                parts.swap(at, other);
            }
        }
    }
    parts.join(" ")
}

fn noise(numbers: &mut Numbers, depth: usize) -> String {
    let mut text = String::new();
    for _ in 0..numbers.below(12) {
        match numbers.below(8) {
            0 if depth < 4 => {
                let (open, close) = [("[", "]"), ("{", "}"), ("(", ")")][numbers.below(3)];
                text.push_str(open);
                text.push_str(&noise(numbers, depth + 1));
                text.push_str(close);
            }
            _ => text.push_str(WORDS[numbers.below(WORDS.len())]),
        }
        text.push(' ');
    }
    text
}

fn outcome(text: &str) {
    let Ok(input) = text.parse::<TokenStream>() else {
        return;
    };
    let mut reading = Reading::new();
    let written = syntax::parse(&mut reading, input.clone());
    let model = check::check(&mut reading, written);
    let errors = reading.report.texts();
    assert!(
        !errors.is_empty() || !model.providers_poisoned,
        "neither a declaration nor an error: {text}"
    );
    let expansion = declaration(input);
    // The user's paths and types are passed on as they are; everything else must be a program.
    if model.session.data.is_none() {
        assert!(syn::parse2::<syn::File>(expansion).is_ok(), "{text}");
    }
}

#[test]
fn noise_is_answered() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..1_000 {
        outcome(&noise(&mut numbers, 0));
    }
}

#[test]
fn a_declaration_with_a_few_tokens_wrong_is_answered() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for _ in 0..1_500 {
        outcome(&disturbed(FULL, &mut numbers));
    }
}

#[test]
fn every_beginning_of_a_declaration_is_answered() {
    for end in FULL.char_indices().map(|(at, _)| at).step_by(2) {
        let mut text = FULL[..end].to_owned();
        let mut open = Vec::new();
        let mut quoted = false;
        for letter in text.chars() {
            match letter {
                '"' => quoted = !quoted,
                '[' | '{' | '(' if !quoted => open.push(letter),
                ']' | '}' | ')' if !quoted => drop(open.pop()),
                _ => {}
            }
        }
        if quoted {
            text.push('"');
        }
        for open in open.iter().rev() {
            text.push(match open {
                '[' => ']',
                '{' => '}',
                _ => ')',
            });
        }
        outcome(&text);
    }
}

#[test]
fn noise_in_the_other_macros_is_answered() {
    let mut numbers = Numbers(0x1234_5678_9abc_def1);
    for _ in 0..2_000 {
        let text = noise(&mut numbers, 0);
        if let Ok(input) = text.parse::<TokenStream>() {
            guard(&input);
            protected(&TokenStream::new(), input.clone());
            public(input.clone(), "async fn h() {}".parse().unwrap());
            check_protected(input.clone());
            callback_url(input);
        }
    }
}

const CONDITIONS: &str = r#"any(role = admin, role = editor, all(provider = github, not(when = f::g))), fresh = 10 minutes, callback_url = "/x""#;

#[test]
fn conditions_with_a_few_tokens_wrong_are_answered() {
    let mut numbers = Numbers(0x0bad_cafe_0bad_cafe);
    for _ in 0..3_000 {
        if let Ok(input) = disturbed(CONDITIONS, &mut numbers).parse::<TokenStream>() {
            guard(&input);
        }
    }
}

/// Whatever the conditions are, the handler is there and guarded.
fn guard(conditions: &TokenStream) {
    let item: TokenStream = "async fn h(s: S) {}".parse().unwrap();
    let expansion = protected(conditions, item);
    let text = expansion.to_string();
    assert!(text.contains("async fn h"), "{conditions}: {text}");
    assert!(text.contains("__Guard"), "{conditions}: {text}");
    // A path that `when` names is passed on as it is.
    if !text.contains("Predicate") {
        assert!(
            syn::parse2::<syn::File>(expansion).is_ok(),
            "{conditions}: {text}"
        );
    }
}

/// One token that is wrong is one mistake, wherever it stands and whatever stands in its place: one error says it.
#[test]
fn one_wrong_token_is_one_error() {
    one_wrong_token_of(WHOLE);
}

/// Nor is it held against the rest that what it needs is not there.
#[test]
fn one_wrong_token_where_accounts_are_kept_is_one_error() {
    one_wrong_token_of(KEPT);
}

fn one_wrong_token_of(whole: &str) {
    let mut places = Vec::new();
    list_places(&tokens(whole), &[], &mut places);
    let changes: [(&str, Change); 6] = [
        ("left out", |_| Vec::new()),
        ("half typed", |token| match &token {
            TokenTree::Ident(word) if word.to_string().len() > 3 => {
                let word = word.to_string();
                vec![Ident::new(&word[..word.len() / 2], Span::call_site()).into()]
            }
            _ => vec![token],
        }),
        ("a text", |_| vec![Literal::string("x").into()]),
        ("a number", |_| vec![Literal::u8_unsuffixed(7).into()]),
        ("a word", |_| {
            vec![Ident::new("foo", Span::call_site()).into()]
        }),
        ("a sign", |_| vec![Punct::new('?', Spacing::Alone).into()]),
    ];
    for (what, change) in changes {
        for place in &places {
            let changed = changed(tokens(whole), place, change);
            let text = changed.to_string();
            let mut reading = Reading::new();
            let written = syntax::parse(&mut reading, changed);
            check::check(&mut reading, written);
            let errors = reading.report.texts();
            // In place of a comma it is two commas that are missing, in place of the colon after an id a second
            // provider, and without its `<` a type ends early.
            let several = errors.iter().any(|error| {
                error.contains("a comma is missing")
                    || error.contains("`u8`")
                    || error.contains("provider `acme` is not known")
                    || error.contains("this is a list")
            });
            assert!(errors.len() <= 1 || several, "{what}: {text}: {errors:#?}");
            assert!(errors.len() <= 3, "{what}: {text}: {errors:#?}");
        }
    }
}

type Change = fn(TokenTree) -> Vec<TokenTree>;

/// A declaration of many kinds of entries.
const WHOLE: &str = r#"
    providers: [github, acme: oidc { issuer: "https://a.example", client_secret: env("X"), params: { prompt: "login" }, scopes: ["openid", "email"] }, dev],
    pages: { sign_in: "/login", error: "/oops" },
    callbacks: { allow: ["/", "/u/{id}"], after_sign_in: "/", sign_in: f, roles: g },
    events: { sign_out: h },
    session: { max_age: 30 days, idle: 2 hours, cookie: "sid", data: Map<String, u8>, revocable: on, strategy: cookie },
    roles: [admin, editor],
    base_path: "/auth", default_provider: github,
"#;

/// Another, of what there is only where accounts are kept.
const KEPT: &str = r#"
    providers: [google { link_by_email: verified }, acme: oidc { issuer: "https://a.example", link_by_email: never }],
    pages: { new_user: "/welcome" },
    events: { create_user: f, update_user: g, link_account: h },
    session: { strategy: database, revocable: on, max_age: 30 days },
"#;

/// The way to every token: its number in each group.
fn list_places(tokens: &TokenStream, before: &[usize], places: &mut Vec<Vec<usize>>) {
    for (number, token) in tokens.clone().into_iter().enumerate() {
        let place = [before, &[number]].concat();
        if let TokenTree::Group(group) = &token {
            list_places(&group.stream(), &place, places);
        }
        places.push(place);
    }
}

/// The tokens with another one in this place.
fn changed(tokens: TokenStream, place: &[usize], change: Change) -> TokenStream {
    let (wanted, rest) = place.split_first().unwrap();
    let tokens = tokens
        .into_iter()
        .enumerate()
        .flat_map(|(number, token)| match token {
            token if number != *wanted => vec![token],
            token if rest.is_empty() => change(token),
            TokenTree::Group(group) => {
                let inside = changed(group.stream(), rest, change);
                vec![Group::new(group.delimiter(), inside).into()]
            }
            token => vec![token],
        });
    tokens.collect()
}

/// The same in the conditions of `#[protected(…)]`.
#[test]
fn one_wrong_token_in_a_condition_is_one_error() {
    let mut places = Vec::new();
    list_places(&tokens(CONDITIONS), &[], &mut places);
    let changes: [Change; 4] = [
        |_| Vec::new(),
        |_| vec![Literal::string("x").into()],
        |_| vec![Ident::new("foo", Span::call_site()).into()],
        |_| vec![Punct::new('?', Spacing::Alone).into()],
    ];
    for change in changes {
        for place in &places {
            let changed = changed(tokens(CONDITIONS), place, change);
            let text = changed.to_string();
            let mut reading = Reading::new();
            let written = syntax::protected::parse(&mut reading, changed);
            check::condition::check(&mut reading.report, &written);
            let errors = reading.report.texts();
            assert!(errors.len() <= 1, "{text}: {errors:#?}");
        }
    }
}
