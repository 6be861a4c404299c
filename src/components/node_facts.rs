//! The numbers of one machine.

use sim::{NodeId, NodeState, Probability, Reason};
use yew::{Html, Properties, component, html};

use crate::format;
use crate::hooks::{use_messages, use_readout};
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct NodeFactsProps {
    pub side: usize,
    pub node: NodeId,
}

#[component]
pub fn NodeFacts(props: &NodeFactsProps) -> Html {
    let messages = use_messages();
    let (side, node) = (props.side, props.node);
    let facts = use_readout(200.0, move |session| {
        let view = session.side(side).snapshot().nodes[node.index()].clone();
        let since = session.now().since(view.since);
        let zone = session.side(side).card(node).zone.clone();
        (view, format::fixed(since.as_secs_f64(), 1), zone)
    });
    let (view, since, zone) = &*facts;
    let out_of_order = matches!(
        view.state,
        NodeState::Down | NodeState::Paused | NodeState::Slow | NodeState::Recovering
    ) || view.gray != Probability::NEVER;
    let refused = Reason::ALL
        .iter()
        .filter(|reason| view.refused[reason.index()] > 0);
    let refused: Vec<String> = refused
        .map(|reason| {
            let count = format::grouped(view.refused[reason.index()]);
            (messages.counted)(messages.reason(*reason), &count)
        })
        .collect();
    html! {
        <>
        <p class="fact-state">
            <strong class={out_of_order.then_some("fact-bad")}>{ wording::node_state(view, messages) }</strong>
            { " " }
            { (messages.since_seconds)(since) }
        </p>
        <dl class="facts">
            if !zone.is_empty() {
                <dt>{ messages.zone }</dt>
                <dd>{ zone.clone() }</dd>
            }
            if let Some(role) = messages.role(view) {
                <dt>{ messages.role }</dt>
                <dd>{ role }</dd>
            }
            if view.workers > 0 {
                <dt>{ messages.workers }</dt>
                <dd>{ format!("{} / {}", view.busy, view.workers) }</dd>
                <dt>{ messages.utilization }</dt>
                <dd>{ format!("{} %", format::percent(view.utilization)) }</dd>
                <dt>{ messages.queue }</dt>
                <dd>{ format!("{} / {}", format::grouped(view.queue_length.into()),
                    format::grouped(view.queue_capacity.into())) }</dd>
            }
            if let Some(backlog) = view.backlog {
                <dt>{ messages.backlog }</dt>
                <dd>{ format!("{} / {}", format::grouped(backlog), format::grouped(view.queue_capacity.into())) }</dd>
            }
            if let Some(dead) = view.dead_letters {
                <dt>{ messages.dead_letters }</dt>
                <dd>{ format::grouped(dead) }</dd>
            }
            <dt>{ messages.refused }</dt>
            <dd>{ if refused.is_empty() { "0".to_owned() } else { refused.join(" · ") } }</dd>
            <dt>{ messages.work_lost }</dt>
            <dd>{ format::grouped(view.lost) }</dd>
        </dl>
        </>
    }
}
