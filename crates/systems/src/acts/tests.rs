//! Every act of every system of the catalogue is read back as it was written, and nonsense is told.

use std::collections::BTreeSet;

use super::*;
use crate::ENTRIES;

fn of(id: &str) -> Blueprint {
    let entry = crate::entry(id).expect("in the catalogue");
    crate::blueprint(&entry.scenario(1, Duration::from_secs(600))).expect("can be run")
}

/// Everything that can be done to a machine or line.
fn everything(blueprint: &Blueprint) -> Vec<Intervention> {
    let users = |node: NodeId| blueprint.workloads.iter().any(|users| users.node == node);
    let nodes = (0..blueprint.nodes.len()).map(|node| NodeId(node as u16));
    let nodes = nodes.filter(|node| !users(*node)).flat_map(|node| {
        let share = Probability::from_per_million(12_345);
        let damage = [
            Fault::Crash { node },
            Fault::Pause { node },
            Fault::Slow { node, factor: 10 },
            Fault::Gray { node, share },
            Fault::Skew {
                node,
                offset: ClockOffset(-2_000_000_001),
            },
        ];
        let both = damage.into_iter().flat_map(|one| [one, one.repair()]);
        both.chain([Fault::Flush { node }]).collect::<Vec<_>>()
    });
    let links = (0..blueprint.links.len()).flat_map(|link| {
        let link = LinkId(link as u16);
        let damage = [
            Fault::Partition { link },
            Fault::Lossy {
                link,
                loss: Probability::from_percent(30),
            },
            Fault::Block {
                link,
                forward: true,
            },
            Fault::Block {
                link,
                forward: false,
            },
            Fault::Delay {
                link,
                extra: Duration::from_millis(500),
            },
        ];
        damage.into_iter().flat_map(|one| [one, one.repair()])
    });
    let units = blueprint
        .groups
        .iter()
        .enumerate()
        .map(|(group, units)| Intervention::SetUnits {
            group: group as u16,
            count: units.units_max() as u16,
        });
    let demand = [
        Intervention::SetDemand {
            per_second_milli: 900_500,
        },
        Intervention::ScaleDemand { percent: 300 },
    ];
    let faults = nodes.chain(links).map(Intervention::Fault);
    faults.chain(units).chain(demand).collect()
}

#[test]
fn whatever_can_be_done_to_a_system_is_read_back_as_it_was_written() {
    for entry in ENTRIES {
        let blueprint = of(entry.id);
        let all = everything(&blueprint);
        let mut texts = BTreeSet::new();
        for (place, what) in all.iter().enumerate() {
            let act = Act {
                at: Time::from_nanos(12_345_678_901 + place as u64),
                late: place % 2 == 0,
                what: vec![*what],
            };
            let text = written(&act, &blueprint);
            assert_eq!(read(&text, &blueprint), Ok(act), "{}: {text}", entry.id);
            let plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-~:,.@*".contains(&letter);
            assert!(text.bytes().all(plain), "fit for an address: {text}");
            texts.insert(text.split('@').next().unwrap_or_default().to_owned());
        }
        assert_eq!(texts.len(), all.len(), "{}: no two alike", entry.id);
    }
}

#[test]
fn an_act_has_its_interventions_in_order() {
    let blueprint = of("web-rds");
    let text = "crash:api-1,block:db-1~api-2,demand:900.5,units:api:3@0.5s*";
    let act = read(text, &blueprint).expect("is one");
    assert_eq!(act.what.len(), 4);
    assert_eq!(act.at, Time::from_nanos(500_000_000));
    assert!(act.late);
    assert_eq!(written(&act, &blueprint), text);
    let Intervention::Fault(Fault::Block { forward, .. }) = act.what[1] else {
        panic!("the second is the block");
    };
    assert!(!forward, "the database is the second end");
    let bare = read("crash:api-1@30", &blueprint);
    assert_eq!(bare, read("crash:api-1@30s", &blueprint));
}

#[test]
fn what_is_no_act_is_told() {
    let blueprint = of("web-rds");
    let why = |text: &str| read(text, &blueprint).expect_err(text);
    for text in [
        "",
        "@",
        "@5s",
        "crash",
        "crash:api-1",
        "crash@5s",
        "crash:api-1@",
        "crash:api-1@-5s",
        "crash:api-1@5h",
        "crash:api-1:3@5s",
        "crash:api-1,@5s",
        "slow:api-1@5s",
        "slow:api-1:1.5@5s",
        "slow:api-1:10:2@5s",
        "burn:api-1@5s",
        "cut:api-1@5s",
        "demand@5s",
        "demand:many@5s",
        "skew:api-1:--2s@5s",
    ] {
        assert_eq!(why(text), ActError::Form, "{text}");
    }
    for (text, name) in [
        ("crash:api-99@5s", "api-99"),
        ("crash:users@5s", "users"),
        ("cut:api-1~nobody@5s", "api-1~nobody"),
        ("cut:users~db-1@5s", "users~db-1"),
        ("units:db:3@5s", "db"),
    ] {
        assert_eq!(why(text), ActError::Unknown(name.to_owned()), "{text}");
    }
    for (text, low, high) in [
        ("crash:api-1@601s", 0, 600),
        ("slow:api-1:1@5s", 2, 1_000),
        ("gray:api-1:101@5s", 0, 100),
        ("lossy:api-1~db-1:100.0001@5s", 0, 100),
        ("delay:api-1~db-1:3601s@5s", 0, 3_600),
        ("units:api:99@5s", 0, 8),
        ("demand:1000001@5s", 0, 1_000_000),
        ("scale:10001@5s", 0, 10_000),
    ] {
        assert_eq!(why(text), ActError::NotWithin(low, high), "{text}");
    }
    let many = vec!["crash:api-1"; WHAT_MAX + 1].join(",") + "@5s";
    assert_eq!(why(&many), ActError::Form);
}
