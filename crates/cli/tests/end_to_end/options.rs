//! Options that cannot be meant are refused in one sentence, and what was asked is told with the answer.

use crate::support::{Called, called, file, hitotsu, json, out, queue};

/// Calls in both languages: code 2, nothing written, one sentence with these words.
fn refused(words: &str, english: &str, japanese: &str) {
    let words: Vec<&str> = words.split_whitespace().collect();
    refused_words(&words, english, japanese);
}

fn refused_words(words: &[&str], english: &str, japanese: &str) {
    for (language, said) in [("en", english), ("ja", japanese)] {
        let called = called(&[&["--lang", language], words].concat(), "");
        let told = format!("{words:?}: {}", called.err);
        assert_eq!(called.code, 2, "{told}");
        assert_eq!(called.out, "", "{told}");
        assert!(called.err.contains(said), "{told}");
        assert_eq!(called.err.trim_end().lines().count(), 1, "{told}");
        assert!(!called.err.contains("``"), "{told}");
    }
}

const RATE: &str = "model.nodes.queue.station.per_second";

fn short_sweep() -> String {
    let path = file("options.json", queue(&[]));
    format!("sweep {path} --until 1s --seeds 2")
}

#[test]
fn an_axis_that_changes_nothing_is_refused() {
    let sweep = short_sweep();
    for (words, english, japanese) in [
        ("--vary seed=1,2", "--seeds (how many)", "--seeds（種の数）"),
        ("--vary horizon=1s,2s", "--until says", "--until で決まって"),
        (
            &format!("--vary {RATE}=10,20 --vary {RATE}=30,40"),
            "another --vary",
            "前の --vary",
        ),
        (
            &format!("--vary {RATE}=10,20 --vary model.nodes.queue.station={{}}"),
            "another --vary",
            "前の --vary",
        ),
        (&format!("--vary {RATE}=10,10"), "twice", "2 度"),
        (&format!("--vary {RATE}=1,2,1.0"), "twice", "2 度"),
        (&format!("--vary {RATE}=0.5,5e-1"), "twice", "2 度"),
        (
            "--vary model.nodes.queue.station.service.exponential=1s,1000ms",
            "twice",
            "2 度",
        ),
        (
            &format!("--vary {RATE}=10,20 --set {RATE}=5"),
            "--set gives",
            "--set でも",
        ),
    ] {
        refused(&format!("{sweep} {words}"), english, japanese);
    }
    // What the horizon is may vary, and a part of what is set may, too.
    let path = file("horizons.json", queue(&[]));
    let set =
        "--set model.nodes.queue.station={\"per_second\":1,\"service\":{\"constant\":\"1ms\"}}";
    out(&format!(
        "sweep {path} --seeds 1 --vary horizon=1s,2s {set} --vary {RATE}=10,20"
    ));
}

#[test]
fn more_jobs_than_runs_are_no_burden() {
    let sweep = short_sweep();
    let many = out(&format!("{sweep} --jobs 65535 --format json"));
    assert_eq!(many, out(&format!("{sweep} --jobs 1 --format json")));
    refused(&format!("{sweep} --jobs 65536"), "1 to 65535", "65535 まで");
}

#[test]
fn values_that_hold_commas_and_dots_are_one_value() {
    let path = file("commas.json", queue(&[]));
    let vary = "model.nodes.queue.station.service={\"uniform\":{\"low\":\"1ms\",\"high\":\"2ms\"}},\
                {\"constant\":\"1ms\"}";
    let report = json(&format!(
        "sweep {path} --until 1s --seeds 1 --format json --vary {vary}"
    ));
    let points = report["points"].as_array().expect("a list of points");
    let service = |at: usize| &points[at]["point"]["model.nodes.queue.station.service"];
    assert_eq!(points.len(), 2);
    assert_eq!(service(0)["uniform"]["high"], "2ms");
    assert_eq!(service(1)["constant"], "1ms");
    let titles = json(&format!(
        "sweep {path} --until 1s --seeds 1 --format json --vary title=\"a..b,c\",\"d\""
    ));
    assert_eq!(titles["points"][0]["point"]["title"], "a..b,c");
    let sweep = short_sweep();
    for (vary, english, japanese) in [
        ("horizon=[1,2", "not closed", "閉じていません"),
        ("title=\"a,b", "not closed", "閉じていません"),
        ("a=5ms..1s:500ms", "the same unit", "同じ単位"),
        ("a=20..10:1", "the lower end", "小さい値から"),
        ("a=1..2:0", "the step above 0", "刻みは 0 より大きく"),
    ] {
        refused(&format!("{sweep} --vary {vary}"), english, japanese);
    }
}

