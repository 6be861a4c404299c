//! 日本語: what is said of findings in Japanese. The conditions are named in the article's words.

use sim::{NodeId, PATIENCE, Time};

use super::{BreakWords, ConditionWords, Words, factor, number, percent, thousands};
use crate::condition::GROWS;
use crate::{
    Broken, Condition, Gain, Growth, Rule, SHARE_NEEDED, Unfinished, Verdict, WINDOW, Why,
};

/// Japanese.
pub static JA: Words = Words {
    conditions: [
        ConditionWords {
            name: "複数のリソースを持つこと",
            short: "複数のリソース",
        },
        ConditionWords {
            name: "それぞれのリソースがネットワーク上で動作し、相互に通信を行っていること",
            short: "通信している",
        },
        ConditionWords {
            name: "スケーラビリティが考慮されていること",
            short: "拡張できる",
        },
        ConditionWords {
            name: "使っている人には、１台の集中システムのように見える",
            short: "１台に見える",
        },
    ],
    verdicts: ["満たす", "満たさない", "まだわからない"],
    breaks: [
        BreakWords {
            name: "エラー",
            seen: "応答が得られなかった",
        },
        BreakWords {
            name: "失われた書き込み",
            seen: "書けたはずのものが、あとで消えていた",
        },
        BreakWords {
            name: "失われたセッション",
            seen: "自分が入れたはずのものが、返ってこなかった",
        },
        BreakWords {
            name: "順序の逆転",
            seen: "前に読まれた内容より古い内容が返った",
        },
        BreakWords {
            name: "古い読み取り",
            seen: "すでに誰かが知っているより古い内容が返った",
        },
    ],
    waiting: BreakWords {
        name: "待たされている要求",
        seen: "2 秒を超えて、まだ応答がない",
    },
    ways: ["計算", "データ", "機能"],
    distributed: ["分散している", "分散していない", "まだわからない"],
    why,
    unfinished,
    past,
    rule,
    title: |card| &card.title_ja,
    text: |text| text.ja,
};

