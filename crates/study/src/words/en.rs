//! English: what is said of findings in English.

use sim::{NodeId, PATIENCE, Time};

use super::{BreakWords, ConditionWords, Words, counted, factor, number, percent, thousands};
use crate::condition::GROWS;
use crate::{
    Broken, Condition, Gain, Growth, Rule, SHARE_NEEDED, Unfinished, Verdict, WINDOW, Why,
};

/// English.
pub static EN: Words = Words {
    conditions: [
        ConditionWords {
            name: "It has several resources",
            short: "several resources",
        },
        ConditionWords {
            name: "Each of them runs on a network, and they talk to each other",
            short: "networked",
        },
        ConditionWords {
            name: "Scalability is considered",
            short: "can grow",
        },
        ConditionWords {
            name: "To the people who use it, it looks like one centralized system",
            short: "looks like one",
        },
    ],
    verdicts: ["holds", "does not hold", "not shown yet"],
    breaks: [
        BreakWords {
            name: "errors",
            seen: "the user got no answer",
        },
        BreakWords {
            name: "lost writes",
            seen: "it was confirmed, and later it was gone",
        },
        BreakWords {
            name: "lost sessions",
            seen: "what the user had put there did not come back",
        },
        BreakWords {
            name: "order reversals",
            seen: "the answer is older than what had been read before",
        },
        BreakWords {
            name: "stale reads",
            seen: "the answer is older than what somebody had been told before",
        },
    ],
    waiting: BreakWords {
        name: "kept waiting",
        seen: "no answer yet after more than two seconds",
    },
    ways: ["computation", "data", "function"],
    distributed: ["distributed", "not distributed", "not shown yet"],
    why,
    unfinished,
    past,
    rule,
    title: |card| &card.title_en,
    text: |text| text.en,
};

fn why(why: &Why, name: &dyn Fn(NodeId) -> String) -> String {
    let seconds = WINDOW.as_secs_f64();
    match *why {
        Why::LittleWork => "Hardly any work has been done yet.".to_owned(),
        Why::OneMachineWorks { node } => {
            format!(
                "The work of one machine alone becomes answers: {}.",
                name(node)
            )
        }
        Why::MachinesWork {
            machines,
            effective,
            left,
        } => format!(
            "The work of {machines} machines becomes answers (as much as {} that share evenly). Machines other than the busiest do {} of the work.",
            number(effective),
            percent(left)
        ),
        Why::WorkInVain => {
            "Machines work, and hardly any of their work becomes an answer.".to_owned()
        }
        Why::FewRequests { issued, needed } => {
            format!(
                "There {} {} so far; {needed} tell.",
                if issued == 1 { "was" } else { "were" },
                counted(issued, "request")
            )
        }
        Why::NoLines => "No line joins two machines.".to_owned(),
        Why::HardlyTalk { per_request } => format!(
            "Machines send each other only {} messages for a request.",
            number(per_request)
        ),
        Why::Talk {
            per_request,
            per_second,
        } => format!(
            "Machines send each other {} messages for a request on average ({} per second now).",
            number(per_request),
            number(per_second)
        ),
        Why::NothingGrows => "There is nothing of which there could be more.".to_owned(),
        Why::NotMeasured => "Measuring with more and fewer machines will tell.".to_owned(),
        Why::Grows(growth) => format!(
            "{} ({} times as many). {}",
            grown(&growth),
            factor(&growth),
            limit(&growth, name)
        ),
        Why::HardlyGrows(growth) => format!(
            "{}. {}. {}",
            match growth.gain() {
                Gain::Hardly => "More machines change hardly anything".to_owned(),
                Gain::Little | Gain::Grows => format!(
                    "With more machines it can do only {} times as many; from {GROWS} on it counts as more",
                    factor(&growth)
                ),
            },
            grown(&growth),
            limit(&growth, name)
        ),
        Why::FewAnswers { ended, needed } => {
            format!(
                "{} ended within the last {seconds} s; {needed} tell.",
                counted(ended, "request")
            )
        }
        Why::AsOne {
            share,
            ended,
            faults,
        } => {
            let after = match faults {
                0 => String::new(),
                1 => " One fault has struck so far.".to_owned(),
                faults => format!(" {faults} faults have struck so far."),
            };
            format!(
                "Of {} requests that ended within the last {seconds} s, {} were answered as one machine would have answered ({} are enough).{after}",
                thousands(ended),
                percent(share),
                percent(SHARE_NEEDED)
            )
        }
        Why::KeptWaiting {
            share,
            ended,
            waiting,
        } => format!(
            "{} {} been without an answer for longer than {} s. Of these and of {} that ended within the last {seconds} s, only {} were answered as one machine would have answered.",
            counted(waiting, "request"),
            if waiting == 1 { "has" } else { "have" },
            PATIENCE.as_secs_f64(),
            thousands(ended),
            percent(share)
        ),
        Why::Broken {
            share,
            ended,
            mostly,
        } => format!(
            "Of {} requests that ended within the last {seconds} s, only {} were answered as one machine would have answered, and {} are needed. Most of the others: {}.",
            thousands(ended),
            percent(share),
            percent(SHARE_NEEDED),
            EN.broken(mostly).name
        ),
    }
}

