//! A small snapshot written by hand: users, one machine, and the link between them.

#![allow(dead_code, reason = "every user of this file needs a part of it")]

use scene::{Card, Flow, Icon, Scene, Size, StageView, StageWords, compose_stage};
use sim::{
    Class, Duration, LinkId, LinkState, LinkView, MessageView, NodeId, NodeState, NodeView,
    Probability, Reason, Role, Snapshot, Time, Traffic, UsersView,
};

pub fn at_ms(millis: u64) -> Time {
    Time::ZERO + Duration::from_millis(millis)
}

pub fn node(id: u16, state: NodeState, workers: u16) -> NodeView {
    NodeView {
        id: NodeId(id),
        state,
        since: Time::ZERO,
        role: Role::None,
        workers,
        busy: workers / 2,
        queue_length: 3,
        queue_capacity: 200,
        utilization: 0.7,
        slowness: 1,
        gray: Probability::NEVER,
        refused: [0; Reason::ALL.len()],
        stored_writes: None,
        backlog: None,
        dead_letters: None,
        lost: 0,
        users: (id == 0).then(|| UsersView {
            demand_milli: 200_000,
            ..UsersView::default()
        }),
    }
}

/// Two seconds into a run: a request is half way, its flight takes 40 ms.
pub fn snapshot() -> Snapshot {
    Snapshot {
        now: at_ms(2_000),
        nodes: vec![node(0, NodeState::Up, 0), node(1, NodeState::Busy, 4)],
        links: vec![LinkView {
            id: LinkId(0),
            source: NodeId(0),
            target: NodeId(1),
            state: LinkState::default(),
            forward: Traffic::default(),
            backward: Traffic::default(),
            rate: 20.0,
            trusted: None,
        }],
        messages: vec![message(true, 1_980, 2_020)],
        demand_milli: 200_000,
        ..Snapshot::default()
    }
}

pub fn message(forward: bool, sent_ms: u64, deliver_ms: u64) -> MessageView {
    MessageView {
        key: sent_ms,
        link: LinkId(0),
        forward,
        class: if forward {
            Class::Request
        } else {
            Class::Reply
        },
        request: None,
        failed: false,
        sent_at: at_ms(sent_ms),
        deliver_at: at_ms(deliver_ms),
    }
}

pub fn cards() -> Vec<Card> {
    let card = |label: &str, icon, column| Card {
        label: label.to_owned(),
        short: String::new(),
        zone: String::new(),
        icon,
        column,
        row: 0,
    };
    vec![
        card("Users", Icon::Users, 0),
        card("Machine", Icon::Server, 1),
    ]
}

pub fn draw(snapshot: &Snapshot, flow: &Flow, words: &StageWords, scene: &mut Scene) {
    let view = StageView {
        size: Size {
            width: 614.0,
            height: 370.0,
        },
        text_scale: 1.0,
        snapshot,
        cards: &cards(),
        words,
        selected: None,
        flow,
        speed: 0.05,
        still: false,
    };
    compose_stage(&view, scene);
}
