//! Laws that hold after every event. Tests check them there; the page checks them every frame.

use std::fmt;

use super::{INBOX_MAX, NodeId, Simulation, Time};
use crate::network::Link;
use crate::node::Node;
use crate::snapshot::UsersView;
use crate::workload::Source;

/// A law that did not hold: a bug of ours, never of the person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which law, in words.
    pub law: &'static str,
    /// Where and with which numbers.
    pub evidence: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.law, self.evidence)
    }
}

fn hold(
    law: &'static str,
    holds: bool,
    evidence: impl FnOnce() -> String,
) -> Result<(), Violation> {
    if holds {
        return Ok(());
    }
    Err(Violation {
        law,
        evidence: evidence(),
    })
}

impl Simulation {
    /// Checks every law of conservation at this instant.
    pub fn check(&self) -> Result<(), Violation> {
        self.check_requests()?;
        let mut in_transit = 0;
        for link in self.network.links() {
            in_transit += check_link(link)?;
        }
        hold(
            "messages in transit are those on the links",
            in_transit == self.messages.len() as u64,
            || format!("{in_transit} on links, {} stored", self.messages.len()),
        )?;
        for (index, node) in self.nodes.iter().enumerate() {
            check_node(NodeId(index as u16), node, self.now)?;
        }
        Ok(())
    }

    fn check_requests(&self) -> Result<(), Violation> {
        let little = self.ledger.little(self.now);
        hold(
            "the area under the requests in flight = the time they have spent",
            little.area == little.spent,
            || format!("{little:?}"),
        )?;
        let totals = &self.ledger.totals;
        let open = self.ledger.open();
        let users = self.sources.iter().map(Source::view);
        let users = users.reduce(UsersView::and).unwrap_or_default();
        hold(
            "what the users of every place wait for and lost is what all of them do",
            users.waiting == open && users.failed == totals.failed,
            || format!("{users:?}, {open} open, {totals:?}"),
        )?;
        let kept_waiting = self.ledger.waiting().count() as u64;
        hold(
            "those who are kept waiting are counted",
            self.ledger.kept_waiting() == kept_waiting,
            || format!("{} and {kept_waiting}", self.ledger.kept_waiting()),
        )?;
        hold(
            "no more answers break the illusion than there are",
            totals.broken() <= totals.succeeded,
            || format!("{totals:?}"),
        )?;
        hold(
            "issued = succeeded + failed + in flight",
            totals.issued == totals.succeeded + totals.failed_total() + open,
            || format!("{totals:?}, {open} open"),
        )
    }
}

fn check_link(link: &Link) -> Result<u64, Violation> {
    let mut in_transit = 0;
    for forward in [true, false] {
        let traffic = link.traffic(forward);
        hold(
            "sent + duplicated = delivered + dropped + in transit",
            traffic.sent + traffic.duplicated
                == traffic.delivered + traffic.dropped_total() + traffic.in_transit,
            || format!("{:?}-{:?} {forward}: {traffic:?}", link.first, link.second),
        )?;
        in_transit += traffic.in_transit;
        hold(
            "nothing is on a cut link",
            !link.state.closed(forward) || traffic.in_transit == 0,
            || {
                format!(
                    "{} between {:?} and {:?}",
                    traffic.in_transit, link.first, link.second
                )
            },
        )?;
    }
    Ok(in_transit)
}

fn check_node(id: NodeId, node: &Node, now: Time) -> Result<(), Violation> {
    let work = node.work();
    let (waiting, running) = (node.queue_length() as u64, node.busy() as u64);
    let evidence = || format!("{id:?} {waiting} waiting, {running} running, {work:?}");
    hold(
        "enqueued = waiting + started + given up + lost",
        work.enqueued == waiting + work.started + work.given_up + work.lost_waiting,
        evidence,
    )?;
    hold(
        "started = running + finished + lost",
        work.started == running + work.finished + work.lost_running,
        evidence,
    )?;
    let (worked, _) = node.areas_at(now);
    hold(
        "no more work has led to answers than was done",
        node.useful_nanos() <= worked,
        || format!("{id:?} {} of {worked} ns", node.useful_nanos()),
    )?;
    hold(
        "no worker is idle while work waits",
        !node.working() || waiting == 0 || node.idle_workers() == 0,
        evidence,
    )?;
    hold(
        "the queue keeps its bound",
        node.queue_length() <= node.queue_capacity + node.worker_count(),
        evidence,
    )?;
    hold(
        "a machine without power has no work",
        node.powered() || (waiting == 0 && running == 0),
        evidence,
    )?;
    hold(
        "the network buffer keeps its bound",
        node.inbox.len() <= INBOX_MAX,
        evidence,
    )?;
    node.process.check().map_err(|evidence| Violation {
        law: "the process keeps its own laws",
        evidence: format!("{id:?} {evidence}"),
    })
}
