//! What happens once: flows that have been completed (RFC 9700 §4.2.4), logout tokens that have been followed.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Remembers, in this process, what has happened for as long as it could come again: for a flow the copy of its cookie that
/// somebody kept. In another process the provider refuses the code a second time.
#[derive(Debug, Default)]
pub(crate) struct Consumed(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    known: HashSet<Identifier>,
    /// In order, with the second at which each may be forgotten.
    order: VecDeque<(u64, Identifier)>,
}

/// What tells it from others: of a flow, a part of its cookie's name.
pub(crate) type Identifier = [u8; 16];

impl Consumed {
    /// Whether it has happened.
    pub(crate) fn contains(&self, id: &Identifier) -> bool {
        self.lock().known.contains(id)
    }

    /// It happens now; `false` if it already has.
    pub(crate) fn insert(&self, id: Identifier, now: u64, forget_at: u64) -> bool {
        let mut memory = self.lock();
        memory.forget(now);
        let new = memory.known.insert(id);
        if new {
            memory.order.push_back((forget_at, id));
        }
        new
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Memory> {
        // A panic elsewhere leaves a set and a queue that are still good for this.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn forget(&mut self, now: u64) {
        while let Some(&(forget_at, id)) = self.order.front() {
            if forget_at > now && self.order.len() < CAPACITY {
                break;
            }
            self.order.pop_front();
            self.known.remove(&id);
        }
    }
}

/// About 6 MiB at most; the oldest go first.
const CAPACITY: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> Identifier {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&number.to_le_bytes());
        id
    }

    /// FL-05
    #[test]
    fn a_flow_is_completed_once() {
        let consumed = Consumed::default();
        assert!(consumed.insert(id(1), 0, 600));
        assert!(!consumed.insert(id(1), 1, 600));
        assert!(consumed.contains(&id(1)));
    }

    /// LD-01
    #[test]
    fn what_cannot_come_again_is_forgotten_and_the_memory_is_bounded() {
        let consumed = Consumed::default();
        consumed.insert(id(1), 0, 600);
        consumed.insert(id(2), 601, 1201);
        assert!(!consumed.contains(&id(1)));
        for number in 10..(10 + CAPACITY as u64 + 100) {
            consumed.insert(id(number), 602, 1202);
        }
        assert!(consumed.lock().known.len() <= CAPACITY);
    }
}
