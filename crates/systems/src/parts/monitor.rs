//! The failover monitor of a managed database: it decides who is the primary.
//!
//! Every second it asks both machines whether they are there. A primary that is silent three times
//! in a row is given up, and the standby is told to take over with a new epoch, but only if the
//! standby was last known to have every confirmed write. A machine that starts asks the monitor
//! what it is to be. Simplified: the monitor itself is one machine; a real one is replicated.

use sim::{Body, Context, Duration, Message, NodeId, Note, Process};

use crate::parts::protocol::Words;

/// How often the machines are asked, and how long they have to answer.
const INTERVAL: Duration = Duration::from_secs(1);
/// Silences in a row after which a machine counts as gone.
const SILENCES_MAX: u32 = 3;

#[derive(Clone, Copy, Debug)]
struct Watched {
    node: NodeId,
    silences: u32,
    answered: bool,
    /// Whether it said that it is, or is becoming, the primary.
    leads: bool,
}

/// A program that watches two database machines.
#[derive(Clone, Debug)]
pub(crate) struct Monitor {
    machines: [Watched; 2],
    /// On disk: which machine is the primary, since which epoch, and whether the other has
    /// everything.
    primary: usize,
    epoch: u64,
    in_sync: bool,
    round: u64,
}

impl Monitor {
    /// Watches the two machines, of which the first is the primary when the run starts.
    pub(crate) fn new(machines: [NodeId; 2]) -> Self {
        let watched = |node| Watched {
            node,
            silences: 0,
            answered: true,
            leads: true,
        };
        Self {
            machines: machines.map(watched),
            primary: 0,
            epoch: 1,
            in_sync: true,
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
        context.set_timer(INTERVAL, 0);
    }

    fn fail_over(&mut self, context: &mut Context<'_>) {
        let primary = self.machines[self.primary];
        let standby = self.machines[1 - self.primary];
        if primary.silences < SILENCES_MAX || standby.silences > 0 || !self.in_sync {
            return;
        }
        self.primary = 1 - self.primary;
        self.epoch += 1;
        self.in_sync = false;
        Words::Promote { epoch: self.epoch }.send(context, standby.node, 0);
    }

    fn told(&mut self, context: &mut Context<'_>, message: &Message, words: Words) {
        let Some(place) = self
            .machines
            .iter()
            .position(|machine| machine.node == message.source)
        else {
            return;
        };
        let leads = place == self.primary;
        let epoch = self.epoch;
        match words {
            Words::Alive { leads } if message.call == self.round => {
                self.machines[place].answered = true;
                self.machines[place].leads = leads;
            }
            Words::Join if leads => Words::Lead { epoch }.send(context, message.source, 0),
            Words::Join => Words::Follow { epoch }.send(context, message.source, 0),
            Words::MayIWorkAlone { epoch: asked } if leads && asked == epoch => {
                self.in_sync = false;
                Words::WorkAlone { epoch }.send(context, message.source, 0);
            }
            Words::MayIWorkAlone { .. } => {
                Words::StepDown { epoch }.send(context, message.source, 0);
            }
            Words::StandbyIsInSync { epoch: told } if leads && told == epoch => {
                self.in_sync = true;
            }
            _ => {}
        }
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
