//! English: phrases that depend on what happened, to what, or of which kind.

use sim::{Fault, NodeState, Role};
use systems::{Family, Unit};

use crate::moot::Moot;

/// So many of something, of which there may be one.
pub(super) fn counted(count: &str, what: &str) -> String {
    let end = if count == "1" { "" } else { "s" };
    format!("{count} {what}{end}")
}

/// What the systems of a family look like to their users.
pub(super) const fn one_place(family: Family) -> &'static str {
    match family {
        Family::Web | Family::Shop => "The one shop",
        Family::Timeline => "The one app",
        Family::Video => "The one service",
    }
}

pub(super) const fn family(family: Family) -> &'static str {
    match family {
        Family::Web => "web pages",
        Family::Shop => "a shop",
        Family::Timeline => "a timeline",
        Family::Video => "video",
    }
}

pub(super) const fn unit(unit: Unit, count: i64) -> &'static str {
    match unit {
        Unit::Machines if count == 1 => "machine",
        Unit::Workers if count == 1 => "core",
        Unit::Times if count == 1 => "time",
        Unit::PerSecond => "/s",
        Unit::Percent => "%",
        Unit::Milliseconds => "ms",
        Unit::Seconds => "s",
        Unit::Machines => "machines",
        Unit::Workers => "cores",
        Unit::Times => "times",
        Unit::Count => "",
        Unit::Choice => "",
    }
}

pub(super) fn state_now(name: &str, state: NodeState) -> String {
    let what = match state {
        NodeState::Absent => "is switched off",
        NodeState::Up | NodeState::Busy => "works normally",
        NodeState::Saturated => "is saturated",
        NodeState::Slow => "has become slow",
        NodeState::Paused => "is paused",
        NodeState::Down => "is down",
        NodeState::Recovering => "is recovering",
    };
    format!("{name} {what}")
}

pub(super) fn role_now(name: &str, role: Role) -> String {
    let what = match role {
        Role::None => "has no special part any more",
        Role::Primary => "is now the primary",
        Role::Standby => "stands by",
        Role::Promoting => "has begun to take over",
        Role::Former => "is no longer the primary",
        Role::Draining => "takes no new work and finishes what it has",
    };
    format!("{name} {what}")
}

/// Why a fault is not offered.
pub(super) const fn moot(why: Moot) -> &'static str {
    match why {
        Moot::NoPower => "It is down: until it is started, other faults change nothing.",
        Moot::Paused => "It is paused: other faults change nothing now.",
        Moot::NoWork => "Its work takes no time here, so it cannot become slower.",
        Moot::NotCalled => "Nobody calls it, so there is nothing that it could fail.",
        Moot::Cut => "It is cut: nothing passes it anyway.",
    }
}

/// `name` is the place: a machine, a line, or one direction of a line.
pub(super) fn struck(name: &str, fault: Fault) -> String {
    match fault {
        Fault::Crash { .. } => format!("{name} is down"),
        Fault::Restart { .. } => format!("{name} has power again"),
        Fault::Pause { .. } => format!("{name} is paused"),
        Fault::Resume { .. } => format!("{name} goes on"),
        Fault::Slow { factor, .. } => format!("{name} has become {factor} times slower"),
        Fault::Restore { .. } => format!("{name} works at full speed again"),
        Fault::Partition { .. } => format!("{name}: cut"),
        Fault::Heal { .. } => format!("{name}: connected again"),
        Fault::Lossy { loss, .. } => {
            format!("{name}: loses {} %", loss.per_million() / 10_000)
        }
        Fault::Clear { .. } => format!("{name}: loses nothing any more"),
        Fault::Block { .. } => format!("{name}: cut in this direction"),
        Fault::Unblock { .. } => format!("{name}: connected again in this direction"),
        Fault::Delay { extra, .. } => {
            format!(
                "{name}: everything comes {} ms later",
                extra.as_nanos() / 1_000_000
            )
        }
        Fault::Undelay { .. } => format!("{name}: no delay any more"),
        Fault::Gray { share, .. } => {
            format!(
                "{name} fails {} % of its calls",
                share.per_million() / 10_000
            )
        }
        Fault::Cure { .. } => format!("{name} fails no calls any more"),
        Fault::Flush { .. } => format!("{name} has lost its cache"),
        Fault::Skew { .. } => format!("{name} has a wrong clock"),
        Fault::Unskew { .. } => format!("{name} has the right time again"),
    }
}

/// What another future has and this one has not.
pub(super) fn not_struck(name: &str, fault: Fault) -> String {
    let what = match fault {
        Fault::Crash { .. } => "not stopped",
        Fault::Restart { .. } => "not started again",
        Fault::Pause { .. } => "not paused",
        Fault::Resume { .. } => "not resumed",
        Fault::Slow { .. } => "not slowed down",
        Fault::Restore { .. } => "not brought back to full speed",
        Fault::Partition { .. } => "not cut",
        Fault::Heal { .. } => "not connected again",
        Fault::Lossy { .. } => "not made to lose messages",
        Fault::Clear { .. } => "not kept from losing messages",
        Fault::Block { .. } => "not cut in this direction",
        Fault::Unblock { .. } => "not connected again in this direction",
        Fault::Delay { .. } => "not delayed",
        Fault::Undelay { .. } => "delay not ended",
        Fault::Gray { .. } => "not made to fail calls",
        Fault::Cure { .. } => "not kept from failing calls",
        Fault::Flush { .. } => "cache not emptied",
        Fault::Skew { .. } => "clock not put wrong",
        Fault::Unskew { .. } => "clock not put right",
    };
    format!("{name}: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_something_is_not_several() {
        assert_eq!(counted("1", "write"), "1 write");
        assert_eq!(counted("0", "write"), "0 writes");
        assert_eq!(counted("1,001", "write"), "1,001 writes");
        let several = |unit| self::unit(unit, 2);
        for unit in [Unit::Machines, Unit::Workers, Unit::Times] {
            let one = self::unit(unit, 1);
            assert_eq!(format!("{one}s"), several(unit));
        }
    }
}
