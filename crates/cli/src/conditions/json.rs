//! Findings for programs: stable names, machines by the names that faults and files call them.

use serde_json::{Value, json};
use sim::{ENGINE_VERSION, NodeId};
use study::{
    Answers, Broken, Condition, Division, Evidence, Finding, Growth, Illusion, LineWork, Rule,
    Verdict, Way, Why, Work,
};

use super::Shown;
use crate::measure::break_name;

pub(super) fn as_json(shown: &Shown<'_>) -> Value {
    let prepared = shown.prepared;
    let changes = shown.changes.iter().map(|change| {
        json!({
            "at_s": change.at.as_secs_f64(),
            "condition": condition_name(change.condition),
            "verdict": verdict_name(change.verdict),
        })
    });
    let findings = shown
        .findings
        .iter()
        .map(|finding| of_finding(shown, finding));
    let divisions = shown
        .divisions
        .iter()
        .map(|division| of_division(shown, division));
    json!({
        "format": "hitotsu-conditions",
        "version": 1,
        "engine_version": ENGINE_VERSION,
        "scenario": prepared.name(),
        "seed": prepared.file.seed,
        "until_s": prepared.until.as_secs_f64(),
        "window_s": study::WINDOW.as_secs_f64(),
        "trace_hash": shown.trace_hash,
        "conditions": findings.collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
        "distributes": divisions.collect::<Vec<_>>(),
    })
}

const fn condition_name(condition: Condition) -> &'static str {
    match condition {
        Condition::SeveralResources => "several_resources",
        Condition::Networked => "networked",
        Condition::ScalabilityConsidered => "scalability_considered",
        Condition::LooksLikeOne => "looks_like_one",
    }
}

const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::DoesNot => "does_not",
        Verdict::NotShown => "not_shown",
    }
}

fn of_finding(shown: &Shown<'_>, finding: &Finding) -> Value {
    json!({
        "condition": condition_name(finding.condition),
        "verdict": verdict_name(finding.verdict()),
        "why": of_why(shown, &finding.why),
        "evidence": match &finding.evidence {
            Evidence::Resources { recent, whole, broken } => json!({
                "recent": of_work(shown, recent),
                "whole": of_work(shown, whole),
                "broken": of_broken(broken),
            }),
            Evidence::Network(messages) => json!({
                "messages": messages.messages,
                "for_requests": messages.for_requests,
                "requests": messages.issued,
                "per_request": messages.per_request(),
                "per_second": messages.per_second,
                "lines": messages.lines.iter().map(|line| of_line(shown, line)).collect::<Vec<_>>(),
            }),
            Evidence::Scalability(capacity) => json!({
                "points": capacity.as_ref().map(|capacity| {
                    let points = capacity.points.iter().map(|point| json!({
                        "units": point.units,
                        "per_second": point.per_second,
                        "bottleneck": point.bottleneck.map(|node| name(shown, node)),
                        "slowest": point.slowest.map(|node| name(shown, node)),
                    }));
                    points.collect::<Vec<_>>()
                }),
                "fit": capacity.as_ref().and_then(|capacity| capacity.fit).map(|fit| json!({
                    "lambda": fit.lambda,
                    "sigma": fit.sigma,
                    "kappa": fit.kappa,
                })),
            }),
            Evidence::Illusion(illusion) => of_illusion(illusion),
        },
    })
}

fn of_why(shown: &Shown<'_>, why: &Why) -> Value {
    match *why {
        Why::LittleWork => json!({ "rule": "little_work" }),
        Why::OneMachineWorks { node } => {
            json!({ "rule": "one_machine_works", "machine": name(shown, node) })
        }
        Why::MachinesWork {
            machines,
            effective,
            left,
        } => json!({
            "rule": "machines_work",
            "machines": machines,
            "effective": effective,
            "left_without_busiest": left,
        }),
        Why::WorkInVain => json!({ "rule": "work_in_vain" }),
        Why::FewRequests { issued, needed } => {
            json!({ "rule": "few_requests", "issued": issued, "needed": needed })
        }
        Why::NoLines => json!({ "rule": "no_lines" }),
        Why::HardlyTalk { per_request } => {
            json!({ "rule": "hardly_talk", "per_request": per_request })
        }
        Why::Talk {
            per_request,
            per_second,
        } => json!({ "rule": "talk", "per_request": per_request, "per_second": per_second }),
        Why::NothingGrows => json!({ "rule": "nothing_grows" }),
        Why::NotMeasured => json!({ "rule": "not_measured" }),
        Why::Grows(growth) => of_growth(shown, "grows", &growth),
        Why::HardlyGrows(growth) => of_growth(shown, "hardly_grows", &growth),
        Why::FewAnswers { ended, needed } => {
            json!({ "rule": "few_answers", "ended": ended, "needed": needed })
        }
        Why::AsOne {
            share,
            ended,
            faults,
        } => json!({ "rule": "as_one", "share": share, "ended": ended, "faults": faults }),
        Why::KeptWaiting {
            share,
            ended,
            waiting,
        } => json!({
            "rule": "kept_waiting",
            "share": share,
            "ended": ended,
            "waiting": waiting,
        }),
        Why::Broken {
            share,
            ended,
            mostly,
        } => json!({
            "rule": "broken",
            "share": share,
            "ended": ended,
            "mostly": break_name(mostly),
        }),
    }
}

