//! What is said of the measured stars: characteristics, experiments, and where the book is named.

use systems::Text;

use crate::stars::Characteristic;

const fn text(ja: &'static str, en: &'static str) -> Text {
    Text { ja, en }
}

/// Where the book's stars come from.
pub const BOOK: Text = text(
    "本の星：Mark Richards、Neal Ford『ソフトウェアアーキテクチャの基礎』初版（オライリー・ジャパン。原書は 2020 年）",
    "The book's stars: Mark Richards and Neal Ford, Fundamentals of Software Architecture, first edition, O'Reilly, 2020",
);

/// What stands beside the stars of a characteristic that no experiment measures.
pub const BOOK_ONLY: Text = text("本の値です。測っていません", "from the book, not measured");

/// The name of a characteristic.
pub const fn characteristic(characteristic: Characteristic) -> Text {
    match characteristic {
        Characteristic::Scalability => text("スケーラビリティ", "scalability"),
        Characteristic::Elasticity => text("弾力性", "elasticity"),
        Characteristic::FaultTolerance => text("耐障害性", "fault tolerance"),
        Characteristic::Performance => text("パフォーマンス", "performance"),
        Characteristic::Reliability => text("信頼性", "reliability"),
        Characteristic::Cost => text("全体的なコスト", "overall cost"),
        Characteristic::Deployability => text("デプロイ容易性", "deployability"),
        Characteristic::Evolvability => text("進化性", "evolutionary"),
        Characteristic::Modularity => text("モジュール性", "modularity"),
        Characteristic::Simplicity => text("シンプルさ", "simplicity"),
        Characteristic::Testability => text("テスト容易性", "testability"),
    }
}

/// What the experiment of a characteristic measures; none where there is no experiment.
pub const fn experiment(characteristic: Characteristic) -> Option<Text> {
    Some(match characteristic {
        Characteristic::Scalability => text(
            "増やせる機械を 8 まで増やしたときの、最大の処理能力",
            "the greatest capacity with up to eight units",
        ),
        Characteristic::Elasticity => text(
            "要求が 1 分間 3 倍になり、足りない機械を足していくとき、1 秒以内に応えられた割合",
            "the share answered within a second of a minute of three times the demand, while machines are added",
        ),
        Characteristic::FaultTolerance => text(
            "機械を 1 台ずつ止めたときに応えられた割合（全部の機械についての平均）",
            "the share answered without one machine, as the mean over all machines",
        ),
        Characteristic::Performance => text(
            "ふつうの負荷で、100 の応答のうち 95 が収まる時間",
            "the time within which 95 of a hundred answers come, at a moderate demand",
        ),
        Characteristic::Reliability => text(
            "どの機械も 10 分に 1 回故障するときに、応えられた割合",
            "the share answered while every machine fails once in ten minutes",
        ),
        Characteristic::Cost => text(
            "応答 1 つにつき、動いている機械の時間と、やりとりされるメッセージの数",
            "the machine time and the messages that one answer takes",
        ),
        _ => return None,
    })
}
