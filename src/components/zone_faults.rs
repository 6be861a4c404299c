//! The loss of a zone: every machine that stands in it at once, on each side that has zones.

use sim::{Fault, NodeId, NodeState};
use yew::{Callback, Html, component, html};

use crate::harm;
use crate::hooks::{use_commands, use_preferences, use_readout};
use crate::i18n::Locale;
use crate::session::Side;
use crate::wording;

/// A zone of one side, and what can be done to it now.
#[derive(PartialEq)]
struct Zone {
    side: usize,
    name: String,
    /// The machines in service there.
    machines: String,
    can_be_lost: bool,
    can_be_mended: bool,
}

fn crash(node: NodeId) -> Fault {
    Fault::Crash { node }
}

fn restart(node: NodeId) -> Fault {
    Fault::Restart { node }
}

#[component]
pub fn ZoneFaults() -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let commands = use_commands();
    let zones = use_readout(250.0, move |session| {
        let sides = session.sides().iter().enumerate();
        let zones = sides.flat_map(|(index, side)| zones(index, side, locale));
        zones.collect::<Vec<_>>()
    });
    let button = |zone: &Zone, lose: bool| {
        let (commands, side, name) = (commands.clone(), zone.side, zone.name.clone());
        let (fault, enabled): (fn(NodeId) -> Fault, bool) = if lose {
            (crash, zone.can_be_lost)
        } else {
            (restart, zone.can_be_mended)
        };
        let press = Callback::from(move |_| {
            if enabled {
                commands.strike_zone(side, &name, fault);
            }
        });
        let (class, action, word) = if lose {
            (
                "button button-small button-damage",
                "zone-lose",
                messages.crash,
            )
        } else {
            (
                "button button-small button-repair",
                "zone-mend",
                messages.mend,
            )
        };
        html! {
            <button type="button" {class} data-action={action} aria-disabled={(!enabled).to_string()}
                onclick={press}>{ word }</button>
        }
    };
    html! {
        for zone in zones.iter() {
            <div key={format!("{}-{}", zone.side, zone.name)} class="matching-row" role="group"
                aria-label={(messages.zone_named)(&zone.name)} data-zone={zone.name.clone()}>
                <p><b>{ (messages.zone_named)(&zone.name) }</b><span class="matching-machines">{ zone.machines.clone() }</span></p>
                <div class="matching-buttons">{ button(zone, true) }{ button(zone, false) }</div>
            </div>
        }
    }
}

/// The zones of a side, in the order of its machines.
fn zones(index: usize, side: &Side, locale: Locale) -> Vec<Zone> {
    let mut names: Vec<&str> = Vec::new();
    for card in side.cards() {
        let name = card.zone.as_str();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    let zone = |name: &str| {
        let views = side.snapshot().nodes.iter();
        let there = views.filter(|view| side.card(view.id).zone == name);
        let there = there.filter(|view| view.state != NodeState::Absent);
        let machines = there.map(|view| wording::node_name(side, view.id, locale).to_owned());
        let machines = machines.collect::<Vec<_>>();
        let machines = machines.join(locale.messages().list_break);
        Zone {
            side: index,
            machines: format!("{} {machines}", wording::side_name(index, locale)),
            can_be_lost: !harm::zone(side, name, crash).is_empty(),
            can_be_mended: !harm::zone(side, name, restart).is_empty(),
            name: name.to_owned(),
        }
    };
    names.into_iter().map(zone).collect()
}
