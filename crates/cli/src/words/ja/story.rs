//! The steps of a story in Japanese.

use sim::{Class, Decision, DropReason, Probability};
use study::words::JA;
use systems::model::Policy;
use systems::scenario_file::{Choosing, Given};

use super::REASONS;
use crate::story::{Operation, What};
use crate::text::{millis, percent, shown, thousands};
use crate::words::DiagramWords;

/// The words of a sequence diagram.
pub(super) const DIAGRAM: DiagramWords = DiagramWords {
    issued: "要求が発生",
    arrived: message_word,
    dropped: |class, reason| format!("{}が失われる：{}", class_word(class), drop_word(reason)),
    decided: decision_words,
    refused: |reason| format!("断る：{}", REASONS[reason.index()]),
    waited: "待ち",
    worked: "仕事",
    late: "（遅れた応答）",
    cut: |count| {
        format!(
            "図に入りきらないため、ほかの {} 件の記録を省きました。--request か --failed で要求を 1 つ選ぶか、--from と --until で時間を短くしてください。",
            thousands(count)
        )
    },
};

/// One step.
pub(super) fn step(what: &What) -> String {
    match what {
        What::Issued { operation, key } => {
            format!("要求が発生（{}、キー {key}）", wanted(operation))
        }
        What::Attempted(number) => format!("{number} 回目の試行"),
        What::Sent {
            class,
            failed,
            to,
            confirmed,
        } => format!(
            "{}を {to} へ送る{}",
            message_word(*class, *failed),
            after("複製の確認待ち", *confirmed)
        ),
        What::Delivered {
            class,
            failed,
            from,
            took,
        } => {
            format!(
                "{from} から{}が着く{}",
                message_word(*class, *failed),
                after("移動", *took)
            )
        }
        What::Dropped { class, to, reason } => {
            format!(
                "{to} への{}が失われる：{}",
                class_word(*class),
                drop_word(*reason)
            )
        }
        What::Duplicated { to } => format!("{to} への通信がもう 1 通できる"),
        What::Queued => "コアが空くのを待つ".to_owned(),
        What::Started { waited } => format!("仕事を始める{}", after("待ち", *waited)),
        What::Finished { worked } => format!("仕事を終える{}", after("仕事", *worked)),
        What::GivenUp { waited } => format!("始める前に見送る{}", after("待ち", *waited)),
        What::Decided {
            decision,
            target,
            choosing,
        } => {
            let why = choosing.as_ref().map(policy).unwrap_or_default();
            decision_words(*decision, target.as_deref()) + &why
        }
        What::Refused(reason) => format!("断る：{}", REASONS[reason.index()]),
        What::Faulty(share) if *share == Probability::from_percent(100) => {
            "エラーで応える：故障のため、この機械への要求すべてがエラーになる".to_owned()
        }
        What::Faulty(share) => format!(
            "エラーで応える：一部だけの故障で、この機械への要求の {} % がエラーになる",
            percent(*share)
        ),
        What::Broke(kind) => JA.broken(*kind).seen.to_owned(),
        What::WorkLost => "電源が落ち、処理も失われる".to_owned(),
        What::Late => "あきらめた試行の応答が、遅れて着く".to_owned(),
        What::Succeeded => "応答が届いた".to_owned(),
        What::Failed(reason) => format!("失敗：{}", REASONS[reason.index()]),
    }
}

fn wanted(operation: &Operation) -> String {
    match operation {
        Operation::Named(Given::Written(name)) => format!("操作 {}", shown(name)),
        Operation::Named(Given::Catalogue(text)) => text.ja.to_owned(),
        Operation::Numbered(number) => format!("操作 {number}"),
    }
}

/// Why it was this one.
fn policy(choosing: &Choosing) -> String {
    let words = match choosing {
        Choosing::Catalogue(text) => text.ja,
        Choosing::Policy(policy) => match policy {
            Policy::RoundRobin => "順番に",
            Policy::Weighted(_) => "重みに応じて順番に",
            Policy::Random => "でたらめに",
            Policy::InOrder => "信頼できる先頭の機械",
            Policy::LeastConnections => "処理中が最も少ない",
            Policy::PowerOfTwoChoices => "でたらめに選んだ 2 つのうち空いているほう",
            Policy::Sticky => "キーのハッシュ値で決まる",
            Policy::ConsistentHashing { .. } => "リング上のキーの位置で決まる",
        },
    };
    format!("（{words}）")
}

fn decision_words(decision: Decision, target: Option<&str>) -> String {
    match decision {
        Decision::Chose { .. } => format!("{} を選ぶ", target.unwrap_or("?")),
        Decision::FailedOpen => "信頼できる先がないので、全部を候補にする".to_owned(),
        Decision::CacheHit => "キャッシュにあった".to_owned(),
        Decision::CacheStale => "キャッシュの古い内容を返し、新しい内容を取りに行く".to_owned(),
        Decision::CacheMiss => "キャッシュになかった".to_owned(),
        Decision::Joined => "同じものを頼んだ相手の応答を、一緒に待つ".to_owned(),
        Decision::GaveUp => "応答が間に合わないので、あきらめる".to_owned(),
        Decision::Retry { pause } => format!("{} ms 後にやり直す", millis(pause)),
        Decision::RetryBudgetSpent => "やり直しの枠を使い切ったので、やり直さない".to_owned(),
        Decision::Hedged => "1 通目をあきらめる前に、もう 1 通送る".to_owned(),
        Decision::ReadFromReplica => "複製から読む".to_owned(),
        Decision::WaitsForConnection => "接続がすべて使われているので、空くのを待つ".to_owned(),
        Decision::Connected => "接続が空いた".to_owned(),
        Decision::NotConnected => "もう接続を受け付けないので、待つのをやめる".to_owned(),
        Decision::Enqueued => "後で行うため、待ち行列に入れる".to_owned(),
        Decision::Redelivered => "確認が間に合わないので、もう一度渡す".to_owned(),
        Decision::WentWithout { reason } => format!(
            "呼び出しが失敗した（{}）。なしで続ける",
            REASONS[reason.index()]
        ),
        Decision::TakesBack => "後の手順が失敗したので、済んだ手順を取り消す（補償）".to_owned(),
        Decision::NotTakenBack { reason } => format!(
            "取り消しが失敗した（{}）。食い違いが残る",
            REASONS[reason.index()]
        ),
        Decision::FellBack { reason } => format!(
            "呼び出しが失敗した（{}）。代わりの先を呼ぶ",
            REASONS[reason.index()]
        ),
        Decision::RecalledNothing => "メモリーには何も残っていない".to_owned(),
        Decision::DeadLettered => "何度も失敗したので、脇に置く".to_owned(),
    }
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::Request => "要求",
        Class::Reply => "応答",
        Class::Replication => "複製",
        Class::Event => "知らせ",
        Class::Control => "制御の通信",
    }
}

/// What a message is; of an answer whether it says that the call failed.
fn message_word(class: Class, failed: bool) -> &'static str {
    if failed {
        "エラーの応答"
    } else {
        class_word(class)
    }
}

fn drop_word(reason: DropReason) -> &'static str {
    match reason {
        DropReason::Cut => "つながりが切れている",
        DropReason::Lost => "つながりの損失",
        DropReason::TargetDown => "相手が止まっている",
        DropReason::BufferFull => "一時停止中の相手の受信箱がいっぱい",
    }
}

fn after(words: &str, span: Option<sim::Duration>) -> String {
    span.map_or_else(String::new, |span| {
        format!("（{words} {} ms）", millis(span))
    })
}
