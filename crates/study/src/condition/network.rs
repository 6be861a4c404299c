//! The second condition, networked: what machines of the system send each other, and which lines
//! carry the users' work.
//!
//! Counted is every message that leaves on a line between two machines of the system, in both
//! directions, also those that are lost on the way. The users' own lines do not count: one machine
//! has those, too. What serves no request (health checks, heartbeats, replication) counts as talk,
//! but decides nothing: the condition asks whether users' work crosses the network.

use sim::{Link, LinkId, NodeId};
use systems::Duty;

use super::{Condition, Evidence, Finding, Why};
use crate::Subject;

/// Requests below which nothing is said.
const REQUESTS_NEEDED: u64 = 20;
/// Messages for each request below which machines hardly talk: one for every tenth request.
const LEAST: f64 = 0.1;

/// What one line between machines of the system carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineWork {
    pub link: LinkId,
    pub first: NodeId,
    pub second: NodeId,
    /// Messages sent on it since the start, in both directions.
    pub messages: u64,
    /// Of those, what serves users' requests: what stops if it is cut.
    pub for_requests: u64,
    /// Messages for each request of a user.
    pub per_request: f64,
    /// Messages delivered per second, over the last second.
    pub per_second: f64,
}

/// What the machines of a system send each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Messages {
    /// Lines between machines of the system on which anything was sent, in the order of their ids.
    pub lines: Vec<LineWork>,
    /// Messages since the start, on all of them.
    pub messages: u64,
    pub for_requests: u64,
    /// Requests issued by users since the start.
    pub issued: u64,
    /// Messages delivered per second, over the last second.
    pub per_second: f64,
}

impl Messages {
    /// Messages for each request of a user; 0 while there was none.
    pub fn per_request(&self) -> f64 {
        per_request(self.for_requests, self.issued)
    }
}

fn per_request(messages: u64, issued: u64) -> f64 {
    if issued == 0 {
        return 0.0;
    }
    messages as f64 / issued as f64
}

pub(super) fn finding(subject: &Subject<'_>) -> Finding {
    let simulation = subject.simulation;
    let issued = simulation.ledger().totals.issued;
    let links = simulation.network().links().iter().enumerate();
    let inner = links.filter(|(_, link)| joins_machines(subject, link));
    let joined = inner.clone().next().is_some();
    let lines = inner.map(|(index, link)| line(subject, index, link, issued));
    let lines: Vec<LineWork> = lines.filter(|line| line.messages > 0).collect();
    let messages = Messages {
        messages: lines.iter().map(|line| line.messages).sum(),
        for_requests: lines.iter().map(|line| line.for_requests).sum(),
        issued,
        per_second: lines.iter().map(|line| line.per_second).sum(),
        lines,
    };
    Finding {
        condition: Condition::Networked,
        why: why(&messages, joined),
        evidence: Evidence::Network(messages),
    }
}

fn line(subject: &Subject<'_>, index: usize, link: &Link, issued: u64) -> LineWork {
    let both = [link.traffic(true), link.traffic(false)];
    let for_requests = both.iter().map(|traffic| traffic.for_requests).sum();
    LineWork {
        link: LinkId(index as u16),
        first: link.first,
        second: link.second,
        messages: both.iter().map(|traffic| traffic.sent).sum(),
        for_requests,
        per_request: per_request(for_requests, issued),
        per_second: f64::from(subject.simulation.metrics().link_rate(index)),
    }
}

fn joins_machines(subject: &Subject<'_>, link: &Link) -> bool {
    let users = |node: NodeId| subject.cards[node.index()].duties.contains(&Duty::Users);
    !users(link.first) && !users(link.second)
}

/// `joined` says whether there is any line between machines of the system.
pub(super) fn why(messages: &Messages, joined: bool) -> Why {
    if !joined {
        return Why::NoLines;
    }
    if messages.issued < REQUESTS_NEEDED {
        return Why::FewRequests {
            issued: messages.issued,
            needed: REQUESTS_NEEDED,
        };
    }
    let per_request = messages.per_request();
    if per_request < LEAST {
        return Why::HardlyTalk { per_request };
    }
    Why::Talk {
        per_request,
        per_second: messages.per_second,
    }
}
