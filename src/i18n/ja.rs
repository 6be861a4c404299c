//! 日本語: what the page says in Japanese.

use scene::StageWords;

use super::Messages;

mod phrases;

pub(super) use phrases::closed;
use phrases::{family, moot, not_struck, one_place, role_now, state_now, struck, unit};

static STAGE: StageWords = StageWords {
    up: "稼働中",
    busy: "忙しい",
    saturated: "飽和",
    slow: "遅い",
    paused: "一時停止",
    down: "停止",
    recovering: "復帰中",
    gray: "一部失敗",
    primary: "主",
    standby: "待機",
    promoting: "交代中",
    draining: "片付け中",
    former: "元の主",
    waiting: "待ち",
    per_second: "件/秒",
    seconds: "秒",
    unhealthy: "送らない",
    cut: "切断",
    cut_one_way: "片道切断",
    lossy: "損失",
    late: "遅れ",
    milliseconds: "ms",
    timed_out: "時間切れ",
    queue_full: "混雑",
    unavailable: "応じる先なし",
    dependency_timed_out: "奥が時間切れ",
    rate_limited: "流量制限",
    shed: "間に合わず断る",
    circuit_open: "遮断中",
    limit_reached: "同時数の上限",
    faulty: "内部エラー",
    lost: "消失",
    crashed: "停止で消失",
};

