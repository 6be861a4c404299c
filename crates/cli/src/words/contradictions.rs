//! What each stable code of a contradiction in a scenario means, in both languages.

use systems::Text;

/// The words for a code, if it is known.
pub fn words(rule: &str) -> Option<Text> {
    let known = RULES.iter().find(|(code, _)| *code == rule);
    known.map(|(_, text)| *text)
}

/// Every code of `crates/systems`; a test compares.
const RULES: &[(&str, Text)] = &[
    (
        "an_undo_neither_answers_nor_undoes",
        Text {
            ja: "`undo` の中に `reply` や `undo` は書けません",
            en: "an `undo` holds neither `reply` nor another `undo`",
        },
    ),
    (
        "who_grows_together_is_of_one_size",
        Text {
            ja: "一緒に増減する部品どうしは、`replicas` と `maximum` を同じにしてください。相手は `maximum` を持つ部品です",
            en: "parts that grow together have the same `replicas` and `maximum`, and the other one has a `maximum` of its own",
        },
    ),
    (
        "fault_on_station",
        Text {
            ja: "`station` は利用者と待ち行列が 1 つになった教科書の部品で、故障は起こせません。`clients` と `service` に分けて書くと、`service` に起こせます",
            en: "a `station` is its own users and their queue in one, as in a textbook, and nothing strikes it; write `clients` and a `service` instead, and strike the service",
        },
    ),
    (
        "line_stated_twice",
        Text {
            ja: "この 2 つの間のつながりは、前にも書いてあります。1 つにまとめてください",
            en: "the line between these two stands in the list before; state it once",
        },
    ),
    (
        "fault_without_effect",
        Text {
            ja: "この故障では何も変わりません。割合や倍率を上げてください",
            en: "this changes nothing; give it a larger share, factor or time",
        },
    ),
    (
        "calls_do_not_look_for_the_primary",
        Text {
            ja: "この呼び出しは、写しを持つデータベースの全部の機械に順番に届きます。書き込みを受けるのは 1 台だけなので、ほかの機械に届くと失敗します。`service` の `read` と `write`、`store` を `true` にした `cache`、ヘルスチェックをする `balancer` のどれかを通してください",
            en: "these calls go to every machine of a database with copies in turn, and fail at those that are not the primary; use `read` and `write` of a `service`, a `cache` with `store: true`, or a `balancer` with health checks",
        },
    ),
    (
        "waits_longer_than_the_failover",
        Text {
            ja: "データベースの引き継ぎにかかる時間より長く待ちます。主系が止まったことには待ち終えるまで気づかないので、もっと短くしてください",
            en: "this is longer than the database's failover takes, and a lost primary is noticed only when it has passed; make it shorter",
        },
    ),
    (
        "parts_of_a_crowd_overlap",
        Text {
            ja: "同じ `crowd` の別の部分と重なっています。重なったところの要求は両方から来ます",
            en: "this overlaps with another part of the same crowd: what falls into both comes from both",
        },
    ),
    (
        "parts_of_a_crowd_differ",
        Text {
            ja: "同じ `crowd` の別の部分と `arrivals` か `demand` が違います。どちらにも全体の値を書いてください",
            en: "`arrivals` or `demand` differ from those of another part of the same crowd; each states what the whole crowd wants",
        },
    ),
    (
        "whole_seconds_in_a_link",
        Text {
            ja: "リンクにする実行の終わりは、秒の整数倍にしてください",
            en: "a run that becomes a link ends at a whole second",
        },
    ),
    (
        "one_demand_in_a_link",
        Text {
            ja: "ページでは左右の要求の出しかたが同じです。左と同じ値にするか、書かないでください",
            en: "both sides of the page share the demand: give the same value as on the left, or none",
        },
    ),
    (
        "system_or_model",
        Text {
            ja: "`system` か `model` のどちらか 1 つを書いてください",
            en: "give either `system` or `model`, and not both",
        },
    ),
    (
        "parameters_need_a_system",
        Text {
            ja: "`parameters` は `system` と一緒に使います。`model` の数は `model` の中に書いてください",
            en: "`parameters` go with `system`; the numbers of a `model` stand within it",
        },
    ),
    (
        "control_characters",
        Text {
            ja: "制御文字は使えません",
            en: "control characters are not allowed",
        },
    ),
    (
        "too_much_work",
        Text {
            ja: "要求が 100 億を超える見込みです。`horizon` か負荷を小さくしてください",
            en: "more than 10,000,000,000 requests are to be expected; shorten it or lower the demand",
        },
    ),
    (
        "one_fault_each",
        Text {
            ja: "1 つの項目には、起きることをちょうど 1 つ書いてください（crash, pause, slow など）",
            en: "each entry needs exactly one thing that happens (crash, pause, slow, ...)",
        },
    ),
    (
        "nothing_to_repair",
        Text {
            ja: "これには直す操作がないので、`for` は書けません",
            en: "nothing mends this, so `for` has no meaning here",
        },
    ),
    (
        "fault_on_users",
        Text {
            ja: "利用者（要求の出どころ）はこわせません",
            en: "this is the users themselves, whom no fault strikes",
        },
    ),
    (
        "no_line_between",
        Text {
            ja: "この 2 つの間につながりはありません",
            en: "there is no line between these two",
        },
    ),
    (
        "calls_stay_with_the_first_machines",
        Text {
            ja: "相手の台数は変わりますが、直接の呼び出しは、実行の初めにあった機械にだけ届きます。間に `balancer` を置いてください",
            en: "the number of machines of this part changes, and calls without a `balancer` in between only reach those that were there at the start",
        },
    ),
    (
        "one_request_makes_a_million_calls",
        Text {
            ja: "1 つの要求から 100 万回を超える呼び出しが出ます。一度に出ると、実行が途中で止まります",
            en: "one request leads to more than a million calls; a run stops where so many are on their way at once",
        },
    ),
    (
        "very_many_calls",
        Text {
            ja: "呼び出しが 100 億回を超える見込みです。何日もかかるかもしれません",
            en: "more than 10,000,000,000 calls are to be expected; that may take days",
        },
    ),
    (
        "nothing_to_flush",
        Text {
            ja: "ここには空にするものがありません。`cache` の部品の名前を書いてください",
            en: "there is nothing to empty here; name a part that is a `cache`",
        },
    ),
    (
        "fast_above_slow",
        Text {
            ja: "`fast` は `slow` より長くできません",
            en: "`fast` must not be above `slow`",
        },
    ),
    (
        "one_group_is_no_split",
        Text {
            ja: "分断するには組が 2 つ以上必要です。[[\"a\"], [\"b\"]] のように書いてください",
            en: "a split needs two groups of names at least, as in [[\"a\"], [\"b\"]]",
        },
    ),
    (
        "takes_no_events",
        Text {
            ja: "この部品はイベントを受け取りません。キュー、トピック、ログのどれかにしてください",
            en: "this part takes no events; name a queue, a topic or a log",
        },
    ),
    (
        "keeps_no_data",
        Text {
            ja: "この部品にこの読み書きはできません。データベースか、その前のキャッシュにしてください",
            en: "this part cannot be read and written like a store; name a database or a cache before one",
        },
    ),
    (
        "one_group_each",
        Text {
            ja: "同じ機械が 2 度出てきます。1 台は 1 つの組にしか入れません",
            en: "a machine is named twice; it can be in one group only",
        },
    ),
    (
        "two_machines_of_one_name",
        Text {
            ja: "同じ名前の機械が 2 台になります。部品の名前を変えてください",
            en: "two machines would get the same name; rename a part",
        },
    ),
    (
        "forwards_in_a_circle",
        Text {
            ja: "振り分け先をたどると、元に戻ってしまいます",
            en: "the calls would be forwarded in a circle",
        },
    ),
    (
        "calls_itself",
        Text {
            ja: "自分自身を呼び出しています。呼び出し先を別の部品にしてください",
            en: "it would call itself; call another part",
        },
    ),
    (
        "targets_offer_different_operations",
        Text {
            ja: "振り分け先の操作がそろっていません。どの先も同じ操作を同じ順に持つ必要があります",
            en: "all targets must offer the same operations in the same order",
        },
    ),
    (
        "target_named_twice",
        Text {
            ja: "同じ機械が振り分け先に 2 度入っています",
            en: "a machine is among the targets twice",
        },
    ),
    (
        "nobody_has_weight",
        Text {
            ja: "重みがすべて 0 です。1 つ以上を 0 より大きくしてください",
            en: "every weight is 0; one at least must be above 0",
        },
    ),
    (
        "target_does_not_scale",
        Text {
            ja: "この部品の台数は変えられません。`maximum` を書くと変えられるようになります",
            en: "the number of this part's machines cannot change; state its `maximum` so that it can",
        },
    ),
    (
        "demand_changes_overlap",
        Text {
            ja: "前の変化が終わらないうちに、次の変化が始まっています。時刻の順に、重ならないように書いてください",
            en: "this change begins before the one before it has ended; write them in the order of time",
        },
    ),
    (
        "demand_is_fixed",
        Text {
            ja: "この来かたでは、要求の数は途中で変えられません",
            en: "with these arrivals the demand cannot change",
        },
    ),
    (
        "deadline_without_timeout",
        Text {
            ja: "`timeout` がないので、伝える期限がありません",
            en: "without a `timeout` there is no deadline to tell",
        },
    ),
    (
        "operation_named_twice",
        Text {
            ja: "同じ操作が 2 度書かれています",
            en: "an operation is named twice",
        },
    ),
    (
        "no_operation_is_wanted",
        Text {
            ja: "重みがすべて 0 なので、要求が 1 つも出ません",
            en: "every weight is 0, so that nothing is ever wanted",
        },
    ),
    (
        "takes_no_calls",
        Text {
            ja: "この部品は呼び出しを受けません",
            en: "this part takes no calls",
        },
    ),
    (
        "record_out_of_order",
        Text {
            ja: "時刻が前の時刻より早くなっています。順に並べてください",
            en: "this instant lies before the one before it; put them in order",
        },
    ),
    (
        "who_waits_for_copies_ships_at_once",
        Text {
            ja: "同期の複製では、`ship_every` は 0s です",
            en: "with synchronous replication `ship_every` must be 0s",
        },
    ),
    (
        "a_failover_needs_a_replica",
        Text {
            ja: "引き継ぎには、複製が 1 台以上必要です",
            en: "a failover needs at least one replica",
        },
    ),
    (
        "reading_from_replicas_needs_one",
        Text {
            ja: "複製から読むには、複製が 1 台以上必要です",
            en: "reading from replicas needs at least one replica",
        },
    ),
    (
        "answers_twice",
        Text {
            ja: "`reply` は 1 つの操作に 1 回までです",
            en: "an operation can `reply` once at most",
        },
    ),
    (
        "cold_start_without_end",
        Text {
            ja: "`span` か `calls` を書いて、慣れる時期を決めてください",
            en: "say with `span` or `calls` when the machine is warm",
        },
    ),
    (
        "only_a_rate_has_parts",
        Text {
            ja: "人の集まりを分けられるのは、`poisson` か `constant` のときだけです",
            en: "a crowd has parts only where its arrivals are `poisson` or `constant`",
        },
    ),
    (
        "nobody_is_in_this_part",
        Text {
            ja: "`from` を `to` より小さくしてください",
            en: "let `from` be less than `to`",
        },
    ),
    (
        "only_what_is_kept_has_a_time_to_live",
        Text {
            ja: "有効期間を書けるのは、`keeps` に書いた操作だけです",
            en: "a time to live is for operations that `keeps` names",
        },
    ),
    (
        "only_calls_are_parallel",
        Text {
            ja: "ここに並べられるのは呼び出しだけです",
            en: "only calls can be listed here",
        },
    ),
    (
        "low_above_high",
        Text {
            ja: "`low` は `high` 以下にしてください",
            en: "`low` must not be above `high`",
        },
    ),
];

