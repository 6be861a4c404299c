//! The failover monitor of a managed database: it decides who is the primary.
//!
//! Again and again it asks all machines whether they are there. A primary that is silent three
//! times in a row is given up, and a copy is told to take over with a new epoch: with synchronous
//! replication only one that was last known to have every confirmed write, otherwise the one
//! whose data is the newest. A machine that starts asks the monitor what it is to be. Simplified: the monitor itself
//! is one machine; a real one is replicated.

use sim::{Body, Context, Duration, Message, NodeId, Note, Process, Version};

use crate::parts::protocol::{Standby, Words};

/// Silences in a row after which a machine counts as gone.
pub(crate) const SILENCES_MAX: u32 = 3;

#[derive(Clone, Copy, Debug)]
struct Watched {
    node: NodeId,
    silences: u32,
    answered: bool,
    /// Whether it said that it is, or is becoming, the primary.
    leads: bool,
    /// Whether it said that it is a copy from which nothing is missing.
    fit: bool,
    newest: Version,
    /// On disk: whether it has every confirmed write, and the change that said so.
    in_sync: bool,
    change: u64,
}

/// A program that watches the machines of a database.
#[derive(Clone, Debug)]
pub(crate) struct Monitor {
    machines: Vec<Watched>,
    /// How often the machines are asked, and how long they have to answer.
    interval: Duration,
    /// Whether only a copy that has every confirmed write may be promoted.
    synchronous: bool,
    /// On disk: which machine is the primary, and since which epoch.
    primary: usize,
    epoch: u64,
    round: u64,
}

impl Monitor {
    /// Watches the machines, of which the first is the primary when the run starts.
    pub(crate) fn new(
        machines: impl IntoIterator<Item = NodeId>,
        interval: Duration,
        synchronous: bool,
    ) -> Self {
        let watched = |node| Watched {
            node,
            silences: 0,
            answered: true,
            leads: true,
            fit: false,
            newest: Version::NONE,
            in_sync: true,
            change: 0,
        };
        Self {
            machines: machines.into_iter().map(watched).collect(),
            interval,
            synchronous,
            primary: 0,
            epoch: 1,
            round: 0,
        }
    }

    fn ask_all(&mut self, context: &mut Context<'_>) {
        for machine in &mut self.machines {
            let silent_before = machine.silences >= SILENCES_MAX;
            machine.silences = if machine.answered {
                0
            } else {
                machine.silences.saturating_add(1)
            };
            let silent = machine.silences >= SILENCES_MAX;
            if silent != silent_before {
                context.note(Note::Trust {
                    target: machine.node,
                    trusted: !silent,
                });
            }
        }
        self.fail_over(context);
        let primary = self.machines[self.primary];
        if primary.answered && !primary.leads {
            // The order to take over was lost on its way.
            Words::Promote { epoch: self.epoch }.send(context, primary.node, 0);
        }
        self.round += 1;
        for machine in &mut self.machines {
            machine.answered = false;
            Words::Heartbeat { epoch: self.epoch }.send(context, machine.node, self.round);
        }
        context.set_timer(self.interval, 0);
    }

    fn fail_over(&mut self, context: &mut Context<'_>) {
        if self.machines[self.primary].silences < SILENCES_MAX {
            return;
        }
        let Some(chosen) = self.successor() else {
            return;
        };
        self.primary = chosen;
        self.epoch += 1;
        self.nobody_is_in_sync();
        Words::Promote { epoch: self.epoch }.send(context, self.machines[chosen].node, 0);
    }

    /// The copy to promote: of those that may be, the one with the newest data; of equals the first.
    fn successor(&self) -> Option<usize> {
        let may = |place: &usize| {
            let machine = &self.machines[*place];
            let safe = machine.in_sync || !self.synchronous;
            *place != self.primary && machine.silences == 0 && machine.fit && safe
        };
        let places = (0..self.machines.len()).rev().filter(may);
        places.max_by_key(|place| self.machines[*place].newest)
    }

    /// A primary that begins (again) confirms writes that no copy has.
    fn nobody_is_in_sync(&mut self) {
        for machine in &mut self.machines {
            machine.in_sync = false;
            machine.change = 0;
        }
    }

    fn place(&self, node: NodeId) -> Option<usize> {
        self.machines
            .iter()
            .position(|machine| machine.node == node)
    }

    fn told(&mut self, context: &mut Context<'_>, message: &Message, words: Words) {
        let Some(place) = self.place(message.source) else {
            return;
        };
        let leads = place == self.primary;
        let epoch = self.epoch;
        match words {
            Words::Alive { leads, fit, newest } if message.call == self.round => {
                let machine = &mut self.machines[place];
                machine.answered = true;
                machine.leads = leads;
                machine.fit = fit;
                machine.newest = newest;
            }
            Words::Join if leads => self.rejoined(context, message),
            Words::Join => Words::Follow { epoch }.send(context, message.source, message.call),
            Words::MayIWorkWithout {
                epoch: asked,
                standby,
            } if leads && asked == epoch => self.allow(context, message, standby),
            Words::MayIWorkWithout { .. } => {
                Words::StepDown { epoch }.send(context, message.source, 0);
            }
            Words::StandbyIsInSync {
                epoch: told,
                standby,
            } if leads && told == epoch => {
                self.heard(standby, true);
            }
            _ => {}
        }
    }

    /// The primary has started again: what it said before counts no more.
    fn rejoined(&mut self, context: &mut Context<'_>, message: &Message) {
        let epoch = self.epoch;
        for machine in &mut self.machines {
            if machine.change < message.call {
                machine.in_sync = false;
                machine.change = message.call;
            }
        }
        Words::Lead { epoch }.send(context, message.source, message.call);
    }

    /// The primary may go on without this standby, which is not promoted from now on.
    fn allow(&mut self, context: &mut Context<'_>, message: &Message, standby: Standby) {
        if self.heard(standby, false) {
            let epoch = self.epoch;
            Words::WorkWithout { epoch, standby }.send(context, message.source, 0);
        }
    }

    /// Takes the primary's word on a standby, unless a later one was heard.
    fn heard(&mut self, standby: Standby, in_sync: bool) -> bool {
        let Some(place) = self.place(standby.node) else {
            return false;
        };
        let machine = &mut self.machines[place];
        let heeded = standby.change >= machine.change;
        if heeded {
            machine.change = standby.change;
            machine.in_sync = in_sync;
        }
        heeded
    }
}

impl Process for Monitor {
    fn start(&mut self, context: &mut Context<'_>) {
        self.ask_all(context);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        if let Body::Protocol(payload) = message.body {
            self.told(context, message, Words::from(payload));
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, _token: u64) {
        self.ask_all(context);
    }

    fn crash(&mut self) {
        for machine in &mut self.machines {
            machine.silences = 0;
            machine.answered = true;
        }
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_was_overtaken_by_a_later_one_is_not_heeded() {
        let mut monitor = Monitor::new([NodeId(0), NodeId(1)], Duration::from_secs(1), true);
        let standby = |change| Standby {
            node: NodeId(1),
            change,
        };
        assert!(monitor.heard(standby(5), true));
        assert!(monitor.heard(standby(6), false));
        assert!(
            !monitor.heard(standby(5), true),
            "a repeated message comes late"
        );
        assert!(!monitor.machines[1].in_sync);
        assert!(monitor.heard(standby(7), true));
        assert!(monitor.machines[1].in_sync);
    }
}
