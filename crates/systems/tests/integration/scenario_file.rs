//! Scenario files: what their faults come to, and what is said of files that cannot be run.

use sim::{
    Blueprint, ClockOffset, Duration, Fault, Intervention, LinkId, NodeId, Planned, Probability,
    Scenario, Simulation, Time,
};
use systems::ENTRIES;
use systems::model::{ModelError, Problem};
use systems::scenario_file::{FAULTS_MAX, ScenarioFile};

/// A file of the catalogue's `web-rds` with these faults.
fn file(faults: &str) -> ScenarioFile {
    let text = format!(
        r#"{{ "version": 1, "system": "web-rds", "parameters": {{ "api_servers": 2 }},
            "horizon": "60s", "faults": [{faults}] }}"#
    );
    serde_json::from_str(&text).expect(&text)
}

fn planned(faults: &str) -> Vec<Planned> {
    let blueprint = file(faults).blueprint(0);
    blueprint.expect("a sound file").planned
}

/// The nodes and links of these names in `web-rds`.
fn node(name: &str) -> NodeId {
    let blueprint = file("").blueprint(0).expect("a sound file");
    let place = blueprint.nodes.iter().position(|node| node.name == name);
    NodeId(place.expect("a known name") as u16)
}

fn link(first: &str, second: &str) -> LinkId {
    let blueprint = file("").blueprint(0).expect("a sound file");
    let ends = (node(first), node(second));
    let links = blueprint.links.iter();
    let mut ends_of = links.map(|link| (link.first, link.second));
    LinkId(ends_of.position(|link| link == ends).expect("a line") as u16)
}

fn at(millis: u64, fault: Fault) -> Planned {
    let at = Time::from_nanos(millis * 1_000_000);
    let what = Intervention::Fault(fault);
    Planned { at, what }
}

fn refused(faults: &str) -> ModelError {
    file(faults).blueprint(0).expect_err(faults)
}

fn contradiction(path: &str, rule: &'static str) -> ModelError {
    ModelError::new(path, Problem::Contradiction { rule })
}

#[test]
fn every_fault_with_a_length_gets_its_repair_in_the_order_of_time() {
    let (api, db) = (node("api-1"), node("db-1"));
    assert_eq!(
        planned(
            r#"{ "at": "10s", "for": "5s", "crash": "api-1" },
               { "at": "1s", "slow": { "node": "db-1", "factor": 4 } },
               { "at": "15s", "pause": "api-1" }"#
        ),
        [
            at(
                1_000,
                Fault::Slow {
                    node: db,
                    factor: 4
                }
            ),
            at(10_000, Fault::Crash { node: api }),
            // The repair goes before what strikes at the same instant.
            at(15_000, Fault::Restart { node: api }),
            at(15_000, Fault::Pause { node: api }),
        ]
    );
}

#[test]
fn a_group_stands_for_all_its_machines_and_a_deployment_strikes_twice() {
    let machines = file("").blueprint(0).expect("a sound file").groups[0]
        .nodes
        .len();
    let planned = planned(
        r#"{ "at": "1s", "for": "1s",
             "bad_deployment": { "part": "api", "errors_percent": 12.5, "slow_factor": 3 } }"#,
    );
    let share = Probability::from_per_million(125_000);
    let api = node("api-1");
    assert_eq!(planned.len(), 4 * machines);
    assert_eq!(planned[0], at(1_000, Fault::Gray { node: api, share }));
    assert_eq!(
        planned[1],
        at(
            1_000,
            Fault::Slow {
                node: api,
                factor: 3
            }
        )
    );
    assert!(planned.contains(&at(2_000, Fault::Cure { node: api })));
    assert!(planned.contains(&at(2_000, Fault::Restore { node: api })));
}