pub(super) static MESSAGES: Messages = Messages {
    stage: &STAGE,

    brand: "ひとつ",
    tagline: "たくさんのコンピューターが、1 台に見えるしくみ",
    long_word: "アーキテクチャ",
    other_language: "English",
    other_language_short: "EN",
    theme_auto: "自動",
    theme_light: "明るい",
    theme_dark: "暗い",
    projector: "大きな文字",
    projector_sign: "大",
    settings: "設定",
    help: "使いかた",
    close: "閉じる",
    open_large: "大きく開く",
    choose_systems: "システムを選ぶ",
    systems_hint: "左右に 1 つずつ置いて、同じ時刻に同じ数の要求を送り、くらべます。同じ組のシステムなら、利用者が頼むことも同じです。",
    put_left: "左に置く",
    put_right: "右に置く",
    compare: "くらべる",
    both_sides: "2 つを並べて見る",
    stage_area: "2 つのシステム",
    chart_area: "数値とグラフ",
    controls_area: "操作",

    play: "再生",
    pause: "一時停止",
    play_again: "もう一度",
    restart: "最初から",
    new_seed: "別の乱数で",
    step_event: "次のできごとへ",
    step_frame: "1 コマ進める",
    step_event_back: "前のできごとへ",
    step_frame_back: "1 コマ戻す",
    time_area: "時間",
    time_marks: "できごとと、これからの操作",
    fork: "ここから分岐",
    futures: "未来",
    same_so_far: "まだ違いはありません",
    speed: "速さ",
    slow_motion: "スローモーション",
    real_time: "実際の速さ",
    time_lapse: "早送り",
    clock: "システムの時計",
    seed: "乱数の種",
    copy_link: "リンクをコピー",
    link_copied: "コピーしました",
    link_copied_news: "この実行のリンクをコピーしました。",
    link_title: "この実行のリンク",
    link_hint: "ここからは自動でコピーできませんでした。下のリンクを選んで、コピーしてください。",
    without_acts: "操作なしで最初から",

    offered: "要求",
    goodput: "届いた応答",
    goodput_short: "届いた",
    failed: "失敗",
    p50: "p50",
    p95: "p95",
    p99: "p99",
    recent: "直近 5 秒",
    totals: "合計",
    totals_issued: "要求",
    totals_succeeded: "届いた応答",
    totals_failed: "失敗",
    totals_in_flight: "処理中",
    totals_attempts: "試した回数",
    totals_late: "遅れて届いた応答",
    unfinished: "受け付けて、まだ終わっていない仕事",

    chart_answers: "届いた応答",
    chart_latency: "応答時間",
    chart_utilization: "使用率",
    chart_queue: "待ち",
    per_second: "件/秒",
    milliseconds: "ms",
    percent: "%",
    jobs: "件",

    list_break: "・",
    sentence_break: " ／ ",
    user_view: "利用者から見ると",
    user_idle: "まだ開いていません",
    user_waiting: "待っています",
    user_answered: "届きました",
    user_failed: "つながりません",
    user_seconds: "秒",
    user_timed_out: "時間切れ",
    user_queue_full: "混雑しています",
    user_unavailable: "サーバーがいません",
    user_dependency: "奥で時間切れ",
    user_rate_limited: "混みすぎで制限中",
    user_shed: "間に合わないので断られました",
    user_circuit_open: "奥への道を遮断中",
    user_limit_reached: "同時に受けられる数の上限",
    user_faulty: "サーバーの内部エラー",

    state_absent: "未使用",
    all_is_well: "機械と線はすべて正常です",
    is_cut_off: "どこともつながらない",
    link_open: "通信できる",
    dropped_target_down: "相手が停止",
    dropped_buffer_full: "受け口が満杯",

    state: "状態",
    zone: "ゾーン",
    role: "役割",
    workers: "使用中のコア",
    queue: "待ち行列",
    backlog: "たまり（まだ済んでいないもの）",
    dead_letters: "脇に置いたもの（何度渡しても失敗）",
    utilization: "使用率",
    refused: "断った要求",
    work_lost: "失った仕事",
    rate: "通信量",
    in_transit: "移動中",
    delivered: "届いた",
    dropped: "失われた",
    trusted: "送り先として",
    trust_yes: "使っている",
    trust_no: "外している",
    break_it: "こわしてみる",
    matching_hint: "左右で同じ役目の機械を、同じ時刻にこわします。役目ごとに、いまいちばん忙しいものが選ばれます。",
    duty_door: "入口",
    duty_logic: "計算する機械",
    duty_copies: "写しから応える機械",
    duty_store: "データを持つ機械",
    nobody_there: "なし",
    slow_down: "遅くする",
    cut_off: "切り離す",
    mend: "直す",
    no_faults: "利用者はこわせません。利用者につながる線はこわせます。",
    crash: "止める",
    restart_node: "起動する",
    slow: "遅くする ×10",
    restore: "元の速さに",
    pause_node: "一時停止",
    resume_node: "再開する",
    cut: "切る",
    heal: "つなぐ",
    lossy: "30 % 失う",
    clear: "失わない",
    delay: "500 ms 遅らす",
    undelay: "遅れをなくす",
    gray: "30 % 失敗",
    cure: "失敗なし",
    flush: "キャッシュを空にする",
    skew: "時計を狂わせる",
    unskew: "時計を直す",

    legend: "印の意味",
    mark_request: "要求",
    mark_reply: "応答",
    mark_replication: "複製",
    mark_event: "出来事",
    mark_control: "監視",
    mark_failed: "失敗",

    text_view: "文字で見る",
    text_view_hint: "図と同じ状態を表にしています。",
    table_nodes: "コンピューター",
    table_links: "つながり",
    table_requests: "利用者の要求",
    table_run: "この実行",
    table_log: "できごと",
    column_node: "名前",
    column_link: "あいだ",
    column_number: "数値",
    differences: "左右の違い",
    difference: "右 − 左",
    less_left: "左との差",
    fingerprint: "記録の指紋",
    events: "処理したできごと",
    run_time: "時刻（秒）",
    log_empty: "まだありません。",
    about: "このシステムについて",
    watch: "見どころ",
    operations: "利用者が頼むこと",
    simplified: "実際より単純なところ",

    requests: "要求をたどる",
    requests_hint: "選ぶと、その要求に何が起きたかが分かります。",
    all_requests: "一覧へ",
    newest: "新しい順",
    none_failed: "失敗した要求は、まだありません。",
    show_requests: "要求をたどる",

    conditions: "分散システムの 4 つの条件",
    conditions_hint: "この実行から計算しています。故障させたり負荷を変えたりすると、変わります。",
    condition_resources: "複数",
    condition_network: "通信",
    condition_scalability: "拡張",
    condition_one: "１台",
    what_is_distributed: "何が分散しているか",
    what_is_distributed_short: "何が分散？",
    what_is_distributed_word: "分け方",
    division_hint: "「分散」は、何に対しての分散でしょうか。計算・データ・機能の 3 通りに、機械ごとに分けて見ます。",
    machines_useful: "応答になる仕事をしている機械",
    machines_effective: "均等なら何台ぶんか",
    work_left: "いちばん忙しい 1 台のほかがした仕事",
    whole_run: "はじめからの合計",
    messages_per_request: "要求 1 件あたり（通）",
    messages_now: "いま（通/秒）",
    per_second_messages: "通/秒",
    cut_hint: "線を選ぶと図に戻ります。切ると、何が止まるかが見えます。",
    answered_as_one: "1 台のときと同じ応答",
    faults_so_far: "これまでの故障",
    breaks: "1 台に見えなくなったとき（番号を選ぶと、何が起きたかが分かります。新しい順、待っている要求は長い順）",
    stars_word: "星",
    stars_short: "星でくらべる",
    stars_title: "本の星と、測った星",
    stars_hint: "本がつけた星の横に、同じ実験で測った星を並べています。星が多いほどよく、コストは安いほど多くなります。",
    no_style: "本に星のある様式ではないので、星はありません。",
    characteristic: "特性",
    stars_measured: "測った星",
    stars_book: "本の星",
    capacity: "さばける要求",
    capacity_hint: "台数を変えて裏で測りました。● が測った値、線は USL（普遍スケーラビリティ則）のあてはめです。",
    bottleneck: "先に限界になるもの",
    settings_hint: "変えると、はじめからやり直します。",
    settings_systems: "くらべるシステム",
    left: "左",
    right: "右",
    settings_both: "両方のシステム",
    horizon: "終わりの時刻",
    seconds: "秒",

    notice: "お知らせ",
    notice_link_lacks_short: "リンクに入りません",
    ended: "終わりまで再生しました。",
    began_restarted: "最初に戻りました。",
    began_new_seed: "別の乱数で、最初から始めます。",
    began_new_settings: "設定を変えたので、最初から始めます。",
    began_new_systems: "選んだシステムで始めます。",
    violation: "内部の検算が合いません。この実行の数値は信用できません。",

    help_hint: "機械や線を選ぶと、こわしたり直したりできます。左右のシステムには、同じ要求が同じ時刻に届きます（応答を待って次を出す設定のときを除きます）。",
    key_space: "スペース",
    key_space_does: "再生・一時停止",
    key_right_does: "1 コマ進める",
    key_left_does: "1 コマ戻す",
    key_comma_does: "前のできごとへ",
    key_fork_does: "ここから分岐（もとの未来も残る）",
    key_period_does: "次のできごとへ",
    key_restart_does: "最初から",
    key_seed_does: "別の乱数で最初から",
    key_units_does: "機械を増やす・減らす",
    key_speed_does: "遅く・速く",
    key_break_does: "左右の同じ役目の機械をこわす",
    key_focus_does: "左・右のシステムだけを大きく見る（もう一度、または Esc で戻る）",
    key_arrows: "矢印",
    key_arrows_does: "図の中で、機械や線を移る（Enter で選ぶ）",

    block: |target| format!("→ {target} 切断"),
    unblock: |target| format!("→ {target} 接続"),
    theme: |name| format!("明るさ：{name}"),
    units_more: |title| format!("{title}を増やす"),
    units_less: |title| format!("{title}を減らす"),
    lagging: |speed| format!("計算が追いつかず {speed}"),
    sampling: |count| format!("印 1 つ = {count} 通"),
    asked_at: |seconds| format!("{seconds} 秒に頼んだ要求"),
    answered: |seconds| format!("{seconds} 秒で届きました"),
    at_try: |attempt| format!("（{attempt} 回目）"),
    failed_because: |reason| format!("つながりません（{reason}）"),
    failed_after_tries: |attempts| format!("{attempts} 回失敗"),
    busy_for: |seconds| format!("応答になった仕事 {seconds} 秒"),
    measuring: |percent| format!("台数を変えて測っています（{percent} %）。"),
    stars: |count| format!("星 {count} つ（5 つのうち）"),
    answer_takes: |millis, messages| format!("{millis} ms・{messages} 通"),
    fit: |sigma, kappa| format!("順番待ちの損 σ = {sigma}、足並みをそろえる損 κ = {kappa}"),
    fit_misses: |percent| {
        format!(
            "あてはめた曲線は、測った点から最大 {percent} % ずれています。急に頭打ちになる処理能力は、なめらかな曲線には乗りません。"
        )
    },
    slowest: |name| format!("なし（いちばん長くとどまるのは{name}）"),
    zone_named: |zone| format!("ゾーン {zone}"),
    capacity_picture: |unit| {
        format!("{unit}の数と、さばける要求のグラフ。同じ数値は下の表にあります。")
    },
    link_name: |source, target| format!("{source} — {target}"),
    described: |name, state| format!("{name}：{state}"),
    in_system: |system, text| format!("{system}：{text}"),
    on_left: |system| format!("{system}（左）"),
    on_right: |system| format!("{system}（右）"),
    side_by_families: |left, right| {
        format!(
            "要求の来る時刻は左右で同じですが、頼むことが違います（左は「{left}」、右は「{right}」）。応答時間はそのまま比べられません。"
        )
    },
    family,
    one_place,
    differs: |name, value| format!("{name}：{value}"),
    chart_of: |system, chart| {
        format!("{system}の{chart}のグラフ。同じ数値は「文字で見る」にあります。")
    },
    enlarge: |system| format!("{system}を大きく見る"),
    stage_of: |system| format!("{system}の図。矢印キーで機械や線を移れます。"),
    since_seconds: |seconds| format!("{seconds} 秒前から"),
    unit,
    range: |minimum, maximum| format!("{minimum}〜{maximum}"),
    window: |seconds| format!("直近 {seconds} 秒"),
    counted: |name, count| format!("{name} {count}"),
    to_come: |text| format!("これから：{text}"),
    since: |text, seconds| format!("{text}（{seconds} 秒から）"),
    avoids: |node, target| closed(&format!("{node} が {target} に送っていません")),
    and_more: |count| format!("ほか {count} 件"),
    at_seconds: |seconds, text| format!("{seconds} 秒：{text}"),
    seconds_ago: |seconds, text| format!("{seconds} 秒前：{text}"),
    state_now,
    trust_now: |node, target, trusted| {
        if trusted {
            closed(&format!("{node} が {target} に送りはじめました"))
        } else {
            closed(&format!("{node} が {target} を外しました"))
        }
    },
    role_now,
    struck,
    not_struck,
    not_changed: |change| format!("{change}していません"),
    compared_with: |differences, number| format!("{differences}（未来 {number} とくらべて）"),
    moot,
    one_way: |source, target| format!("{source} → {target}"),
    paused_at: |seconds| format!("{seconds} 秒で一時停止しました。"),
    sought_to: |seconds| format!("{seconds} 秒に移りました。"),
    forked_at: |seconds, kept| {
        format!("{seconds} 秒から分岐しました。もとの未来は {kept} に残っています。")
    },
    switched_to: |number, seconds| format!("未来 {number} の {seconds} 秒です。"),
    began_again: |kept| {
        format!("最初に戻りました。ここまでにしたことは未来 {kept} に残っています。")
    },
    future_named: |number| format!("未来 {number}"),
    time_value: |now, reached| format!("{now} 秒（{reached} 秒まで行った）"),
    load_scaled: |percent| format!("要求を {percent} % に"),
    load_set: |rate| format!("要求を {rate} 件/秒に"),
    units_set: |title, count| format!("{title}を {count} 台に"),
    stepped_to: |seconds| format!("{seconds} 秒に進みました。"),
    notice_unknown: |name| format!("アドレスの「{name}」は知らない項目なので、使いませんでした。"),
    notice_range: |name, value, minimum, maximum| {
        format!(
            "アドレスの「{name}={value}」は使いませんでした。使えるのは {minimum}〜{maximum} です。"
        )
    },
    notice_words: |name, value, words| {
        format!("アドレスの「{name}={value}」は使いませんでした。使えるのは {words} です。")
    },
    notice_not_there: |name, value| {
        format!(
            "アドレスの「{name}={value}」は使いませんでした。そのシステムは、いま左右のどちらにもありません。"
        )
    },
    notice_no_fault: |name, value| {
        format!(
            "アドレスの「{name}={value}」は使いませんでした。「fault=crash:store@30s+60s」のように書いてください（crash・slow・cut、store・copies・logic・door、始まりと長さは秒）。"
        )
    },
    notice_common: |name, value| {
        let id = name.rsplit('.').next().unwrap_or(name);
        format!(
            "アドレスの「{name}={value}」は使いませんでした。要求の出しかたは左右で同じなので、「{id}={value}」と書いてください。"
        )
    },
    notice_no_act: |name, value| {
        format!(
            "アドレスの「{name}={value}」は使いませんでした。「right.do=crash:db-1@12.5s」のように書いてください（何を、どこに、何秒に）。"
        )
    },
    notice_nowhere: |name, value, place| {
        format!(
            "アドレスの「{name}={value}」は使いませんでした。このシステムに「{place}」という機械や線はありません。"
        )
    },
    notice_too_many: |count| {
        format!("アドレスの項目が多すぎます。{count} 個までを使い、残りは使いませんでした。")
    },
    notice_again: |count| {
        format!("リンクを作った人がした操作（{count} 回）を、同じ時刻にくり返します。")
    },
    notice_link_lacks: |count| {
        format!(
            "操作が多すぎて（左右それぞれ {count} 回まで）、リンクに入りません。リンクで開くと、操作する前の実行になります。"
        )
    },
    notice_address: |count| format!("アドレスの {count} か所は使いませんでした"),
    notice_again_short: |count| format!("リンクの操作をくり返します（{count} 回）"),
    field_range: |minimum, maximum| format!("{minimum}〜{maximum} の整数を入れてください。"),
};
