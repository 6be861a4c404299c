//! `capacity`: the same numbers in every format, and one sentence where it cannot be measured.

use crate::support::{file, hitotsu, json, number, out, queue};

/// Small machines, so that little has to be simulated.
const SMALL: &str = "capacity web-rds --set parameters.api_workers=1 --set parameters.db_workers=1";

#[test]
fn a_capacity_is_the_same_in_every_format() {
    let report = json(&format!("{SMALL} --format json"));
    assert_eq!(report["format"], "hitotsu-capacity");
    assert_eq!(report["scales"], "api_servers");
    let points = report["points"].as_array().expect("a list of points");
    let units: Vec<u64> = points
        .iter()
        .filter_map(|point| point["units"].as_u64())
        .collect();
    assert_eq!(units, [1, 2, 4, 8]);
    let csv = out(&format!("{SMALL} --format csv"));
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "units,per_second,law,bottleneck,utilization");
    for (line, point) in lines[1..].iter().zip(points) {
        let cells: Vec<&str> = line.split(',').collect();
        let per_second: f64 = cells[1].parse().expect("a number");
        assert_eq!(per_second, number(point, "/per_second"));
        assert_eq!(cells[3], point["bottleneck"]);
    }
    let text = out(SMALL);
    assert!(text.contains("With 1, 2: API is full."), "{text}");
    assert!(text.contains("With 4, 8: DB is full."), "{text}");
    let text = out(&format!("{SMALL} --lang ja"));
    assert!(text.contains("1, 2 のとき：APIがいっぱいです。"), "{text}");
}

#[test]
fn another_seed_is_another_measurement_of_the_same_system() {
    let of_seed = |seed: u32| json(&format!("capacity centralized --seed {seed} --format json"));
    let (first, second) = (of_seed(1), of_seed(2));
    assert_eq!(first, of_seed(1));
    let rates = [&first, &second].map(|report| number(report, "/points/0/per_second"));
    assert_ne!(rates[0], rates[1]);
    assert!((rates[0] / rates[1] - 1.0).abs() < 0.1, "{rates:?}");
}

#[test]
fn a_system_without_anything_to_scale_says_so() {
    let text = out("capacity centralized");
    assert!(text.contains("nothing that can be scaled"), "{text}");
    assert!(text.contains("Web + API + DB is full."), "{text}");
}

#[test]
fn what_has_no_capacity_is_told_in_one_sentence() {
    let model = file("capacity-of-a-model.json", queue(&[]));
    for (words, told) in [
        (
            format!("capacity {model}"),
            "needs a system of the catalogue",
        ),
        ("capacity web-rd".to_owned(), "did you mean `web-rds`?"),
        (
            "capacity web-rds --set parameters.api_servers=99".to_owned(),
            "outside its range",
        ),
    ] {
        let called = hitotsu(&words);
        assert_eq!(called.code, 2, "{words}");
        assert!(called.err.contains(told), "{words}: {}", called.err);
        assert_eq!(called.err.lines().count(), 1, "{}", called.err);
    }
}
