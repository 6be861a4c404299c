//! Operations that call each other in a circle: one request of theirs would never end. And to how many
//! calls one request leads where they do not.
//!
//! What matters is who calls which operation, not which part: `orders.place` may call `stock.take`,
//! which calls `orders.price`. What is handed to a queue, a topic or a log is answered when they have
//! it, so that a circle of events is none of calls.

use std::collections::BTreeMap;

use super::{Model, ModelError, Part, Problem};

/// A call that an operation of a part makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCall<'a> {
    /// The operation that makes it.
    pub by: &'a str,
    /// Where it says whom it calls, below the part, as `operations.view[0].call`.
    pub field: String,
    /// The part that is called, and which of its operations.
    pub target: &'a str,
    pub operation: &'a str,
    /// How many times it is made at once.
    pub times: u16,
}

/// An operation of a part.
pub(super) type Operation<'a> = (&'a str, &'a str);

/// What an operation calls, with the place where that is written unless it is only passed on.
#[derive(Debug)]
struct Edge<'a> {
    to: Operation<'a>,
    field: Option<String>,
    times: u16,
}

/// Whether no operation comes back to itself by what it calls. `offered` are the operations that each
/// part takes calls for. Of each operation that calls others, to how many calls one call of it leads if
/// all of them are made once.
pub(super) fn check<'a>(
    model: &'a Model,
    offered: &'a BTreeMap<&str, Vec<String>>,
) -> Result<BTreeMap<Operation<'a>, u128>, ModelError> {
    let mut edges: BTreeMap<Operation<'_>, Vec<Edge<'_>>> = BTreeMap::new();
    for (name, spec) in &model.nodes {
        edges_of(name, spec.part(), &offered[name.as_str()], &mut edges);
    }
    let mut seen: BTreeMap<Operation<'_>, Option<u128>> = BTreeMap::new();
    for start in edges.keys() {
        if !seen.contains_key(start) {
            follow(*start, &edges, &mut seen)?;
        }
    }
    let counted = seen.into_iter();
    Ok(counted
        .filter_map(|(operation, calls)| calls.map(|calls| (operation, calls)))
        .collect())
}

fn edges_of<'a>(
    name: &'a str,
    part: &'a dyn Part,
    offered: &'a [String],
    edges: &mut BTreeMap<Operation<'a>, Vec<Edge<'a>>>,
) {
    for call in part.calls() {
        let from = edges.entry((name, call.by)).or_default();
        from.push(Edge {
            to: (call.target, call.operation),
            field: Some(call.field),
            times: call.times,
        });
    }
    for behind in part.forwards_to() {
        for operation in offered {
            let from = edges.entry((name, operation)).or_default();
            from.push(Edge {
                to: (behind, operation),
                field: None,
                times: 1,
            });
        }
    }
}

/// Follows every way from one operation on. `seen` says of each operation to how many calls it leads
/// once all that it calls has been followed; those on the way have not.
fn follow<'a>(
    start: Operation<'a>,
    edges: &BTreeMap<Operation<'a>, Vec<Edge<'a>>>,
    seen: &mut BTreeMap<Operation<'a>, Option<u128>>,
) -> Result<(), ModelError> {
    // The operations on the way, each with how many of its edges have been taken.
    let mut way = vec![(start, 0)];
    seen.insert(start, None);
    while let Some((operation, taken)) = way.last_mut() {
        let edge = edges.get(operation).and_then(|edges| edges.get(*taken));
        let Some(edge) = edge else {
            let leads_to = edges.get(operation).map_or(0, |edges| calls(edges, seen));
            seen.insert(*operation, Some(leads_to));
            way.pop();
            continue;
        };
        *taken += 1;
        match seen.get(&edge.to) {
            Some(Some(_)) => {}
            Some(None) => return Err(circle(edge.to, &way, edges)),
            None => {
                seen.insert(edge.to, None);
                way.push((edge.to, 0));
            }
        }
    }
    Ok(())
}

/// How many calls these are, with those that they lead to. Of those behind a door, one is called.
fn calls(edges: &[Edge<'_>], seen: &BTreeMap<Operation<'_>, Option<u128>>) -> u128 {
    let (mut made, mut passed_on) = (0_u128, 0);
    for edge in edges {
        let behind = seen.get(&edge.to).copied().flatten().unwrap_or(0);
        let count = behind.saturating_add(1).saturating_mul(edge.times.into());
        if edge.field.is_some() {
            made = made.saturating_add(count);
        } else {
            passed_on = count.max(passed_on);
        }
    }
    made.saturating_add(passed_on)
}

/// What is said of a way that has come back to this operation, at the last call on it.
fn circle(
    again: Operation<'_>,
    way: &[(Operation<'_>, usize)],
    edges: &BTreeMap<Operation<'_>, Vec<Edge<'_>>>,
) -> ModelError {
    let first = way.iter().position(|(operation, _)| *operation == again);
    let round = &way[first.unwrap_or(0)..];
    let call = round.iter().rev().find_map(|((part, operation), taken)| {
        let field = edges[&(*part, *operation)][taken - 1].field.as_ref()?;
        Some(format!("nodes.{part}.{field}"))
    });
    let operations = round.iter().map(|(operation, _)| operation).chain([&again]);
    let operations = operations.map(|(part, operation)| format!("{part}.{operation}"));
    let problem = Problem::Circle {
        operations: operations.collect(),
    };
    ModelError::new(
        call.unwrap_or_else(|| format!("nodes.{}", again.0)),
        problem,
    )
}
