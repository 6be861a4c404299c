//! What the JSON reader objects to, in Japanese.

/// The sentences of the JSON reader.
pub(super) fn syntax(what: &str) -> &str {
    const KNOWN: [(&str, &str); 18] = [
        (
            "JSON has no NaN",
            "NaN や Infinity は書けません。有限の数にしてください",
        ),
        ("EOF while parsing", "途中で終わっています"),
        ("expected value", "ここには値が必要です"),
        ("trailing characters", "終わりの後に余分な文字があります"),
        ("trailing comma", "余分なコンマがあります"),
        ("expected `,` or", "コンマか閉じかっこが必要です"),
        ("expected `:`", "コロンが必要です"),
        ("key must be a string", "項目名は \" で囲んでください"),
        ("number out of range", "数が大きすぎます"),
        ("recursion limit exceeded", "かっこが深すぎます"),
        ("expected ident", "true、false、null のどれかが必要です"),
        ("expected `\"`", "\" が必要です"),
        ("invalid number", "数の書き方が正しくありません"),
        ("invalid escape", "\\ の後の文字が正しくありません"),
        (
            "invalid unicode code point",
            "\\u の後の番号の文字はありません",
        ),
        ("lone leading surrogate", "\\u の組の片方が足りません"),
        (
            "unexpected end of hex escape",
            "\\u の後が途中で終わっています",
        ),
        (
            "control character",
            "文字列の中の改行やタブは \\n や \\t と書いてください",
        ),
    ];
    let known = KNOWN.iter().find(|(start, _)| what.starts_with(start));
    known.map_or("JSON の決まりに合っていません", |(_, words)| {
        words
    })
}
