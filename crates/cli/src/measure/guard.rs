//! Noticing runs that would never end.

use sim::{Progress, Simulation, Time};

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
    /// Whether a run that has come so far goes on in time, and its messages arrive.
    pub fn look(&mut self, simulation: &Simulation, progress: Progress) -> Result<(), Complaint> {
        let seconds = simulation.now().as_secs_f64();
        if progress == Progress::Flooded {
            return Err(Complaint::Flooded { seconds });
        }
        if simulation.now() > self.instant {
            self.instant = simulation.now();
            self.events = simulation.events();
        }
        if simulation.events() - self.events > EVENTS_AT_ONE_INSTANT {
            return Err(Complaint::TimeStands { seconds });
        }
        Ok(())
    }
}
