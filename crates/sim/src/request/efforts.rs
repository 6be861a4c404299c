//! What machines have worked for requests that are open, so that it is known afterwards which work led
//! to an answer and which came to nothing.

use std::collections::VecDeque;

use crate::message::NodeId;
use crate::slab::{Key, Slab};
use crate::time::Duration;

/// Requests whose failure is remembered: work that comes later than so many others is for nothing.
const ENDS: u64 = 1 << 16;
const BITS: u64 = u64::BITS as u64;

/// One piece of work, and the one before it for the same request.
#[derive(Clone, Copy, Debug)]
struct Effort {
    node: NodeId,
    work: Duration,
    before: Option<Key>,
}

/// The work for all requests that the ledger remembers, in their order.
#[derive(Clone, Debug)]
pub(super) struct Efforts {
    last: VecDeque<Option<Key>>,
    all: Slab<Effort>,
    /// Whether each of the last requests has failed, by its number.
    failed: Vec<u64>,
}

impl Efforts {
    pub(super) fn new() -> Self {
        Self {
            last: VecDeque::new(),
            all: Slab::default(),
            failed: vec![0; (ENDS / BITS) as usize],
        }
    }

    /// A request is remembered from now on.
    pub(super) fn issued(&mut self, id: u64) {
        self.last.push_back(None);
        self.note(id, false);
    }

    /// The oldest one is forgotten; it has ended.
    pub(super) fn forgotten(&mut self) {
        self.last.pop_front();
    }

    /// A machine has worked for the remembered request at this place, which is open.
    pub(super) fn worked(&mut self, place: usize, node: NodeId, work: Duration) {
        let before = self.last[place];
        let effort = Effort { node, work, before };
        self.last[place] = Some(self.all.insert(effort));
    }

    /// All work for the remembered request at this place, which has ended.
    pub(super) fn settle(&mut self, place: usize, mut each: impl FnMut(NodeId, Duration)) {
        let mut next = self.last[place].take();
        while let Some(effort) = next.and_then(|key| self.all.remove(key)) {
            each(effort.node, effort.work);
            next = effort.before;
        }
    }

    /// A request has ended so.
    pub(super) fn note(&mut self, id: u64, failed: bool) {
        let word = &mut self.failed[((id % ENDS) / BITS) as usize];
        let bit = 1 << (id % BITS);
        if failed {
            *word |= bit;
        } else {
            *word &= !bit;
        }
    }

    /// Whether work for a request that is not remembered any more comes to nothing, after so many
    /// requests.
    pub(super) fn in_vain(&self, id: u64, issued: u64) -> bool {
        let word = self.failed[((id % ENDS) / BITS) as usize];
        issued - id > ENDS || word & (1 << (id % BITS)) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(efforts: &mut Efforts, place: usize) -> Vec<(u16, u64)> {
        let mut all = Vec::new();
        efforts.settle(place, |node, work| all.push((node.0, work.as_nanos())));
        all
    }

    #[test]
    fn each_request_gets_back_the_work_that_was_done_for_it_once() {
        let mut efforts = Efforts::new();
        (0..3).for_each(|id| efforts.issued(id));
        for (place, node, nanos) in [(0, 7, 10), (2, 7, 20), (0, 8, 30)] {
            efforts.worked(place, NodeId(node), Duration::from_nanos(nanos));
        }
        assert_eq!(settled(&mut efforts, 0), [(8, 30), (7, 10)]);
        assert_eq!(settled(&mut efforts, 0), []);
        efforts.forgotten();
        assert_eq!(settled(&mut efforts, 0), [], "nobody worked for the second");
        assert_eq!(settled(&mut efforts, 1), [(7, 20)]);
    }

    #[test]
    fn work_for_a_request_that_failed_long_ago_is_in_vain() {
        let mut efforts = Efforts::new();
        let last = ENDS + 5;
        for id in 0..last {
            efforts.issued(id);
            efforts.note(id, id % 3 == 0);
        }
        for id in 0..last {
            let expected = last - id > ENDS || id % 3 == 0;
            assert_eq!(efforts.in_vain(id, last), expected, "{id}");
        }
    }
}
