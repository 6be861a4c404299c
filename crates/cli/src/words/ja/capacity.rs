//! How the capacity of a system and the measured stars are told in Japanese.

use crate::words::{CapacityWords, StarsWords};

pub(super) const WORDS: CapacityWords = CapacityWords {
    definition: "1 秒あたり最大でいくつの要求をさばけるかを測ります。100 のうち 98 以上に 1 秒以内に応え、後回しにした仕事もたまり続けないとき、さばけていると数えます。",
    grows: |title| format!("増やすもの：{title}"),
    nothing_to_scale: "この系には増やせるものがありません。処理能力は 1 つだけで、曲線はありません。",
    units: "数",
    per_second: "1 秒あたり",
    law: "法則",
    busiest: "いちばん忙しい機械",
    utilization: "使用率",
    fit: |lambda, sigma, kappa| {
        format!("普遍スケーラビリティ則：1 つで 1 秒あたり {lambda}、競合 {sigma}、整合 {kappa}")
    },
    miss: |percent| {
        format!(
            "法則とのずれは最大 {percent} % です。急に頭打ちになる限界は、なめらかな曲線には乗りません。"
        )
    },
    full: |units, machine| format!("{units} のとき：{machine}がいっぱいです。"),
    slowest: |units, machine| {
        format!(
            "{units} のとき：いっぱいの機械はありません。要求がいちばん長くとどまるのは{machine}です。"
        )
    },
    none_full: |units| format!("{units} のとき：いっぱいの機械はありません。"),
};

pub(super) const STARS: StarsWords = StarsWords {
    stars: "測った星。かっこの中は本の星",
    numbers: "もとになった数",
    differences: "測った星と本の星が違うわけ",
    capacity: |rate| format!("毎秒 {rate}"),
    cost: |time, messages| format!("{time} ms、通信 {messages}"),
};
