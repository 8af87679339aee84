//! What goes wrong next, and how often.

use std::collections::VecDeque;

/// How many times something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    Limited(u32),
    Always,
}

impl Default for Times {
    fn default() -> Self {
        Self::Limited(1)
    }
}

/// Things that happen one after the other, each as often as was said.
#[derive(Debug)]
pub(super) struct Schedule<T>(VecDeque<(T, Times)>);

impl<T: Clone> Schedule<T> {
    pub(super) fn new() -> Self {
        Self(VecDeque::new())
    }

    pub(super) fn push(&mut self, what: T, times: Times) {
        if times != Times::Limited(0) {
            self.0.push_back((what, times));
        }
    }

    /// What happens now, if anything.
    pub(super) fn take(&mut self) -> Option<T> {
        let (what, times) = self.0.front_mut()?;
        let what = what.clone();
        match times {
            Times::Always => {}
            Times::Limited(left) if *left > 1 => *left -= 1,
            Times::Limited(_) => {
                self.0.pop_front();
            }
        }
        Some(what)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::{Schedule, Times};

    #[test]
    fn each_entry_happens_as_often_as_said_and_the_last_for_ever() {
        let mut schedule = Schedule::new();
        schedule.push("never", Times::Limited(0));
        schedule.push("twice", Times::Limited(2));
        schedule.push("always", Times::Always);
        let taken: Vec<_> = (0..4).map_while(|_| schedule.take()).collect();
        assert_eq!(taken, ["twice", "twice", "always", "always"]);
        schedule.clear();
        assert_eq!(schedule.take(), None);
    }
}
