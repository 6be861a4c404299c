//! What is said in Japanese of the command line: of options and of the parts of a sweep.

use std::io::ErrorKind;

use super::meant;
use crate::complaint::{CommandLine, Form, MergeProblem};
use crate::slips;
use crate::text::{list, shown};

/// An option whose value has another form.
pub(super) fn option(option: &str, value: &str, form: Form) -> String {
    let mut words = form_words(form);
    if matches!(form, Form::Time | Form::WholeBins) {
        words += &meant(&slips::span(value));
    }
    if value.is_empty() {
        return format!("{option}：{words}。");
    }
    format!("{option} {}：{words}。", shown(value))
}

/// Why a file cannot be read or written.
pub(super) fn cause(error: ErrorKind) -> &'static str {
    match error {
        ErrorKind::NotFound => "その名前のファイルかフォルダーがありません。名前を確かめてください",
        ErrorKind::PermissionDenied => "許可がありません。ファイルの権限を確かめてください",
        ErrorKind::IsADirectory => "フォルダーです。ファイルの名前を書いてください",
        ErrorKind::NotADirectory => "途中の名前がフォルダーではありません。名前を確かめてください",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "空きがありません",
        ErrorKind::ReadOnlyFilesystem => "書き込めない場所です。別の場所を選んでください",
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename => "名前が正しくありません",
        _ => "この機械に断られました",
    }
}

/// The run has no request of this number.
pub(super) fn no_request(number: u64, count: u64, failed: bool) -> String {
    match (failed, count) {
        (true, 0) => "この時刻までに失敗した要求はありません。".to_owned(),
        (true, _) => format!(
            "この時刻までに失敗した要求は {count} 件です。--failed は 1 から {count} までにしてください。"
        ),
        (false, 0) => "この時刻までに要求は 1 件もありません。".to_owned(),
        (false, _) => format!(
            "要求 {number} はありません。この時刻までの要求は {count} 件で、番号は 0 から {} までです。",
            count - 1
        ),
    }
}

fn form_words(form: Form) -> String {
    let words = match form {
        Form::WarmUpBeforeEnd { rounded, end } => {
            let [rounded, end] = [rounded, end].map(sim::Time::as_secs_f64);
            return format!(
                "0.1 秒の区切りに切り上げると {rounded} 秒です。実行の終わり（{end} 秒）より前にしてください"
            );
        }
        Form::Time => {
            "10ms、1.5s、2min、1h のように単位をつけて書いてください（0 より長く、1000h まで）"
        }
        Form::WholeBins => "1s や 100ms のように、0.1 秒の倍数で書いてください",
        Form::TimeBeforeEnd => "実行の終わりより前にしてください",
        Form::HistogramNotCsv => "ヒストグラムを出せるのは text と json です",
        Form::Setting => "parameters.rate=500 のように「場所=値」の形で書いてください",
        Form::Axis => {
            "parameters.rate=100..500:100 か parameters.rate=100,200,400 のように書いてください（刻みは 0 より大きく）"
        }
        Form::Shard => "2/4 のように I/N の形で書いてください（I は 1 から N まで）",
        Form::NotTheScenario => {
            "シナリオそのもののファイルです。トレースには別の名前を付けてください"
        }
        Form::ShardIsJson => {
            "分けた結果は `hitotsu merge` のための JSON で書くので、--format は要りません"
        }
        Form::AxisUnits => "両端と刻みには同じ単位をつけてください。例：5ms..1000ms:500ms",
        Form::AxisFinite => "NaN や無限大は書けません。100..500:100 のように有限の数にしてください",
        Form::AxisAscends => "小さい値から大きい値へ書いてください。例：100..500:100",
        Form::AxisClosed => "かっこか \" が閉じていません",
        Form::AxisValueOnce => "同じ値が 2 度あります。1 度だけ書いてください",
        Form::AxisNoSeed => "乱数の種は --seed（最初の種）と --seeds（種の数）で選んでください",
        Form::AxisNoHorizon => {
            "実行の終わりは --until で決まっています。どちらか 1 つだけを書いてください"
        }
        Form::AxisOnce => {
            "この場所の値は、前の --vary で決まっています。1 つの --vary にまとめてください"
        }
        Form::AxisNotSet => {
            "この場所の値は --set でも決まっています。どちらか 1 つだけを書いてください"
        }
        Form::SeedsEnd => {
            "最後の種が 18446744073709551615 を超えます。--seed か --seeds を小さくしてください"
        }
    };
    words.to_owned()
}

pub(super) fn merge(problem: &MergeProblem) -> String {
    match problem {
        MergeProblem::NoPart { name } => format!(
            "{} は、分けて実行した結果（`hitotsu sweep --shard` の出力）ではないか、壊れています。",
            shown(name)
        ),
        MergeProblem::Changed { name } => format!(
            "{} は、書き出したあとに中身が変わっています。この部分をもう一度作ってください。",
            shown(name)
        ),
        MergeProblem::Other { name } => format!(
            "{} は別の実行の結果か、別の版で作られた結果です。",
            shown(name)
        ),
        MergeProblem::Twice { name } => {
            format!(
                "{} には、ほかのファイルと同じ実行が入っています。",
                shown(name)
            )
        }
        MergeProblem::Missing { shards } => {
            let shards: Vec<String> = shards.iter().map(u32::to_string).collect();
            format!("足りない部分があります：{}。", list(&shards))
        }
    }
}

pub(super) fn command_line(problem: &CommandLine) -> String {
    let words = match problem {
        CommandLine::UnknownArgument { name, nearest } => {
            format!(
                "{} というオプションはありません{}",
                shown(name),
                meant(nearest)
            )
        }
        CommandLine::UnknownCommand { name, nearest } => {
            format!(
                "{} というコマンドはありません{}",
                shown(name),
                meant(nearest)
            )
        }
        CommandLine::Missing { names } => format!("足りないものがあります：{}", list(names)),
        CommandLine::InvalidValue {
            name,
            value,
            range: Some(range),
            ..
        } => format!(
            "{name} に {} は使えません。{} から {} までの整数を書いてください",
            shown(value),
            range.start(),
            range.end()
        ),
        CommandLine::InvalidValue {
            name,
            value,
            allowed,
            ..
        } if allowed.is_empty() => format!("{name} に {} は使えません", shown(value)),
        CommandLine::InvalidValue {
            name,
            value,
            allowed,
            ..
        } => format!(
            "{name} に {} は使えません。選べるのは {} です",
            shown(value),
            list(allowed)
        ),
        CommandLine::OneTooMany { name } => {
            format!("{} は余分です。取り除いてください", shown(name))
        }
        CommandLine::NoValue { name } => format!("値がありません。{name} の形で書いてください"),
        CommandLine::TakesNoValue { name } => format!("{name} に値は付けられません"),
        CommandLine::Twice { name } => format!("{name} は 1 度だけ書いてください"),
        CommandLine::NotTogether { name, other } => {
            format!("{other} と {name} は一緒に書けません。どちらか 1 つだけにしてください")
        }
        CommandLine::Other(_) => "コマンドを読み取れません".to_owned(),
    };
    format!("{words}。使い方は `hitotsu --help` で見られます。")
}
