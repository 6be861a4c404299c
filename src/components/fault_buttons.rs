//! Breaking a machine or a link, and mending it: each fault beside its repair.

use sim::{Duration, Fault, Place, Probability};
use yew::{Callback, Html, Properties, classes, component, html};

use crate::hooks::{use_commands, use_messages, use_preferences, use_readout, use_session};
use crate::i18n::{Locale, Messages};
use crate::moot::{Moot, moot};
use crate::session::Side;
use crate::wording;

/// How many times slower "slow" is.
const SLOW_FACTOR: u32 = 10;
/// How much of its messages a lossy link loses.
const LOSS_PERCENT: u32 = 30;
/// How many of its calls a node with a gray failure answers with an error.
const GRAY_PERCENT: u32 = 30;
/// How much later everything on a delayed link arrives.
const DELAY: Duration = Duration::from_millis(500);

#[derive(Properties, PartialEq)]
pub struct FaultButtonsProps {
    pub side: usize,
    pub place: Place,
}

#[component]
pub fn FaultButtons(props: &FaultButtonsProps) -> Html {
    let messages = use_messages();
    let commands = use_commands();
    let (side, place) = (props.side, props.place);
    let locale = use_preferences().locale;
    let session = use_session();
    let ends = session.with(|session| ends(session.side(side), place, locale));
    let offers = use_readout(100.0, move |session| {
        let side = session.side(side);
        let pairs = faults(place).into_iter();
        pairs.map(|fault| offer(side, fault)).collect::<Vec<_>>()
    });
    let why_id = "faults-why";
    let button = |fault: Fault, enabled: bool, why: Option<Moot>| {
        let (action, word) = named(fault, messages, &ends);
        let commands = commands.clone();
        let strike = Callback::from(move |_| {
            if enabled {
                commands.strike(side, fault);
            }
        });
        let kind = if fault.is_damage() {
            "button-damage"
        } else {
            "button-repair"
        };
        // Not `disabled`: a button that one has just pressed keeps the focus.
        html! {
            <button type="button" class={classes!("button", kind)} data-action={action}
                title={why.map(messages.moot)} aria-describedby={why.map(|_| why_id)}
                aria-disabled={(!enabled).to_string()} onclick={strike}>{ word }</button>
        }
    };
    let reasons = Moot::ALL.into_iter();
    let reasons = reasons.filter(|why| offers.iter().any(|offer| offer.why == Some(*why)));
    html! {
        <>
        <div class="faults" role="group" aria-label={messages.break_it}>
            for (fault, offer) in faults(place).into_iter().zip(offers.iter()) {
                { button(fault, offer.breaks, offer.why) }
                { button(fault.repair(), offer.mends, None) }
            }
        </div>
        <p id={why_id} class="faults-why">{ reasons.map(messages.moot).collect::<Vec<_>>().join(" ") }</p>
        </>
    }
}

/// What can be done with a fault now.
#[derive(PartialEq)]
struct Offer {
    breaks: bool,
    mends: bool,
    /// Why it would change nothing.
    why: Option<Moot>,
}

fn offer(side: &Side, fault: Fault) -> Offer {
    let simulation = side.simulation();
    let why = moot(side, fault);
    Offer {
        breaks: why.is_none() && simulation.takes_hold(fault),
        mends: simulation.takes_hold(fault.repair()),
        why,
    }
}

fn faults(place: Place) -> Vec<Fault> {
    match place {
        Place::Node(node) => vec![
            Fault::Crash { node },
            Fault::Slow {
                node,
                factor: SLOW_FACTOR,
            },
            Fault::Pause { node },
            Fault::Gray {
                node,
                share: Probability::from_percent(GRAY_PERCENT),
            },
        ],
        Place::Link(link) => vec![
            Fault::Partition { link },
            Fault::Lossy {
                link,
                loss: Probability::from_percent(LOSS_PERCENT),
            },
            Fault::Delay { link, extra: DELAY },
            Fault::Block {
                link,
                forward: true,
            },
            Fault::Block {
                link,
                forward: false,
            },
        ],
    }
}

/// What the first and the second end of a link are called.
fn ends(side: &Side, place: Place, locale: Locale) -> [String; 2] {
    match place {
        Place::Node(_) => Default::default(),
        Place::Link(link) => {
            let link = &side.simulation().network().links()[link.index()];
            [link.first, link.second].map(|end| wording::node_name(side, end, locale).to_owned())
        }
    }
}

/// What a program and a person know the button by.
fn named(fault: Fault, messages: &Messages, ends: &[String; 2]) -> (&'static str, String) {
    let action = match fault {
        Fault::Block { forward, .. } => {
            let action = if forward {
                "fault-block-forward"
            } else {
                "fault-block-backward"
            };
            return (action, (messages.block)(&ends[usize::from(forward)]));
        }
        Fault::Unblock { forward, .. } => {
            let action = if forward {
                "fault-unblock-forward"
            } else {
                "fault-unblock-backward"
            };
            return (action, (messages.unblock)(&ends[usize::from(forward)]));
        }
        Fault::Crash { .. } => "fault-crash",
        Fault::Restart { .. } => "fault-restart",
        Fault::Slow { .. } => "fault-slow",
        Fault::Restore { .. } => "fault-restore",
        Fault::Pause { .. } => "fault-pause",
        Fault::Resume { .. } => "fault-resume",
        Fault::Partition { .. } => "fault-cut",
        Fault::Heal { .. } => "fault-heal",
        Fault::Lossy { .. } => "fault-lossy",
        Fault::Clear { .. } => "fault-clear",
        Fault::Delay { .. } => "fault-delay",
        Fault::Undelay { .. } => "fault-undelay",
        Fault::Gray { .. } => "fault-gray",
        Fault::Cure { .. } => "fault-cure",
        Fault::Flush { .. } => "fault-flush",
        Fault::Skew { .. } => "fault-skew",
        Fault::Unskew { .. } => "fault-unskew",
    };
    (action, messages.fault(fault).to_owned())
}
