//! What is said in Japanese.

use sim::Reason;
use systems::Unit;
use systems::model::{ModelError, Problem};
use systems::scenario_file::FILE_VERSION;

use super::contradictions;
use super::{CheckWords, Messages, ReportWords, StoryWords, SweepWords, SystemsWords};
use crate::complaint::{Complaint, Countable};
use crate::text::{list, place, short, shown, thousands};

mod capacity;
mod conditions;
mod kinds;
mod options;
mod shape;
mod story;

pub(super) const MESSAGES: Messages = Messages {
    complaint,
    reasons: REASONS,
    report: ReportWords {
        seed: "乱数の種",
        engine: "エンジン",
        window: |from, to| format!("{from} 秒から {to} 秒まで"),
        warm_up_rounded: |to| {
            format!("ならし運転は 0.1 秒の区切りに合わせて {to} 秒までに延ばしました。")
        },
        requests: "要求",
        issued: "来た数",
        succeeded: "届いた応答",
        failed: "失敗",
        in_flight: "途中",
        in_flight_at_start: "はじめに途中",
        late: "遅れた応答",
        per_second: "1 秒あたり",
        offered: "来た要求",
        goodput: "届いた応答",
        latency: "応答時間 (ms)",
        mean: "平均",
        max: "最大",
        little: "リトルの法則",
        machine: "機械",
        utilization: "使用率",
        busy: "稼働数",
        queue_mean: "平均の待ち",
        queue_max: "最大の待ち",
        backlog: "たまり",
        dead_letters: "届かなかったもの",
        workers: "コア",
        events: "できごと",
        trace_hash: "記録の指紋",
        piece: "区間 (秒)",
        busiest: "いちばん忙しい機械",
        histogram: "応答時間 (ms まで)",
    },
    kinds: kinds::WORDS,
    systems: SystemsWords {
        parameter: "パラメーター",
        meaning: "意味",
        unit: "単位",
        range: "範囲",
        default: "初期値",
        nodes: "機械",
        units: unit,
    },
    sweep: SweepWords {
        interval: "種ごとの値の平均 ± 95 % 信頼区間の半分",
        failed_share: "失敗 %",
        runs: |count| format!("{} 回の実行", thousands(count)),
    },
    check: CheckWords {
        of_file: |name| format!("{name}："),
        caution: "注意：",
        sound: |name, machines, lines, faults, requests| {
            let requests = requests.map_or_else(
                || "要求は応答が届くたびに次々と".to_owned(),
                |count| format!("要求はおよそ {} 件", thousands(count as u64)),
            );
            format!(
                "{name}：問題ありません（機械 {machines} 台、つながり {lines} 本、予定された故障 {faults} 件、{requests}）"
            )
        },
    },
    capacity: capacity::WORDS,
    conditions: conditions::CONDITIONS,
    stars: capacity::STARS,
    story: StoryWords {
        title: |id, end| format!("要求 {id}：{end}"),
        succeeded: |after, attempts| format!("{after} ms で応答が届きました（試行 {attempts} 回）"),
        failed: |reason, after, attempts| {
            format!("{after} ms で失敗しました：{reason}（試行 {attempts} 回）")
        },
        open: |attempts| format!("実行の終わりでもまだ途中です（試行 {attempts} 回）"),
        parts: |[worked, travelled, waited, held], confirmed| {
            let confirmed =
                confirmed.map_or_else(String::new, |span| format!("、複製の確認待ち {span} ms"));
            format!(
                "時間の内訳：処理 {worked} ms、通信 {travelled} ms、待ち行列 {waited} ms{confirmed}、そのほか {held} ms（来ない応答やほかの要求への応答を待った時間、やり直すまでの間）。"
            )
        },
        cut_short: "できごとが多すぎるため、途中から省きました。",
        since: "発生から (ms)",
        place: "場所",
        what: "できごと",
        step: story::step,
    },
    diagram: story::DIAGRAM,
    trace_cut: |count| {
        format!(
            "ほかに {} 件の記録を省きました。--from、--until、--limit で範囲を選べます。",
            thousands(count)
        )
    },
    crashed: "hitotsu 自身の誤りで止まりました。コマンドと版を添えて知らせてください。",
};

const REASONS: [&str; Reason::ALL.len()] = [
    "時間切れ",
    "混雑",
    "応じる先なし",
    "奥が時間切れ",
    "流量制限",
    "間に合わないため見送り",
    "遮断中",
    "同時数の上限",
    "プログラムのエラー",
];

