//! The targets of a balancer: what it knows of each, and which of them may get work.
//!
//! Trust has three grounds, and a target needs all of them: it is registered, its health checks
//! pass, and it is not ejected for its errors. The set of those that may get work is changed when
//! trust changes and never collected anew for a call.

use sim::{NodeId, Stream, sort_few};

use super::choice::Choice;

/// Failed probes in a row after which a target counts as gone until a probe succeeds again.
const FAILURES_TO_FORGET: u32 = 30;

/// What the balancer knows of one target.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub node: NodeId,
    /// Whether it is configured to be in service from the start, which no crash makes forgotten.
    pub initially: bool,
    /// Whether it is known to be in service: it is probed.
    pub registered: bool,
    /// Whether its health checks say that it is well.
    pub well: bool,
    /// Failed and successful probes in a row.
    pub failures: u32,
    pub successes: u32,
    /// The probe that is waited for.
    pub probe: Option<u64>,
    /// Errors in a row among its answers.
    pub errors: u32,
    pub ejected: bool,
    /// Calls sent there that are neither answered nor given up.
    pub in_flight: u32,
    /// Calls sent there since the balancer started.
    pub chosen: u64,
    /// Whether it was trusted all the time since the balancer started.
    pub steady: bool,
}

impl Target {
    pub(super) const fn trusted(&self) -> bool {
        self.registered && self.well && !self.ejected
    }

    /// Whether it gets work when nobody is trusted.
    const fn there(&self) -> bool {
        self.registered && self.failures < FAILURES_TO_FORGET
    }
}

/// All targets.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    targets: Vec<Target>,
    /// Places by machine, in order of the machines.
    places: Vec<(NodeId, usize)>,
    choice: Choice,
    fail_open: bool,
    /// The places of the trusted targets, and of all that are there; in order.
    trusted: Vec<usize>,
    there: Vec<usize>,
    /// Calls sent to a target that was not trusted although another one was.
    broken_trust: u64,
}

/// A chosen target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub place: usize,
    /// Nobody is trusted, so all are tried.
    pub failed_open: bool,
}

impl Pool {
    /// Targets of which each is in service from the start, or is not.
    pub(super) fn new(targets: &[(NodeId, bool)], choice: Choice, fail_open: bool) -> Self {
        let target = |&(node, initially): &(NodeId, bool)| Target {
            node,
            initially,
            registered: initially,
            well: initially,
            failures: 0,
            successes: 0,
            probe: None,
            errors: 0,
            ejected: false,
            in_flight: 0,
            chosen: 0,
            steady: initially,
        };
        let places = targets.iter().enumerate();
        let mut places: Vec<_> = places.map(|(place, (node, _))| (*node, place)).collect();
        sort_few(&mut places, Ord::cmp);
        let mut pool = Self {
            targets: targets.iter().map(target).collect(),
            places,
            choice,
            fail_open,
            trusted: Vec::new(),
            there: Vec::new(),
            broken_trust: 0,
        };
        pool.collect();
        pool
    }

    /// Makes the sets from what is known of each target.
    fn collect(&mut self) {
        let places = 0..self.targets.len();
        self.trusted = places
            .clone()
            .filter(|place| self.targets[*place].trusted())
            .collect();
        self.there = places
            .clone()
            .filter(|place| self.targets[*place].there())
            .collect();
        for place in places {
            let open = self.open().binary_search(&place).is_ok();
            self.choice.set(place, open, self.targets[place].in_flight);
        }
    }

    /// The places that may get work, in order.
    fn open(&self) -> &[usize] {
        if self.trusted.is_empty() && self.fail_open {
            &self.there
        } else {
            &self.trusted
        }
    }

    pub(super) fn len(&self) -> usize {
        self.targets.len()
    }

    pub(super) fn get(&self, place: usize) -> &Target {
        &self.targets[place]
    }

    pub(super) fn place_of(&self, node: NodeId) -> Option<usize> {
        let found = self.places.binary_search_by_key(&node, |(node, _)| *node);
        found.ok().map(|index| self.places[index].1)
    }

