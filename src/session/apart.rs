//! What sets one future apart from another: what was done in it and not in the other, and what was done
//! in the other and not in it.

use sim::{Fault, Intervened, Intervention, Time};

use super::Side;

/// An act that one of two futures has and the other has not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    pub side: usize,
    pub act: Intervened,
    /// Whether it was done in this future. If not, it was done in the other, and this one has gone past
    /// that instant without it.
    pub done: bool,
}

impl Apart {
    /// Whether this is the load, which both sides share: it is told once.
    pub const fn is_load(&self) -> bool {
        matches!(
            self.act.what,
            Intervention::SetDemand { .. } | Intervention::ScaleDemand { .. }
        )
    }
}

/// What sets the future `one` apart from `other`: damage first, because it changes most, then the rest;
/// each in order of time. What `is_planned` for an instant comes to both, also if only one has got there.
pub(super) fn apart(one: &[Side], other: &[Side], is_planned: impl Fn(Time) -> bool) -> Vec<Apart> {
    let mut all = Vec::new();
    for (side, (one, other)) in one.iter().zip(other).enumerate() {
        let (one, other) = (one.timeline(), other.timeline());
        let own = only_in(one.interventions(), other.interventions());
        let own = own.filter(|act| act.at <= other.frontier() || !is_planned(act.at));
        let lacked = only_in(other.interventions(), one.interventions());
        let lacked = lacked.filter(|act| act.at <= one.frontier());
        let lacked = without_needless_repairs(lacked.copied().collect());
        let told = |done| move |act| Apart { side, act, done };
        let own = own.copied().map(told(true));
        for apart in own.chain(lacked.into_iter().map(told(false))) {
            let known = |known: &Apart| {
                known.act.at == apart.act.at
                    && known.act.what == apart.act.what
                    && known.done == apart.done
            };
            if !(apart.is_load() && all.iter().any(known)) {
                all.push(apart);
            }
        }
    }
    all.sort_by_key(|apart| (damage(&apart.act).is_none(), apart.act.at));
    all
}

/// The acts of one history that another has not. Both are in order of time.
fn only_in<'a>(
    one: &'a [Intervened],
    other: &'a [Intervened],
) -> impl Iterator<Item = &'a Intervened> {
    one.iter().filter(|act| {
        let first = other.partition_point(|there| there.at < act.at);
        let mut there = other[first..].iter();
        let mut there = there.by_ref().take_while(|there| there.at == act.at);
        !there.any(|there| there.what == act.what)
    })
}

/// Nobody misses the repair of a damage that was not done either.
fn without_needless_repairs(lacked: Vec<Intervened>) -> Vec<Intervened> {
    let is_needless = |act: &&Intervened| {
        let mut before = lacked.iter().take_while(|before| before.at <= act.at);
        before.any(|before| {
            damage(before).is_some_and(|damage| act.what == Intervention::Fault(damage.repair()))
        })
    };
    let needed = lacked.iter().filter(|act| !is_needless(act));
    needed.copied().collect()
}

fn damage(act: &Intervened) -> Option<Fault> {
    match act.what {
        Intervention::Fault(fault) if fault.is_damage() => Some(fault),
        _ => None,
    }
}