#[test]
fn seeds_do_not_begin_anew() {
    let last = u64::MAX;
    let sweep = short_sweep().replace("--seeds 2", "--seeds 3");
    refused(
        &format!("{sweep} --seed {last}"),
        "lower --seed or --seeds",
        "小さくしてください",
    );
    out(&format!("{sweep} --seed {}", last - 2));
}

#[test]
fn a_warm_up_that_rounding_takes_to_the_end_is_told_with_both_times() {
    for command in ["run web-rds", "sweep web-rds --seeds 1"] {
        refused(
            &format!("{command} --warm-up 9.91s --until 10s"),
            "rounded up to 10 s",
            "切り上げると 10 秒",
        );
    }
    refused(
        "run web-rds --warm-up 10s --until 10s",
        "before the end",
        "終わりより前",
    );
}

#[test]
fn a_sweep_tells_what_was_swept_and_what_was_measured() {
    let sweep = format!(
        "{} --warm-up 0.45s --set title=cashier --vary {RATE}=10,20",
        short_sweep()
    );
    let told = hitotsu(&format!("{sweep} --format json"));
    assert!(told.err.contains("rounded up to 0.5 s"), "{}", told.err);
    let report = json(&format!("{sweep} --format json"));
    assert_eq!(report["scenario"]["title"], "cashier");
    assert_eq!(
        (&report["until"], &report["warm_up"]),
        (&"1s".into(), &"0.45s".into())
    );
    for point in report["points"].as_array().expect("a list of points") {
        assert_eq!(point["window_s"]["from"], 0.5);
        assert_eq!(point["window_s"]["to"], 1.0);
    }
    let table = out(&format!("{sweep} --format csv"));
    let lines: Vec<&str> = table.lines().collect();
    let version = report["engine_version"].as_str().expect("a version");
    assert!(lines[0].ends_with(",first_seed,from_s,to_s,scenario,engine_version"));
    assert!(
        lines[2].ends_with(&format!(",1,0.5,1,cashier,{version}")),
        "{}",
        lines[2]
    );
}

#[test]
fn negative_and_other_numbers_are_told_with_their_range() {
    for (option, english, japanese) in [
        (
            "run web-rds --seed -1",
            "0 to 18446744073709551615",
            "0 から",
        ),
        (
            "run web-rds --seed abc",
            "0 to 18446744073709551615",
            "0 から",
        ),
        ("run web-rds --until -5s", "--until `-5s`", "--until `-5s`"),
        (
            "run web-rds --warm-up -.5s",
            "--warm-up `-.5s`",
            "--warm-up `-.5s`",
        ),
        ("story web-rds --request -1", "0 to", "0 から"),
        ("story web-rds --failed 0", "1 to", "1 から"),
        ("sweep web-rds --seeds -1", "1 to 10000000", "10000000 まで"),
        (
            "sweep web-rds --seeds 1.5",
            "1 to 10000000",
            "10000000 まで",
        ),
        (
            "sweep web-rds --seeds 100000000000",
            "1 to 10000000",
            "10000000 まで",
        ),
        ("sweep web-rds --jobs 0", "1 to 65535", "65535 まで"),
        ("trace web-rds --format jsonl --limit -1", "1 to", "1 から"),
        ("trace web-rds --format jsonl --limit 0", "1 to", "1 から"),
    ] {
        refused(option, english, japanese);
    }
}

