//! The loss of a zone: every machine that stands in it at once, on each side that has a zone of this name.

use sim::{Fault, NodeId, NodeState};
use yew::{Callback, Html, component, html};

use crate::harm;
use crate::hooks::{use_commands, use_preferences, use_readout};
use crate::i18n::Locale;
use crate::session::{Session, Side};
use crate::wording;

/// A zone, and what can be done to it now.
#[derive(PartialEq)]
struct Zone {
    name: String,
    /// The machines in service there, on each side.
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
        let names = names(session).into_iter();
        let zones = names.map(|name| zone(session, name, locale));
        zones.collect::<Vec<_>>()
    });
    let button = |zone: &Zone, lose: bool| {
        let (commands, name) = (commands.clone(), zone.name.clone());
        let (fault, enabled): (fn(NodeId) -> Fault, bool) = if lose {
            (crash, zone.can_be_lost)
        } else {
            (restart, zone.can_be_mended)
        };
        let press = Callback::from(move |_| {
            if enabled {
                commands.strike_zone(&name, fault);
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
            <div key={zone.name.clone()} class="matching-row" role="group"
                aria-label={(messages.zone_named)(&zone.name)} data-zone={zone.name.clone()}>
                <p><b>{ (messages.zone_named)(&zone.name) }</b><span class="matching-machines">{ zone.machines.clone() }</span></p>
                <div class="matching-buttons">{ button(zone, true) }{ button(zone, false) }</div>
            </div>
        }
    }
}

/// The zones of both sides, in the order of the machines.
fn names(session: &Session) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for card in session.sides().iter().flat_map(Side::cards) {
        let name = card.zone.as_str();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn zone(session: &Session, name: &str, locale: Locale) -> Zone {
    let sides = session.sides();
    let machines = sides.iter().enumerate().map(|(index, side)| {
        let machines = machines(side, name, locale);
        format!("{} {machines}", wording::side_name(index, locale))
    });
    let takes_hold = |fault: fn(NodeId) -> Fault| {
        let mut sides = sides.iter();
        sides.any(|side| !harm::zone(side, name, fault).is_empty())
    };
    Zone {
        name: name.to_owned(),
        machines: machines
            .collect::<Vec<_>>()
            .join(locale.messages().sentence_break),
        can_be_lost: takes_hold(crash),
        can_be_mended: takes_hold(restart),
    }
}

/// The machines in service in a zone of a side.
fn machines(side: &Side, zone: &str, locale: Locale) -> String {
    let messages = locale.messages();
    let views = side.snapshot().nodes.iter();
    let there = views.filter(|view| side.card(view.id).zone == zone);
    let there = there.filter(|view| view.state != NodeState::Absent);
    let names = there.map(|view| wording::node_name(side, view.id, locale));
    let names = names.collect::<Vec<_>>();
    if names.is_empty() {
        return messages.nobody_there.to_owned();
    }
    names.join(messages.list_break)
}
