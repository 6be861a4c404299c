//! What the seeds of one point come to: means with 95 % confidence intervals, and percentiles of all
//! latencies together.
//!
//! The interval is Student's: mean ± t(0.975, n - 1) s / sqrt(n), for n independent runs. It holds
//! where the mean of a run is about normal over seeds, which many requests see to.

use serde_json::{Map, Value, json};

use super::Run;
use super::student::Quantiles;
use crate::latencies::Latencies;
use crate::report::{LatencyMs, Measures};

/// The numbers of a point: the tree of one run's measures, with `{ mean, low, high }` for each
/// number, and `pooled` for latencies. `low` and `high` are null where one run has a value.
pub(super) fn aggregated(runs: &[Run]) -> Value {
    let mut pooled = Latencies::default();
    let mut trees = Vec::new();
    for run in runs {
        let latencies = Latencies::unpack(&run.outcome.latencies);
        let latencies = latencies.expect("parts are checked when they are read");
        trees.push(Measures::new(&run.outcome, &latencies).tree());
        pooled.merge(&latencies);
    }
    let quantiles = Quantiles::default();
    let mut point = merged(&trees.iter().collect::<Vec<_>>(), &quantiles);
    let pooled = serde_json::to_value(LatencyMs::new(&pooled)).expect("latencies are JSON");
    for (name, value) in pooled.as_object().into_iter().flatten() {
        if let Some(Value::Object(number)) = point["latency_ms"].get_mut(name) {
            number.insert("pooled".to_owned(), value.clone());
        }
    }
    point
}

/// The same tree with a summary at every leaf. A branch that some runs do not have, as a machine that
/// only some points have, is summed up over those that do.
fn merged(trees: &[&Value], quantiles: &Quantiles) -> Value {
    let objects: Vec<&Map<String, Value>> =
        trees.iter().filter_map(|tree| tree.as_object()).collect();
    if objects.is_empty() {
        let numbers: Vec<f64> = trees.iter().filter_map(|tree| tree.as_f64()).collect();
        return summary(&numbers, quantiles);
    }
    let mut names: Vec<&String> = objects.iter().flat_map(|object| object.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let branch = |name: &String| {
        let children = objects.iter().filter_map(|object| object.get(name));
        let children: Vec<&Value> = children.collect();
        (name.clone(), merged(&children, quantiles))
    };
    Value::Object(names.into_iter().map(branch).collect())
}

/// Mean and 95 % interval of independent values.
fn summary(values: &[f64], quantiles: &Quantiles) -> Value {
    let count = values.len() as f64;
    if values.is_empty() {
        return json!({ "mean": null, "low": null, "high": null });
    }
    let mean = values.iter().sum::<f64>() / count;
    if values.len() == 1 {
        return json!({ "mean": mean, "low": null, "high": null });
    }
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    let deviation = (squares / (count - 1.0)).sqrt();
    let half = quantiles.of(values.len() - 1) * deviation / count.sqrt();
    json!({ "mean": mean, "low": mean - half, "high": mean + half })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_the_textbooks() {
        // Mean 5, s = 2.738613, n = 4: half = 3.182446 * 2.738613 / 2 = 4.357716.
        let summary = summary(&[2.0, 4.0, 5.0, 9.0], &Quantiles::default());
        let high = summary["high"].as_f64().expect("four values have one");
        let s = (26.0_f64 / 3.0).sqrt();
        assert!((high - (5.0 + 3.182_446 * s / 2.0)).abs() < 1e-5, "{high}");
        assert_eq!(summary["mean"], 5.0);
    }

    #[test]
    fn one_value_has_no_interval_and_none_has_nothing() {
        assert_eq!(summary(&[3.0], &Quantiles::default())["low"], Value::Null);
        assert_eq!(summary(&[], &Quantiles::default())["mean"], Value::Null);
    }

    #[test]
    fn trees_are_joined_leaf_by_leaf() {
        let first = json!({ "a": { "b": 1 }, "n": null });
        let second = json!({ "a": { "b": 3, "c": 5 }, "n": 2 });
        let joined = merged(&[&first, &second], &Quantiles::default());
        assert_eq!(joined["a"]["b"]["mean"], 2.0);
        assert_eq!(joined["a"]["c"]["mean"], 5.0);
        assert_eq!(joined["n"]["mean"], 2.0);
    }
}
