//! Acts: what a person did to a run, as the text that a link carries, like
//! `crash:db-1,cut:api-1~db-1@12.5s`.
//!
//! An act is everything that was done at one moment, in order. Machines, lines and groups stand there
//! by their names, so that a person can read a link. What an act brings is the engine's to say.
//!
//! Everything here is marked for inlining, so that it is compiled with whoever calls it: for the page
//! that is small instead of fast.

use std::ops::RangeInclusive;

use sim::{
    Blueprint, ClockOffset, Duration, Fault, Intervention, LinkId, NodeId, Place, Probability, Time,
};

mod fixed;

/// Acts of one side that a link holds.
pub const ACTS_MAX: usize = 100;
/// Seeds of a link are short enough to be read aloud and typed.
pub const SEED_MAX: u64 = 999_999_999;
/// When the run of a link may end.
pub const HORIZON_SECONDS: RangeInclusive<u64> = 10..=3_600;

/// The largest factor by which work can become slower.
const SLOWEST: u64 = 1_000;
/// The most that users can want: a multiple of what they want otherwise, in percent, and requests per
/// second, in thousandths.
const SCALE_MAX: u64 = 10_000;
const DEMAND_MAX_MILLI: u64 = 1_000_000_000;
/// The longest delay and the largest error of a clock: an hour.
const SPAN_MAX: Duration = Duration::from_secs(3_600);
/// Interventions of one act: an act of more is a mistake or an attack.
const WHAT_MAX: usize = 256;

/// Interventions of one moment of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub at: Time,
    /// An act comes when everything else of its instant has happened, but at the start of the run
    /// before anything has. A late one comes when what was done before at the same instant, or the
    /// start, has brought its own at that instant, too.
    pub late: bool,
    /// At least one.
    pub what: Vec<Intervention>,
}

/// Why a text is no act of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActError {
    /// It does not have the form of one.
    Form,
    /// The run has no machine, line or group of this name.
    Unknown(String),
    /// A number in it has to lie from the first to the second.
    NotWithin(u64, u64),
}

/// Writes an act of a run of this blueprint so that [`read`] gives the same.
#[inline]
pub fn written(act: &Act, blueprint: &Blueprint) -> String {
    let names = Names(blueprint);
    let what = act.what.iter().map(|what| intervention(*what, &names));
    let what = what.collect::<Vec<_>>().join(",");
    let late = if act.late { "*" } else { "" };
    format!("{what}@{}{late}", seconds(act.at.as_nanos()))
}

/// Reads an act of a run of this blueprint.
#[inline]
pub fn read(text: &str, blueprint: &Blueprint) -> Result<Act, ActError> {
    let names = Names(blueprint);
    let (what, at) = text.rsplit_once('@').ok_or(ActError::Form)?;
    let late = at.ends_with('*');
    let at = nanos(at.strip_suffix('*').unwrap_or(at)).ok_or(ActError::Form)?;
    let horizon = blueprint.horizon;
    if at > horizon.as_nanos() {
        return Err(ActError::NotWithin(0, horizon.as_nanos() / 1_000_000_000));
    }
    let what = what.split(',').take(WHAT_MAX + 1);
    let what = what.map(|one| read_intervention(one, &names));
    let what = what.collect::<Result<Vec<_>, _>>()?;
    if what.len() > WHAT_MAX {
        return Err(ActError::Form);
    }
    Ok(Act {
        at: Time::from_nanos(at),
        late,
        what,
    })
}

#[inline]
fn intervention(what: Intervention, names: &Names<'_>) -> String {
    let (verb, place, amount) = match what {
        Intervention::Fault(fault) => words_of(fault, names),
        Intervention::SetDemand { per_second_milli } => {
            ("demand", fixed::text(per_second_milli, 3), None)
        }
        Intervention::ScaleDemand { percent } => ("scale", percent.to_string(), None),
        Intervention::SetUnits { group, count } => {
            let group = names.0.groups[usize::from(group)].name.clone();
            ("units", group, Some(count.to_string()))
        }
    };
    let mut text = verb.to_owned() + ":" + &place;
    if let Some(amount) = amount {
        text = text + ":" + &amount;
    }
    text
}

