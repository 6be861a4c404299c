//! The address of a run: as short as it can be, and read back as the same run.

use std::fmt::Display;

use sim::Time;
use systems::acts::{self, Act};

use super::{Address, DONE};
use crate::harm;
use crate::settings::{SIDES, Scope, Settings};
use crate::speed::Speed;
use crate::state::ThemeChoice;

/// What stands after the question mark, which comes first; empty where nothing is asked for.
pub fn written(address: &Address) -> String {
    let Address {
        locale,
        theme,
        projector,
        focus,
        speed,
        play,
        settings,
        problems: _,
    } = address;
    let mut query = Query::default();
    let usual = Settings::default();
    for (side, name) in SIDES.into_iter().enumerate() {
        let system = settings.entry(side).id;
        query.add_if(system != usual.entry(side).id, name, system);
    }
    if let Some(locale) = locale {
        query.add("lang", locale.code());
    }
    if let Some(theme) = theme {
        query.add("theme", ThemeChoice::code(*theme));
    }
    query.add_if(*projector, "view", "projector");
    if let Some(side) = focus {
        query.add("focus", SIDES[*side]);
    }
    query.add_if(*play, "play", "1");
    let speed = speed.filter(|speed| *speed != Speed::default());
    if let Some(speed) = speed {
        query.add("speed", speed.label().trim_start_matches('×'));
    }
    query.add_if(settings.seed != usual.seed, "seed", settings.seed);
    let horizon = settings.horizon_seconds;
    query.add_if(horizon != usual.horizon_seconds, "horizon", horizon);
    for (scope, id, value) in settings.changed() {
        match scope {
            Scope::Both => query.add(id, value),
            Scope::Side(side) => query.add(&of_side(side, id), value),
        }
    }
    for planned in settings.planned() {
        query.add("fault", harm::written(planned));
    }
    add_acts(settings, &mut query);
    query.0
}

/// What was done, moment by moment. What was done alike to both sides stands once: the load, mostly.
fn add_acts(settings: &Settings, query: &mut Query) {
    let [left, right] = [0, 1].map(|side| texts(settings, side));
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    loop {
        // Acts of one side keep their order.
        let name = match (left.peek(), right.peek()) {
            (Some(one), Some(other)) if one == other => {
                right.next();
                DONE.to_owned()
            }
            (Some((at, _)), Some((other, _))) if at > other => of_side(1, DONE),
            (Some(_), _) => of_side(0, DONE),
            (None, Some(_)) => of_side(1, DONE),
            (None, None) => return,
        };
        let next = if name == of_side(1, DONE) {
            right.next()
        } else {
            left.next()
        };
        if let Some((_, text)) = next {
            query.add(&name, text);
        }
    }
}

/// The acts of a side, and when each comes.
fn texts(settings: &Settings, side: usize) -> Vec<(Time, String)> {
    let acts = settings.acts(side);
    if acts.is_empty() {
        return Vec::new();
    }
    let blueprint = settings.blueprint(side).into_iter();
    let written = blueprint.flat_map(|blueprint| {
        let text = |act: &Act| (act.at, acts::written(act, &blueprint));
        acts.iter().map(text).collect::<Vec<_>>()
    });
    written.collect()
}

fn of_side(side: usize, name: &str) -> String {
    format!("{}.{name}", SIDES[side])
}

/// What is written so far. Every name and value is of letters that an address takes as they are.
#[derive(Default)]
struct Query(String);

impl Query {
    fn add(&mut self, name: &str, value: impl Display) {
        let sign = if self.0.is_empty() { '?' } else { '&' };
        self.0.push(sign);
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(&value.to_string());
    }

    fn add_if(&mut self, wanted: bool, name: &str, value: impl Display) {
        if wanted {
            self.add(name, value);
        }
    }
}
