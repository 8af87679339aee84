//! What `str` can do, in a `const fn`.

/// The bytes `from..to`, which the callers know to exist; nothing where they do not.
pub(crate) const fn part(text: &str, from: usize, to: usize) -> &str {
    match text.split_at_checked(to) {
        Some((head, _)) => match head.split_at_checked(from) {
            Some((_, tail)) => tail,
            None => "",
        },
        None => "",
    }
}

/// Where a byte stands for the first time.
pub(crate) const fn find(text: &str, byte: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == byte {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// What stands before a byte and, if it is there, what stands after it.
pub(crate) const fn split_once(text: &str, byte: u8) -> (&str, Option<&str>) {
    match find(text, byte) {
        Some(at) => (part(text, 0, at), Some(part(text, at + 1, text.len()))),
        None => (text, None),
    }
}

/// [`str::strip_prefix`], in a `const fn`.
pub(crate) const fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (bytes, expected) = (text.as_bytes(), prefix.as_bytes());
    if bytes.len() < expected.len() {
        return None;
    }
    let mut at = 0;
    while at < expected.len() {
        if bytes[at] != expected[at] {
            return None;
        }
        at += 1;
    }
    Some(part(text, at, text.len()))
}

/// `==`, in a `const fn`.
pub(crate) const fn equal(left: &str, right: &str) -> bool {
    left.len() == right.len() && strip_prefix(left, right).is_some()
}

/// `==`, in a `const fn`.
pub(crate) const fn same_port(left: Option<u16>, right: Option<u16>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left == right,
        (None, None) => true,
        _ => false,
    }
}
