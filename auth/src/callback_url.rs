//! Where the application sends the user when a flow has ended: a destination that has been checked.

use std::marker::PhantomData;

use crate::declaration::Declaration;

/// A callback URL of the declaration `D`: it can only be made by checking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackUrl<D> {
    url: String,
    declaration: PhantomData<fn() -> D>,
}

impl<D: Declaration> CallbackUrl<D> {
    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.url
    }
}
