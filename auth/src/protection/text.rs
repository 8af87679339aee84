//! Texts in types: what `#[protected(role = admin, callback_url = "/x")]` says stands in the type of its guard.
//!
//! A text is a list of pieces of at most 16 bytes: `(Piece<{ b"/dashboard" as a number }>, ())`. So a condition is a type
//! of its own wherever a handler stands, in an `impl` too, where no item could be put beside it.

use std::marker::PhantomData;

/// Up to 16 bytes of a text, the first in the highest byte; the rest is zero.
#[derive(Debug, Clone, Copy)]
pub struct Piece<const BYTES: u128>(PhantomData<()>);

/// A text made of pieces.
pub trait Text: 'static {
    /// The first piece and those after it.
    const LIST: Option<&'static Pieces>;
}

/// A piece and those after it.
#[derive(Debug)]
pub struct Pieces {
    bytes: u128,
    rest: Option<&'static Self>,
}

impl Text for () {
    const LIST: Option<&'static Pieces> = None;
}

impl<const BYTES: u128, Rest: Text> Text for (Piece<BYTES>, Rest) {
    const LIST: Option<&'static Pieces> = Some(&Pieces {
        bytes: BYTES,
        rest: Rest::LIST,
    });
}

/// The text itself.
pub(super) fn read<T: Text>() -> String {
    let mut bytes = Vec::new();
    let mut list = T::LIST;
    while let Some(piece) = list {
        bytes.extend(
            piece
                .bytes
                .to_be_bytes()
                .into_iter()
                .filter(|byte| *byte != 0),
        );
        list = piece.rest;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The place among `names` of the one that a text spells.
pub(super) const fn place_of<T: Text>(names: &[&str]) -> Option<usize> {
    let mut place = 0;
    while place < names.len() {
        if spells(T::LIST, names[place].as_bytes()) {
            return Some(place);
        }
        place += 1;
    }
    None
}

const fn spells(mut list: Option<&Pieces>, mut name: &[u8]) -> bool {
    while let Some(piece) = list {
        let bytes = piece.bytes.to_be_bytes();
        let mut at = 0;
        while at < bytes.len() && bytes[at] != 0 {
            match name {
                [first, rest @ ..] if *first == bytes[at] => name = rest,
                _ => return false,
            }
            at += 1;
        }
        list = piece.rest;
    }
    name.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn piece(text: &[u8]) -> u128 {
        let mut bytes = [0; 16];
        let mut at = 0;
        while at < text.len() {
            bytes[at] = text[at];
            at += 1;
        }
        u128::from_be_bytes(bytes)
    }

    type Admin = (Piece<{ piece(b"admin") }>, ());
    type Long = (
        Piece<{ piece(b"/account/setting") }>,
        (Piece<{ piece(b"s?tab=2") }>, ()),
    );

    #[test]
    fn a_text_is_read_back() {
        assert_eq!(read::<Admin>(), "admin");
        assert_eq!(read::<Long>(), "/account/settings?tab=2");
        assert_eq!(read::<()>(), "");
    }

    #[test]
    fn only_the_same_name_is_found() {
        const PLACE: Option<usize> = place_of::<Admin>(&["administrator", "adm", "admin"]);
        assert_eq!(PLACE, Some(2));
        assert_eq!(place_of::<Admin>(&["adminx", "Admin", "", "xadmin"]), None);
        assert_eq!(
            place_of::<Long>(&["/account/setting", "/account/settings?tab=2"]),
            Some(1)
        );
        assert_eq!(place_of::<()>(&["a"]), None);
    }
}
