//! The texts of `--help` in Japanese. The English ones stand beside the options they explain, in
//! `arguments.rs`; a test sees to it that none is missing here.

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command};

/// The same command line, explained in Japanese.
pub fn japanese(command: Command) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    let mut command = explained(command, "");
    for name in names {
        command = command.mut_subcommand(&name, |command| explained(command, &name));
    }
    // Clap's own command for help speaks English only.
    command.subcommand(explained(Command::new("help"), "help"))
}

/// Help as it was rendered, without the words of clap that no setting changes.
pub fn rendered(text: &str) -> String {
    let text = text.replace("[OPTIONS]", "[オプション]");
    let text = text.replace("<COMMAND>", "<コマンド>");
    let headings = [POSITIONALS, OPTIONS, SUBCOMMANDS];
    headings.iter().fold(text, |text, heading| {
        text.replace(&format!("{heading}:\n"), &format!("{heading}：\n"))
    })
}

fn explained(command: Command, name: &str) -> Command {
    let about = COMMANDS.iter().find(|(known, _)| *known == name);
    let command = match about {
        Some((_, about)) => command.about(*about).long_about(*about),
        None => command,
    };
    // Clap's own two options speak English only.
    let own = |id: &'static str, short: char, action: ArgAction| {
        Arg::new(id)
            .long(id)
            .short(short)
            .action(action)
            .help(argument_help(id).unwrap_or_default())
            .help_heading(OPTIONS)
    };
    let command = command
        .mut_args(in_japanese)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(own("help", 'h', ArgAction::Help))
        .subcommand_help_heading(SUBCOMMANDS)
        .help_template(TEMPLATE);
    if name.is_empty() {
        let version = own("version", 'V', ArgAction::Version);
        return command.arg(version).after_help(AFTER);
    }
    let examples = command.get_after_help().map(ToString::to_string);
    let examples = examples.unwrap_or_default();
    command.after_help(
        examples
            .replace("Examples:", "例：")
            .replace("Example:", "例：")
            .replace("open it at ui.perfetto.dev", "ui.perfetto.dev で開けます"),
    )
}

/// An argument with its Japanese help and the words that it may be.
fn in_japanese(argument: Arg) -> Arg {
    let Some(help) = argument_help(argument.get_id().as_str()) else {
        return argument;
    };
    let words = argument.get_possible_values();
    let words: Vec<String> = words.iter().map(value_help).collect();
    let takes = argument.get_action().takes_values();
    let mut help = help.to_owned();
    if takes && !words.is_empty() {
        help = format!("{help}（{}）", words.join("、"));
    }
    if let [default] = argument.get_default_values() {
        help = format!("{help}。初期値は {}", default.to_string_lossy());
    }
    let heading = if argument.is_positional() {
        POSITIONALS
    } else {
        OPTIONS
    };
    argument
        .help(help.clone())
        .long_help(help)
        .help_heading(heading)
        // Only what takes a value may be told so.
        .hide_possible_values(takes)
        .hide_default_value(takes)
}

fn argument_help(id: &str) -> Option<&'static str> {
    let known = ARGUMENTS.iter().find(|(known, _)| *known == id);
    known.map(|(_, help)| *help)
}

/// A word that an option may be, with its meaning.
fn value_help(value: &PossibleValue) -> String {
    let name = value.get_name();
    let known = VALUES.iter().find(|(known, _)| *known == name);
    known.map_or_else(
        || name.to_owned(),
        |(_, meaning)| format!("{name}：{meaning}"),
    )
}

const POSITIONALS: &str = "引数";
const OPTIONS: &str = "オプション";
const SUBCOMMANDS: &str = "コマンド";

const VALUES: &[(&str, &str)] = &[
    ("ja", "日本語"),
    ("en", "英語"),
    ("text", "人が読む表"),
    ("csv", "表計算ソフトに向けた、カンマで区切った表"),
    ("json", "プログラムに向けた、名前の変わらない JSON"),
    ("perfetto", "ui.perfetto.dev で開ける Chrome のトレース"),
    ("jsonl", "1 行に 1 件の JSON"),
    ("mermaid", "Mermaid のシーケンス図"),
];

const TEMPLATE: &str = "{about}\n\n使い方：{usage}\n\n{all-args}{after-help}";

const AFTER: &str = "例：
  hitotsu systems
  hitotsu run web-rds --set parameters.rate=500 --until 60s
  hitotsu check examples/scenarios/single-queue.json
  hitotsu sweep web-rds --vary parameters.rate=100..900:100 --seeds 10 --until 60s

終了コード：0 は成功、1 は失敗、2 はコマンドかファイルの誤りです。";

