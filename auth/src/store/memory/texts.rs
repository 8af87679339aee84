//! Texts that many records have in common, kept once.

use std::collections::HashSet;
use std::sync::Arc;

#[derive(Default)]
pub(super) struct Texts {
    known: HashSet<Arc<str>>,
    /// How many there may be before those that nobody has any more are forgotten.
    at_most: usize,
}

impl Texts {
    /// This text, shared with everybody who has the same.
    pub(super) fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.known.get(text) {
            return Arc::clone(known);
        }
        if self.known.len() >= self.at_most {
            self.known.retain(|text| Arc::strong_count(text) > 1);
            // So that a share costs the same however many there are.
            self.at_most = 64.max(2 * self.known.len());
        }
        let text: Arc<str> = text.into();
        self.known.insert(Arc::clone(&text));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_for_as_long_as_somebody_has_it() {
        let mut texts = Texts::default();
        let kept = texts.share("Firefox");
        assert!(Arc::ptr_eq(&kept, &texts.share("Firefox")));
        for number in 0..10_000 {
            texts.share(&number.to_string());
        }
        assert!(texts.known.len() <= 64, "{}", texts.known.len());
        assert!(Arc::ptr_eq(&kept, &texts.share("Firefox")));
    }
}
