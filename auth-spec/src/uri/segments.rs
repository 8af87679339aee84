//! `.` and `..` in paths (RFC 3986 §5.2.4), resolved without allocating.

use super::{MAX_LENGTH, equal, part, split_once};

/// The segments of a path with `.` and `..` resolved, in order.
///
/// There is always at least one; the last is empty when the path ends with a slash, all others are not.
#[derive(Debug, Clone)]
pub struct Segments<'a> {
    /// What has not been read yet, without its leading slash.
    rest: Option<&'a str>,
    /// The number of the segment that comes next, dot segments counted.
    number: usize,
    /// Which segments stay.
    stays: Places,
}

/// One bit for each segment that a path of the greatest length can have.
type Places = [u64; MAX_LENGTH / (2 * BITS) + 1];

impl<'a> Segments<'a> {
    /// The segments of a path that the grammar has accepted.
    pub(crate) const fn of(path: &'a str) -> Self {
        let path = part(path, 1, path.len());
        Self {
            rest: Some(path),
            number: 0,
            stays: resolve(path),
        }
    }

    /// [`Iterator::next`], in a `const fn`.
    pub const fn next_segment(&mut self) -> Option<&'a str> {
        while let Some(text) = self.rest {
            let (segment, next) = split_once(text, b'/');
            let number = self.number;
            self.rest = next;
            self.number += 1;
            if is_marked(&self.stays, number) {
                return Some(if is_dot_segment(segment) { "" } else { segment });
            }
        }
        None
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_segment()
    }
}

/// Finds the segments that stay: read backwards, a `..` takes the nearest one before it that nothing else takes.
const fn resolve(path: &str) -> Places {
    let mut stays = NOWHERE;
    let mut number = count_slashes(path);
    let mut end = path.len();
    let mut taken = 0_usize;
    let mut is_last = true;
    loop {
        let start = start_of_segment(path, end);
        let segment = part(path, start, end);
        if equal(segment, "..") {
            taken += 1;
        } else if !equal(segment, ".") {
            if taken == 0 {
                mark(&mut stays, number);
            } else {
                taken -= 1;
            }
        }
        // A path that ends with a dot segment ends with a slash.
        if is_last && is_dot_segment(segment) {
            mark(&mut stays, number);
        }
        is_last = false;
        if start == 0 {
            return stays;
        }
        number -= 1;
        end = start - 1;
    }
}

/// Whether a segment is `.` or `..` (§3.3).
const fn is_dot_segment(segment: &str) -> bool {
    equal(segment, ".") || equal(segment, "..")
}

/// How many slashes there are: the number of the last segment.
const fn count_slashes(path: &str) -> usize {
    let bytes = path.as_bytes();
    let (mut at, mut slashes) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'/' {
            slashes += 1;
        }
        at += 1;
    }
    slashes
}

/// Where the segment begins that ends at `end`.
const fn start_of_segment(path: &str, end: usize) -> usize {
    let bytes = path.as_bytes();
    let mut start = end;
    while start > 0 && bytes[start - 1] != b'/' {
        start -= 1;
    }
    start
}

/// Marks a segment; one beyond the greatest length cannot be, and would not stay.
const fn mark(places: &mut Places, number: usize) {
    if number / BITS < places.len() {
        places[number / BITS] |= 1 << (number % BITS);
    }
}

/// Whether a segment is marked.
const fn is_marked(places: &Places, number: usize) -> bool {
    number / BITS < places.len() && places[number / BITS] >> (number % BITS) & 1 == 1
}

/// No segment marked.
const NOWHERE: Places = [0; MAX_LENGTH / (2 * BITS) + 1];
/// How many places one word holds.
const BITS: usize = u64::BITS as usize;