fn of_growth(shown: &Shown<'_>, rule: &str, growth: &Growth) -> Value {
    json!({
        "rule": rule,
        "from": { "units": growth.from_units, "per_second": growth.from_per_second },
        "to": { "units": growth.to_units, "per_second": growth.to_per_second },
        "bottleneck": growth.bottleneck.map(|node| name(shown, node)),
    })
}

fn of_work(shown: &Shown<'_>, work: &Work) -> Value {
    let machines = work.machines.iter().map(|machine| {
        json!({
            "machine": name(shown, machine.node),
            "busy_s": machine.busy_secs,
            "share": machine.share,
        })
    });
    json!({
        "busy_s": work.busy_secs,
        "spent_s": work.spent_secs,
        "effective": work.effective(),
        "left_without_busiest": work.left_without_busiest(),
        "machines": machines.collect::<Vec<_>>(),
    })
}

fn of_line(shown: &Shown<'_>, line: &LineWork) -> Value {
    json!({
        "between": [name(shown, line.first), name(shown, line.second)],
        "messages": line.messages,
        "for_requests": line.for_requests,
        "per_request": line.per_request,
        "per_second": line.per_second,
    })
}

fn of_illusion(illusion: &Illusion) -> Value {
    let breaks = illusion.breaks.iter().map(|broken| {
        let last: Vec<u64> = broken.last.iter().map(|request| request.0).collect();
        json!({ "kind": break_name(broken.kind), "count": broken.count, "last_requests": last })
    });
    json!({
        "recent": of_answers(&illusion.recent),
        "whole": of_answers(&illusion.whole),
        "breaks": breaks.collect::<Vec<_>>(),
        "waiting": illusion.waiting.iter().map(|request| request.0).collect::<Vec<_>>(),
        "unfinished": illusion.unfinished.map(|unfinished| json!({
            "held": unfinished.held,
            "late": unfinished.late,
            "oldest_s": unfinished.oldest.map(|oldest| oldest.as_secs_f64()),
            "put_aside": unfinished.put_aside,
        })),
        "broken": of_broken(&illusion.broken),
        "faults": illusion.faults,
    })
}

fn of_broken(broken: &[Broken]) -> Vec<Value> {
    let broken = broken.iter().map(|broken| {
        json!({
            "from_s": broken.from.as_secs_f64(),
            "until_s": broken.until.map(|until| until.as_secs_f64()),
        })
    });
    broken.collect()
}

fn of_answers(answers: &Answers) -> Value {
    json!({
        "ended": answers.ended,
        "waiting": answers.waiting,
        "as_one": answers.as_one(),
        "share": answers.share(),
    })
}

fn of_division(shown: &Shown<'_>, division: &Division) -> Value {
    let groups = division.groups.iter().map(|group| {
        let machines: Vec<&str> = group
            .machines
            .iter()
            .map(|node| name(shown, *node))
            .collect();
        let work: Vec<&str> = group.work.iter().map(|text| text.en).collect();
        json!({ "machines": machines, "amount": group.amount, "share": group.share, "work": work })
    });
    json!({
        "what": match division.way {
            Way::Computation => "computation",
            Way::Data => "data",
            Way::Function => "function",
        },
        "distributed": division.rule.distributed(),
        "rule": match division.rule {
            Rule::Nothing => json!({ "rule": "nothing" }),
            Rule::OneComputes => json!({ "rule": "one_computes" }),
            Rule::SeveralCompute { machines, of } => json!({ "rule": "several_compute", "machines": machines, "of": of }),
            Rule::OneKeeps => json!({ "rule": "one_keeps" }),
            Rule::Copied { copies } => json!({ "rule": "copied", "copies": copies }),
            Rule::CopiesAnswer { machines, of } => json!({ "rule": "copies_answer", "machines": machines, "of": of }),
            Rule::WrittenBehind { first, later } => json!({ "rule": "written_behind", "first": first, "later": later }),
            Rule::Parted { places } => json!({ "rule": "parted", "places": places }),
            Rule::OneKind => json!({ "rule": "one_kind" }),
            Rule::SeveralKinds { kinds } => json!({ "rule": "several_kinds", "kinds": kinds }),
        },
        "groups": groups.collect::<Vec<_>>(),
    })
}

fn name<'a>(shown: &'a Shown<'_>, node: NodeId) -> &'a str {
    &shown.names[node.index()]
}
