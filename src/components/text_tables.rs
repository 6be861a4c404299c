//! The tables of one system in the text view; renewed at most twice a second.

use sim::{LinkView, NodeState, NodeView, Place, Reason, Totals};
use yew::{Callback, Html, Properties, component, html};

use crate::format;
use crate::hooks::{use_commands, use_preferences, use_readout};
use crate::i18n::Messages;
use crate::pair::Pair;
use crate::session::Session;
use crate::state::{Action, Selected};
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct TextTablesProps {
    pub pair: Pair,
    pub side: usize,
}

/// Everything that the tables show.
#[derive(PartialEq)]
struct State {
    nodes: Vec<(String, NodeView)>,
    /// Name, state, numbers.
    links: Vec<(String, String, LinkView)>,
    totals: Totals,
    log: Vec<String>,
    now: String,
    seed: u64,
    events: u64,
    fingerprint: u64,
}

#[component]
pub fn TextTables(props: &TextTablesProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let commands = use_commands();
    let side = props.side;
    let pair = &props.pair;
    let state = use_readout(500.0, move |session| read(session, side, locale));
    let choose = |place: Place| {
        let commands = commands.clone();
        Callback::from(move |_| commands.act(Action::Select(Some(Selected { side, place }))))
    };
    let name = |name: &str, place: Place| {
        html! {
            <th scope="row">
                <button type="button" class="text-name" onclick={choose(place)}>{ name.to_owned() }</button>
            </th>
        }
    };
    html! {
        <div class="text-side" data-system={pair.entry(side).id} data-side={side.to_string()}>
            <h2>{ wording::system(pair, side, locale) }</h2>
            <table class="table-nodes">
                <caption>{ messages.table_nodes }</caption>
                <thead><tr>
                    <th scope="col">{ messages.column_node }</th>
                    <th scope="col">{ messages.state }</th>
                    <th scope="col">{ messages.utilization }</th>
                    <th scope="col">{ messages.queue }</th>
                    <th scope="col">{ messages.refused }</th>
                    <th scope="col">{ messages.work_lost }</th>
                </tr></thead>
                <tbody>
                    for (title, node) in state.nodes.iter() {
                        <tr key={node.id.0}>
                            { name(title, Place::Node(node.id)) }
                            <td>{ node_state(node, messages) }</td>
                            <td>{ if node.workers > 0 { format!("{} %", format::percent(node.utilization)) } else { String::new() } }</td>
                            <td>{ waiting(node, messages) }</td>
                            <td>{ format::grouped(node.refused.iter().sum()) }</td>
                            <td>{ format::grouped(node.lost) }</td>
                        </tr>
                    }
                </tbody>
            </table>
            <table class="table-links">
                <caption>{ messages.table_links }</caption>
                <thead><tr>
                    <th scope="col">{ messages.column_link }</th>
                    <th scope="col">{ messages.state }</th>
                    <th scope="col">{ messages.rate }</th>
                    <th scope="col">{ messages.in_transit }</th>
                    <th scope="col">{ messages.delivered }</th>
                    <th scope="col">{ messages.dropped }</th>
                </tr></thead>
                <tbody>
                    for (title, link_state, link) in state.links.iter() {
                        <tr key={link.id.0}>
                            { name(title, Place::Link(link.id)) }
                            <td>{ link_state.clone() }</td>
                            <td>{ format!("{} {}", format::rate(f64::from(link.rate)), messages.per_second) }</td>
                            <td>{ format::grouped(link.forward.in_transit + link.backward.in_transit) }</td>
                            <td>{ format::grouped(link.forward.delivered + link.backward.delivered) }</td>
                            <td>{ format::grouped(link.forward.dropped_total() + link.backward.dropped_total()) }</td>
                        </tr>
                    }
                </tbody>
            </table>
            { requests(&state.totals, messages) }
            { run(&state, messages) }
            <h3>{ messages.table_log }</h3>
            if state.log.is_empty() {
                <p>{ messages.log_empty }</p>
            } else {
                <ol class="text-log" reversed={true}>
                    for (place, sentence) in state.log.iter().enumerate() {
                        <li key={place}>{ sentence.clone() }</li>
                    }
                </ol>
            }
        </div>
    }
}

