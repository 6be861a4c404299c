//! A system's numbers in one line: over the last five seconds, or since the start of the run.

use sim::Reason;
use yew::{Html, Properties, classes, component, html};

use crate::difference::signed;
use crate::format;
use crate::hooks::{use_messages, use_readout};
use crate::i18n::Messages;
use crate::pair::Pair;
use crate::session::Numbers;

#[derive(Properties, PartialEq)]
pub struct NumbersStripProps {
    pub pair: Pair,
    pub side: usize,
    /// Since the start of the run instead of the last five seconds.
    pub totals: bool,
}

#[component]
pub fn NumbersStrip(props: &NumbersStripProps) -> Html {
    let messages = use_messages();
    let side = props.side;
    let system = props.pair.entry(side).id;
    let numbers = use_readout(250.0, move |session| session.side(side).numbers());
    // The right side says how far it is from the left one.
    let left = use_readout(250.0, move |session| {
        (side > 0).then(|| session.side(0).numbers())
    });
    let readout = &numbers.readout;
    let beside = |decimals: u32, value: &dyn Fn(&Numbers) -> Option<f64>| {
        let left = left.as_ref().as_ref().and_then(value);
        let difference = left.zip(value(&numbers));
        difference.map(|(left, right)| signed(right - left, decimals))
    };
    let rates: [fn(&Numbers) -> f64; 3] = if props.totals {
        [
            |one| one.totals.issued as f64,
            |one| one.totals.succeeded as f64,
            |one| one.totals.failed_total() as f64,
        ]
    } else {
        [
            |one| one.readout.offered,
            |one| one.readout.goodput,
            |one| one.readout.failing,
        ]
    };
    let of_rate = |place: usize| beside(0, &|one| Some(rates[place](one)));
    let times: [fn(&Numbers) -> Option<u32>; 3] = [
        |one| one.readout.p50,
        |one| one.readout.p95,
        |one| one.readout.p99,
    ];
    let of_time = |place: usize| {
        beside(0, &|one| {
            times[place](one).map(|micros| f64::from(micros) / 1e3)
        })
    };
    let time = |micros: Option<u32>| micros.map_or_else(|| "—".to_owned(), format::milliseconds);
    let number = |name: &'static str,
                  value: String,
                  unit: &'static str,
                  kind: &'static str,
                  beside: Option<String>| {
        html! {
            <div class={classes!("number", kind)}>
                <dt>{ name }</dt>
                <dd>
                    { value }<small class={(!kind.starts_with("number-last")).then_some("number-unit-again")}>{ unit }</small>
                    if let Some(difference) = beside {
                        <small class="number-difference" title={messages.less_left}>{ difference }</small>
                    }
                </dd>
            </div>
        }
    };
    let (offered, goodput, failed, unit) = if props.totals {
        let totals = &numbers.totals;
        let failed = format::grouped(totals.failed_total());
        let (issued, succeeded) = (totals.issued, totals.succeeded);
        (
            format::grouped(issued),
            format::grouped(succeeded),
            failed,
            messages.jobs,
        )
    } else {
        let rate = format::rate;
        (
            rate(readout.offered),
            rate(readout.goodput),
            rate(readout.failing),
            messages.per_second,
        )
    };
    let fails = failed != "0";
    html! {
        <dl class="numbers" data-system={system}>
            { number(messages.offered, offered, unit, "number-offered", of_rate(0)) }
            { number(messages.goodput_short, goodput, unit, "number-goodput", of_rate(1)) }
            { number(messages.failed, failed, unit, if fails { "number-last number-failed" } else { "number-last" }, of_rate(2)) }
            { number(messages.p50, time(readout.p50), messages.milliseconds, "number-time", of_time(0)) }
            { number(messages.p95, time(readout.p95), messages.milliseconds, "number-p95", of_time(1)) }
            { number(messages.p99, time(readout.p99), messages.milliseconds, "number-last", of_time(2)) }
            <div class="reasons">
                <dt class="hidden">{ messages.failed }</dt>
                <dd>
                    for (reason, most) in reasons(&numbers, props.totals, messages) {
                        <span class={classes!("reason", most.then_some("reason-most"))}>{ reason }</span>
                    }
                </dd>
            </div>
        </dl>
    }
}

/// Failures by reason, the ones that there were, and which of them was the most frequent.
fn reasons(numbers: &Numbers, totals: bool, messages: &Messages) -> Vec<(String, bool)> {
    let failed = if totals {
        &numbers.totals.failed
    } else {
        &numbers.failed_recently
    };
    let there = Reason::ALL
        .iter()
        .filter(|reason| failed[reason.index()] > 0);
    let most = there.clone().max_by_key(|reason| failed[reason.index()]);
    let told = there.map(|reason| {
        let count = format::grouped(failed[reason.index()]);
        let words = (messages.counted)(messages.reason(*reason), &count);
        (words, Some(reason) == most)
    });
    told.collect()
}
