//! What machines have worked for requests that are open, so that it is known afterwards which work led
//! to an answer and which came to nothing.

use crate::message::NodeId;
use crate::slab::{Key, Slab};
use crate::time::Duration;

/// Requests whose failure is remembered: work that comes later than so many others is for nothing.
const ENDS: u64 = 1 << 16;
const BITS: u64 = u64::BITS as u64;

/// The work for one request: the last piece, and where the one before it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Work {
    /// Who did the last piece, if there is one.
    node: Option<NodeId>,
    work: Duration,
    before: Option<Key>,
}

/// The work for all requests that are open.
#[derive(Clone, Debug)]
pub(super) struct Efforts {
    /// All pieces but the last ones.
    earlier: Slab<Work>,
    /// Whether each of the last requests has failed, by its number.
    failed: Vec<u64>,
}

impl Efforts {
    pub(super) fn new() -> Self {
        Self {
            earlier: Slab::default(),
            failed: vec![0; (ENDS / BITS) as usize],
        }
    }

    /// A machine has worked for an open request.
    pub(super) fn worked(&mut self, so_far: &mut Work, node: NodeId, work: Duration) {
        let before = so_far.node.is_some().then(|| self.earlier.insert(*so_far));
        *so_far = Work {
            node: Some(node),
            work,
            before,
        };
    }

    /// All work for a request that has ended.
    pub(super) fn settle(&mut self, work: Work, mut each: impl FnMut(NodeId, Duration)) {
        let mut next = Some(work);
        while let Some(piece) = next {
            let Some(node) = piece.node else {
                return;
            };
            each(node, piece.work);
            next = piece.before.and_then(|key| self.earlier.remove(key));
        }
    }

    /// A request has ended so. The mark of the one so many numbers before it is written over.
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

    fn settled(efforts: &mut Efforts, work: &mut Work) -> Vec<(u16, u64)> {
        let mut all = Vec::new();
        efforts.settle(std::mem::take(work), |node, work| {
            all.push((node.0, work.as_nanos()))
        });
        all
    }

    #[test]
    fn each_request_gets_back_the_work_that_was_done_for_it_once() {
        let mut efforts = Efforts::new();
        let mut works = [Work::default(); 3];
        for (place, node, nanos) in [(0, 7, 10), (2, 7, 20), (0, 8, 30)] {
            efforts.worked(&mut works[place], NodeId(node), Duration::from_nanos(nanos));
        }
        assert_eq!(settled(&mut efforts, &mut works[0]), [(8, 30), (7, 10)]);
        assert_eq!(settled(&mut efforts, &mut works[0]), []);
        assert_eq!(
            settled(&mut efforts, &mut works[1]),
            [],
            "nobody worked for it"
        );
        assert_eq!(settled(&mut efforts, &mut works[2]), [(7, 20)]);
        assert!(efforts.earlier.is_empty(), "no piece is kept for ever");
    }

    #[test]
    fn work_for_a_request_that_failed_long_ago_is_in_vain() {
        let mut efforts = Efforts::new();
        let last = ENDS + 5;
        for id in 0..last {
            efforts.note(id, id % 3 == 0);
        }
        for id in 0..last {
            let expected = last - id > ENDS || id % 3 == 0;
            assert_eq!(efforts.in_vain(id, last), expected, "{id}");
        }
    }
}
