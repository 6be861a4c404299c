//! What is kept, counted: how much there is, how long it has been there, and what became of it.

use sim::{KeptTally, Tally, Time};

use super::{Exchange, Lane};

impl Exchange {
    /// One message of a lane is not kept any more.
    pub(super) fn let_go(&mut self, now: Time, lane: usize) {
        self.groups[lane / self.partitions].kept.take(now);
        self.kept.take(now);
    }

    pub(super) fn counted(&self, now: Time) -> Tally<'_> {
        let accepted: u64 = self.lanes.iter().map(Lane::accepted).sum();
        let dead: u64 = self.lanes.iter().map(Lane::dead).sum();
        let groups = self.groups.iter();
        let kept = KeptTally {
            accepted,
            delivered: accepted - dead - self.kept.count(),
            redelivered: self.redelivered,
            dead,
            held: self.kept.at(now),
            groups: groups
                .map(|group| (group.part.as_str(), group.kept.at(now)))
                .collect(),
        };
        Tally {
            kept: Some(kept),
            ..Tally::default()
        }
    }

    pub(super) fn check_counts(&self) -> Result<(), String> {
        let kept: usize = self.lanes.iter().map(Lane::kept).sum();
        let of_groups: u64 = self.groups.iter().map(|group| group.kept.count()).sum();
        let counted = self.kept.count();
        if counted != kept as u64 || counted != of_groups {
            return Err(format!(
                "what is kept is counted: {kept}, {counted}, {of_groups}"
            ));
        }
        Ok(())
    }
}
