//! Noticing runs that would never end.

use sim::{MESSAGES_MAX, Simulation, Time};

use crate::complaint::Complaint;

/// Events at one instant after which time is said to stand still.
const EVENTS_AT_ONE_INSTANT: u64 = 2_000_000;

/// Notices runs that would never end: looks at a run now and then.
#[derive(Debug, Default)]
pub struct Guard {
    instant: Time,
    /// Events before that instant.
    events: u64,
}

impl Guard {
    /// Whether the run goes on in time, and its messages arrive.
    pub fn look(&mut self, simulation: &Simulation) -> Result<(), Complaint> {
        let seconds = simulation.now().as_secs_f64();
        if simulation.now() > self.instant {
            self.instant = simulation.now();
            self.events = simulation.events();
        }
        if simulation.events() - self.events > EVENTS_AT_ONE_INSTANT {
            return Err(Complaint::TimeStands { seconds });
        }
        let links = simulation.network().links().iter();
        let in_transit: u64 = links
            .map(|link| link.traffic(true).in_transit + link.traffic(false).in_transit)
            .sum();
        if in_transit > MESSAGES_MAX as u64 / 2 {
            return Err(Complaint::Flooded { seconds });
        }
        Ok(())
    }
}