fn complaint(complaint: &Complaint) -> String {
    match complaint {
        Complaint::NoSuchScenario { name, nearest } => format!(
            "{} という系もファイルもありません{}。系の一覧は `hitotsu systems` で見られます。",
            shown(name),
            meant(nearest)
        ),
        Complaint::NoStyle { name, nearest } => format!(
            "{} というアーキテクチャスタイルはありません{}。--style を付けない `hitotsu stars` は全部を示します。",
            shown(name),
            meant(nearest)
        ),
        Complaint::NoSystem { name } => format!(
            "{} は独自のモデルを書いたファイルです。ここではカタログの系が必要です（`hitotsu systems` で一覧できます）。",
            shown(name)
        ),
        Complaint::StrikesAmongOthers { at } => format!(
            "{at} ちょうどに、別のことも起きます。故障は、ファイルではその前に、リンクではその後に起きます。\
             このリンクの実行は、ファイルの実行と同じになりません。故障を 10.0013s のような端数のある時刻にすると、同じになります。"
        ),
        Complaint::CannotRead { name, error } => {
            format!("{} を読めません。{}。", shown(name), options::cause(*error))
        }
        Complaint::CannotWrite { name, error } => {
            format!("{} に書けません。{}。", shown(name), options::cause(*error))
        }
        Complaint::TooLarge { name, bytes_max } => format!(
            "{} は大きすぎます。{} バイトまでです。",
            shown(name),
            thousands(*bytes_max)
        ),
        Complaint::Empty { name } => format!("{} は空です。", shown(name)),
        Complaint::NotText { name } => {
            format!(
                "{} は JSON ではありません（UTF-8 の文字列ではありません）。",
                shown(name)
            )
        }
        Complaint::Syntax { line, column, what } => {
            format!(
                "{line} 行 {column} 文字目：JSON として読めません（{}）。",
                shape::syntax(what)
            )
        }
        Complaint::Duplicate { path, name } => {
            format!("{}項目 {} が 2 回書かれています。", at(path), shown(name))
        }
        Complaint::Version { found } => format!(
            "version：版 {found} のファイルは読めません。読めるのは版 {FILE_VERSION} です（新しい hitotsu が書いたのかもしれません）。"
        ),
        Complaint::Shape { path, shape } => format!("{}{}。", at(path), shape::words(shape)),
        Complaint::Meaning(error) => meaning(error),
        Complaint::Option {
            option,
            value,
            form,
        } => options::option(option, value, *form),
        Complaint::WhichRequest => {
            "どの要求かを --request ID か --failed K で選んでください。".to_owned()
        }
        Complaint::UnknownPath {
            path,
            segment,
            nearest,
        } => format!(
            "シナリオに {} という場所はありません。{} がありません{}。",
            shown(path),
            shown(segment),
            meant(nearest)
        ),
        Complaint::TooMany {
            what,
            count,
            maximum,
        } => {
            let what = match what {
                Countable::Points => "点",
                Countable::Runs => "実行",
                Countable::SeriesRows => "区間と機械の組み合わせ",
            };
            format!(
                "{what}が多すぎます（{}）。{} までです。",
                thousands(*count),
                thousands(*maximum)
            )
        }
        Complaint::NoSuchRequest {
            number,
            count,
            failed,
        } => options::no_request(*number, *count, *failed),
        Complaint::TimeStands { seconds } => format!(
            "{seconds} 秒で時刻が進まなくなりました。時間のかからないことが繰り返されています。遅延、間隔、仕事のどれかを 0 より長くしてください。"
        ),
        Complaint::Flooded { seconds } => format!(
            "{seconds} 秒で、途中の通信が 100 万通を超えました。負荷、やり直し、1 つの要求から出る呼び出しのどれかを減らしてください。"
        ),
        Complaint::Ours(what) => format!("{}（{what}）", MESSAGES.crashed),
        Complaint::Merge(problem) => options::merge(problem),
        Complaint::CommandLine(problem) => options::command_line(problem),
    }
}

fn meaning(error: &ModelError) -> String {
    let path = at(&error.path);
    match &error.problem {
        Problem::UnknownName { name, known } if known.is_empty() => {
            format!(
                "{path}{} という名前はありません。選べる名前が 1 つもありません。",
                shown(name)
            )
        }
        Problem::UnknownName { name, known } => {
            format!(
                "{path}{} という名前はありません{}。",
                shown(name),
                one_of(name, known)
            )
        }
        Problem::UnknownOperation { name, known } => format!(
            "{path}{} という操作はありません{}。",
            shown(name),
            one_of(name, known)
        ),
        Problem::OutOfRange {
            value,
            minimum,
            maximum,
        } => format!(
            "{path}{} は範囲の外です。{minimum} から {maximum} までです。",
            short(value)
        ),
        Problem::BadName { name } => format!(
            "{path}{} は名前に使えません。英小文字（a-z）、数字、ハイフンで 1 文字から 40 文字までです。",
            shown(name)
        ),
        Problem::Empty => format!("{path}空です。1 つ以上必要です。"),
        Problem::TooMany { count, maximum } => {
            format!("{path}多すぎます（{count}）。{maximum} までです。")
        }
        Problem::Circle { operations } => format!(
            "{path}呼び出しがひとまわりして元の操作に戻り、いつまでも終わりません（{}）。呼び出す操作を変えてください。",
            contradictions::round(operations)
        ),
        Problem::Contradiction { rule } => {
            let words = contradictions::words(rule).map_or(*rule, |text| text.ja);
            format!("{path}{words}。")
        }
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::PerSecond => "毎秒",
        Unit::Percent => "%",
        Unit::Milliseconds => "ミリ秒",
        Unit::Seconds => "秒",
        Unit::Machines => "台",
        Unit::Workers => "コア",
        Unit::Times => "回",
        Unit::Count => "個",
        Unit::Choice => "選択",
    }
}

fn at(path: &str) -> String {
    if path.is_empty() {
        "いちばん外側：".to_owned()
    } else {
        format!("{}：", place(path))
    }
}

fn meant(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |name| {
        format!("（もしかして {} ですか）", shown(name))
    })
}

fn one_of(name: &str, known: &[String]) -> String {
    let nearest = crate::complaint::nearest(name, known.iter().map(String::as_str));
    let hint = meant(&nearest);
    if known.is_empty() {
        return hint;
    }
    format!("{hint}。選べるのは {} です", list(known))
}
