//! Who does the work: what workers have worked for requests that were answered, by machine.

use sim::{BIN, Duration, NodeId, Simulation};
use systems::Duty;

use crate::Subject;

/// What happened this long ago still counts for what is said of the present. Long enough for a few
/// thousand requests, short enough that a person sees a system recover.
pub const WINDOW: Duration = Duration::from_secs(10);
/// Bins of the metrics in [`WINDOW`].
pub(crate) const WINDOW_BINS: usize = (WINDOW.as_nanos() / BIN.as_nanos()) as usize;

/// A machine does useful work if it does at least this share of what the busiest one does.
pub(crate) const USEFUL: f64 = 0.05;

/// One machine's part of the work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MachineWork {
    pub node: NodeId,
    /// Work that has led to answers, in seconds of a worker.
    pub busy_secs: f64,
    /// Its share of all the work, 0 to 1.
    pub share: f64,
}

/// The work of all machines of a system, over some time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// Those that worked, in the order of their ids.
    pub machines: Vec<MachineWork>,
    /// Work of all of them that has led to answers, in seconds of a worker.
    pub busy_secs: f64,
    /// All time that workers have worked, for whatever purpose, in seconds.
    pub spent_secs: f64,
}

impl Work {
    /// Since the start of the run.
    pub(crate) fn whole(subject: &Subject<'_>) -> Self {
        let now = subject.simulation.now();
        Self::of(subject, |simulation, node| {
            let node = &simulation.nodes()[node.index()];
            let (busy, _) = node.areas_at(now);
            [node.useful_nanos() as f64 / 1e9, busy as f64 / 1e9]
        })
    }

    /// Over the last [`WINDOW`], or less, early in a run.
    pub(crate) fn recent(subject: &Subject<'_>) -> Self {
        Self::of(subject, |simulation, node| {
            let workers = simulation.nodes()[node.index()].worker_count() as f64;
            let bins = simulation.metrics().node_bins(node.index()).rev();
            let mut shares = [0.0; 2];
            for (_, bin) in bins.take(WINDOW_BINS) {
                shares[0] += f64::from(bin.useful);
                shares[1] += f64::from(bin.utilization);
            }
            shares.map(|share| share * workers * BIN.as_secs_f64())
        })
    }

    /// Of the seconds that each machine has worked for answers, and in all.
    fn of(subject: &Subject<'_>, secs: impl Fn(&Simulation, NodeId) -> [f64; 2]) -> Self {
        let machines = subject.machines_of_the_system();
        let mut spent_secs = 0.0;
        let mut busy = Vec::new();
        for node in machines {
            let [useful, spent] = secs(subject.simulation, node);
            spent_secs += spent;
            if useful > 0.0 {
                busy.push((node, useful));
            }
        }
        Self {
            spent_secs,
            ..Self::from_busy(busy.into_iter())
        }
    }

    /// Of so many seconds by machine, all of them of use.
    pub(crate) fn from_busy(busy: impl Iterator<Item = (NodeId, f64)>) -> Self {
        let mut machines: Vec<MachineWork> = busy
            .map(|(node, busy_secs)| MachineWork {
                node,
                busy_secs,
                share: 0.0,
            })
            .collect();
        let all: f64 = machines.iter().map(|machine| machine.busy_secs).sum();
        for machine in &mut machines {
            machine.share = machine.busy_secs / all;
        }
        Self {
            machines,
            busy_secs: all,
            spent_secs: all,
        }
    }

    /// Machines that do useful work: at least a twentieth of what the busiest one does.
    pub fn useful(&self) -> impl Iterator<Item = &MachineWork> {
        let least = self.busiest() * USEFUL;
        self.machines
            .iter()
            .filter(move |machine| machine.share >= least)
    }

    /// How many machines it would be if those that do useful work worked alike: the inverse of
    /// Simpson's index, the square of the sum of the shares over the sum of their squares. 1 to the
    /// number of these machines; 0 without work.
    pub fn effective(&self) -> f64 {
        let shares: Vec<f64> = self.useful().map(|machine| machine.share).collect();
        let squares: f64 = shares.iter().map(|share| share * share).sum();
        let sum: f64 = shares.iter().sum();
        if squares > 0.0 {
            sum * sum / squares
        } else {
            0.0
        }
    }

    /// The work of one machine, in seconds.
    pub(crate) fn of_machine(&self, node: NodeId) -> f64 {
        let mut machines = self.machines.iter();
        let machine = machines.find(|machine| machine.node == node);
        machine.map_or(0.0, |machine| machine.busy_secs)
    }

    /// The share of the work that the machine with the most of it does not do, 0 to 1.
    pub fn left_without_busiest(&self) -> f64 {
        if self.machines.is_empty() {
            return 0.0;
        }
        (1.0 - self.busiest()).max(0.0)
    }

    fn busiest(&self) -> f64 {
        self.machines
            .iter()
            .fold(0.0, |most, machine| machine.share.max(most))
    }
}

impl Subject<'_> {
    /// The machines that are the system: all but the users' own.
    pub(crate) fn machines_of_the_system(&self) -> impl Iterator<Item = NodeId> {
        let cards = self.cards.iter().enumerate();
        let machines = cards.filter(|(_, card)| !card.duties.contains(&Duty::Users));
        machines.map(|(index, _)| NodeId(index as u16))
    }
}
