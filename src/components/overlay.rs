//! Real buttons over a stage's picture: one tab stop, arrow keys between them.

use std::cell::RefCell;
use std::rc::Rc;

use scene::{Rect, Target};
use sim::Place;
use web_sys::KeyboardEvent;
use yew::{Callback, Html, Properties, component, html, use_state_eq};

use super::target_button::{TargetButton, target_id};
use crate::hooks::{use_commands, use_messages, use_preferences, use_readout};
use crate::pair::Pair;
use crate::platform;
use crate::state::{Action, Selected};
use crate::wording;

/// Where the buttons go, written by the painter. Equal only to itself.
#[derive(Clone)]
pub struct Targets(pub Rc<RefCell<Vec<Target>>>);

impl PartialEq for Targets {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A place on the stage with its name.
#[derive(Clone, PartialEq)]
struct Spot {
    place: Place,
    rect: Rect,
    label: String,
}

#[derive(Properties, PartialEq)]
pub struct OverlayProps {
    pub pair: Pair,
    pub side: usize,
    pub targets: Targets,
    pub selected: Option<Place>,
}

#[component]
pub fn Overlay(props: &OverlayProps) -> Html {
    let locale = use_preferences().locale;
    let messages = use_messages();
    let commands = use_commands();
    let side = props.side;
    let targets = props.targets.clone();
    let spots = use_readout(250.0, move |session| {
        let side = session.side(side);
        let spot = |target: &Target| Spot {
            place: target.place,
            rect: target.rect,
            label: wording::place_label(side, target.place, locale),
        };
        targets.0.borrow().iter().map(spot).collect::<Vec<_>>()
    });
    let current = use_state_eq(|| None::<Place>);
    let first = spots.first().map(|spot| spot.place);
    let present = |place: &Place| spots.iter().any(|spot| spot.place == *place);
    let tab_stop = current.filter(present).or(first);
    let on_key = {
        let (spots, current) = (spots.clone(), current.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(direction) = Direction::of(&event.key()) else {
                return;
            };
            event.prevent_default();
            event.stop_propagation();
            if let Some(next) = tab_stop.and_then(|from| neighbour(&spots, from, direction)) {
                current.set(Some(next));
                platform::focus(&target_id(side, next));
            }
        })
    };
    let on_choose = {
        let (current, selected) = (current.clone(), props.selected);
        Callback::from(move |place: Place| {
            current.set(Some(place));
            let chosen = (selected != Some(place)).then_some(Selected { side, place });
            commands.act(Action::Select(chosen));
        })
    };
    let label = (messages.stage_of)(&wording::system(&props.pair, side, locale));
    html! {
        <div class="overlay" role="group" aria-label={label} onkeydown={on_key}>
            for spot in spots.iter() {
                <TargetButton key={target_id(side, spot.place)} {side} place={spot.place} rect={spot.rect}
                    label={spot.label.clone()} tab_stop={tab_stop == Some(spot.place)}
                    selected={props.selected == Some(spot.place)} onchoose={on_choose.clone()} />
            }
        </div>
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
    Up,
    Down,
}

impl Direction {
    fn of(key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" => Some(Self::Left),
            "ArrowRight" => Some(Self::Right),
            "ArrowUp" => Some(Self::Up),
            "ArrowDown" => Some(Self::Down),
            _ => None,
        }
    }

    /// How far a step of this size goes along the direction, and how far beside it.
    const fn along(self, x: f32, y: f32) -> (f32, f32) {
        match self {
            Self::Left => (-x, y),
            Self::Right => (x, y),
            Self::Up => (-y, x),
            Self::Down => (y, x),
        }
    }
}

/// The nearest place in a direction; what lies beside the way counts as farther.
fn neighbour(spots: &[Spot], from: Place, direction: Direction) -> Option<Place> {
    let centre = |rect: Rect| (rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
    let here = centre(spots.iter().find(|spot| spot.place == from)?.rect);
    let distance = |spot: &Spot| {
        let there = centre(spot.rect);
        let (ahead, beside) = direction.along(there.0 - here.0, there.1 - here.1);
        (ahead > 1.0).then_some(ahead + 2.0 * beside.abs())
    };
    let reachable = spots
        .iter()
        .filter_map(|spot| Some((distance(spot)?, spot.place)));
    let nearest = reachable.min_by(|left, right| left.0.total_cmp(&right.0));
    nearest.map(|(_, place)| place)
}

#[cfg(test)]
mod tests {
    use sim::NodeId;

    use super::*;

    fn spot(node: u16, x: f32, y: f32) -> Spot {
        Spot {
            place: Place::Node(NodeId(node)),
            rect: Rect {
                x,
                y,
                width: 20.0,
                height: 20.0,
            },
            label: String::new(),
        }
    }

    #[test]
    fn arrows_go_to_the_nearest_place_in_their_direction_and_stop_at_the_edge() {
        let spots = [
            spot(0, 0.0, 50.0),
            spot(1, 100.0, 0.0),
            spot(2, 100.0, 60.0),
            spot(3, 200.0, 50.0),
        ];
        let go = |from: u16, direction| neighbour(&spots, Place::Node(NodeId(from)), direction);
        let node = |node: u16| Some(Place::Node(NodeId(node)));
        assert_eq!(go(0, Direction::Right), node(2));
        assert_eq!(go(2, Direction::Up), node(1));
        assert_eq!(go(2, Direction::Right), node(3));
        assert_eq!(go(3, Direction::Right), None);
        assert_eq!(go(0, Direction::Left), None);
    }
}
