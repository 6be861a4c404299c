//! Operations that call each other in a circle: one request of theirs would never end.
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
}

/// An operation of a part.
type Operation<'a> = (&'a str, &'a str);

/// What an operation calls, with the place where that is written unless it is only passed on.
#[derive(Debug)]
struct Edge<'a> {
    to: Operation<'a>,
    field: Option<String>,
}

/// Whether no operation comes back to itself by what it calls. `offered` are the operations that each
/// part takes calls for.
pub(super) fn check(
    model: &Model,
    offered: &BTreeMap<&str, Vec<String>>,
) -> Result<(), ModelError> {
    let mut edges: BTreeMap<Operation<'_>, Vec<Edge<'_>>> = BTreeMap::new();
    for (name, spec) in &model.nodes {
        edges_of(name, spec.part(), &offered[name.as_str()], &mut edges);
    }
    let mut seen: BTreeMap<Operation<'_>, bool> = BTreeMap::new();
    for start in edges.keys() {
        if !seen.contains_key(start) {
            follow(*start, &edges, &mut seen)?;
        }
    }
    Ok(())
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
        });
    }
    for behind in part.forwards_to() {
        for operation in offered {
            let from = edges.entry((name, operation)).or_default();
            from.push(Edge {
                to: (behind, operation),
                field: None,
            });
        }
    }
}

/// Follows every way from one operation on. `seen` says of each operation whether all that it calls
/// has been followed; those on the way have not.
fn follow<'a>(
    start: Operation<'a>,
    edges: &BTreeMap<Operation<'a>, Vec<Edge<'a>>>,
    seen: &mut BTreeMap<Operation<'a>, bool>,
) -> Result<(), ModelError> {
    // The operations on the way, each with how many of its edges have been taken.
    let mut way = vec![(start, 0)];
    seen.insert(start, false);
    while let Some((operation, taken)) = way.last_mut() {
        let edge = edges.get(operation).and_then(|edges| edges.get(*taken));
        let Some(edge) = edge else {
            seen.insert(*operation, true);
            way.pop();
            continue;
        };
        *taken += 1;
        match seen.get(&edge.to) {
            Some(true) => {}
            Some(false) => return Err(circle(edge.to, &way, edges)),
            None => {
                seen.insert(edge.to, false);
                way.push((edge.to, 0));
            }
        }
    }
    Ok(())
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
