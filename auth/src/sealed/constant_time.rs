//! Comparison that takes the same time wherever two values differ.

use subtle::{Choice, ConstantTimeEq};

/// Whether they are equal; only their lengths show in the time it takes. Eight bytes at once, for the barrier against
/// optimizations costs more than the comparison.
pub(crate) fn equal(one: &[u8], other: &[u8]) -> bool {
    let (one_words, one_rest) = one.as_chunks::<8>();
    let (other_words, other_rest) = other.as_chunks::<8>();
    let words = one_words.iter().zip(other_words);
    let equal = words.fold(one_rest.ct_eq(other_rest), |equal: Choice, (one, other)| {
        equal & u64::from_ne_bytes(*one).ct_eq(&u64::from_ne_bytes(*other))
    });
    one.len() == other.len() && equal.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_equal_in_every_byte_or_not_at_all() {
        for length in 0..70 {
            let one: Vec<u8> = (0..length).collect();
            assert!(equal(&one, &one.clone()));
            for position in 0..one.len() {
                for bit in 0..8 {
                    let mut other = one.clone();
                    other[position] ^= 1 << bit;
                    assert!(!equal(&one, &other));
                }
            }
            assert!(!equal(&one, &[&*one, &[0]].concat()));
            assert!(!equal(&one, &[&*one, &[0; 8]].concat()));
            assert!(!equal(&[&*one, &[0; 8]].concat(), &one));
        }
    }
}
