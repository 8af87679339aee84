//! Which flows have been completed: each once (RFC 9700 §4.2.4).

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Remembers the flows that this process has completed for as long as their cookie could come again.
///
/// The cookie is deleted when a flow ends; this is for the copy that somebody kept. A flow is remembered in the process that
/// completed it; in another one the provider refuses the code a second time.
#[derive(Debug, Default)]
pub(super) struct Consumed(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    known: HashSet<FlowId>,
    /// In the order of completion, with the second at which each may be forgotten.
    order: VecDeque<(u64, FlowId)>,
}

/// The part of a flow's cookie name that tells it from others.
pub(super) type FlowId = [u8; 16];

impl Consumed {
    /// Whether the flow has been completed.
    pub(super) fn contains(&self, flow: &FlowId) -> bool {
        self.lock().known.contains(flow)
    }

    /// Completes the flow; `false` if somebody already has.
    pub(super) fn insert(&self, flow: FlowId, now: u64, forget_at: u64) -> bool {
        let mut memory = self.lock();
        memory.forget(now);
        let new = memory.known.insert(flow);
        if new {
            memory.order.push_back((forget_at, flow));
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
        while let Some(&(forget_at, flow)) = self.order.front() {
            if forget_at > now && self.order.len() < CAPACITY {
                break;
            }
            self.order.pop_front();
            self.known.remove(&flow);
        }
    }
}

/// About 6 MiB at most; the oldest go first.
const CAPACITY: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> FlowId {
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