#[test]
fn words_that_do_not_belong_are_told_as_what_they_are() {
    for (words, english, japanese) in [
        (
            "run web-rds extra",
            "`extra` is one word too many",
            "`extra` は余分",
        ),
        ("run web-rds -z", "no option `-z`", "`-z` というオプション"),
        (
            "run web-rds --set",
            "write --set <PATH=VALUE>",
            "--set <PATH=VALUE> の形",
        ),
        ("run web-rds --seed 1 --seed 2", "only once", "1 度だけ"),
        ("story web-rds --failed 1 --request 1", "together", "一緒に"),
        (
            "conditions web-rds --capacity=1",
            "takes no value",
            "値は付けられません",
        ),
        (
            "story web-rds",
            "Say which request: --request",
            "どの要求かを",
        ),
        (
            "sweep web-rds --shard 1/3 --format csv",
            "--format `csv`",
            "--format `csv`",
        ),
        ("run no-such.json", "check the name", "名前を確かめて"),
        ("run crates", "it is a folder", "フォルダーです"),
    ] {
        refused(words, english, japanese);
    }
    refused_words(
        &["run", "web-rds", "--until", ""],
        "--until: write a time",
        "--until：",
    );
    for language in ["en", "ja"] {
        let Called { code, err, .. } = hitotsu(&format!("--lang {language}"));
        assert_eq!((code, err.contains("sweep")), (2, true), "{err}");
    }
}

#[test]
fn help_is_given_whole_in_japanese() {
    let commands = [
        "",
        "run",
        "sweep",
        "merge",
        "capacity",
        "conditions",
        "stars",
        "story",
        "trace",
        "schema",
        "check",
        "systems",
    ];
    for command in commands {
        let asked = out(&format!("--lang ja help {command}"));
        assert_eq!(
            asked,
            out(&format!("{command} --help --lang ja")),
            "{command}"
        );
        for english in [
            "OPTIONS", "COMMAND", "Usage", "default", "possible", "open it", ":\n",
        ] {
            assert!(!asked.contains(english), "{command}: {english}: {asked}");
        }
    }
    let sweep = out("help sweep --lang ja");
    for words in [
        "[オプション]",
        "オプション：",
        "引数：",
        "csv：表計算",
        "初期値は 10",
    ] {
        assert!(sweep.contains(words), "{words}: {sweep}");
    }
    assert!(out("--lang ja help").contains("コマンド："));
    assert_eq!(out("help run"), out("run --help"));
    refused("help rnu", "did you mean `run`", "もしかして `run`");
}

#[test]
fn the_example_that_help_gives_of_a_fault_runs() {
    let set = r#"faults=[{"at":"5s","crash":"db-1"}]"#;
    for language in ["en", "ja"] {
        let help = out(&format!("run --help --lang {language}"));
        let words: String = help.split_whitespace().collect();
        assert!(words.contains(set), "{help}");
    }
    out(&format!("run web-rds --until 6s --set {set}"));
}

#[test]
fn the_version_is_judged_before_what_it_may_have_brought() {
    let newer = r#"{ "version": 2, "horizon": "1s", "newfield": 1 }"#;
    let path = file("newer.json", newer);
    for command in ["check", "run"] {
        refused(
            &format!("{command} {path}"),
            "2 is not known; this program reads version 1",
            "読めるのは版 1 です",
        );
    }
}

#[test]
fn a_trace_of_nothing_is_told() {
    let trace = "trace examples/scenarios/single-queue.json --format jsonl --until 1s";
    refused(
        &format!("{trace} --request 99999999"),
        "There is no request 99999999",
        "要求 99999999 はありません",
    );
    refused(
        &format!("{trace} --from 2s"),
        "before the end",
        "終わりより前",
    );
    assert!(!out(&format!("{trace} --request 0")).is_empty());
    refused(
        "story web-rds --set parameters.rate=2000 --until 5s --failed 99999999",
        "--failed a number from 1 to ",
        "--failed は 1 から ",
    );
    refused(
        "story web-rds --until 1s --failed 1",
        "no request of the run fails",
        "失敗した要求はありません",
    );
}

#[test]
fn a_scenario_without_a_title_has_the_name_of_its_file() {
    let path = file("no-title.json", queue(&[]));
    let told = out(&format!("run {path} --until 1s"));
    assert!(told.starts_with("no-title.json · "), "{told}");
    let titled = out(&format!("run {path} --until 1s --set title=cashier"));
    assert!(titled.starts_with("cashier · "), "{titled}");
    assert!(out("run web-rds --until 1s").starts_with("web-rds · "));
}
