//! What is kept, counted: how much there is, how long it has been there, and what became of it.

use sim::{HeldFor, KeptTally, PATIENCE, Tally, Time};

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

    /// Of each group of consumers what it has not done, and since when.
    pub(super) fn held_for_groups(&self, now: Time) -> Vec<HeldFor> {
        let groups = self.groups.iter().enumerate();
        let held_for = groups
            .filter(|(_, group)| group.len() > 0)
            .map(|(place, group)| {
                let lanes = place * self.partitions..(place + 1) * self.partitions;
                let mut held = HeldFor {
                    consumer: group.node(0),
                    held: group.kept.count(),
                    late: 0,
                    since: None,
                    put_aside: self.lanes[lanes.clone()].iter().map(Lane::dead).sum(),
                };
                let waiting = self.lanes[lanes.clone()].iter().flat_map(Lane::waits_since);
                // What is sent and forgotten is not kept.
                let kept = self.flights.iter().filter(|_| !self.forgets());
                let under_way = kept.filter(|(_, flight)| lanes.contains(&flight.lane));
                for at in waiting.chain(under_way.map(|(_, flight)| flight.item.accepted_at)) {
                    held.late += u64::from(now.since(at) > PATIENCE);
                    held.since = Some(held.since.map_or(at, |since| since.min(at)));
                }
                held
            });
        held_for.collect()
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
