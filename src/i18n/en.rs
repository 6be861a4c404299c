//! English: what the page says in English.

use scene::StageWords;

use super::Messages;

mod phrases;

use phrases::{counted, family, moot, one_place, role_now, state_now, struck, unit};

static STAGE: StageWords = StageWords {
    up: "up",
    busy: "busy",
    saturated: "saturated",
    slow: "slow",
    paused: "paused",
    down: "down",
    recovering: "recovering",
    gray: "some fail",
    primary: "primary",
    standby: "standby",
    promoting: "taking over",
    draining: "draining",
    former: "was primary",
    waiting: "waiting",
    per_second: "/s",
    seconds: "s",
    unhealthy: "not used",
    cut: "cut",
    cut_one_way: "cut one way",
    lossy: "loss",
    late: "delay",
    milliseconds: "ms",
    timed_out: "timed out",
    queue_full: "queue full",
    unavailable: "nobody there",
    dependency_timed_out: "backend timed out",
    rate_limited: "rate limited",
    shed: "shed",
    circuit_open: "circuit open",
    limit_reached: "limit reached",
    faulty: "internal error",
    lost: "lost",
    crashed: "lost in the crash",
};

pub(super) static MESSAGES: Messages = Messages {
    stage: &STAGE,

    brand: "ひとつ",
    tagline: "Many computers that look like one",
    long_word: "architecture",
    other_language: "日本語",
    other_language_short: "JA",
    theme_auto: "auto",
    theme_light: "light",
    theme_dark: "dark",
    projector: "Large type",
    projector_sign: "A",
    settings: "Settings",
    help: "Help",
    close: "Close",
    open_large: "Open large",
    choose_systems: "Choose systems",
    systems_hint: "Put one on each side: both get the same requests at the same instants. Within one group, users ask for the same things, too.",
    put_left: "Put left",
    put_right: "Put right",
    compare: "Compare",
    both_sides: "Show both side by side",
    stage_area: "Two systems",
    chart_area: "Numbers and curves",
    controls_area: "Controls",

    play: "Play",
    pause: "Pause",
    play_again: "Again",
    restart: "Restart",
    new_seed: "New seed",
    step_event: "Next event",
    step_frame: "One frame on",
    step_event_back: "Event before",
    step_frame_back: "One frame back",
    time_area: "Time",
    time_marks: "What happened and what is to come",
    fork: "Fork here",
    futures: "Futures",
    same_so_far: "no difference so far",
    speed: "Speed",
    slow_motion: "slow motion",
    real_time: "real time",
    time_lapse: "time-lapse",
    clock: "Simulated time",
    seed: "Seed",
    copy_link: "Copy link",
    link_copied: "Copied",
    link_copied_news: "The link to this run was copied.",
    link_title: "Link to this run",
    link_hint: "It could not be copied for you from here. Please select the link below and copy it.",
    without_acts: "From the start without it",

    offered: "Offered",
    goodput: "Answered",
    goodput_short: "Answered",
    failed: "Failed",
    p50: "p50",
    p95: "p95",
    p99: "p99",
    recent: "last 5 s",
    totals: "Totals",
    totals_issued: "Requests",
    totals_succeeded: "Answered",
    totals_failed: "Failed",
    totals_in_flight: "In flight",
    totals_attempts: "Tries",
    totals_late: "Answers that came too late",
    unfinished: "Work accepted and not done yet",

    chart_answers: "Answers",
    chart_latency: "Latency",
    chart_utilization: "Utilization",
    chart_queue: "Queues",
    per_second: "/s",
    milliseconds: "ms",
    percent: "%",
    jobs: "jobs",

    list_break: ", ",
    sentence_break: "; ",
    user_view: "What the user sees",
    user_idle: "Not opened yet",
    user_waiting: "Waiting",
    user_answered: "Arrived",
    user_failed: "No connection",
    user_seconds: "s",
    user_timed_out: "timed out",
    user_queue_full: "too busy",
    user_unavailable: "no server there",
    user_dependency: "backend timed out",
    user_rate_limited: "too many requests",
    user_shed: "turned away as too late",
    user_circuit_open: "the way further is cut off",
    user_limit_reached: "too many at the same time",
    user_faulty: "internal server error",

    state_absent: "not in service",
    all_is_well: "All machines and lines are well",
    is_cut_off: "all lines cut",
    link_open: "connected",
    dropped_target_down: "target down",
    dropped_buffer_full: "buffer full",

    state: "State",
    zone: "Zone",
    role: "Role",
    workers: "Cores at work",
    queue: "Queue",
    backlog: "Backlog (accepted, not done)",
    dead_letters: "put aside (dead letters)",
    utilization: "Utilization",
    refused: "Turned away",
    work_lost: "Work lost",
    rate: "Traffic",
    in_transit: "In transit",
    delivered: "Delivered",
    dropped: "Dropped",
    trusted: "As a target",
    trust_yes: "in use",
    trust_no: "not used",
    break_it: "Break it",
    matching_hint: "Strikes the machines of the same duty on both sides at the same instant: the busiest of each.",
    duty_door: "The door",
    duty_logic: "What computes",
    duty_copies: "What answers from copies",
    duty_store: "What keeps data",
    nobody_there: "none",
    slow_down: "Slow down",
    cut_off: "Cut off",
    mend: "Mend",
    no_faults: "Users cannot be broken. The line to them can.",
    crash: "Crash",
    restart_node: "Start again",
    slow: "Slow ×10",
    restore: "Full speed",
    pause_node: "Pause",
    resume_node: "Resume",
    cut: "Cut",
    heal: "Reconnect",
    lossy: "Lose 30 %",
    clear: "Lose none",
    delay: "Delay 500 ms",
    undelay: "No delay",
    gray: "Fail 30 %",
    cure: "Fail none",
    flush: "Empty the cache",
    skew: "Set the clock wrong",
    unskew: "Set the clock right",

    legend: "What the marks mean",
    mark_request: "request",
    mark_reply: "reply",
    mark_replication: "replication",
    mark_event: "event",
    mark_control: "control",
    mark_failed: "failed",

    text_view: "As text",
    text_view_hint: "The same state as in the pictures, as tables.",
    table_nodes: "Computers",
    table_links: "Links",
    table_requests: "Users' requests",
    table_run: "This run",
    table_log: "What happened",
    column_node: "Name",
    column_link: "Between",
    column_number: "Number",
    differences: "Left and right",
    difference: "right - left",
    less_left: "compared with the left",
    fingerprint: "Fingerprint of the record",
    events: "Events handled",
    run_time: "Time (s)",
    log_empty: "Nothing yet.",
    about: "About these systems",
    watch: "What to watch",
    operations: "What its users ask for",
    simplified: "Simpler than in reality",

    requests: "Follow a request",
    requests_hint: "Choose one to see what became of it.",
    all_requests: "All requests",
    newest: "Newest",
    none_failed: "No request has failed so far.",
    show_requests: "Follow a request",

    conditions: "The four conditions of a distributed system",
    conditions_hint: "Computed from this run: break something or change the load, and they change.",
    condition_resources: "Many",
    condition_network: "Talk",
    condition_scalability: "Grow",
    condition_one: "One",
    what_is_distributed: "What is distributed?",
    what_is_distributed_short: "Split?",
    what_is_distributed_word: "Split",
    division_hint: "Distributed in what respect? The work of each machine, split three ways: computation, data, function.",
    machines_useful: "Machines whose work becomes answers",
    machines_effective: "As many as, if all worked alike",
    work_left: "Work done by others than the busiest",
    whole_run: "Since the start",
    messages_per_request: "Messages per request",
    messages_now: "Messages now (/s)",
    per_second_messages: "/s",
    cut_hint: "Choose a line to go to it on the stage; cut it to see what stops.",
    answered_as_one: "Answered as one machine would",
    faults_so_far: "Faults so far",
    breaks: "When it stopped looking like one (a number opens the story; newest first)",
    stars_word: "Stars",
    stars_short: "Stars",
    stars_title: "The book's stars, and measured stars",
    stars_hint: "Beside the book's stars stand those that one set of experiments has measured. More stars are better; for cost, cheaper.",
    no_style: "It is not one of the book's styles, so it has no stars.",
    characteristic: "Characteristic",
    stars_measured: "Measured",
    stars_book: "The book",
    capacity: "Capacity",
    capacity_hint: "Measured in the background with other numbers of units. Dots are measured, the line is the Universal Scalability Law fitted to them.",
    bottleneck: "What is at its limit first",
    settings_hint: "A change starts the run again.",
    settings_systems: "Systems to compare",
    left: "Left",
    right: "Right",
    settings_both: "Both systems",
    horizon: "End of the run",
    seconds: "s",

    notice: "Notice",
    notice_link_lacks_short: "Too much for a link",
    ended: "Played to the end.",
    began_restarted: "Back at the start.",
    began_new_seed: "Starting again with another seed.",
    began_new_settings: "Settings changed: starting again.",
    began_new_systems: "Begins with the systems that you chose.",
    violation: "An internal check failed. The numbers of this run cannot be trusted.",

    help_hint: "Choose a machine or a line to break and mend it. Both systems get the same requests at the same instants (unless each user waits for the answer).",
    key_space: "Space",
    key_space_does: "Play, pause",
    key_right_does: "One frame on",
    key_left_does: "One frame back",
    key_comma_does: "Event before",
    key_fork_does: "Fork here (the other future is kept)",
    key_period_does: "Next event",
    key_restart_does: "Restart",
    key_seed_does: "Restart with another seed",
    key_units_does: "More or fewer machines",
    key_speed_does: "Slower, faster",
    key_break_does: "break the matching machines of both sides",
    key_focus_does: "Enlarge the left or the right system (again, or Esc, for both)",
    key_arrows: "Arrows",
    key_arrows_does: "In the picture: move between machines and lines (Enter chooses)",

    block: |target| format!("Cut → {target}"),
    unblock: |target| format!("Join → {target}"),
    theme: |name| format!("Theme: {name}"),
    units_more: |title| format!("{title}: one more"),
    units_less: |title| format!("{title}: one fewer"),
    lagging: |speed| format!("Cannot keep up: {speed}"),
    sampling: |count| format!("1 mark = {count}"),
    asked_at: |seconds| format!("asked for at {seconds} s"),
    answered: |seconds| format!("Arrived in {seconds} s"),
    at_try: |attempt| format!("(try {attempt})"),
    failed_because: |reason| format!("No connection ({reason})"),
    failed_after_tries: |attempts| format!("{attempts} tries"),
    busy_for: |seconds| format!("{seconds} s of work for answers"),
    measuring: |percent| format!("Measuring with other numbers of units ({percent} %)."),
    stars: |count| format!("{count} of 5 stars"),
    answer_takes: |millis, messages| format!("{millis} ms, {messages} messages"),
    fit: |sigma, kappa| format!("contention sigma = {sigma}, coherence kappa = {kappa}"),
    fit_misses: |percent| {
        format!(
            "The fitted curve is off by up to {percent} %: capacity that stops growing all at once lies on no smooth curve."
        )
    },
    slowest: |name| format!("none (the most time is spent at {name})"),
    zone_named: |zone| format!("zone {zone}"),
    capacity_picture: |unit| {
        format!("Curve of capacity by {unit}. The same numbers are in the table below.")
    },
    link_name: |source, target| format!("{source} — {target}"),
    described: |name, state| format!("{name}: {state}"),
    in_system: |system, text| format!("{system}: {text}"),
    on_left: |system| format!("{system} (left)"),
    on_right: |system| format!("{system} (right)"),
    side_by_families: |left, right| {
        format!(
            "Requests come at the same instants on both sides, but they ask for different things (left {left}, right {right}): response times cannot be compared as they are."
        )
    },
    family,
    one_place,
    differs: |name, value| format!("{name}: {value}"),
    chart_of: |system, chart| {
        format!("{system}: curves of {chart}. The same numbers are under “As text”.")
    },
    enlarge: |system| format!("Enlarge {system}"),
    stage_of: |system| format!("{system}: picture. Arrow keys move between machines and lines."),
    since_seconds: |seconds| format!("for {seconds} s"),
    unit,
    range: |minimum, maximum| format!("{minimum} to {maximum}"),
    window: |seconds| format!("last {seconds} s"),
    counted: |name, count| format!("{name} {count}"),
    to_come: |text| format!("To come: {text}"),
    since: |text, seconds| format!("{text} (since {seconds} s)"),
    avoids: |node, target| format!("{node} sends nothing to {target}"),
    and_more: |count| format!("{count} more"),
    at_seconds: |seconds, text| format!("{seconds} s: {text}"),
    seconds_ago: |seconds, text| format!("{seconds} s ago: {text}"),
    state_now,
    trust_now: |node, target, trusted| {
        if trusted {
            format!("{node} uses {target} again")
        } else {
            format!("{node} avoids {target}")
        }
    },
    role_now,
    struck,
    moot,
    one_way: |source, target| format!("{source} → {target}"),
    paused_at: |seconds| format!("Paused at {seconds} s."),
    sought_to: |seconds| format!("Went to {seconds} s."),
    forked_at: |seconds, kept| {
        format!("Forked at {seconds} s. The other future is kept as {kept}.")
    },
    switched_to: |number, seconds| format!("Future {number} at {seconds} s."),
    began_again: |kept| {
        format!("Back at the start. What was done until now is kept as future {kept}.")
    },
    future_named: |number| format!("Future {number}"),
    time_value: |now, reached| format!("{now} s ({reached} s reached)"),
    load_scaled: |percent| format!("load scaled to {percent} %"),
    load_set: |rate| format!("load set to {rate} /s"),
    units_set: |title, count| format!("{title} set to {count}"),
    stepped_to: |seconds| format!("Stepped to {seconds} s."),
    notice_unknown: |name| format!("“{name}” in the address is not known and was ignored."),
    notice_range: |name, value, minimum, maximum| {
        format!("“{name}={value}” in the address was ignored: allowed is {minimum} to {maximum}.")
    },
    notice_words: |name, value, words| {
        format!("“{name}={value}” in the address was ignored: allowed is {words}.")
    },
    notice_not_there: |name, value| {
        format!("“{name}={value}” in the address was not used: that system is on neither side.")
    },
    notice_no_fault: |name, value| {
        format!(
            "“{name}={value}” in the address was not used: write it like “fault=crash:store@30s+60s” (crash, slow or cut; store, copies, logic or door; begin and length in seconds)."
        )
    },
    notice_common: |name, value| {
        let id = name.rsplit('.').next().unwrap_or(name);
        format!(
            "“{name}={value}” in the address was not used: both sides share the demand. Write “{id}={value}”."
        )
    },
    notice_no_act: |name, value| {
        format!(
            "“{name}={value}” in the address was not used: write it like “right.do=crash:db-1@12.5s” (what, where, at which second)."
        )
    },
    notice_nowhere: |name, value, place| {
        format!(
            "“{name}={value}” in the address was not used: this system has no machine or line called “{place}”."
        )
    },
    notice_too_many: |count| {
        format!("The address says too much: {count} parts of it were used, the rest was not.")
    },
    notice_again: |count| {
        format!(
            "What the maker of this link did ({}) is done again at the same instants.",
            counted(count, "time")
        )
    },
    notice_link_lacks: |count| {
        format!(
            "More was done than a link can hold ({count} times on each side): the link opens the run as it was before."
        )
    },
    notice_address: |count| format!("Parts of the address not used: {count}"),
    notice_again_short: |count| format!("Done again, as in the link: {count}"),
    field_range: |minimum, maximum| {
        format!("Please enter a whole number from {minimum} to {maximum}.")
    },
};
