//! What `auth!` and `#[derive(TypeScript)]` need to say a type in TypeScript.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use crate::__private::function::Sent;
use crate::client::TypeScript;
use crate::declaration::Declaration;
use crate::session::Session;

/// The function that `callbacks: { session }` names. What it answers is known by [`Described`] where its type says so, and
/// by [`Undescribed`], which is one reference further away, everywhere else.
pub struct Answering<'a, D, Function>(PhantomData<fn(&'a D) -> Function>);

impl<D, Function> fmt::Debug for Answering<'_, D, Function> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Answering")
    }
}

impl<D, Function> Answering<'_, D, Function> {
    /// It is not called.
    pub fn of(_: &Function) -> Self {
        Self(PhantomData)
    }
}

/// Both, to be imported at once: whichever is not used then is nobody's unused import.
pub mod described_or_not {
    pub use super::{Described, Undescribed};
}

/// A function whose answer says what it is.
pub trait Described {
    /// What says it.
    fn typescript(&self) -> Option<fn() -> String>;
}

impl<'a, D, Function, Answered> Described for Answering<'a, D, Function>
where
    D: Declaration,
    Function: FnOnce(&'a Session<D>) -> Answered,
    Answered: Future<Output: TypeScript>,
{
    fn typescript(&self) -> Option<fn() -> String> {
        Some(Answered::Output::typescript)
    }
}

/// What the function takes that `callbacks: { update }` names: known likewise.
pub struct Taking<T>(PhantomData<fn(T)>);

impl<T> fmt::Debug for Taking<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Taking")
    }
}

impl<T> Taking<T> {
    /// It is not called.
    pub fn of<Argument, Answered>(_: &impl FnOnce(Argument) -> Sent<T, Answered>) -> Self {
        Self(PhantomData)
    }
}

impl<T: TypeScript> Described for Taking<T> {
    fn typescript(&self) -> Option<fn() -> String> {
        Some(T::typescript)
    }
}

impl<T> Undescribed for &Taking<T> {
    fn typescript(&self) -> Option<fn() -> String> {
        None
    }
}

/// Any function.
pub trait Undescribed {
    /// Nothing.
    fn typescript(&self) -> Option<fn() -> String>;
}

impl<D, Function> Undescribed for &Answering<'_, D, Function> {
    fn typescript(&self) -> Option<fn() -> String> {
        None
    }
}

/// The text of a type; `unknown` where it is a part of itself.
pub fn nested<T: ?Sized>(text: impl FnOnce() -> String) -> String {
    thread_local!(static WITHIN: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) });
    let name = std::any::type_name::<T>();
    if WITHIN.with_borrow(|within| within.contains(&name)) {
        return "unknown".to_owned();
    }
    WITHIN.with_borrow_mut(|within| within.push(name));
    let text = text();
    WITHIN.with_borrow_mut(Vec::pop);
    text
}

/// A member of an object. `optional`: it may be left out.
#[must_use]
pub fn member<T: TypeScript>(name: &str, optional: bool) -> String {
    said(name, optional || T::NULLABLE, &T::typescript())
}

/// A member whose type the application has written down.
#[must_use]
pub fn said(name: &str, optional: bool, text: &str) -> String {
    let mark = if optional { "?" } else { "" };
    format!("{name:?}{mark}: {text}")
}

/// An object with these members.
#[must_use]
pub fn object(members: &[String]) -> String {
    match members {
        [] => "Record<string, never>".to_owned(),
        members => format!("{{ {} }}", members.join("; ")),
    }
}

/// An object together with the members of others.
#[must_use]
pub fn flattened(members: &[String], others: &[String]) -> String {
    let mut parts = Vec::new();
    if !members.is_empty() {
        parts.push(object(members));
    }
    parts.extend(others.iter().map(|other| format!("({other})")));
    parts.join(" & ")
}

/// What `#[serde(flatten)]` puts among the members: of what is not there, nothing.
#[must_use]
pub fn part<T: TypeScript>() -> String {
    match T::NULLABLE {
        true => format!("Partial<NonNullable<{}>>", T::typescript()),
        false => T::typescript(),
    }
}

/// A list of that many.
#[must_use]
pub fn tuple(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}

/// One of these.
#[must_use]
pub fn union(variants: &[String]) -> String {
    match variants {
        [] => "never".to_owned(),
        variants => variants.join(" | "),
    }
}

/// A variant under its name: serde's way without an attribute.
#[must_use]
pub fn external(name: &str, content: Option<String>) -> String {
    match content {
        None => format!("{name:?}"),
        Some(content) => object(&[said(name, false, &content)]),
    }
}

/// A variant with its name among its members: `#[serde(tag)]`.
#[must_use]
pub fn internal(tag: &str, name: &str, content: Option<String>) -> String {
    let named = object(&[said(tag, false, &format!("{name:?}"))]);
    match content {
        None => named,
        Some(content) => format!("({named} & ({content}))"),
    }
}

/// A variant beside its name: `#[serde(tag, content)]`.
#[must_use]
pub fn adjacent(tag: &str, beside: &str, name: &str, content: Option<String>) -> String {
    let mut members = vec![said(tag, false, &format!("{name:?}"))];
    members.extend(content.map(|content| said(beside, false, &content)));
    object(&members)
}