fn unfinished(unfinished: &Unfinished, verdict: Verdict) -> String {
    let mut text = match verdict {
        Verdict::Holds => {
            " But some of these answers say no more than that something was accepted.".to_owned()
        }
        Verdict::DoesNot | Verdict::NotShown => String::new(),
    };
    let be = |count: u64, [one, more]: [&'static str; 2]| if count == 1 { one } else { more };
    if let Some(oldest) = unfinished.oldest.filter(|_| unfinished.late > 0) {
        text.push_str(&format!(
            " Of the work put off, {} {} not done yet (the oldest was accepted {:.1} s ago).",
            counted(unfinished.held, "piece"),
            be(unfinished.held, ["is", "are"]),
            oldest.as_secs_f64()
        ));
    }
    if unfinished.put_aside > 0 {
        text.push_str(&format!(
            " {} failed too often, {} put aside and will not be done.",
            counted(unfinished.put_aside, "piece"),
            be(unfinished.put_aside, ["was", "were"])
        ));
    }
    text
}

fn past(condition: Condition, broken: &[Broken]) -> String {
    let seconds = |time: Time| format!("{:.1}", time.as_secs_f64());
    let Some((last, before)) = broken.split_last() else {
        return String::new();
    };
    let one = condition == Condition::LooksLikeOne;
    let (was, is) = if one {
        ("it did not look like one", "It has not looked like one")
    } else {
        (
            "no two machines did work that became answers",
            "It has been so",
        )
    };
    let text = match last.until {
        Some(until) => format!(
            " From {} s to {} s {was}.",
            seconds(last.from),
            seconds(until)
        ),
        None => format!(" {is} since {} s.", seconds(last.from)),
    };
    match before.len() {
        0 => text,
        1 => format!("{text} It was so once before."),
        count => format!("{text} It was so {count} times before."),
    }
}

fn grown(growth: &Growth) -> String {
    if growth.to_units == growth.from_units {
        return format!(
            "The most is {} requests per second, with {}",
            number(growth.from_per_second),
            growth.from_units
        );
    }
    format!(
        "{} can do {} requests per second, {} can do {}",
        growth.from_units,
        number(growth.from_per_second),
        growth.to_units,
        number(growth.to_per_second)
    )
}

fn limit(growth: &Growth, name: &dyn Fn(NodeId) -> String) -> String {
    match (growth.bottleneck, growth.slowest) {
        (Some(node), _) => format!("The first to reach its limit is then {}.", name(node)),
        (None, Some(node)) => format!(
            "No machine is full then; requests spend the most time at {}.",
            name(node)
        ),
        (None, None) => String::new(),
    }
}

/// So many machines, of more that do the same a little.
fn of_all(machines: usize, all: usize) -> String {
    if machines == all {
        format!("{machines} machines")
    } else {
        format!("Of {all} machines, mainly {machines}")
    }
}

fn rule(rule: Rule) -> String {
    match rule {
        Rule::Nothing => "There is nothing to split yet.".to_owned(),
        Rule::OneComputes => "One machine computes everything.".to_owned(),
        Rule::SeveralCompute { machines, of } => {
            format!("{} share the computing.", of_all(machines, of))
        }
        Rule::OneKeeps => "One machine keeps all data.".to_owned(),
        Rule::Copied { copies } => {
            format!("{copies} machines keep the same data, and one answers. That divides nothing.")
        }
        Rule::CopiesAnswer { machines, of } => format!(
            "{} hold the data or copies of it, and answer from there.",
            of_all(machines, of)
        ),
        Rule::WrittenBehind { first, later } => format!(
            "The same data is written first to {first} {}, which answer from it, and later to {later} more.",
            if first == 1 { "machine" } else { "machines" }
        ),
        Rule::Parted { places } => format!("Different data is kept at {places} places."),
        Rule::OneKind => "One kind of machine does everything.".to_owned(),
        Rule::SeveralKinds { kinds } => {
            format!("{kinds} kinds of machines do different things.")
        }
    }
}
