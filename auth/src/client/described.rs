//! How a Rust type says what it is in TypeScript.

use std::collections::{BTreeMap, HashMap};

/// A type that knows what its JSON is in TypeScript: what `callbacks: { session }` answers with becomes part of the type
/// `Session` in `client.d.ts`, and what `callbacks: { update }` takes is its `SessionUpdate`.
///
/// Nothing has to implement it: of what does not, the browser's types say `unknown`. `#[derive(TypeScript)]` reads
/// the fields and serde's attributes, and refuses what it cannot tell.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth {
/// #     ::auth::auth! { providers: [github], callbacks: { session: super::show } }
/// # }
/// # use crate::auth::{Auth, Session};
/// use ::auth::TypeScript;
/// use serde::Serialize;
///
/// #[derive(Serialize, TypeScript)]
/// struct Shown {
///     plan: Plan,
///     seats: Option<u32>,
/// }
///
/// #[derive(Serialize, TypeScript)]
/// #[serde(rename_all = "lowercase")]
/// enum Plan {
///     Free,
///     Pro,
/// }
///
/// async fn show(_: &Session) -> Shown {
///     Shown { plan: Plan::Free, seats: None }
/// }
///
/// # fn main() {
/// assert_eq!(Shown::typescript(), r#"{ "plan": "free" | "pro"; "seats"?: number | null }"#);
/// assert!(Auth::client_d_ts().contains(&Shown::typescript()));
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "nothing says what `{Self}` is in TypeScript: derive `auth::TypeScript` for it, or write `#[typescript(\"…\")]` above the field [AUTH-190]",
    label = "says nothing of itself"
)]
pub trait TypeScript {
    /// Whether its JSON can be `null`: then a member of this type may be missing, since what is shown is a merge patch.
    const NULLABLE: bool = false;

    /// A type of TypeScript, as it stands on the right of a `type … =`.
    fn typescript() -> String;
}

macro_rules! described {
    ($($text:literal: $($type:ty),+;)+) => {$($(
        impl TypeScript for $type {
            fn typescript() -> String {
                $text.to_owned()
            }
        }
    )+)+};
}

described! {
    "boolean": bool;
    "number": u8, u16, u32, u64, usize, i8, i16, i32, i64, isize;
    "string": char, str, String;
}

macro_rules! floats {
    ($($type:ty),+) => {$(
        /// What is no number is `null`.
        impl TypeScript for $type {
            const NULLABLE: bool = true;

            fn typescript() -> String {
                "number | null".to_owned()
            }
        }
    )+};
}

floats!(f32, f64);

macro_rules! transparent {
    ($($type:ty),+) => {$(
        impl<T: TypeScript + ?Sized> TypeScript for $type {
            const NULLABLE: bool = T::NULLABLE;

            fn typescript() -> String {
                T::typescript()
            }
        }
    )+};
}

transparent!(&T, Box<T>);

impl TypeScript for () {
    const NULLABLE: bool = true;

    fn typescript() -> String {
        "null".to_owned()
    }
}

impl<T: TypeScript> TypeScript for Option<T> {
    const NULLABLE: bool = true;

    fn typescript() -> String {
        match T::NULLABLE {
            true => T::typescript(),
            false => format!("{} | null", T::typescript()),
        }
    }
}

impl<T: TypeScript> TypeScript for [T] {
    fn typescript() -> String {
        format!("({})[]", T::typescript())
    }
}

impl<T: TypeScript> TypeScript for Vec<T> {
    fn typescript() -> String {
        <[T]>::typescript()
    }
}

macro_rules! maps {
    ($($map:ty),+) => {$(
        /// Keys are texts in JSON, whatever they are in Rust.
        impl<K, T: TypeScript> TypeScript for $map {
            fn typescript() -> String {
                format!("{{ [name: string]: {} }}", T::typescript())
            }
        }
    )+};
}

maps!(BTreeMap<K, T>, HashMap<K, T>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_writes_is_what_the_type_says() {
        for (said, text) in [
            (bool::typescript(), "boolean"),
            (u64::typescript(), "number"),
            (f64::typescript(), "number | null"),
            (<&str>::typescript(), "string"),
            (Box::<String>::typescript(), "string"),
            (Option::<Vec<String>>::typescript(), "(string)[] | null"),
            (Option::<Option<f32>>::typescript(), "number | null"),
            (Vec::<Option<bool>>::typescript(), "(boolean | null)[]"),
            (
                BTreeMap::<String, u8>::typescript(),
                "{ [name: string]: number }",
            ),
            (<()>::typescript(), "null"),
        ] {
            assert_eq!(said, text);
        }
    }

    #[test]
    fn what_can_be_null_is_known_through_what_holds_it() {
        const { assert!(Option::<u8>::NULLABLE && <()>::NULLABLE && f64::NULLABLE) };
        const { assert!(Box::<Option<u8>>::NULLABLE && !Box::<u8>::NULLABLE) };
        const { assert!(!Vec::<Option<u8>>::NULLABLE && !<&str>::NULLABLE) };
    }
}
