//! How many machines an autoscaler wants, and when.

use proptest::prelude::*;

use super::*;

fn at(secs: u64) -> Time {
    Time::ZERO + Duration::from_secs(secs)
}

/// Four machines of 2 to 8, each of which should be busy 60 % of the time.
fn scale() -> Scale {
    Scale {
        goal: 600,
        minimum: 2,
        maximum: 8,
        cool_down_out: Duration::from_secs(60),
        cool_down_in: Duration::from_secs(300),
        machines: 4,
        wanted: 0,
        last_out: None,
        last_change: None,
    }
}

#[test]
fn it_wants_as_many_as_would_each_do_what_one_should() {
    for (answered, load, wanted) in [
        // Each at 60 %, and a tenth of that more or less.
        (4, 2_400, None),
        (4, 2_640, None),
        (4, 2_160, None),
        (4, 2_641, Some(5)),
        (4, 3_600, Some(6)),
        (4, 4_000, Some(7)),
        (4, 1_800, Some(3)),
        (4, 1_801, None),
        (4, 0, Some(2)),
        // One that is silent counts as idle here, and as busy as it should be there.
        (3, 3_000, Some(5)),
        (3, 2_100, None),
        (3, 600, Some(2)),
        (3, 1_200, Some(3)),
        (1, 1_000, None),
        (1, 0, Some(3)),
        (0, 0, None),
        // However busy they are.
        (4, 1_000_000, Some(8)),
    ] {
        let decided = scale().decide(at(0), answered, load);
        assert_eq!(decided, wanted, "{answered} machines do {load}");
    }
}

#[test]
fn after_a_change_it_waits() {
    let mut scale = scale();
    assert_eq!(scale.decide(at(100), 4, 3_000), Some(5));
    assert_eq!(scale.decide(at(159), 5, 5_000), None, "more, too soon");
    assert_eq!(scale.decide(at(160), 5, 5_000), Some(8));
    assert_eq!(scale.decide(at(459), 8, 0), None, "fewer, too soon");
    assert_eq!(scale.decide(at(460), 8, 1_000), Some(2));
    assert_eq!(
        scale.decide(at(461), 2, 2_000),
        Some(4),
        "fewer delays no more"
    );
}

proptest! {
    #[test]
    fn it_never_leaves_its_range(
        minimum in 1_u16..5,
        more in 0_u16..5,
        start in 0_u16..5,
        steps in prop::collection::vec((0_u64..400, 0_u16..12, 0_u64..20_000), 1..60),
    ) {
        let maximum = minimum + more;
        let mut scale = Scale {
            minimum,
            maximum,
            machines: minimum + start.min(more),
            ..scale()
        };
        let mut now = Time::ZERO;
        let (mut last_out, mut last_change) = (None, None);
        for (pause, answered, load) in steps {
            now += Duration::from_secs(pause);
            let before = scale.machines;
            let decided = scale.decide(now, answered.min(before), load);
            prop_assert!((minimum..=maximum).contains(&scale.machines));
            let Some(machines) = decided else {
                prop_assert_eq!(scale.machines, before);
                continue;
            };
            prop_assert_eq!(scale.machines, machines);
            prop_assert_ne!(machines, before);
            let (last, limit) = if machines > before {
                (last_out.replace(now), scale.cool_down_out)
            } else {
                (last_change, scale.cool_down_in)
            };
            last_change = Some(now);
            prop_assert!(last.is_none_or(|at: Time| now.since(at) >= limit));
        }
    }
}