fn why(why: &Why, name: &dyn Fn(NodeId) -> String) -> String {
    let seconds = WINDOW.as_secs_f64();
    match *why {
        Why::LittleWork => "まだほとんど仕事をしていません。".to_owned(),
        Why::OneMachineWorks { node } => {
            format!(
                "応答になる仕事をしているのは {} の 1 台だけです。",
                name(node)
            )
        }
        Why::MachinesWork {
            machines,
            effective,
            left,
        } => format!(
            "{machines} 台が、応答になる仕事をしています（均等に手分けした {} 台ぶん）。仕事の {} は、いちばん忙しい 1 台のほかの機械がしています。",
            number(effective),
            percent(left)
        ),
        Why::WorkInVain => {
            "機械は働いていますが、その仕事はほとんど応答になっていません。".to_owned()
        }
        Why::FewRequests { issued, needed } => {
            format!("要求がまだ {issued} 件です。{needed} 件になればわかります。")
        }
        Why::NoLines => "機械どうしをつなぐ線がありません。".to_owned(),
        Why::HardlyTalk { per_request } => format!(
            "要求のための機械どうしの通信は、1 件あたり {} 通しかありません。",
            number(per_request)
        ),
        Why::Talk {
            per_request,
            per_second,
        } => format!(
            "要求 1 件のために、機械どうしが平均 {} 通の通信をしています（いまは毎秒 {} 通）。",
            number(per_request),
            number(per_second)
        ),
        Why::NothingGrows => "台数を増やせるところがありません。".to_owned(),
        Why::NotMeasured => "台数を変えて測ると、わかります。".to_owned(),
        Why::Grows(growth) => format!(
            "{}（{} 倍）。{}",
            grown(&growth),
            factor(&growth),
            limit(&growth, name)
        ),
        Why::HardlyGrows(growth) => format!(
            "{}{}。{}",
            match growth.gain() {
                Gain::Hardly => "台数を増やしても、ほとんど変わりません。".to_owned(),
                Gain::Little | Gain::Grows => format!(
                    "台数を増やしても {} 倍にしかなりません（{GROWS} 倍から「増える」とみなします）。",
                    factor(&growth)
                ),
            },
            grown(&growth),
            limit(&growth, name)
        ),
        Why::FewAnswers { ended, needed } => format!(
            "直近 {seconds} 秒以内に終わった要求は {ended} 件です。{needed} 件あればわかります。"
        ),
        Why::AsOne {
            share,
            ended,
            faults,
        } => {
            let after = match faults {
                0 => String::new(),
                faults => format!("これまでに起きた故障は {faults} 回です。"),
            };
            format!(
                "直近 {seconds} 秒以内に終わった要求 {} 件のうち、{} に、1 台のときと同じ応答が返りました（{} 以上なら満たします）。{after}",
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
            "いま {} 件の要求が、{} 秒を超えて応答を待っています。これと直近 {seconds} 秒以内に終わった {} 件のうち、1 台のときと同じ応答が返ったのは {} だけです。",
            thousands(waiting),
            PATIENCE.as_secs_f64(),
            thousands(ended),
            percent(share)
        ),
        Why::Broken {
            share,
            ended,
            mostly,
        } => format!(
            "直近 {seconds} 秒以内に終わった要求 {} 件のうち、1 台のときと同じ応答が返ったのは {} だけです（{} 以上なら満たします）。いちばん多いのは「{}」です。",
            thousands(ended),
            percent(share),
            percent(SHARE_NEEDED),
            JA.broken(mostly).name
        ),
    }
}

fn unfinished(unfinished: &Unfinished, verdict: Verdict) -> String {
    let mut text = match verdict {
        Verdict::Holds => "ただし、受け付けただけの応答も入っています。".to_owned(),
        Verdict::DoesNot | Verdict::NotShown => String::new(),
    };
    if let Some(oldest) = unfinished.oldest.filter(|_| unfinished.late > 0) {
        text.push_str(&format!(
            "受け付けてあとに回した仕事のうち、{} 件はまだ終わっていません（いちばん古いものは {:.1} 秒前に受け付けました）。",
            thousands(unfinished.held),
            oldest.as_secs_f64()
        ));
    }
    if unfinished.put_aside > 0 {
        text.push_str(&format!(
            "何度も失敗して脇に置かれ、終わらないままの仕事が {} 件あります。",
            thousands(unfinished.put_aside)
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
        ("1 台に見えませんでした", "1 台に見えていません")
    } else {
        (
            "2 台以上の仕事が応答になることはありませんでした",
            "そうなっています",
        )
    };
    let text = match last.until {
        Some(until) => format!(
            "{} 秒から {} 秒のあいだは、{was}。",
            seconds(last.from),
            seconds(until)
        ),
        None => format!("{} 秒から、{is}。", seconds(last.from)),
    };
    match before.len() {
        0 => text,
        count => format!("{text}それより前にも {count} 回ありました。"),
    }
}

fn grown(growth: &Growth) -> String {
    if growth.to_units == growth.from_units {
        return format!(
            "いちばん多いのは {} 台のときの毎秒 {} 件です",
            growth.from_units,
            number(growth.from_per_second)
        );
    }
    format!(
        "{} 台では毎秒 {} 件、{} 台では毎秒 {} 件までさばけます",
        growth.from_units,
        number(growth.from_per_second),
        growth.to_units,
        number(growth.to_per_second)
    )
}

fn limit(growth: &Growth, name: &dyn Fn(NodeId) -> String) -> String {
    match (growth.bottleneck, growth.slowest) {
        (Some(node), _) => format!("そのとき先に限界になるのは {} です。", name(node)),
        (None, Some(node)) => format!(
            "そのときいっぱいの機械はなく、要求がいちばん長くとどまるのは {} です。",
            name(node)
        ),
        (None, None) => String::new(),
    }
}

/// So many machines, of more that do the same a little.
fn of_all(machines: usize, all: usize, particle: &str) -> String {
    if machines == all {
        format!("{machines} 台{particle}")
    } else {
        format!("{all} 台のうち、おもに {machines} 台{particle}")
    }
}

fn rule(rule: Rule) -> String {
    match rule {
        Rule::Nothing => "まだ分けるものがありません。".to_owned(),
        Rule::OneComputes => "1 台がすべて計算しています。".to_owned(),
        Rule::SeveralCompute { machines, of } => {
            format!("{}計算を手分けしています。", of_all(machines, of, "で"))
        }
        Rule::OneKeeps => "1 台がすべてのデータを持っています。".to_owned(),
        Rule::Copied { copies } => {
            format!("{copies} 台が同じデータを持ち、応答するのは 1 台です。分けてはいません。")
        }
        Rule::CopiesAnswer { machines, of } => format!(
            "{}、データやその写しを持ち、そこから応答しています。",
            of_all(machines, of, "が")
        ),
        Rule::WrittenBehind { first, later } => format!(
            "同じデータを、先に {first} 台に書いてそこから応答し、あとから別の {later} 台にも書いています。"
        ),
        Rule::Parted { places } => format!("{places} か所に、別々のデータを置いています。"),
        Rule::OneKind => "1 種類の機械がすべての仕事をしています。".to_owned(),
        Rule::SeveralKinds { kinds } => format!("{kinds} 種類の機械が、別々の仕事をしています。"),
    }
}