/// Operations that call one another, in their order: the first and the last ones where there are many.
pub fn round(operations: &[String]) -> String {
    const SHOWN: usize = 8;
    if operations.len() <= SHOWN {
        return operations.join(" → ");
    }
    let (first, last) = operations.split_at(SHOWN / 2);
    let last = &last[last.len() - SHOWN / 2..];
    format!("{} → … → {}", first.join(" → "), last.join(" → "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                found.extend(sources(&path));
            } else {
                found.push(path);
            }
        }
        found
    }

    /// Codes are string literals after `rule`, or the last argument of `contradiction`.
    fn codes(text: &str) -> Vec<String> {
        let mut codes = Vec::new();
        for (start, _) in text.match_indices("rule") {
            let rest = text[start + 4..].trim_start_matches([' ', ':', '=']);
            let quoted = rest
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next());
            codes.extend(quoted.map(str::to_owned));
        }
        for (start, name) in text.match_indices("contradiction(") {
            let call = within_brackets(&text[start + name.len()..]);
            codes.extend(call.rsplit('"').nth(1).map(str::to_owned));
        }
        let plain = |code: &String| {
            !code.is_empty()
                && code
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        codes.retain(plain);
        codes
    }

    /// The text up to the bracket that closes the one before it.
    fn within_brackets(text: &str) -> &str {
        let mut depth = 1;
        let end = text.find(|letter| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            depth == 0
        });
        &text[..end.unwrap_or(text.len())]
    }

    #[test]
    fn every_code_of_the_systems_room_and_of_links_has_its_words() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../systems/src");
        let mut count = 0;
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/link.rs");
        for path in sources(&folder).into_iter().chain([here]) {
            let text = std::fs::read_to_string(&path).expect("sources are text");
            for code in codes(&text) {
                count += 1;
                assert!(words(&code).is_some(), "{code} of {}", path.display());
            }
        }
        assert!(count >= RULES.len(), "only {count} codes were found");
        let mut codes: Vec<_> = RULES.iter().map(|(code, _)| code).collect();
        codes.sort_unstable();
        assert!(codes.windows(2).all(|two| two[0] != two[1]), "{codes:?}");
    }
}