/// What a fault is called, where it strikes, and how much where that has to be said.
#[inline]
fn words_of(fault: Fault, names: &Names<'_>) -> (&'static str, String, Option<String>) {
    let percent = |share: Probability| Some(fixed::text(u64::from(share.per_million()), 4));
    let (verb, amount) = match fault {
        Fault::Crash { .. } => ("crash", None),
        Fault::Restart { .. } => ("restart", None),
        Fault::Pause { .. } => ("pause", None),
        Fault::Resume { .. } => ("resume", None),
        Fault::Slow { factor, .. } => ("slow", Some(factor.to_string())),
        Fault::Restore { .. } => ("restore", None),
        Fault::Gray { share, .. } => ("gray", percent(share)),
        Fault::Cure { .. } => ("cure", None),
        Fault::Flush { .. } => ("flush", None),
        Fault::Skew { offset, .. } => {
            let sign = if offset.0 < 0 { "-" } else { "" };
            let offset = seconds(offset.0.unsigned_abs());
            ("skew", Some(sign.to_owned() + &offset))
        }
        Fault::Unskew { .. } => ("unskew", None),
        Fault::Partition { .. } => ("cut", None),
        Fault::Heal { .. } => ("heal", None),
        Fault::Lossy { loss, .. } => ("lossy", percent(loss)),
        Fault::Clear { .. } => ("clear", None),
        Fault::Block { .. } => ("block", None),
        Fault::Unblock { .. } => ("unblock", None),
        Fault::Delay { extra, .. } => ("delay", Some(seconds(extra.as_nanos()))),
        Fault::Undelay { .. } => ("undelay", None),
    };
    let forward = match fault {
        Fault::Block { forward, .. } | Fault::Unblock { forward, .. } => forward,
        _ => true,
    };
    let place = match fault.place() {
        Place::Node(node) => names.node(node).to_owned(),
        Place::Link(link) => names.link(link, forward),
    };
    (verb, place, amount)
}

#[inline]
fn read_intervention(text: &str, names: &Names<'_>) -> Result<Intervention, ActError> {
    let mut words = text.split(':');
    let verb = words.next().unwrap_or_default();
    let place = words.next().ok_or(ActError::Form)?;
    let amount = words.next();
    if words.next().is_some() {
        return Err(ActError::Form);
    }
    match (verb, amount) {
        ("demand", None) => Ok(Intervention::SetDemand {
            per_second_milli: number(place, 3, 0, DEMAND_MAX_MILLI)?,
        }),
        ("scale", None) => Ok(Intervention::ScaleDemand {
            percent: number(place, 0, 0, SCALE_MAX)? as u32,
        }),
        ("units", Some(count)) => {
            let group = names.group(place)?;
            let most = names.0.groups[group].units_max() as u64;
            Ok(Intervention::SetUnits {
                group: group as u16,
                count: number(count, 0, 0, most)? as u16,
            })
        }
        _ => {
            let fault = match place.split_once('~') {
                Some((from, to)) => {
                    let line = names.line(from, to).ok_or(place);
                    line.map(|(link, forward)| link_fault(verb, link, forward, amount))
                }
                None => {
                    let node = names.machine(place).ok_or(place);
                    node.map(|node| node_fault(verb, node, amount))
                }
            };
            let fault = fault.map_err(|place| ActError::Unknown(place.to_owned()))?;
            fault.map(Intervention::Fault)
        }
    }
}

#[inline]
fn node_fault(verb: &str, node: NodeId, amount: Option<&str>) -> Result<Fault, ActError> {
    Ok(match (verb, amount) {
        ("crash", None) => Fault::Crash { node },
        ("restart", None) => Fault::Restart { node },
        ("pause", None) => Fault::Pause { node },
        ("resume", None) => Fault::Resume { node },
        ("slow", Some(factor)) => Fault::Slow {
            node,
            factor: number(factor, 0, 2, SLOWEST)? as u32,
        },
        ("restore", None) => Fault::Restore { node },
        ("gray", Some(percent)) => Fault::Gray {
            node,
            share: share(percent)?,
        },
        ("cure", None) => Fault::Cure { node },
        ("flush", None) => Fault::Flush { node },
        ("skew", Some(offset)) => Fault::Skew {
            node,
            offset: clock_offset(offset)?,
        },
        ("unskew", None) => Fault::Unskew { node },
        _ => return Err(ActError::Form),
    })
}

