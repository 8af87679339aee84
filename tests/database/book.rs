//! What the functions of the declaration write down, and what they are to say: one book per test, for a test has its
//! thread for itself.

use std::cell::RefCell;

use crate::auth::Role;

/// A book.
#[derive(Debug, Clone)]
pub struct Book {
    /// What `roles` answers, if it is not what the store says.
    pub roles: Option<Vec<Role>>,
    /// Whether `roles` fails.
    pub roles_fail: bool,
    lines: Vec<String>,
}

thread_local! {
    static BOOK: RefCell<Book> = const { RefCell::new(Book { roles: None, roles_fail: false, lines: Vec::new() }) };
}

impl Book {
    /// Notes a line.
    pub fn write(line: String) {
        BOOK.with_borrow_mut(|book| book.lines.push(line));
    }

    /// What has been written since it was last read.
    pub fn read() -> Vec<String> {
        BOOK.with_borrow_mut(|book| std::mem::take(&mut book.lines))
    }

    /// As it is now.
    pub fn open() -> Self {
        BOOK.with_borrow(Self::clone)
    }

    /// Says what the functions are to do from now on.
    pub fn change(change: impl FnOnce(&mut Self)) {
        BOOK.with_borrow_mut(change);
    }
}
