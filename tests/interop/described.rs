//! Types of every shape that `#[derive(TypeScript)]` reads, and values of them.

use std::collections::BTreeMap;

use ::auth::TypeScript;
use serde::{Serialize, Serializer};

/// A type, values of it as serde writes them, and a text that is no value of it.
pub(crate) struct Case {
    pub(crate) typescript: String,
    pub(crate) values: Vec<String>,
    pub(crate) wrong: &'static str,
}

#[derive(Serialize, TypeScript)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Named<'a, T> {
    plain_text: &'a str,
    r#type: u8,
    #[serde(rename = "wörd\"s")]
    renamed: Option<T>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    list: Vec<Option<bool>>,
    #[serde(skip)]
    #[allow(dead_code)]
    hidden: std::time::Duration,
    #[serde(serialize_with = "as_text")]
    #[typescript("`${number} s`")]
    time: u64,
    map: BTreeMap<String, Unit>,
}

#[derive(Serialize, TypeScript)]
struct Unit;

#[derive(Serialize, TypeScript)]
struct Empty {}

#[derive(Serialize, TypeScript)]
struct New(Option<String>);

#[derive(Serialize, TypeScript)]
struct Pair(u8, #[serde(skip)] Skipped, New);

#[derive(Serialize)]
struct Skipped;

#[derive(Serialize, TypeScript)]
#[serde(transparent)]
struct Transparent {
    inner: f64,
}

#[derive(Serialize, TypeScript)]
struct Flat {
    own: u8,
    #[serde(flatten)]
    part: Part,
    #[serde(flatten)]
    maybe: Option<Other>,
}

#[derive(Serialize, TypeScript)]
struct Part {
    part: char,
}

#[derive(Serialize, TypeScript)]
struct Other {
    other: bool,
}

#[derive(Serialize, TypeScript)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE", rename_all_fields = "PascalCase")]
enum External {
    NoContent,
    One(u8),
    Two(u8, String),
    Named {
        some_field: (),
    },
    #[serde(skip)]
    #[allow(dead_code)]
    Hidden,
    #[serde(rename(serialize = "other", deserialize = "another"))]
    Renamed,
}

#[derive(Serialize, TypeScript)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Internal {
    NoContent,
    One(Part),
    Named { field: u8 },
}

#[derive(Serialize, TypeScript)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    NoContent,
    One(u8),
    Named { field: u8 },
}

#[derive(Serialize, TypeScript)]
#[serde(untagged)]
enum Untagged {
    Nothing,
    Number(i64),
    Named { field: u8 },
}

#[derive(Serialize, TypeScript)]
struct Tree {
    name: String,
    children: Vec<Tree>,
}

#[derive(Serialize, TypeScript)]
#[serde(into = "String")]
#[typescript("'fixed'")]
#[derive(Clone)]
struct Fixed;

impl From<Fixed> for String {
    fn from(_: Fixed) -> Self {
        "fixed".to_owned()
    }
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    let named = |renamed, list| Named {
        plain_text: "a\n",
        r#type: 1,
        renamed,
        list,
        hidden: std::time::Duration::ZERO,
        time: 7,
        map: BTreeMap::from([("x".to_owned(), Unit)]),
    };
    let part = || Part { part: 'p' };
    vec![
        case(
            &[
                named(None, Vec::new()),
                named(Some(New(None)), vec![None, Some(true)]),
            ],
            r#"{ plainText: "a", type: 1, "wörd\"s": null, time: "7 s", map: {}, hidden: 1 }"#,
        ),
        case(&[Unit], "0"),
        case(&[Empty {}], "{ a: 1 }"),
        case(&[New(None), New(Some("x".to_owned()))], "undefined"),
        case(&[Pair(1, Skipped, New(None))], "[1]"),
        case(
            &[Transparent { inner: 1.5 }, Transparent { inner: f64::NAN }],
            "'NaN'",
        ),
        case(
            &[
                Flat {
                    own: 1,
                    part: part(),
                    maybe: None,
                },
                Flat {
                    own: 1,
                    part: part(),
                    maybe: Some(Other { other: true }),
                },
            ],
            "{ own: 1 }",
        ),
        case(
            &[
                External::NoContent,
                External::One(1),
                External::Two(1, String::new()),
                External::Named { some_field: () },
                External::Renamed,
            ],
            "'HIDDEN'",
        ),
        case(
            &[
                Internal::NoContent,
                Internal::One(part()),
                Internal::Named { field: 1 },
            ],
            "{ kind: 'one', field: 1 }",
        ),
        case(
            &[
                Adjacent::NoContent,
                Adjacent::One(1),
                Adjacent::Named { field: 1 },
            ],
            "{ t: 'One', c: 'x' }",
        ),
        case(
            &[
                Untagged::Nothing,
                Untagged::Number(-1),
                Untagged::Named { field: 1 },
            ],
            "'Nothing'",
        ),
        case(
            &[Tree {
                name: "root".to_owned(),
                children: vec![Tree {
                    name: "leaf".to_owned(),
                    children: Vec::new(),
                }],
            }],
            "{ name: 'root' }",
        ),
        case(&[Fixed], "'other'"),
    ]
}

fn case<T: Serialize + TypeScript>(values: &[T], wrong: &'static str) -> Case {
    Case {
        typescript: T::typescript(),
        values: values
            .iter()
            .map(|value| serde_json::to_string(value).unwrap())
            .collect(),
        wrong,
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "that is what serde calls"
)]
fn as_text<S: Serializer>(seconds: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{seconds} s"))
}
