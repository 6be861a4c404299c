//! `story`: everything about one request.

use crate::support::{file, hitotsu, json, number, out};

#[test]
fn a_request_is_told_from_its_issue_to_its_end() {
    let text = out("story web-rds --until 5s --request 42");
    for words in [
        "Request 42: answered",
        "chooses api-",
        "work ends, took",
        "arrives from balancer, on the way for ",
        "users",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let story = json("story web-rds --until 5s --request 42 --format json");
    let steps = story["steps"].as_array().expect("a list of steps");
    assert_eq!(steps[0]["what"], "issued");
    assert_eq!(steps[steps.len() - 1]["what"], "resolved");
    let times: Vec<u64> = steps
        .iter()
        .filter_map(|step| step["t_ns"].as_u64())
        .collect();
    assert!(times.is_sorted() && times.len() == steps.len());
    let whole = times[times.len() - 1] - times[0];
    assert!((number(&story, "/end/elapsed_ms") - whole as f64 / 1e6).abs() < 1e-9);
}

#[test]
fn a_failed_request_is_found_by_its_place_among_the_failed() {
    let overload = "--set parameters.rate=3000 --set parameters.retries=0 --until 8s";
    let first = json(&format!(
        "story centralized {overload} --failed 1 --format json"
    ));
    let second = json(&format!(
        "story centralized {overload} --failed 2 --format json"
    ));
    assert_ne!(first["request"], second["request"]);
    assert_eq!(first["end"]["failed"], "queue_full");
    let japanese = out(&format!(
        "story centralized {overload} --failed 1 --lang ja"
    ));
    assert!(japanese.contains("失敗しました：混雑"), "{japanese}");
}

#[test]
fn where_the_time_went_adds_up_and_a_try_that_was_given_up_is_marked() {
    let file = file(
        "cut.json",
        r#"{ "version": 1, "system": "web-rds", "horizon": "30s", "faults": [
            { "at": "5s", "for": "3s", "cut": { "between": ["users", "balancer"] } },
            { "at": "12s", "crash": "api-1" } ] }"#,
    );
    let story = json(&format!("story {file} --failed 1 --format json"));
    let parts = &story["where_time_went_ns"];
    let parts = ["worked", "travelled", "waited", "held"].map(|part| parts[part].as_u64());
    let whole: u64 = parts
        .iter()
        .map(|part| part.expect("whole nanoseconds"))
        .sum();
    assert!((number(&story, "/end/elapsed_ms") * 1e6 - whole as f64).abs() < 1.0);
    let text = out(&format!("story {file} --failed 1"));
    assert!(text.contains("Where the time went: "), "{text}");
    assert!(text.contains("no answer came in time"), "{text}");
    let japanese = out(&format!("story {file} --failed 1 --lang ja"));
    assert!(japanese.contains("時間の内訳：処理 "), "{japanese}");
    assert!(
        japanese.contains("応答が間に合わないので、あきらめる"),
        "{japanese}"
    );
}

