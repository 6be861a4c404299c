//! 日本語: the story of one request in Japanese.

use sim::{Decision, NodeId, Reason};
use study::words::JA;

use super::ja::closed;
use super::{Locale, milliseconds};
use crate::format;
use crate::story::{Cause, Step, Summary};

/// One step, short.
pub(super) fn step(name: &dyn Fn(NodeId) -> String, step: &Step) -> String {
    closed(&told(name, step))
}

fn told(name: &dyn Fn(NodeId) -> String, step: &Step) -> String {
    let messages = Locale::Ja.messages();
    match *step {
        Step::Issued => "利用者が頼んだ".to_owned(),
        Step::TriedAgain { attempt } => format!("やり直し（{attempt} 回目）"),
        Step::Arrived {
            source,
            target,
            reply: true,
            failed,
        } => {
            let answer = if failed {
                "エラーの応答"
            } else {
                "応答"
            };
            format!("{} の{answer}が {} に届いた", name(source), name(target))
        }
        Step::Arrived { source, target, .. } => {
            format!("{} から {} に届いた", name(source), name(target))
        }
        Step::Lost {
            source,
            target,
            reply,
            reason,
        } => format!(
            "{} → {} で{}が失われた：{}",
            name(source),
            name(target),
            if reply { "応答" } else { "要求" },
            messages.drop_reason(reason)
        ),
        Step::Copied { source, target } => {
            format!(
                "{} → {} で同じものが 2 通になった",
                name(source),
                name(target)
            )
        }
        Step::Began { node, waited } if waited.as_nanos() == 0 => {
            format!("{} がすぐに処理を始めた", name(node))
        }
        Step::Began { node, waited } => format!(
            "{} で {} 待ってから、処理が始まった",
            name(node),
            milliseconds(waited)
        ),
        Step::Finished { node, took } => {
            format!("{} が処理を終えた（{}）", name(node), milliseconds(took))
        }
        Step::GivenUp { node, waited } => format!(
            "{} が {} 待たせたあと、処理を始める前にあきらめた",
            name(node),
            milliseconds(waited)
        ),
        Step::Decided { node, decision } => decided(&name(node), name, decision),
        Step::Refused {
            node,
            reason: Reason::CircuitOpen,
        } => format!(
            "{} は、失敗が続いた先をもう呼ばず、すぐに断った（遮断中）",
            name(node)
        ),
        Step::Refused { node, reason } => {
            format!("{} が断った：{}", name(node), messages.reason(reason))
        }
        Step::Broke(kind) => JA.broken(kind).seen.to_owned(),
        Step::Late => "あきらめたあとに応答が届いた".to_owned(),
        Step::Ended { outcome: Ok(()) } => "利用者に応答が届いた".to_owned(),
        Step::Ended {
            outcome: Err(reason),
        } => format!("利用者に失敗が伝わった：{}", messages.reason(reason)),
    }
}

