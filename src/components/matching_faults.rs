//! Breaking the matching machine of both systems at once, and mending it: for each kind of machine,
//! which one it is on each side, and what can be done.

use sim::NodeId;
use systems::Duty;
use yew::{Callback, Html, component, html};

use crate::format;
use crate::harm::{DUTIES, Harm, duty_code};
use crate::hooks::{use_commands, use_preferences, use_readout};
use crate::i18n::{Locale, Messages};
use crate::session::{Session, Side};
use crate::wording;

/// One kind of machine.
#[derive(PartialEq)]
struct Row {
    duty: Duty,
    /// The machine on each side, with how busy it is.
    machines: String,
    there: bool,
    harmed: bool,
}

#[component]
pub fn MatchingFaults() -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let commands = use_commands();
    let rows = use_readout(250.0, move |session| {
        let row = |duty| row(session, duty, locale);
        DUTIES.map(row)
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
                aria-disabled={(!enabled).to_string()} onclick={strike}>{ harm_name(harm, messages) }</button>
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
                    aria-label={duty_name(row.duty, messages)} data-duty={duty_code(row.duty)}>
                    <p><b>{ duty_name(row.duty, messages) }</b><span class="matching-machines">{ row.machines.clone() }</span></p>
                    <div class="matching-buttons">
                        for harm in Harm::ALL {
                            { button(row.duty, harm, row.there) }
                        }
                        { mend(row.duty, row.harmed) }
                    </div>
                </div>
            }
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
        there: matching.iter().any(Option::is_some),
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

const fn harm_name(harm: Harm, messages: &Messages) -> &'static str {
    match harm {
        Harm::Stop => messages.crash,
        Harm::Slow => messages.slow_down,
        Harm::CutOff => messages.cut_off,
    }
}

const fn duty_name(duty: Duty, messages: &Messages) -> &'static str {
    match duty {
        Duty::Door => messages.duty_door,
        Duty::Store => messages.duty_store,
        _ => messages.duty_logic,
    }
}
