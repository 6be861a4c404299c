//! Breaking the matching machine of both systems at once, and mending it: for each kind of machine,
//! which one it is on each side, and what can be done.

use sim::NodeId;
use systems::Duty;
use yew::{Callback, Html, component, html};

use super::zone_faults::ZoneFaults;
use crate::format;
use crate::harm::{DUTIES, Harm, duty_code};
use crate::hooks::{use_commands, use_preferences, use_readout};
use crate::i18n::Locale;
use crate::session::{Session, Side};
use crate::wording;

/// One kind of machine.
#[derive(PartialEq)]
struct Row {
    duty: Duty,
    /// The machine on each side, with how busy it is.
    machines: String,
    /// For each harm whether it would change anything on either side.
    harms: [bool; Harm::ALL.len()],
    harmed: bool,
}

#[component]
pub fn MatchingFaults() -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let commands = use_commands();
    let rows = use_readout(250.0, move |session| {
        let there = |duty: &Duty| {
            let mut sides = session.sides().iter();
            sides.any(|side| side.subject().machines(*duty).next().is_some())
        };
        let rows = DUTIES.into_iter().filter(there);
        let rows = rows.map(|duty| row(session, duty, locale));
        rows.collect::<Vec<_>>()
    });
    let button = |duty: Duty, harm: Harm, enabled: bool| {
        let commands = commands.clone();
        let strike = Callback::from(move |_| {
            if enabled {
                commands.harm(duty, harm);
            }
        });
        html! {
            <button key={harm.code()} type="button" class="button button-small button-damage"
                data-action={format!("{}-{}", harm.code(), duty_code(duty))}
                aria-disabled={(!enabled).to_string()} onclick={strike}>{ messages.harm(harm) }</button>
        }
    };
    let mend = |duty: Duty, enabled: bool| {
        let commands = commands.clone();
        let mend = Callback::from(move |_| {
            if enabled {
                commands.mend(duty);
            }
        });
        html! {
            <button type="button" class="button button-small button-repair"
                data-action={format!("mend-{}", duty_code(duty))}
                aria-disabled={(!enabled).to_string()} onclick={mend}>{ messages.mend }</button>
        }
    };
    html! {
        <div class="matching">
            <p class="panel-hint">{ messages.matching_hint }</p>
            for row in rows.iter() {
                <div key={duty_code(row.duty)} class="matching-row" role="group"
                    aria-label={messages.duty(row.duty)} data-duty={duty_code(row.duty)}>
                    <p><b>{ messages.duty(row.duty) }</b><span class="matching-machines">{ row.machines.clone() }</span></p>
                    <div class="matching-buttons">
                        for (harm, enabled) in Harm::ALL.into_iter().zip(row.harms) {
                            { button(row.duty, harm, enabled) }
                        }
                        { mend(row.duty, row.harmed) }
                    </div>
                </div>
            }
            <ZoneFaults />
        </div>
    }
}

fn row(session: &Session, duty: Duty, locale: Locale) -> Row {
    let matching = session.matching(duty);
    let machines = matching.iter().enumerate().map(|(side, node)| {
        let name = node.map(|node| machine(session.side(side), node, locale));
        let name = name.unwrap_or_else(|| locale.messages().nobody_there.to_owned());
        format!("{} {name}", wording::side_name(side, locale))
    });
    Row {
        duty,
        machines: machines
            .collect::<Vec<_>>()
            .join(locale.messages().sentence_break),
        harms: Harm::ALL.map(|harm| session.can_harm(duty, harm)),
        harmed: session.is_harmed(duty),
    }
}

fn machine(side: &Side, node: NodeId, locale: Locale) -> String {
    let view = &side.snapshot().nodes[node.index()];
    let name = wording::node_name(side, node, locale);
    if view.workers == 0 {
        return name.to_owned();
    }
    format!("{name} {} %", format::percent(view.utilization))
}
