//! A map that forgets its oldest entries instead of growing.

use std::collections::{BTreeMap, HashMap};

/// At most `capacity` entries by key; adding one more drops the one added first.
#[derive(Debug)]
pub(super) struct Bounded<V> {
    capacity: usize,
    added: u64,
    entries: HashMap<String, (u64, V)>,
    order: BTreeMap<u64, String>,
}

impl<V> Bounded<V> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            added: 0,
            entries: HashMap::new(),
            order: BTreeMap::new(),
        }
    }

    pub(super) fn insert(&mut self, key: String, value: V) {
        self.remove(&key);
        while self.entries.len() >= self.capacity
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.entries.remove(&oldest);
        }
        self.added += 1;
        self.order.insert(self.added, key.clone());
        self.entries.insert(key, (self.added, value));
    }

    pub(super) fn get(&self, key: &str) -> Option<&V> {
        self.entries.get(key).map(|(_, value)| value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.entries.get_mut(key).map(|(_, value)| value)
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<V> {
        let (number, value) = self.entries.remove(key)?;
        self.order.remove(&number);
        Some(value)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.values().map(|(_, value)| value)
    }

    /// The values, the one added first before the others.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &V> {
        self.order.values().filter_map(|key| self.get(key))
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.order.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn the_entry_added_first_makes_room() {
        let mut map = Bounded::new(2);
        for key in ["a", "b", "c"] {
            map.insert(key.to_owned(), ());
        }
        assert!(map.get("a").is_none());
        assert!(map.get("b").is_some() && map.get("c").is_some());
    }

    #[test]
    fn an_entry_added_again_is_the_newest() {
        let mut map = Bounded::new(2);
        for key in ["a", "b", "a", "c"] {
            map.insert(key.to_owned(), ());
        }
        assert!(map.get("b").is_none());
        assert!(map.get("a").is_some() && map.get("c").is_some());
    }

    #[test]
    fn a_removed_entry_leaves_nothing_behind() {
        let mut map = Bounded::new(2);
        map.insert("a".to_owned(), 1);
        assert_eq!(map.remove("a"), Some(1));
        assert_eq!(map.remove("a"), None);
        assert!(map.order.is_empty());
    }
}
