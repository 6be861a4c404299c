//! The whole catalogue for ten minutes on a hundred seeds: little demand with bursts, everything
//! that can go wrong, every law checked after every event. When all is mended and the users are
//! silent, nothing is left under way, and nothing waits that was not put aside as a dead letter.

#![allow(
    clippy::print_stdout,
    reason = "how much was checked is worth reading in the output of a passed test"
)]

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use sim::{ClockOffset, Duration, Fault, Intervention, LinkId, NodeId, Probability, Simulation};
use systems::{ENTRIES, Entry, Unit};

use crate::support::{Dice, heal_all, scenario};

const SEEDS: u64 = 100;
/// How long a run is hurt, in seconds.
const HURT: u64 = 600;
/// After everything is mended and the users are silent: until no request is under way. Users who
/// try again give up within this time.
const LAST_REQUEST: u64 = 20;
/// And until no machine has anything to do, and nothing waits to be delivered: a message that is not
/// acknowledged is delivered again after half a minute, five times at most.
const LAST_WORK: u64 = 200;

#[test]
fn ten_minutes_of_everything_on_a_hundred_seeds() {
    let (next, events) = (AtomicUsize::new(0), AtomicU64::new(0));
    let cases = ENTRIES.len() * SEEDS as usize;
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let work = || {
            loop {
                let case = next.fetch_add(1, Ordering::Relaxed);
                if case >= cases {
                    break;
                }
                let entry = &ENTRIES[case % ENTRIES.len()];
                let checked = Case::new(entry, (case / ENTRIES.len()) as u64).run();
                events.fetch_add(checked, Ordering::Relaxed);
            }
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    let events = events.into_inner();
    println!("{events} checked events in {cases} runs");
    // A run that stands still would keep every law.
    assert!(events > cases as u64 * 10_000, "only {events} events");
}

/// One system with one seed.
struct Case {
    name: String,
    simulation: Simulation,
    dice: Dice,
    checked: u64,
}

impl Case {
    /// Whatever is one of a few is chosen by the seed; how many there are is as usual.
    fn new(entry: &'static Entry, seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(6_121) + 17);
        let mut parameters = vec![("rate", 1)];
        for parameter in entry.parameters {
            if parameter.unit == Unit::Choice {
                let count = (parameter.maximum - parameter.minimum + 1) as u64;
                parameters.push((parameter.id, parameter.minimum + dice.roll(count) as i64));
            }
        }
        let mut scenario = scenario(entry.id, seed, &parameters);
        scenario.horizon = Duration::from_secs(HURT + LAST_WORK + 1);
        let blueprint = systems::blueprint(&scenario).expect("a valid scenario");
        Self {
            name: format!("{} {parameters:?}, seed {seed}", entry.id),
            simulation: Simulation::new(blueprint),
            dice,
            checked: 0,
        }
    }

    /// Runs the case to its end; the number of checked events.
    fn run(mut self) -> u64 {
        let mut at = 0;
        while at < HURT {
            at = (at + 5 + self.dice.roll(30)).min(HURT);
            self.step_to(at);
            for _ in 0..=self.dice.roll(3) {
                self.disturb();
            }
        }
        heal_all(&mut self.simulation);
        self.demand(0);
        self.step_to(HURT + LAST_REQUEST);
        let left = self.simulation.ledger().totals.in_flight();
        assert_eq!(left, 0, "{}: requests are left under way", self.name);
        self.step_to(HURT + LAST_WORK);
        self.nothing_is_left();
        self.checked
    }

    fn step_to(&mut self, secs: u64) {
        let end = sim::Time::ZERO + Duration::from_secs(secs);
        while self.simulation.next_event_at().is_some_and(|at| at <= end) {
            self.simulation.step();
            self.checked += 1;
            self.check();
        }
        self.simulation.pass_to(end);
    }

    fn check(&self) {
        if let Err(violation) = self.simulation.check() {
            let (name, events) = (&self.name, self.checked);
            let now = self.simulation.now();
            panic!("{name}, {now}, after {events} checked events: {violation}");
        }
    }

    /// Something goes wrong or is mended, the crowd grows or goes, machines come or leave.
    fn disturb(&mut self) {
        match self.dice.roll(12) {
            0 => self.burst(),
            1 if !self.simulation.groups().is_empty() => {
                let groups = self.simulation.groups().len() as u64;
                let group = self.dice.roll(groups) as u16;
                let most = self.simulation.groups()[usize::from(group)].units_max();
                let count = 1 + self.dice.roll(most as u64) as u16;
                let units = Intervention::SetUnits { group, count };
                self.simulation.intervene(units);
            }
            2 | 3 => heal_all(&mut self.simulation),
            _ => {
                let fault = any_damage(&self.simulation, &mut self.dice);
                self.simulation.intervene(Intervention::Fault(fault));
            }
        }
        self.check();
    }

    /// For a moment, everybody comes at once.
    fn burst(&mut self) {
        let now = self.simulation.now();
        self.demand(200);
        while self.simulation.now() < now + Duration::from_secs(1) && self.simulation.step() {
            self.checked += 1;
            self.check();
        }
        self.demand(1);
    }

    fn demand(&mut self, per_second: u64) {
        self.simulation.intervene(Intervention::SetDemand {
            per_second_milli: per_second * 1_000,
        });
        self.check();
    }

    fn nothing_is_left(&self) {
        for (node, view) in
            std::iter::zip(self.simulation.nodes(), self.simulation.snapshot().nodes)
        {
            let idle = view.busy == 0 && view.queue_length == 0;
            let delivered = view.backlog.unwrap_or(0) == 0;
            assert!(
                idle && delivered,
                "{}: {} has {view:?}",
                self.name,
                node.name()
            );
        }
    }
}

/// Something that can go wrong, at some machine or line.
fn any_damage(simulation: &Simulation, dice: &mut Dice) -> Fault {
    let node = NodeId(dice.roll(simulation.nodes().len() as u64) as u16);
    let link = LinkId(dice.roll(simulation.network().links().len() as u64) as u16);
    match dice.roll(10) {
        0 => Fault::Crash { node },
        1 => Fault::Pause { node },
        2 => Fault::Slow { node, factor: 10 },
        3 => Fault::Partition { link },
        4 => Fault::Lossy {
            link,
            loss: Probability::from_percent(30),
        },
        5 => Fault::Block {
            link,
            forward: dice.roll(2) == 0,
        },
        6 => Fault::Delay {
            link,
            extra: Duration::from_millis(300),
        },
        7 => Fault::Gray {
            node,
            share: Probability::from_percent(50),
        },
        8 => Fault::Flush { node },
        _ => Fault::Skew {
            node,
            offset: ClockOffset(dice.roll(4_000_000_000) as i64 - 2_000_000_000),
        },
    }
}