    /// Changes what is known of a target; `Some` with its trust if that is another now.
    pub(super) fn change(
        &mut self,
        place: usize,
        change: impl FnOnce(&mut Target),
    ) -> Option<bool> {
        let target = &mut self.targets[place];
        let (trusted, there) = (target.trusted(), target.there());
        change(target);
        let (trusted_now, there_now) = (target.trusted(), target.there());
        target.steady &= trusted_now;
        if (trusted, there) == (trusted_now, there_now) {
            return None;
        }
        let open_before = self.trusted.is_empty();
        put(&mut self.trusted, place, trusted_now);
        put(&mut self.there, place, there_now);
        if self.fail_open && open_before != self.trusted.is_empty() {
            // Another set may get work now.
            self.collect();
        } else {
            let open = if open_before && self.fail_open {
                there_now
            } else {
                trusted_now
            };
            self.choice.set(place, open, self.targets[place].in_flight);
        }
        (trusted != trusted_now).then_some(trusted_now)
    }

    /// Whether one more target may be ejected if at most this share may be, in millionths.
    pub(super) fn may_eject(&self, per_million: u32) -> bool {
        let ejected = self
            .there
            .iter()
            .filter(|place| self.targets[**place].ejected);
        let ejected = ejected.count() as u64 + 1;
        ejected * 1_000_000 <= self.there.len() as u64 * u64::from(per_million)
    }

    /// The target for a call about `key`.
    pub(super) fn choose(&mut self, key: u32, stream: &mut Stream) -> Option<Chosen> {
        let failed_open = self.trusted.is_empty();
        let open = if failed_open && self.fail_open {
            &self.there
        } else {
            &self.trusted
        };
        let load = |place: usize| self.targets[place].in_flight;
        let place = self.choice.choose(open, load, key, stream)?;
        let target = &mut self.targets[place];
        self.broken_trust += u64::from(!failed_open && !target.trusted());
        target.chosen += 1;
        Some(Chosen { place, failed_open })
    }

    /// A call is on its way to the target.
    pub(super) fn begun(&mut self, place: usize) {
        self.targets[place].in_flight += 1;
        self.reload(place);
    }

    /// A call to the target is answered or given up.
    pub(super) fn ended(&mut self, place: usize) {
        self.targets[place].in_flight -= 1;
        self.reload(place);
    }

    fn reload(&mut self, place: usize) {
        if self.open().binary_search(&place).is_ok() {
            self.choice.loaded(place, self.targets[place].in_flight);
        }
    }

    /// Connections and judgements are gone; who is registered is on disk, and trusted until proved
    /// bad.
    pub(super) fn crash(&mut self) {
        for target in &mut self.targets {
            target.registered |= target.initially;
            target.well = target.registered;
            target.failures = 0;
            target.successes = 0;
            target.probe = None;
            target.errors = 0;
            target.ejected = false;
            target.in_flight = 0;
            target.chosen = 0;
            target.steady = target.registered;
        }
        self.collect();
    }

    /// The laws of balancing; in words which one does not hold.
    pub(super) fn check(&self, in_flight: usize) -> Result<(), String> {
        if self.broken_trust > 0 {
            return Err(format!(
                "{} calls went to distrusted targets",
                self.broken_trust
            ));
        }
        let sum: u64 = self
            .targets
            .iter()
            .map(|target| u64::from(target.in_flight))
            .sum();
        if sum != in_flight as u64 {
            return Err(format!("{in_flight} calls in flight, {sum} at the targets"));
        }
        let places = 0..self.targets.len();
        let trusted = places.filter(|place| self.targets[*place].trusted());
        if !trusted.eq(self.trusted.iter().copied()) {
            return Err(format!("{:?} is not the trusted set", self.trusted));
        }
        match &self.choice {
            Choice::RoundRobin { .. } => self.check_rounds(),
            Choice::LeastConnections(tournament) => {
                let load = |place: &usize| self.targets[*place].in_flight;
                let least = self.open().iter().copied().min_by_key(load);
                if tournament.least() == least {
                    return Ok(());
                }
                Err(format!(
                    "{:?} is not the least loaded, {least:?} is",
                    tournament.least()
                ))
            }
            _ => Ok(()),
        }
    }

    fn check_rounds(&self) -> Result<(), String> {
        let steady = self.targets.iter().filter(|target| target.steady);
        let counts = || steady.clone().map(|target| target.chosen);
        let (least, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
        if most - least <= 1 {
            return Ok(());
        }
        Err(format!(
            "round robin chose one target {most} times, another {least} times"
        ))
    }
}

/// Puts a place into an ordered set, or takes it out.
fn put(set: &mut Vec<usize>, place: usize, is_in: bool) {
    match (set.binary_search(&place), is_in) {
        (Err(at), true) => set.insert(at, place),
        (Ok(at), false) => {
            set.remove(at);
        }
        _ => {}
    }
}
