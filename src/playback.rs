//! From the person's time to simulated time: speed, a clamp on long frames, and a budget per frame.

use sim::{Duration, Time};

use crate::session::Session;
use crate::speed::Speed;

/// A frame that took longer than this (a hidden tab, a sleeping machine) counts as this long.
const FRAME_MS_MAX: f64 = 100.0;
/// How long one frame may simulate, so that the page stays responsive.
const BUDGET_MS: f64 = 8.0;
/// Where motion is not wanted, the picture changes only this often.
const STILL_MS: f64 = 500.0;
/// One picture at sixty pictures a second.
const PICTURE_MS: f64 = 1_000.0 / 60.0;
/// How fast the measured speed forgets.
const MEMORY_MS: f64 = 700.0;

/// Where playback stands. It changes when things are shown, never what happens.
#[derive(Clone, Debug, Default)]
pub struct Playback {
    /// Wall time that has not been played yet.
    owed_ms: f64,
    /// Share of the wanted simulated time that was reached lately, smoothed.
    reached: Option<f64>,
    behind: bool,
}

impl Playback {
    /// Plays `wall_ms` of the person's time at this speed. `still` holds the picture and lets it
    /// change twice a second. `now_ms` reads the wall clock. Whether the picture changed.
    pub fn play(
        &mut self,
        session: &mut Session,
        speed: Speed,
        still: bool,
        wall_ms: f64,
        now_ms: &mut dyn FnMut() -> f64,
    ) -> bool {
        let clamp = if still { STILL_MS } else { FRAME_MS_MAX };
        self.owed_ms = (self.owed_ms + wall_ms.max(0.0)).min(clamp);
        if still && self.owed_ms < STILL_MS {
            return false;
        }
        let wall_ms = std::mem::take(&mut self.owed_ms);
        let wanted = simulated(wall_ms, speed);
        let before = session.now();
        let deadline = grained(before + wanted).min(session.horizon());
        let started = now_ms();
        session.advance(deadline, &mut || now_ms() - started >= BUDGET_MS);
        self.measure(session.now().since(before), deadline.since(before), wall_ms);
        session.observe(wall_ms, speed.factor());
        true
    }

    /// Forgets what was owed and measured: playback begins anew.
    pub fn rest(&mut self) {
        *self = Self::default();
    }

    /// The speed that is reached, where that is clearly less than the one that was asked for.
    pub fn lagging(&self, speed: Speed) -> Option<f64> {
        let reached = self.reached.filter(|_| self.behind)?;
        Some(speed.factor() * reached)
    }

    fn measure(&mut self, reached: Duration, wanted: Duration, wall_ms: f64) {
        if wanted == Duration::ZERO {
            return;
        }
        let share = reached.as_nanos() as f64 / wanted.as_nanos() as f64;
        let weight = (wall_ms / MEMORY_MS).min(1.0);
        let before = self.reached.unwrap_or(1.0);
        let smoothed = before + (share - before) * weight;
        self.reached = Some(smoothed);
        // Two thresholds, so that the sentence does not flicker.
        self.behind = smoothed < if self.behind { 0.97 } else { 0.9 };
    }
}

/// To the nearest microsecond, where pictures end: what is done between two of them has a time that
/// can be read.
const fn grained(time: Time) -> Time {
    const GRAIN: u64 = 1_000;
    Time::from_nanos((time.as_nanos() + GRAIN / 2) / GRAIN * GRAIN)
}

/// How much simulated time one picture is at this speed.
pub fn picture(speed: Speed) -> Duration {
    simulated(PICTURE_MS, speed)
}

fn simulated(wall_ms: f64, speed: Speed) -> Duration {
    Duration::from_nanos_f64(wall_ms * 1e6 * speed.factor())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::state::RunCause;

    fn session() -> Session {
        Session::new(&Settings::default(), RunCause::Restarted).expect("can be run")
    }

    fn speed(factor: f64) -> Speed {
        Speed::nearest(factor).expect("a step")
    }

    #[test]
    fn wall_time_becomes_simulated_time_at_the_chosen_speed() {
        let (mut session, mut playback) = (session(), Playback::default());
        for _ in 0..10 {
            playback.play(&mut session, speed(0.05), false, 20.0, &mut || 0.0);
        }
        assert_eq!(session.now(), Time::ZERO + Duration::from_millis(10));
        assert_eq!(playback.lagging(speed(0.05)), None);
    }

    #[test]
    fn a_long_frame_is_clamped() {
        let (mut session, mut playback) = (session(), Playback::default());
        playback.play(&mut session, speed(1.0), false, 60_000.0, &mut || 0.0);
        assert_eq!(session.now(), Time::ZERO + Duration::from_millis(100));
        playback.play(&mut session, speed(1.0), false, -5.0, &mut || 0.0);
        assert!(session.now() <= Time::ZERO + Duration::from_millis(101));
    }

    #[test]
    fn a_spent_budget_slows_playback_and_says_so_and_changes_no_result() {
        let (mut hurried, mut playback) = (session(), Playback::default());
        // Every look at the clock costs 3 ms, so that a frame gets through three slices of 20 ms.
        let mut clock = 0.0;
        for _ in 0..40 {
            playback.play(&mut hurried, speed(60.0), false, 16.0, &mut || {
                clock += 3.0;
                clock
            });
        }
        assert_eq!(hurried.now(), Time::ZERO + Duration::from_millis(40 * 60));
        let lagging = playback.lagging(speed(60.0)).expect("it cannot keep up");
        assert!(lagging < 30.0, "{lagging}");
        let mut straight = session();
        straight.advance(hurried.now(), &mut || false);
        for (left, right) in straight.sides().iter().zip(hurried.sides()) {
            assert_eq!(
                left.simulation().trace().hash(),
                right.simulation().trace().hash()
            );
        }
    }

    #[test]
    fn where_motion_is_not_wanted_the_picture_changes_twice_a_second() {
        let (mut session, mut playback) = (session(), Playback::default());
        let mut changes = 0;
        for _ in 0..100 {
            changes += u32::from(playback.play(&mut session, speed(1.0), true, 20.0, &mut || 0.0));
        }
        assert_eq!(changes, 4, "in two seconds");
        assert_eq!(session.now(), Time::ZERO + Duration::from_secs(2));
    }
}