fn decided(node: &str, name: &dyn Fn(NodeId) -> String, decision: Decision) -> String {
    match decision {
        Decision::Chose { target } => format!("{node} が {} を選んだ", name(target)),
        Decision::FailedOpen => format!("{node}：元気な送り先がないので、全部を試すことにした"),
        Decision::CacheHit => format!("{node} のキャッシュにあった"),
        Decision::CacheStale => format!("{node} のキャッシュの古い写しを返した"),
        Decision::CacheMiss => format!("{node} のキャッシュになかった"),
        Decision::Joined => format!("{node}：同じ問い合わせの答えを一緒に待つことにした"),
        Decision::GaveUp => format!("{node}：応答が間に合わないので、あきらめた"),
        Decision::Retry { pause } => {
            format!("{node}：{} おいて、やり直すことにした", milliseconds(pause))
        }
        Decision::RetryBudgetSpent => format!("{node}：やり直しの予算を使い切った"),
        Decision::Hedged => format!("{node}：念のため、もう 1 通送った"),
        Decision::ReadFromReplica => format!("{node}：複製から読んだ"),
        Decision::WaitsForConnection => format!("{node}：接続がすべて使われていて、空くのを待った"),
        Decision::Connected => format!("{node}：接続が空いた"),
        Decision::NotConnected => format!("{node}：接続を受け付けなくなった"),
        Decision::Enqueued => format!("{node}：あとで処理する列に入れた"),
        Decision::Redelivered => format!("{node}：確認がないので、もう一度配った"),
        Decision::DeadLettered => format!("{node}：何度もだめだったので、脇に置いた"),
        Decision::RecalledNothing => format!("{node}：メモリーには何も残っていなかった"),
        Decision::TakesBack => {
            format!("{node}：あとの手順が失敗したので、済んだ手順を取り消す（補償）")
        }
        Decision::NotTakenBack { reason } => format!(
            "{node}：取り消しが失敗し、食い違いが残った（{}）",
            Locale::Ja.messages().reason(reason)
        ),
        Decision::WentWithout { reason } => format!(
            "{node}：応答がないまま続けることにした（{}）",
            Locale::Ja.messages().reason(reason)
        ),
        Decision::FellBack { reason } => format!(
            "{node}：代わりの先に頼むことにした（{}）",
            Locale::Ja.messages().reason(reason)
        ),
    }
}

/// The whole in one or two sentences.
pub(super) fn summary(name: &dyn Fn(NodeId) -> String, summary: &Summary) -> String {
    let messages = Locale::Ja.messages();
    let seconds = format::seconds(summary.elapsed);
    let tries = match summary.attempts {
        0 | 1 => String::new(),
        attempts => format!("{attempts} 回試して、"),
    };
    let end = match summary.outcome {
        Some(Ok(())) => format!("{tries}{seconds} 秒で届きました。"),
        Some(Err(reason)) => {
            let reason = messages.reason(reason);
            format!("{tries}{seconds} 秒で失敗しました（{reason}）。")
        }
        None => {
            let tries = match summary.attempts {
                0 | 1 => String::new(),
                attempt => format!("{attempt} 回目で、"),
            };
            format!("まだ終わっていません。{tries}{seconds} 秒たちました。")
        }
    };
    let why = summary.cause.map(|cause| match cause {
        Cause::Lost {
            source,
            target,
            reason,
        } => format!(
            "{} → {} で失われたからです（{}）。",
            name(source),
            name(target),
            messages.drop_reason(reason)
        ),
        Cause::Refused { node, reason } => {
            format!(
                "{} が断ったからです（{}）。",
                name(node),
                messages.reason(reason)
            )
        }
        Cause::StuckInQueue { node, waited } => format!(
            "{} の待ち行列で {} 待っても、順番が来ませんでした。",
            name(node),
            milliseconds(waited)
        ),
        Cause::StuckAtWork { node, worked } => format!(
            "{} での処理が {} たっても終わりませんでした。",
            name(node),
            milliseconds(worked)
        ),
        Cause::LostWithMachine { node } => {
            format!("{} が途中で停止し、仕事が失われたからです。", name(node))
        }
        Cause::Waits { node, waited } => format!(
            "いまは {} の待ち行列にいます（{} 待ち）。",
            name(node),
            milliseconds(waited)
        ),
        Cause::Works { node, worked } => format!(
            "いまは {} が処理しています（{} たちました）。",
            name(node),
            milliseconds(worked)
        ),
        Cause::Travels { source, target } => {
            format!("いまは {} → {} の途中です。", name(source), name(target))
        }
        Cause::Waited { node, waited } => format!(
            "いちばん長かったのは {} での待ち（{}）です。",
            name(node),
            milliseconds(waited)
        ),
        Cause::Worked { node, worked } => format!(
            "いちばん長かったのは {} での処理（{}）です。",
            name(node),
            milliseconds(worked)
        ),
    });
    closed(&(end + &why.unwrap_or_default()))
}
