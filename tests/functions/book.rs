//! What the functions write down, and what they are to do: one book per test, for a test has its thread for itself.

use std::cell::RefCell;

use serde_json::Value;

use crate::auth::{JwtDecision, Role, UpdateDecision};

/// A book.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    /// What `jwt` answers.
    pub(crate) jwt: JwtDecision,
    /// What `update` answers.
    pub(crate) update: UpdateDecision,
    /// What `jwt` calls the user.
    pub(crate) name: Option<String>,
    /// What `roles` answers.
    pub(crate) roles: Vec<Role>,
    /// What `session` answers.
    pub(crate) shown: Value,
    /// Which function fails, and how.
    pub(crate) failure: Option<(&'static str, Failure)>,
    lines: Vec<String>,
}

/// How a function fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It panics after it has waited for something.
    Panics,
    /// It never comes to an end.
    Hangs,
}

thread_local! {
    static BOOK: RefCell<Book> = const {
        RefCell::new(Book {
            jwt: JwtDecision::Keep,
            update: UpdateDecision::Keep,
            name: None,
            roles: Vec::new(),
            shown: Value::Null,
            failure: None,
            lines: Vec::new(),
        })
    };
}

impl Book {
    /// Notes a line.
    pub(crate) fn write(line: impl Into<String>) {
        BOOK.with_borrow_mut(|book| book.lines.push(line.into()));
    }

    /// What has been written since it was last read.
    pub(crate) fn read() -> Vec<String> {
        BOOK.with_borrow_mut(|book| std::mem::take(&mut book.lines))
    }

    /// As it is now.
    pub(crate) fn open() -> Self {
        BOOK.with_borrow(Self::clone)
    }

    /// Says what the functions are to do from now on.
    pub(crate) fn change(change: impl FnOnce(&mut Self)) {
        BOOK.with_borrow_mut(change);
    }

    /// Fails if this function is to.
    pub(crate) async fn perhaps_fail(function: &str) {
        match Self::open().failure.filter(|(name, _)| *name == function) {
            None => {}
            Some((_, Failure::Panics)) => {
                tokio::task::yield_now().await;
                panic!("the test wants it so");
            }
            Some((_, Failure::Hangs)) => std::future::pending().await,
        }
    }
}