#[test]
fn lines_are_found_by_the_names_of_their_ends_in_any_order() {
    let line = link("balancer", "api-1");
    assert_eq!(
        planned(r#"{ "at": "0s", "cut_one_way": { "from": "api-1", "to": "balancer" } }"#),
        [at(
            0,
            Fault::Block {
                link: line,
                forward: false
            }
        )]
    );
    assert_eq!(
        planned(r#"{ "at": "0s", "for": "1s", "cut": { "between": ["api-1", "balancer"] } }"#),
        [
            at(0, Fault::Partition { link: line }),
            at(1_000, Fault::Heal { link: line })
        ]
    );
    assert_eq!(
        planned(r#"{ "at": "0s", "loss": { "between": ["api-1", "balancer"], "percent": 5 } }"#),
        [at(
            0,
            Fault::Lossy {
                link: line,
                loss: Probability::from_percent(5)
            }
        )]
    );
}

#[test]
fn a_split_cuts_every_line_from_one_group_to_another_and_no_other() {
    let planned = planned(r#"{ "at": "0s", "split": [["balancer", "api-1"], ["api-2", "db-1"]] }"#);
    let cut = |first, second| {
        at(
            0,
            Fault::Partition {
                link: link(first, second),
            },
        )
    };
    assert_eq!(planned.len(), 2, "{planned:?}");
    assert!(planned.contains(&cut("balancer", "api-2")));
    assert!(planned.contains(&cut("api-1", "db-1")));
}

#[test]
fn a_part_of_a_model_that_scales_is_struck_once_on_each_of_its_machines() {
    let of = |fault: &str| {
        let text = format!(
            r#"{{ "version": 1, "horizon": "9s", "faults": [{fault}], "model": {{ "nodes": {{
                "users": {{ "clients": {{ "target": "door",
                    "arrivals": {{ "poisson": {{ "per_second": 5 }} }} }} }},
                "door": {{ "balancer": {{ "targets": ["api"] }} }},
                "api": {{ "service": {{ "replicas": 2, "maximum": 3, "operations": {{
                    "request": [{{ "work": {{ "constant": "1ms" }} }}] }} }} }} }} }} }}"#
        );
        let file: ScenarioFile = serde_json::from_str(&text).expect(&text);
        file.blueprint(0).expect("a sound file").planned
    };
    assert_eq!(of(r#"{ "at": "1s", "crash": "api" }"#).len(), 3);
    let split = of(r#"{ "at": "1s", "split": [["door"], ["api"]] }"#);
    assert_eq!(split.len(), 3, "{split:?}");
}

#[test]
fn clocks_go_wrong_in_both_directions() {
    let node = node("db-1");
    let offset = ClockOffset(-2_500_000_000);
    assert_eq!(
        planned(r#"{ "at": "0s", "clock_skew": { "node": "db-1", "offset": "-2.5s" } }"#),
        [at(0, Fault::Skew { node, offset })]
    );
}

#[test]
fn a_burst_ends_where_it_began() {
    let demands = planned(r#"{ "at": "1s", "for": "2s", "burst": { "factor_percent": 300 } }"#);
    assert_eq!(
        demands
            .iter()
            .map(|planned| planned.what)
            .collect::<Vec<_>>(),
        [300, 100].map(|percent| Intervention::ScaleDemand { percent })
    );
}

#[test]
fn overlapping_faults_of_one_kind_at_one_place_end_with_the_last_of_them() {
    let (api, db) = (node("api-1"), node("db-1"));
    // One outage from the first begin to the last end, in whatever order they are written.
    for faults in [
        r#"{ "at": "10s", "for": "20s", "crash": "api-1" },
           { "at": "15s", "for": "25s", "crash": "api-1" }"#,
        r#"{ "at": "15s", "for": "25s", "crash": "api" },
           { "at": "10s", "for": "20s", "crash": "api-1" }"#,
        r#"{ "at": "10s", "for": "30s", "crash": "api-1" },
           { "at": "15s", "for": "2s", "crash": "api-1" }"#,
    ] {
        let repairs: Vec<_> = planned(faults)
            .into_iter()
            .filter(|planned| planned.what == Intervention::Fault(Fault::Restart { node: api }))
            .collect();
        assert_eq!(repairs, [at(40_000, Fault::Restart { node: api })]);
    }
    // What began last counts, and then what lasts longer counts again; of two that end at one instant
    // neither does, in whatever order they are written.
    let slow = |millis, factor| at(millis, Fault::Slow { node: db, factor });
    let two = r#"{ "at": "1s", "for": "8s", "slow": { "node": "db-1", "factor": 2 } }"#;
    let seven = r#"{ "at": "3s", "for": "2s", "slow": { "node": "db-1", "factor": 7 } }"#;
    let nine = r#"{ "at": "4s", "for": "1s", "slow": { "node": "db-1", "factor": 9 } }"#;
    for faults in [[two, seven, nine], [nine, seven, two]] {
        assert_eq!(
            planned(&faults.join(", ")),
            [
                slow(1_000, 2),
                slow(3_000, 7),
                slow(4_000, 9),
                slow(5_000, 2),
                at(9_000, Fault::Restore { node: db }),
            ]
        );
    }
    // Faults of another kind or at another place are nobody's business.
    let apart = planned(
        r#"{ "at": "1s", "for": "2s", "pause": "db-1" },
           { "at": "2s", "for": "3s", "pause": "db-2" },
           { "at": "2s", "for": "9s", "gray": { "node": "db-1", "percent": 5 } }"#,
    );
    assert_eq!(apart[3], at(3_000, Fault::Resume { node: db }));
    // One that never ends is never mended.
    let for_ever = planned(
        r#"{ "at": "1s", "cut": { "between": ["balancer", "api-1"] } },
           { "at": "2s", "for": "1s", "cut": { "between": ["balancer", "api-1"] } }"#,
    );
    assert_eq!(for_ever.len(), 2);
}

#[test]
fn faults_that_make_no_sense_are_told_with_their_place() {
    for (fault, path, rule) in [
        (r#"{ "at": "1s" }"#, "faults[0]", "one_fault_each"),
        (
            r#"{ "at": "1s", "crash": "api-1", "pause": "api-1" }"#,
            "faults[0]",
            "one_fault_each",
        ),
        (
            r#"{ "at": "1s", "for": "1s", "flush": "api-1" }"#,
            "faults[0].for",
            "nothing_to_repair",
        ),
        (
            r#"{ "at": "1s", "crash": "users" }"#,
            "faults[0].crash",
            "fault_on_users",
        ),
        (
            r#"{ "at": "1s", "flush": "api" }"#,
            "faults[0].flush",
            "nothing_to_flush",
        ),
        (
            r#"{ "at": "1s", "cut": { "between": ["users", "db-1"] } }"#,
            "faults[0].cut.between",
            "no_line_between",
        ),
        (
            r#"{ "at": "1s", "split": [["api"], ["db-1", "api-2"]] }"#,
            "faults[0].split[1][1]",
            "one_group_each",
        ),
    ] {
        assert_eq!(refused(fault), contradiction(path, rule), "{fault}");
    }
    for (fault, path) in [
        (r#"{ "at": "61s", "crash": "api-1" }"#, "faults[0].at"),
        (
            r#"{ "at": "1s", "for": "0s", "crash": "api-1" }"#,
            "faults[0].for",
        ),
        (
            r#"{ "at": "1s", "slow": { "node": "db-1", "factor": 1 } }"#,
            "faults[0].slow.factor",
        ),
        (
            r#"{ "at": "1s", "set_demand": -1 }"#,
            "faults[0].set_demand",
        ),
    ] {
        let error = refused(fault);
        assert_eq!(error.path, path, "{fault}");
        let out_of_range = matches!(error.problem, Problem::OutOfRange { .. });
        assert!(out_of_range, "{error:?}");
    }
    let Problem::UnknownName { name, known } =
        refused(r#"{ "at": "1s", "crash": "api-l" }"#).problem
    else {
        panic!("the name is unknown");
    };
    assert_eq!(name, "api-l");
    assert!(known.contains(&"api".to_owned()) && known.contains(&"api-1".to_owned()));
}

#[test]
fn ten_thousand_faults_at_one_instant_run_and_one_more_is_too_many() {
    let one = r#"{ "at": "1s", "for": "1s", "crash": "api-1" }"#;
    let many = vec![one; FAULTS_MAX].join(",");
    let blueprint = file(&many).blueprint(0).expect("as many as allowed");
    let mut run = Simulation::new(blueprint);
    run.run_until(Time::from_nanos(3_000_000_000), u64::MAX);
    run.check().expect("every law holds");
    let more = format!("{many},{one}");
    let error = refused(&more);
    assert_eq!(error.path, "faults");
}

#[test]
fn seeds_beyond_what_json_readers_keep_are_written_as_strings() {
    let seed = |seed: &str| {
        let text =
            format!(r#"{{ "version": 1, "system": "web-rds", "horizon": "1s", "seed": {seed} }}"#);
        serde_json::from_str::<ScenarioFile>(&text)
    };
    for (text, value) in [
        ("9007199254740991", 9_007_199_254_740_991),
        ("\"18446744073709551615\"", u64::MAX),
    ] {
        let file = seed(text).expect(text);
        assert_eq!(file.seed.0, value);
        let written = serde_json::to_string(&file.seed).expect("a seed is written");
        assert_eq!(written, text);
    }
    for wrong in ["9007199254740993", "-1", "1.5", "\"x\"", "\"+1\"", "null"] {
        assert!(seed(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_file_needs_one_system_and_a_version_that_is_known() {
    let refused = |text: &str| {
        let file: ScenarioFile = serde_json::from_str(text).expect(text);
        file.blueprint(0).expect_err(text)
    };
    assert_eq!(
        refused(r#"{ "version": 1, "horizon": "1s" }"#),
        contradiction("", "system_or_model")
    );
    let newer = refused(r#"{ "version": 2, "system": "web-rds", "horizon": "1s" }"#);
    assert_eq!(newer.path, "version");
    let absurd = r#"{ "version": 1, "horizon": "1000h", "model": { "nodes": { "queue":
        { "station": { "per_second": 1000000, "service": { "constant": "1us" } } } } } }"#;
    assert_eq!(refused(absurd), contradiction("horizon", "too_much_work"));
    let within = r#"{ "version": 1, "horizon": "1s", "model": { "nodes": { "queue":
        { "station": { "per_second": -1, "service": { "constant": "1us" } } } } } }"#;
    assert_eq!(refused(within).path, "model.nodes.queue.per_second");
}

/// A file that names every machine, line and scaling part of a system, and sets every parameter.
fn full_file(id: &str) -> ScenarioFile {
    let plain = ScenarioFile::of_system(id).blueprint(0);
    let plain = plain.expect("the defaults are sound");
    let name = |node: NodeId| plain.nodes[node.index()].name.as_str();
    let is_users = |node: &sim::NodeSpec| {
        let mut users = plain.workloads.iter();
        users.any(|users| name(users.node) == node.name)
    };
    let mut faults = vec![
        r#"{ "at": "1s", "for": "1s", "burst": { "factor_percent": 300 } }"#.to_owned(),
        r#"{ "at": "5s", "set_demand": 12.5 }"#.to_owned(),
    ];
    for node in plain.nodes.iter().filter(|node| !is_users(node)) {
        let name = &node.name;
        faults.push(format!(
            r#"{{ "at": "2s", "for": "1.5s", "crash": "{name}" }}"#
        ));
        faults.push(format!(
            r#"{{ "at": "4s", "gray": {{ "node": "{name}", "percent": 12.5 }} }}"#
        ));
    }
    for link in &plain.links {
        let (first, second) = (name(link.first), name(link.second));
        faults.push(format!(
            r#"{{ "at": "3s", "for": "250ms", "cut": {{ "between": ["{first}", "{second}"] }} }}"#
        ));
    }
    for group in &plain.groups {
        let (name, count) = (&group.name, group.units_max());
        faults.push(format!(
            r#"{{ "at": "6s", "set_units": {{ "part": "{name}", "count": {count} }} }}"#
        ));
    }
    let entry = systems::entry(id).expect("a system of the catalogue");
    let parameters = entry.parameters.iter();
    let parameters: Vec<_> = parameters
        .map(|parameter| format!(r#""{}": {}"#, parameter.id, parameter.default))
        .collect();
    let text = format!(
        r#"{{ "version": 1, "title": "{}", "system": "{id}", "parameters": {{ {} }}, "seed": "9007199254740993",
            "horizon": "8s", "faults": [{}] }}"#,
        entry.title.ja,
        parameters.join(", "),
        faults.join(", ")
    );
    serde_json::from_str(&text).expect(&text)
}

#[test]
fn every_system_goes_through_a_file_and_back_with_all_that_is_planned() {
    for entry in ENTRIES {
        let file = full_file(entry.id);
        let text = serde_json::to_string(&file).expect("a file is plain data");
        let back: ScenarioFile = serde_json::from_str(&text).expect(&text);
        assert_eq!(back, file, "{}", entry.id);
        let blueprint = back.blueprint(0).expect(&text);
        let planned = blueprint.planned.clone();
        let machines = blueprint.nodes.len() - blueprint.workloads.len();
        assert!(planned.len() > 3 * machines, "{}: {planned:?}", entry.id);
        // The page's own format says the same, and both run the same run.
        let scenario = Scenario {
            version: sim::SCENARIO_VERSION,
            system: entry.id.to_owned(),
            parameters: back.parameters,
            seed: back.seed.0,
            horizon: Duration::from_secs(8),
            planned,
        };
        let text = serde_json::to_string(&scenario).expect("a scenario is plain data");
        let again: Scenario = serde_json::from_str(&text).expect(&text);
        assert_eq!(again, scenario, "{}", entry.id);
        let hash = |blueprint: Blueprint| {
            let mut run = Simulation::new(blueprint);
            run.run_until(Time::MAX, u64::MAX);
            (run.events(), run.trace().hash())
        };
        let linked = systems::blueprint(&again).expect("a valid scenario");
        assert_eq!(hash(linked), hash(blueprint), "{}", entry.id);
    }
}

#[test]
fn an_outage_of_a_zone_strikes_what_stands_there() {
    let crash = |node| at(1_000, Fault::Crash { node });
    let struck = planned(r#"{ "at": "1s", "zone_outage": "b" }"#);
    let servers = ["api-2", "api-4", "api-6", "api-8", "db-2"];
    assert_eq!(struck, servers.map(|name| crash(node(name))));
    let known = vec!["a".to_owned(), "b".to_owned()];
    let name = "c".to_owned();
    assert_eq!(
        refused(r#"{ "at": "1s", "zone_outage": "c" }"#),
        ModelError::new(
            "faults[0].zone_outage",
            Problem::UnknownName { name, known }
        )
    );
}