#[inline]
fn link_fault(
    verb: &str,
    link: LinkId,
    forward: bool,
    amount: Option<&str>,
) -> Result<Fault, ActError> {
    Ok(match (verb, amount) {
        ("cut", None) => Fault::Partition { link },
        ("heal", None) => Fault::Heal { link },
        ("lossy", Some(percent)) => Fault::Lossy {
            link,
            loss: share(percent)?,
        },
        ("clear", None) => Fault::Clear { link },
        ("block", None) => Fault::Block { link, forward },
        ("unblock", None) => Fault::Unblock { link, forward },
        ("delay", Some(extra)) => Fault::Delay {
            link,
            extra: span(extra)?,
        },
        ("undelay", None) => Fault::Undelay { link },
        _ => return Err(ActError::Form),
    })
}

#[inline]
fn share(percent: &str) -> Result<Probability, ActError> {
    let parts = number(percent, 4, 0, 1_000_000)?;
    Ok(Probability::from_per_million(parts as u32))
}

/// A number with at most so many decimals, in units of the last of them.
#[inline]
fn number(text: &str, decimals: u32, low: u64, high: u64) -> Result<u64, ActError> {
    let number = fixed::read(text, decimals).ok_or(ActError::Form)?;
    if (low..=high).contains(&number) {
        return Ok(number);
    }
    let unit = 10_u64.pow(decimals);
    Err(ActError::NotWithin(low / unit, high / unit))
}

#[inline]
fn seconds(nanos: u64) -> String {
    fixed::text(nanos, 9) + "s"
}

#[inline]
fn nanos(text: &str) -> Option<u64> {
    fixed::read(text.strip_suffix('s').unwrap_or(text), 9)
}

#[inline]
fn span(text: &str) -> Result<Duration, ActError> {
    let nanos = nanos(text).ok_or(ActError::Form)?;
    if nanos > SPAN_MAX.as_nanos() {
        return Err(ActError::NotWithin(0, SPAN_MAX.as_nanos() / 1_000_000_000));
    }
    Ok(Duration::from_nanos(nanos))
}

#[inline]
fn clock_offset(text: &str) -> Result<ClockOffset, ActError> {
    let ahead = span(text.strip_prefix('-').unwrap_or(text))?.as_nanos() as i64;
    let behind = text.starts_with('-');
    Ok(ClockOffset(if behind { -ahead } else { ahead }))
}

/// What machines, lines and groups are called. A line is called after both its ends.
struct Names<'a>(&'a Blueprint);

impl<'a> Names<'a> {
    #[inline]
    fn node(&self, node: NodeId) -> &'a str {
        &self.0.nodes[node.index()].name
    }

    /// The line, from its first end to its second where `forward`, else the other way.
    #[inline]
    fn link(&self, link: LinkId, forward: bool) -> String {
        let link = &self.0.links[link.index()];
        let (first, second) = (self.node(link.first), self.node(link.second));
        let (from, to) = if forward {
            (first, second)
        } else {
            (second, first)
        };
        format!("{from}~{to}")
    }

    /// A machine: the users are none, so nothing can be done to them.
    #[inline]
    fn machine(&self, name: &str) -> Option<NodeId> {
        let node = self.any(name)?;
        let is_users = self.0.workloads.iter().any(|users| users.node == node);
        (!is_users).then_some(node)
    }

    #[inline]
    fn any(&self, name: &str) -> Option<NodeId> {
        let place = self.0.nodes.iter().position(|node| node.name == name)?;
        Some(NodeId(place as u16))
    }

    /// The line between two ends, and whether the one that is named first is its first.
    #[inline]
    fn line(&self, from: &str, to: &str) -> Option<(LinkId, bool)> {
        let ends = (self.any(from)?, self.any(to)?);
        self.0.links.iter().enumerate().find_map(|(place, link)| {
            let forward = (link.first, link.second) == ends;
            let backward = (link.second, link.first) == ends;
            (forward || backward).then_some((LinkId(place as u16), forward))
        })
    }

    #[inline]
    fn group(&self, name: &str) -> Result<usize, ActError> {
        let place = self.0.groups.iter().position(|group| group.name == name);
        place.ok_or_else(|| ActError::Unknown(name.to_owned()))
    }
}

#[cfg(test)]
mod tests;
