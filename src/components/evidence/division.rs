//! What is distributed? Each system's work by machine, split three ways: computation, data, function.

use study::{Division, Group, Way, division};
use yew::{Html, Properties, component, html};

use super::machine;
use super::share_bar::share_row;
use crate::format;
use crate::hooks::{use_preferences, use_readout};
use crate::i18n::Locale;
use crate::session::Side;

#[derive(Properties, PartialEq)]
pub struct DivisionEvidenceProps {
    pub side: usize,
}

/// One way of splitting, in words.
#[derive(PartialEq)]
struct Shown {
    way: Way,
    distributed: Option<bool>,
    word: &'static str,
    rule: String,
    /// Name, share, detail.
    groups: Vec<(String, f64, String)>,
}

#[component]
pub fn DivisionEvidence(props: &DivisionEvidenceProps) -> Html {
    let locale = use_preferences().locale;
    let words = locale.findings();
    let side = props.side;
    let ways = use_readout(500.0, move |session| {
        let side = session.side(side);
        division(&side.subject())
            .iter()
            .map(|one| shown(side, one, locale))
            .collect::<Vec<_>>()
    });
    html! {
        for one in ways.iter() {
            <div key={one.way.index()} class="way" data-way={one.way.index().to_string()}
                data-distributed={one.distributed.map(|yes| yes.to_string())}>
                <h5>
                    { words.way(one.way) }
                    <span class="verdict verdict-small" data-verdict={verdict(one.distributed)}>
                        <b aria-hidden="true">{ sign(one.distributed) }</b>{ one.word }
                    </span>
                </h5>
                <p class="evidence-why">{ one.rule.clone() }</p>
                <ul class="shares">
                    for (name, share, detail) in one.groups.iter() {
                        { share_row(name, *share, detail) }
                    }
                </ul>
            </div>
        }
    }
}

fn shown(side: &Side, division: &Division, locale: Locale) -> Shown {
    let words = locale.findings();
    let group = |group: &Group| {
        let names = group
            .machines
            .iter()
            .map(|node| machine(side, *node, locale));
        let names = names.collect::<Vec<_>>().join(locale.messages().list_break);
        (names, group.share, detail(division.way, group, locale))
    };
    Shown {
        way: division.way,
        distributed: division.rule.distributed(),
        word: words.distributed(division.rule),
        rule: words.rule(division.rule),
        groups: division.groups.iter().map(group).collect(),
    }
}

fn detail(way: Way, group: &Group, locale: Locale) -> String {
    let messages = locale.messages();
    match way {
        // Who keeps everything may not have been asked yet.
        Way::Data if group.amount == 0.0 => String::new(),
        Way::Computation | Way::Data => (messages.busy_for)(&format::fixed(group.amount, 1)),
        Way::Function => {
            let work = group.work.iter().map(|text| locale.pick(*text));
            work.collect::<Vec<_>>().join(messages.list_break)
        }
    }
}

const fn sign(distributed: Option<bool>) -> &'static str {
    match distributed {
        Some(true) => "○",
        Some(false) => "×",
        None => "…",
    }
}

const fn verdict(distributed: Option<bool>) -> &'static str {
    match distributed {
        Some(true) => "holds",
        Some(false) => "does-not",
        None => "not-shown",
    }
}
