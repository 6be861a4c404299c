//! The four conditions in Japanese: what stands around the findings' own sentences.

use crate::words::ConditionsWords;

pub(super) const CONDITIONS: ConditionsWords = ConditionsWords {
    until: |seconds| format!("{seconds} 秒まで"),
    machine: "機械",
    share_recent: |seconds| format!("仕事の割合（直近 {seconds} 秒）"),
    share_whole: "（全体）",
    line: "つながり",
    per_request: "要求のため（通/要求）",
    per_second: "すべて（通/秒）",
    units: "台数",
    capacity: "さばける要求/秒",
    bottleneck: "先に限界になる機械",
    breaks: "１台に見えなかった要求",
    count: "件数",
    last_requests: "新しいものから",
    whole: |ended, share| {
        format!(
            "全体では、終わった要求 {ended} 件のうち {share} に、1 台のときと同じ応答が返りました。"
        )
    },
    changes: "判定の変化",
    at: "時刻",
    not_measured: "`--capacity` を付けると、台数を変えて測ります。",
    never_measured: "測れるのはカタログの系だけです。これは独自のモデルです。",
    distributes: "何を分散しているか",
};
