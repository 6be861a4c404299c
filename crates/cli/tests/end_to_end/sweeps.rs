//! `sweep` and `merge`: the same numbers whatever the number of jobs and parts.

use serde_json::Value;

use crate::support::{file, hitotsu, json, number, out, queue};

const VARY: &str = "--vary model.nodes.queue.station.per_second=40..80:20 --seeds 3 --warm-up 2s";

fn sweep(name: &str) -> String {
    let path = file(name, queue(&[]));
    format!("sweep {path} {VARY}")
}

#[test]
fn a_split_sweep_merges_into_the_very_same_report() {
    let sweep = sweep("split.json");
    let parts: Vec<String> = (1..=4)
        .map(|index| {
            let part = out(&format!("{sweep} --shard {index}/4 --jobs {index}"));
            file(&format!("part-{index}.json"), part)
        })
        .collect();
    let shuffled = format!("{} {} {} {}", parts[2], parts[0], parts[3], parts[1]);
    for format in ["json", "csv", "text"] {
        let whole = out(&format!("{sweep} --format {format}"));
        assert_eq!(out(&format!("merge {shuffled} --format {format}")), whole);
    }
    let missing = hitotsu(&format!("merge {} {} {}", parts[0], parts[2], parts[3]));
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("missing: 2"), "{}", missing.err);
    let twice = hitotsu(&format!("merge {shuffled} {}", parts[0]));
    assert_eq!(twice.code, 2, "{}", twice.err);
    let other = out(&format!("{sweep} --seed 9 --shard 2/4"));
    let other = file("part-of-another.json", other);
    let mixed = hitotsu(&format!("merge {} {other}", parts[0]));
    assert_eq!(mixed.code, 2);
    assert!(mixed.err.contains("another sweep"), "{}", mixed.err);
}

#[test]
fn a_damaged_part_is_refused() {
    let part = out(&format!("{} --shard 1/1", sweep("damaged.json")));
    let value: Value = serde_json::from_str(&part).expect("a part is JSON");
    let damages: [fn(&mut Value); 7] = [
        |part| part["runs"][0]["outcome"]["requests"]["issued"] = 1.into(),
        |part| part["runs"][1]["outcome"]["latencies"]["sum_us"] = 1.into(),
        |part| part["runs"][0]["outcome"]["area_ns"] = "7".into(),
        |part| part["runs"][0]["outcome"]["latencies"]["histogram"] = "AAAA".into(),
        |part| part["runs"][0]["number"] = 7.into(),
        |part| part["version"] = 1.into(),
        |part| part["runs"] = Value::Array(Vec::new()),
    ];
    for (number, damage) in damages.iter().enumerate() {
        let mut damaged = value.clone();
        damage(&mut damaged);
        let path = file(&format!("damaged-{number}.json"), damaged.to_string());
        let merged = hitotsu(&format!("merge {path}"));
        assert_eq!(merged.code, 2, "damage {number}: {}", merged.err);
        let of_no_sweep = [3, 5].contains(&number);
        let said = if of_no_sweep {
            "part of a sweep"
        } else {
            "was changed"
        };
        assert!(merged.err.contains(said), "damage {number}: {}", merged.err);
    }
    // Another layout of the same numbers is no damage.
    let path = file("damaged-not.json", format!("{value:#}"));
    out(&format!("merge {path}"));
    let scenario = hitotsu("merge examples/scenarios/single-queue.json");
    assert_eq!(scenario.code, 2);
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let sweep = sweep("jobs.json");
    let one = out(&format!("{sweep} --jobs 1 --format json"));
    assert_eq!(out(&format!("{sweep} --jobs 3 --format json")), one);
    assert_eq!(out(&format!("{sweep} --jobs 65535 --format json")), one);
}

