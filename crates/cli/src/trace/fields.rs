//! A record as JSON fields with stable names, machines by name instead of number.

use serde_json::{Map, Value, json};
use sim::{Class, Decision, DropReason, NodeState, Record, Role};

use crate::measure::{break_name, reason_name};
use crate::records::Names;

/// What a record is called and says.
pub fn fields(record: &Record, names: &Names) -> (&'static str, Map<String, Value>) {
    let node = |node| names.node(node);
    let on_link = |link, forward, class, message: u64| {
        let (from, to) = names.ends(link, forward);
        let class = class_name(class);
        json!({ "message": message, "from": node(from), "to": node(to), "class": class })
    };
    let (what, said) = match *record {
        Record::Issued { operation, key, .. } => {
            ("issued", json!({ "operation": operation, "key": key }))
        }
        Record::Attempted { attempt, .. } => ("attempted", json!({ "attempt": attempt })),
        Record::Resolved {
            outcome, elapsed, ..
        } => {
            let elapsed_ms = elapsed.as_millis_f64();
            let failed = outcome.err().map(reason_name);
            let said = json!({ "failed": failed, "elapsed_ms": elapsed_ms });
            ("resolved", said)
        }
        Record::Late { .. } => ("late", json!({})),
        Record::Sent {
            link,
            forward,
            class,
            message,
            ..
        } => ("sent", on_link(link, forward, class, message)),
        Record::Delivered {
            link,
            forward,
            class,
            message,
            failed,
            ..
        } => {
            let mut said = on_link(link, forward, class, message);
            if class == Class::Reply {
                said["error"] = failed.into();
            }
            ("delivered", said)
        }
        Record::Dropped {
            link,
            forward,
            class,
            reason,
            message,
            ..
        } => {
            let mut said = on_link(link, forward, class, message);
            said["reason"] = drop_name(reason).into();
            ("dropped", said)
        }
        Record::Duplicated {
            link,
            forward,
            class,
            message,
            ..
        } => ("duplicated", on_link(link, forward, class, message)),
        Record::Queued { node: at, job, .. } => ("queued", json!({ "node": node(at), "job": job })),
        Record::Started { node: at, job, .. } => {
            ("started", json!({ "node": node(at), "job": job }))
        }
        Record::Finished { node: at, job, .. } => {
            ("finished", json!({ "node": node(at), "job": job }))
        }
        Record::GivenUp { node: at, job } => ("given_up", json!({ "node": node(at), "job": job })),
        Record::Decided {
            node: at, decision, ..
        } => {
            let mut said = decided(decision, names);
            said["node"] = node(at).into();
            ("decided", said)
        }
        Record::Broke { kind, .. } => (break_name(kind), json!({})),
        Record::WritesLost { node: at, count } => {
            ("writes_lost", json!({ "node": node(at), "count": count }))
        }
        Record::WorkLost { node: at, jobs } => {
            ("work_lost", json!({ "node": node(at), "jobs": jobs }))
        }
        Record::Refused {
            node: at, reason, ..
        } => {
            let said = json!({ "node": node(at), "reason": reason_name(reason) });
            ("refused", said)
        }
        Record::Trust {
            node: at,
            target,
            trusted,
        } => {
            let said = json!({ "node": node(at), "target": node(target), "trusted": trusted });
            ("trust", said)
        }
        Record::Role { node: at, role } => {
            ("role", json!({ "node": node(at), "role": role_name(role) }))
        }
        Record::State { node: at, state } => {
            let said = json!({ "node": node(at), "state": state_name(state) });
            ("state", said)
        }
        Record::Struck { place, damage } => {
            let said = json!({ "place": names.place(place), "damage": damage });
            ("struck", said)
        }
        Record::DemandSet { per_second_milli } => {
            let per_second = per_second_milli as f64 / 1_000.0;
            ("demand_set", json!({ "per_second": per_second }))
        }
        Record::UnitsSet { group, count } => {
            let said = json!({ "group": names.group(group), "count": count });
            ("units_set", said)
        }
    };
    let mut fields = match said {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    if let Some(request) = record.request() {
        fields.insert("request".to_owned(), request.0.into());
    }
    (what, fields)
}

fn decided(decision: Decision, names: &Names) -> Value {
    let name = match decision {
        Decision::Chose { target } => {
            return json!({ "decision": "chose", "target": names.node(target) });
        }
        Decision::Retry { pause } => {
            return json!({ "decision": "retry", "pause_ms": pause.as_millis_f64() });
        }
        Decision::WentWithout { reason } => {
            return json!({ "decision": "went_without", "reason": reason_name(reason) });
        }
        Decision::NotTakenBack { reason } => {
            return json!({ "decision": "not_taken_back", "reason": reason_name(reason) });
        }
        Decision::TakesBack => "takes_back",
        Decision::FellBack { reason } => {
            return json!({ "decision": "fell_back", "reason": reason_name(reason) });
        }
        Decision::FailedOpen => "failed_open",
        Decision::CacheHit => "cache_hit",
        Decision::CacheStale => "cache_stale",
        Decision::CacheMiss => "cache_miss",
        Decision::Joined => "joined",
        Decision::GaveUp => "gave_up",
        Decision::RetryBudgetSpent => "retry_budget_spent",
        Decision::Hedged => "hedged",
        Decision::ReadFromReplica => "read_from_replica",
        Decision::WaitsForConnection => "waits_for_connection",
        Decision::Connected => "connected",
        Decision::NotConnected => "not_connected",
        Decision::Enqueued => "enqueued",
        Decision::Redelivered => "redelivered",
        Decision::DeadLettered => "dead_lettered",
        Decision::RecalledNothing => "recalled_nothing",
    };
    json!({ "decision": name })
}

/// The stable name of a message's kind.
pub fn class_name(class: Class) -> &'static str {
    match class {
        Class::Request => "request",
        Class::Reply => "reply",
        Class::Replication => "replication",
        Class::Event => "event",
        Class::Control => "control",
    }
}

/// The stable name of why a message was dropped.
pub fn drop_name(reason: DropReason) -> &'static str {
    match reason {
        DropReason::Cut => "cut",
        DropReason::Lost => "lost",
        DropReason::TargetDown => "target_down",
        DropReason::BufferFull => "buffer_full",
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::None => "none",
        Role::Primary => "primary",
        Role::Standby => "standby",
        Role::Promoting => "promoting",
        Role::Draining => "draining",
        Role::Former => "former",
    }
}

fn state_name(state: NodeState) -> &'static str {
    match state {
        NodeState::Absent => "absent",
        NodeState::Up => "up",
        NodeState::Busy => "busy",
        NodeState::Saturated => "saturated",
        NodeState::Slow => "slow",
        NodeState::Paused => "paused",
        NodeState::Down => "down",
        NodeState::Recovering => "recovering",
    }
}