fn read(session: &Session, index: usize, locale: crate::i18n::Locale) -> State {
    let side = session.side(index);
    let snapshot = side.snapshot();
    let present = |node: sim::NodeId| snapshot.nodes[node.index()].state != NodeState::Absent;
    let nodes = snapshot.nodes.iter().filter(|node| present(node.id));
    let links = snapshot
        .links
        .iter()
        .filter(|link| present(link.source) && present(link.target));
    let sentence = |happening| {
        let sentence = wording::happening(side, happening, locale);
        (locale.messages().at_seconds)(&wording::instant(happening.at), &sentence)
    };
    State {
        nodes: nodes
            .map(|node| {
                (
                    wording::node_name(side, node.id, locale).to_owned(),
                    node.clone(),
                )
            })
            .collect(),
        links: links
            .map(|link| {
                let state = wording::link_state(side, link.id, link.state, locale);
                (
                    wording::link_name(side, link.id, locale),
                    state,
                    link.clone(),
                )
            })
            .collect(),
        totals: snapshot.totals,
        log: side.log().rev().map(sentence).collect(),
        now: format::fixed(session.now().as_secs_f64(), 3),
        seed: session.settings().seed,
        events: snapshot.events,
        fingerprint: side.simulation().trace().hash(),
    }
}

fn node_state(node: &NodeView, messages: &Messages) -> String {
    let state = wording::node_state(node, messages);
    match messages.role(node) {
        Some(role) => format!("{state} · {role}"),
        None => state,
    }
}

/// A table of names and numbers.
fn pairs(caption: &'static str, kind: &'static str, rows: Vec<(String, String)>) -> Html {
    html! {
        <table class={kind}>
            <caption>{ caption }</caption>
            <tbody>
                for (name, value) in rows {
                    <tr key={name.clone()}><th scope="row">{ name }</th><td>{ value }</td></tr>
                }
            </tbody>
        </table>
    }
}

fn requests(totals: &Totals, messages: &Messages) -> Html {
    let number = |name: &str, count: u64| (name.to_owned(), format::grouped(count));
    let mut rows = vec![
        number(messages.totals_issued, totals.issued),
        number(messages.totals_succeeded, totals.succeeded),
        number(messages.totals_failed, totals.failed_total()),
    ];
    rows.extend(Reason::ALL.iter().map(|reason| {
        let name = (messages.described)(messages.totals_failed, messages.reason(*reason));
        number(&name, totals.failed[reason.index()])
    }));
    rows.push(number(messages.totals_in_flight, totals.in_flight()));
    rows.push(number(messages.totals_attempts, totals.attempts));
    rows.push(number(messages.totals_late, totals.late));
    pairs(messages.table_requests, "table-requests", rows)
}

fn run(state: &State, messages: &Messages) -> Html {
    let rows = vec![
        (messages.run_time.to_owned(), state.now.clone()),
        (messages.seed.to_owned(), state.seed.to_string()),
        (messages.events.to_owned(), format::grouped(state.events)),
        (
            messages.fingerprint.to_owned(),
            format!("{:016x}", state.fingerprint),
        ),
    ];
    pairs(messages.table_run, "table-run", rows)
}

/// Work that waits for a worker, or messages that are kept for later, and those that were put aside;
/// nothing where neither can be.
fn waiting(node: &NodeView, messages: &Messages) -> String {
    let jobs = (node.workers > 0).then(|| node.queue_length.into());
    let waiting = node
        .backlog
        .or(jobs)
        .map_or_else(String::new, format::grouped);
    match node.dead_letters {
        None | Some(0) => waiting,
        Some(dead) => {
            let dead = (messages.counted)(messages.dead_letters, &format::grouped(dead));
            format!("{waiting} · {dead}")
        }
    }
}