#[test]
fn a_point_of_a_sweep_is_the_run_of_that_point() {
    let report = json(&format!("{} --format json", sweep("points.json")));
    let points = report["points"].as_array().expect("a list of points");
    assert_eq!(points.len(), 3);
    let rate = &points[2]["point"]["model.nodes.queue.station.per_second"];
    assert_eq!(rate, 80);
    let path = file("point.json", queue(&[]));
    let runs: Vec<Value> = (1..=3)
        .map(|seed| {
            json(&format!(
                "run {path} --seed {seed} --warm-up 2s --format json"
            ))
        })
        .collect();
    for (seed, run) in runs.iter().enumerate() {
        assert_eq!(points[2]["runs"][seed]["trace_hash"], run["trace_hash"]);
    }
    for name in ["/latency_ms/p99", "/little/l", "/nodes/queue/utilization"] {
        let values: Vec<f64> = runs.iter().map(|run| number(run, name)).collect();
        let mean = values.iter().sum::<f64>() / 3.0;
        let shown = number(&points[2], &format!("{name}/mean"));
        assert!((shown - mean).abs() < 1e-9, "{name}: {shown} and {mean}");
        let squares: f64 = values
            .iter()
            .map(|value| (value - mean) * (value - mean))
            .sum();
        // t(0.975, 2) = 4.302653.
        let half = 4.302_653 * (squares / 2.0 / 3.0).sqrt();
        let high = number(&points[2], &format!("{name}/high"));
        assert!((high - mean - half).abs() < half * 1e-6, "{name}: {high}");
    }
    let pooled = number(&points[2], "/latency_ms/max/pooled");
    let longest = runs.iter().map(|run| number(run, "/latency_ms/max"));
    assert_eq!(pooled, longest.fold(0.0, f64::max));
}

#[test]
fn a_spreadsheet_gets_one_line_for_each_point() {
    let text = out(&format!("{} --format csv", sweep("table.json")));
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| line.len() == lines[0].len()));
    assert_eq!(
        lines[0][..3],
        [
            "model.nodes.queue.station.per_second",
            "seeds",
            "requests.attempts.mean"
        ]
    );
    assert_eq!((lines[1][0], lines[3][0], lines[3][1]), ("40", "80", "3"));
}

#[test]
fn axes_multiply_and_words_are_values_too() {
    let report = json(
        "sweep web-rds --until 1s --seeds 1 --format json --vary parameters.api_servers=1,3 \
         --vary parameters.rate=100..200:100",
    );
    let points = report["points"].as_array().expect("a list of points");
    let point = |place: usize| {
        let point = &points[place]["point"];
        let of = |name: &str| point[name].as_i64();
        (of("parameters.api_servers"), of("parameters.rate"))
    };
    let points = [point(0), point(1), point(2), point(3)];
    let expected = [(1, 100), (1, 200), (3, 100), (3, 200)];
    assert_eq!(
        points,
        expected.map(|(first, second)| (Some(first), Some(second)))
    );
    let path = file("spans.json", queue(&[]));
    let service = "model.nodes.queue.station.service.exponential=5ms..10ms:5ms";
    let report = json(&format!(
        "sweep {path} --seeds 1 --format json --vary {service}"
    ));
    assert_eq!(
        report["points"][0]["latency_ms"]["mean"]["low"],
        Value::Null
    );
}

#[test]
fn every_point_is_checked_before_anything_runs() {
    for (words, said) in [
        (
            "--vary parameters.rate=1000..5000:1000",
            "parameters.rate: 4000",
        ),
        ("--vary parameters.rat=1,2", "parameters.rat"),
        ("--vary parameters.rate=1..2", "PATH=FROM..TO:STEP"),
        (
            "--vary parameters.rate=1..100000:1 --vary parameters.timeout=100..200:1",
            "points",
        ),
        ("--seeds 0", "from 1 to"),
        ("--shard 3/2", "I/N"),
        ("--shard 1/2 --format csv", "merge"),
        ("--warm-up 20s", "before the end"),
    ] {
        let called = hitotsu(&format!("sweep web-rds --until 10s {words}"));
        assert_eq!(called.code, 2, "{words}: {}", called.out);
        assert!(called.err.contains(said), "{words}: {}", called.err);
        assert_eq!(called.err.trim_end().lines().count(), 1, "{}", called.err);
    }
}

#[test]
fn the_table_for_people_shows_the_means_that_its_intervals_belong_to() {
    let words = "sweep examples/scenarios/single-queue.json --until 10s --seeds 8 --format";
    let point = &json(&format!("{words} json"))["points"][0];
    let text = out(&format!("{words} text"));
    let row = text.lines().nth(1).expect("one point");
    let shown: Vec<f64> = row
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    let latency = &point["latency_ms"];
    for name in ["mean", "p50", "p99"] {
        let mean = number(latency, &format!("/{name}/mean"));
        let near = |shown: &f64| (shown - mean).abs() < mean * 0.001;
        assert!(shown.iter().any(near), "{name} {mean}: {row}");
    }
}
