//! Numbers that are not finite, as other languages write them and JSON cannot: told with their path and
//! with what is allowed there.

use crate::errors::refused;
use crate::support::queue;

#[test]
fn what_is_not_finite_is_told_with_the_range_of_its_place() {
    let horizon = r#""horizon": "20s""#;
    let nines = "9".repeat(5_000);
    for number in ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", &nines] {
        let infinite = queue(&[("80", number)]);
        let shown = format!(
            "per_second: here stands {}",
            &number[..number.len().min(20)]
        );
        refused(&infinite, &[&shown, "a number from 0.001 to 1000000"]);
        let length = queue(&[(horizon, &format!(r#""horizon": {number}"#))]);
        refused(&length, &["horizon: `", "span of time"]);
    }
    // The other mistakes of a file do not hide the range.
    let two = queue(&[("80", "-1e999, \"servers\": -1")]);
    refused(
        &two,
        &["per_second: here stands -1e999", "from 0.001 to 1000000"],
    );
    let other = queue(&[("80", "-1, \"servers\": NaN")]);
    refused(&other, &["servers: here stands NaN", "from 1 to 10000"]);
    let both = queue(&[("80", "NaN, \"servers\": 1e999")]);
    refused(&both, &["per_second: here stands NaN", "1000000"]);
    let rate = r#"{ "version": 1, "system": "web-rds", "parameters": { "rate": NaN } }"#;
    refused(
        rate,
        &["parameters.rate: here stands NaN", "from 1 to 3000"],
    );
    let fault = r#""faults": [{ "at": "1s", "gray": { "node": "queue", "percent": Infinity } }]"#;
    let share = queue(&[(horizon, &format!("{horizon}, {fault}"))]);
    refused(
        &share,
        &[
            "faults[0].gray.percent: here stands Infinity",
            "from 0 to 100",
        ],
    );
    // Nor is it the text that could stand there.
    let title = queue(&[(horizon, &format!(r#"{horizon}, "title": NaN"#))]);
    refused(&title, &["title: here stands NaN", "a text in quotes"]);
    let in_quotes = queue(&[("80", "\"NaN\"")]);
    refused(&in_quotes, &["per_second: here stands string \"NaN\""]);
}
