//! Small pictures of every system that live: each is really simulated, at a modest rate and in slow
//! motion. No browser types here.

use scene::{Card, Flow, Scene, Size, StageView, StageWords, compose_stage};
use sim::{Duration, Simulation, Snapshot, Time};
use systems::{Entry, NodeCard};

use crate::i18n::Locale;
use crate::settings::RATE;

/// Requests per second of a small picture: enough to see that something goes on.
const PER_SECOND: i64 = 40;
/// Simulated seconds per second of the person's.
const SPEED: f64 = 0.05;
/// How far a small picture's run is when it is first seen.
const WARM_UP: Duration = Duration::from_secs(2);
/// A run that has come so far begins again, so that nothing of it grows without end.
const HORIZON: Duration = Duration::from_secs(600);
/// What passes at most between two pictures, in milliseconds of the person's.
const STEP_MS_MAX: f64 = 100.0;
const SEED: u64 = 1;

/// One system, small and alive.
pub struct Miniature {
    simulation: Simulation,
    cards: Vec<Card>,
    snapshot: Snapshot,
    flow: Flow,
    scene: Scene,
}

/// What the cards of a stage show, in the reader's language.
pub fn cards(cards: &[NodeCard], locale: Locale) -> Vec<Card> {
    let card = |card: &NodeCard| Card {
        label: locale.title(card).to_owned(),
        short: locale.short(card).to_owned(),
        zone: match card.zone.as_str() {
            "" => String::new(),
            zone => (locale.messages().zone_named)(zone),
        },
        icon: match card.icon {
            systems::Icon::Users => scene::Icon::Users,
            systems::Icon::Server => scene::Icon::Server,
            systems::Icon::Balancer => scene::Icon::Balancer,
            systems::Icon::Database => scene::Icon::Database,
            systems::Icon::Monitor => scene::Icon::Monitor,
            systems::Icon::Gateway => scene::Icon::Gateway,
            systems::Icon::Queue => scene::Icon::Queue,
            systems::Icon::Cache => scene::Icon::Cache,
            systems::Icon::Edge => scene::Icon::Edge,
        },
        column: card.column,
        row: card.row,
    };
    cards.iter().map(card).collect()
}

impl Miniature {
    /// A run that has just been warmed up.
    ///
    /// # Panics
    /// If the catalogue cannot build what it offers: its tests build everything.
    pub fn new(entry: &'static Entry, locale: Locale) -> Self {
        let mut scenario = entry.scenario(SEED, HORIZON);
        scenario.parameters.clear();
        if let Some(rate) = entry.parameter(RATE) {
            let modest = PER_SECOND.clamp(rate.minimum, rate.maximum);
            scenario.parameters.insert(RATE.to_owned(), modest);
        }
        let blueprint = systems::blueprint(&scenario).expect("the catalogue builds its systems");
        let mut simulation = Simulation::new(blueprint);
        simulation.run_until(Time::ZERO + WARM_UP, u64::MAX);
        Self {
            cards: cards(&entry.cards(&scenario), locale),
            snapshot: simulation.snapshot(),
            simulation,
            flow: Flow::default(),
            scene: Scene::default(),
        }
    }

    /// Lets so much of the person's time pass.
    pub fn advance(&mut self, wall_ms: f64) {
        let wall_ms = wall_ms.clamp(0.0, STEP_MS_MAX);
        let span = Duration::from_nanos_f64(wall_ms * 1e6 * SPEED);
        let until = self.simulation.now() + span;
        self.simulation.run_until(until, u64::MAX);
        self.simulation.snapshot_into(&mut self.snapshot);
        self.flow.advance(&self.snapshot, wall_ms, SPEED);
    }

    /// Whether the run has come to its end and a new one should take its place.
    pub fn is_over(&self) -> bool {
        self.simulation.now() >= self.simulation.horizon()
    }

    /// Events of the run so far.
    pub const fn events(&self) -> u64 {
        self.snapshot.events
    }

    /// What it looks like now.
    pub fn scene(
        &mut self,
        size: Size,
        text_scale: f32,
        words: &StageWords,
        still: bool,
    ) -> &Scene {
        let view = StageView {
            size,
            text_scale,
            snapshot: &self.snapshot,
            cards: &self.cards,
            words,
            selected: None,
            flow: &self.flow,
            speed: SPEED,
            still,
        };
        compose_stage(&view, &mut self.scene);
        &self.scene
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_has_a_small_picture_in_which_something_moves() {
        let size = Size {
            width: 240.0,
            height: 110.0,
        };
        let words = Locale::Ja.messages().stage();
        for entry in systems::ENTRIES {
            let mut miniature = Miniature::new(entry, Locale::Ja);
            let before = miniature.events();
            assert!(before > 100, "{}: {before} events", entry.id);
            for _ in 0..60 {
                miniature.advance(33.0);
            }
            assert!(miniature.events() > before, "{}", entry.id);
            let scene = miniature.scene(size, 1.0, words, false);
            assert!(scene.shapes.len() > 5, "{}", entry.id);
        }
    }

    #[test]
    fn a_long_pause_counts_as_a_short_one() {
        let mut miniature = Miniature::new(&systems::ENTRIES[0], Locale::En);
        let before = miniature.simulation.now();
        miniature.advance(1e9);
        let passed = miniature.simulation.now().since(before);
        assert_eq!(passed, Duration::from_millis(5));
    }
}
