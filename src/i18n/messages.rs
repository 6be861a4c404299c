//! The one struct that both languages fill: plain texts, and phrases with something to put in.

use scene::StageWords;
use sim::{Fault, NodeState, Role};
use systems::{Family, Unit};

use crate::moot::Moot;

macro_rules! messages {
    (
        texts { $($text:ident),* $(,)? }
        phrases { $($phrase:ident: $kind:ty),* $(,)? }
    ) => {
        /// Everything that the page says in one language.
        pub struct Messages {
            /// The words on the stage.
            pub stage: &'static StageWords,
            $(pub $text: &'static str,)*
            $(pub $phrase: $kind,)*
        }

        #[cfg(test)]
        impl Messages {
            /// Every plain text with its name.
            pub fn texts(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($text), self.$text)),*]
            }
        }
    };
}

type One = fn(&str) -> String;
type Two = fn(&str, &str) -> String;

messages! {
    texts {
        // The page and its header.
        brand, tagline, long_word, other_language, other_language_short, theme_auto, theme_light, theme_dark,
        projector, projector_sign, settings, help, close, open_large,
        choose_systems, systems_hint, put_left, put_right, compare,
        both_sides, stage_area, chart_area, controls_area,
        // Controls.
        play, pause, play_again, restart, new_seed, step_event, step_frame,
        step_event_back, step_frame_back, time_area, time_marks, fork, futures, same_so_far,
        speed, slow_motion, real_time, time_lapse, clock, seed,
        copy_link, link_copied, link_copied_news, link_title, link_hint, without_acts,
        // Numbers.
        offered, goodput, goodput_short, failed, p50, p95, p99, recent, totals, totals_issued,
        totals_succeeded, totals_failed, totals_in_flight, totals_attempts, totals_late, unfinished,
        // Curves.
        chart_answers, chart_latency, chart_utilization, chart_queue,
        per_second, milliseconds, percent, jobs,
        // The user's view.
        list_break, sentence_break, user_view, user_idle, user_waiting, user_answered, user_failed, user_seconds,
        user_timed_out, user_queue_full, user_unavailable, user_dependency,
        user_rate_limited, user_shed, user_circuit_open, user_limit_reached, user_faulty,
        // States and reasons that the stage has no word for.
        state_absent, all_is_well, is_cut_off, link_open, dropped_target_down, dropped_buffer_full,
        // The inspector.
        state, zone, role, workers, queue, backlog, dead_letters, utilization, refused, work_lost, rate, in_transit, delivered,
        dropped, trusted, trust_yes, trust_no, break_it, no_faults,
        matching_hint, duty_door, duty_logic, duty_copies, duty_store, nobody_there, slow_down, cut_off, mend,
        crash, restart_node, slow, restore, pause_node, resume_node,
        cut, heal, lossy, clear, delay, undelay,
        gray, cure, flush, skew, unskew,
        // What marks mean.
        legend, mark_request, mark_reply, mark_replication, mark_event, mark_control, mark_failed,
        // The text view.
        text_view, text_view_hint, table_nodes, table_links, table_requests, table_run, table_log,
        column_node, column_link, column_number, differences, difference, less_left, fingerprint, events, run_time, log_empty,
        about, watch, operations, simplified,
        // Requests and their stories.
        requests, requests_hint, all_requests, newest, none_failed, show_requests,
        // The four conditions and their evidence.
        conditions, conditions_hint, condition_resources, condition_network, condition_scalability,
        condition_one, what_is_distributed, what_is_distributed_short, what_is_distributed_word,
        stars_word,
        division_hint,
        machines_useful, machines_effective, work_left, whole_run, messages_per_request,
        messages_now, per_second_messages, cut_hint, answered_as_one, faults_so_far, breaks,
        stars_short, stars_title, stars_hint, no_style, characteristic, stars_measured, stars_book,
        capacity, capacity_hint, bottleneck,
        // Settings.
        settings_hint, settings_systems, left, right, settings_both, horizon, seconds,
        // Notices and the status line.
        notice, notice_link_lacks_short, ended, began_restarted, began_new_seed, began_new_settings, began_new_systems, violation,
        // Help.
        help_hint, key_space, key_space_does, key_right_does, key_left_does, key_period_does,
        key_comma_does, key_fork_does, key_restart_does,
        key_seed_does, key_units_does, key_speed_does, key_break_does, key_focus_does, key_arrows, key_arrows_does,
    }
    phrases {
        theme: One,
        // Controls.
        block: One,
        unblock: One,
        units_more: One,
        units_less: One,
        lagging: One,
        sampling: One,
        // The user's view.
        answered: One,
        asked_at: One,
        at_try: fn(u32) -> String,
        failed_because: One,
        failed_after_tries: fn(u32) -> String,
        // Evidence.
        busy_for: One,
        measuring: One,
        stars: One,
        answer_takes: Two,
        fit: Two,
        fit_misses: One,
        slowest: One,
        zone_named: One,
        capacity_picture: One,
        // Names.
        link_name: Two,
        described: Two,
        in_system: Two,
        on_left: One,
        on_right: One,
        side_by_families: Two,
        family: fn(Family) -> &'static str,
        one_place: fn(Family) -> &'static str,
        enlarge: One,
        differs: Two,
        chart_of: Two,
        stage_of: One,
        since_seconds: One,
        unit: fn(Unit, i64) -> &'static str,
        range: Two,
        window: One,
        counted: Two,
        // What happens.
        at_seconds: Two,
        since: Two,
        to_come: One,
        avoids: Two,
        and_more: One,
        seconds_ago: Two,
        state_now: fn(&str, NodeState) -> String,
        trust_now: fn(&str, &str, bool) -> String,
        role_now: fn(&str, Role) -> String,
        struck: fn(&str, Fault) -> String,
        not_struck: fn(&str, Fault) -> String,
        not_changed: One,
        compared_with: Two,
        moot: fn(Moot) -> &'static str,
        one_way: Two,
        paused_at: One,
        stepped_to: One,
        sought_to: One,
        forked_at: Two,
        switched_to: Two,
        began_again: One,
        future_named: One,
        time_value: Two,
        load_set: One,
        load_scaled: One,
        units_set: Two,
        // Notices.
        notice_unknown: One,
        notice_range: fn(&str, &str, &str, &str) -> String,
        notice_words: fn(&str, &str, &str) -> String,
        notice_not_there: Two,
        notice_common: Two,
        notice_no_act: Two,
        notice_nowhere: fn(&str, &str, &str) -> String,
        notice_too_many: One,
        notice_again: One,
        notice_link_lacks: One,
        notice_address: One,
        notice_again_short: One,
        notice_no_fault: Two,
        field_range: Two,
    }
}