#[test]
fn a_story_speaks_of_operations_policies_copies_and_faults_as_their_authors_do() {
    let text = out("story web-rds --until 5s --request 42");
    for words in [
        "issued: place an order, key 317",
        "chooses api-2 (round robin)",
        "answer leaves for api-2, once copies of the data have confirmed: waited 3.579 ms",
        "3.579 ms until copies of the data had confirmed, 0.000 ms else",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let story = json("story web-rds --until 5s --request 42 --format json");
    assert_eq!(story["steps"][0]["operation_name"], "place an order");
    let parts = &story["where_time_went_ns"];
    assert_eq!(parts["held_until_confirmed"], parts["held"]);
    let japanese = out("story web-rds --until 5s --request 42 --lang ja");
    for words in [
        "注文を書き込む、キー 317",
        "api-2 を選ぶ（順番に（ラウンドロビン））",
        "（複製の確認待ち 3.579 ms）",
    ] {
        assert!(japanese.contains(words), "{words}: {japanese}");
    }
    // Without copies nobody confirms.
    let alone = out("story centralized --until 5s --request 42");
    assert!(!alone.contains("confirmed"), "{alone}");
}

#[test]
fn an_error_that_a_fault_has_given_names_the_fault() {
    let faulty = |name: &str, fault: &str| {
        let text = format!(
            r#"{{ "version": 1, "horizon": "9s", "model": {{ "nodes": {{
                "users": {{ "clients": {{ "target": "door",
                    "operations": [{{ "name": "look" }}],
                    "arrivals": {{ "constant": {{ "per_second": 5 }} }} }} }},
                "door": {{ "balancer": {{ "targets": ["shop"], "policy": "least_connections" }} }},
                "shop": {{ "service": {{ "operations": {{
                    "buy": [{{ "work": {{ "constant": "2ms" }} }}],
                    "look": [{{ "work": {{ "constant": "1ms" }} }}] }} }} }} }} }},
                "faults": [{{ "at": "1s", "for": "1s", {fault} }}] }}"#
        );
        file(name, &text)
    };
    let outage = faulty("outage.json", r#""outage": "shop""#);
    let text = out(&format!("story {outage} --failed 1"));
    for words in [
        "issued: operation `look`",
        "chooses shop (the fewest calls in flight)",
        "an outage, in which this machine answers every call so",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let gray = faulty(
        "gray.json",
        r#""gray": { "node": "shop", "percent": 62.5 }"#,
    );
    let text = out(&format!("story {gray} --failed 1"));
    assert!(
        text.contains("a gray failure, in which this machine answers 62.5 % of"),
        "{text}"
    );
    let japanese = out(&format!("story {gray} --failed 1 --lang ja"));
    assert!(japanese.contains("一部だけの故障で"), "{japanese}");
}

#[test]
fn a_single_queue_has_stories_without_messages() {
    let text = out("story examples/scenarios/single-queue.json --until 20s --request 100");
    assert!(text.contains("queue  work begins"), "{text}");
}

#[test]
fn a_request_that_is_not_there_is_told_with_the_number_of_those_that_are() {
    for (words, said) in [
        ("--request 99999", "There is no request 99999"),
        ("--failed 1", "no request of the run fails"),
        ("--failed 0", "from 1 to"),
        ("", "--request ID or --failed K"),
    ] {
        let called = hitotsu(&format!("story web-rds --until 2s {words}"));
        assert_eq!(called.code, 2, "{words}");
        assert!(called.err.contains(said), "{words}: {}", called.err);
    }
}

/// The service answers every second call with an error.
const HALF_BAD: &str = r#"{ "version": 1, "horizon": "10s", "model": { "nodes": {
    "users": { "clients": { "target": "api", "arrivals": { "constant": { "per_second": 10 } } } },
    "api": { "service": { "operations": { "ask": [{ "work": { "constant": "1ms" } }] } } } } },
    "faults": [{ "at": "1ms", "gray": { "node": "api", "percent": 50 } }] }"#;

#[test]
fn an_answer_that_tells_of_a_failure_is_told_apart_from_a_good_one() {
    let path = file("half-bad.json", HALF_BAD);
    let told = |words: &str| out(&format!("story {path} {words}"));
    assert!(
        told("--failed 1").contains("error arrives from api"),
        "{}",
        told("--failed 1")
    );
    assert!(told("--failed 1").contains("error leaves for users"));
    let japanese = told("--failed 1 --lang ja");
    assert!(
        japanese.contains("api からエラーの応答が着く"),
        "{japanese}"
    );
    let lines = out(&format!("trace {path} --format jsonl"));
    let mut errors = [0, 0];
    let mut answered = None;
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("a record");
        match record["what"].as_str() {
            Some("delivered") if record["class"] == "reply" => {
                errors[usize::from(record["error"].as_bool().expect("of every answer"))] += 1;
            }
            Some("delivered") => assert!(record.get("error").is_none(), "{line}"),
            Some("resolved") if record["failed"].is_null() => {
                answered = answered.or(record["request"].as_u64());
            }
            _ => {}
        }
    }
    assert!(errors.iter().all(|count| *count > 20), "{errors:?}");
    let answered = answered.expect("half of them are");
    let good = told(&format!("--request {answered}"));
    assert!(
        good.contains("answer arrives from api") && !good.contains("error"),
        "{good}"
    );
    let diagram = out(&format!(
        "trace {path} --format mermaid --failed 1 --lang ja"
    ));
    assert!(diagram.contains("-->>n1: エラーの応答 "), "{diagram}");
}

#[test]
fn late_are_good_answers_after_the_time_of_their_attempt() {
    // All answers come after 30 ms; those of the second half are errors.
    let path = file(
        "all-late.json",
        r#"{ "version": 1, "horizon": "10.05s", "model": { "nodes": {
            "users": { "clients": { "target": "api", "timeout": "30ms",
                "arrivals": { "constant": { "per_second": 10 } } } },
            "api": { "service": { "operations": { "ask": [{ "work": { "constant": "40ms" } }] } } } },
            "links": { "default": { "latency": { "constant": "20ms" } } } },
            "faults": [{ "at": "5.05s", "gray": { "node": "api", "percent": 100 } }] }"#,
    );
    let report = json(&format!("run {path} --format json"));
    let of = |name: &str| number(&report, &format!("/requests/{name}"));
    assert_eq!((of("succeeded"), of("late")), (0.0, 50.0));
    assert_eq!(number(&report, "/per_second/goodput"), 0.0);
}