const COMMANDS: &[(&str, &str)] = &[
    (
        "",
        "分散システムを端末で動かし、こわし、測ります。\n\nページと同じ決定的なエンジンです。シナリオと乱数の種が同じなら、どの機械でも同じ結果になります。",
    ),
    (
        "systems",
        "カタログの系と、そのパラメーター（単位、範囲、初期値）を一覧します",
    ),
    ("run", "シナリオを 1 回動かし、測った結果を報告します"),
    (
        "sweep",
        "条件と乱数の種を変えて何度も動かし、平均と 95 % 信頼区間を報告します",
    ),
    (
        "merge",
        "分けて実行した結果を合わせます。分けずに実行したときと 1 ビットも違いません",
    ),
    (
        "capacity",
        "増やせるものを 1、2、4、8 にして、どれだけの負荷に耐えるか、何が限界かを測ります",
    ),
    (
        "conditions",
        "記事の 4 つの条件を満たしているかを、実行の証拠とともに判定します",
    ),
    (
        "stars",
        "アーキテクチャスタイルの星を実験で測り、本の星と並べます",
    ),
    (
        "story",
        "1 つの要求の経過を話します（試行、通信、待ち、仕事、判断）",
    ),
    (
        "trace",
        "起きたことを書き出します（Perfetto、JSON Lines、シーケンス図）",
    ),
    (
        "link",
        "カタログの系のシナリオをページで開くための、アドレスの後半を書き出します",
    ),
    ("schema", "シナリオファイルの JSON Schema を書き出します"),
    ("check", "シナリオファイルを、動かさずに確かめます"),
    ("help", "この説明か、コマンドごとの説明を表示します"),
];

const ARGUMENTS: &[(&str, &str)] = &[
    ("help", "この説明を表示します"),
    ("version", "版を表示します"),
    (
        "lang",
        "言語。書かないときは LC_ALL、LC_MESSAGES、LANG に従います",
    ),
    (
        "scenario",
        "カタログの系の id、シナリオファイル（JSON）、または標準入力を表す -",
    ),
    (
        "set",
        "シナリオの PATH に VALUE（JSON か、ただの文字列）を入れます。例：parameters.rate=500、'faults=[{\"at\":\"5s\",\"crash\":\"db-1\"}]'。何度でも書けます",
    ),
    ("seed", "乱数の種。sweep では最初の種です"),
    (
        "until",
        "実行の終わり。単位（ms、s、min、h）をつけます。例：600s。書かないときは horizon まで",
    ),
    (
        "warm_up",
        "この時刻より後だけを測り、始まりの部分を除きます。例：60s。0.1 秒の区切りに切り上げます",
    ),
    ("format", "出力の形"),
    (
        "series",
        "この長さの区間ごとの値も伝えます（要求、応答時間、機械の使用率など）。例：1s、100ms",
    ),
    (
        "histogram",
        "どれだけの時間がかかった要求が何件あったかも伝えます",
    ),
    (
        "trace",
        "全部の記録を FILE にも書きます。JSON Lines ですが、名前が .json で終わるときは Perfetto 用です",
    ),
    (
        "vary",
        "PATH の値を変えて動かします。FROM..TO:STEP（FROM から STEP ずつ、TO まで。単位もつけられます。例：5ms..20ms:5ms）か、A,B,C の形。いくつか書くと、すべての組み合わせになります",
    ),
    (
        "seeds",
        "各点で使う種の数。--seed（かシナリオの seed）から順に使います",
    ),
    (
        "jobs",
        "同時に動かす数。書かないときはコアの数で、それより多くはなりません。結果は変わりません",
    ),
    (
        "shard",
        "全体を N 個に分けた I 番目だけを行い、`hitotsu merge` 用に書き出します（1/N から N/N まで）",
    ),
    ("files", "ファイル（いくつでも）"),
    (
        "capacity",
        "3 つめの条件のために、台数を変えてさばける量も測ります",
    ),
    (
        "beside",
        "右側に置く系かファイル。書かないときは、左と同じものを置きます",
    ),
    ("style", "このスタイルだけ。例：layered。書かないときは全部"),
    ("request", "この番号の要求。発生した順に 0 から数えます"),
    ("failed", "K 番目に失敗した要求。1 から数えます"),
    ("from", "この時刻から後だけ。例：10s"),
    ("limit", "記録の上限。省いた数は知らせます"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Arguments;
    use clap::CommandFactory;

    #[test]
    fn every_command_and_option_is_explained_in_both_languages() {
        let command = Arguments::command();
        let mut commands: Vec<&Command> = command.get_subcommands().collect();
        commands.push(&command);
        for command in commands {
            let name = command.get_name();
            let name = if name == "hitotsu" { "" } else { name };
            assert!(command.get_about().is_some(), "{name} has no English help");
            let known = COMMANDS.iter().any(|(known, _)| *known == name);
            assert!(known, "{name} has no Japanese help");
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                assert!(argument.get_help().is_some(), "{id} has no English help");
                assert!(argument_help(id).is_some(), "{id} has no Japanese help");
                let takes = argument.get_action().takes_values();
                for value in argument.get_possible_values().iter().filter(|_| takes) {
                    let name = value.get_name();
                    assert_ne!(value_help(value), name, "{name} has no Japanese help");
                }
            }
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
        japanese(Arguments::command()).debug_assert();
    }
}
