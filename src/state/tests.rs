//! What each choice changes, and what it leaves alone.

use super::*;
use crate::address;

fn opened(query: &str) -> Rc<UiState> {
    let address = address::parse(query);
    Rc::new(UiState::opened(&address, Surroundings::default()))
}

/// The load that the next run begins with.
fn rate(state: &UiState) -> i64 {
    let rate = state.settings.get(Scope::Both, RATE);
    rate.expect("every system of the pair has a load")
}

#[test]
fn the_page_opens_in_slow_motion_and_paused() {
    let state = opened("");
    assert!(!state.playing);
    assert_eq!(state.speed.label(), "1/20");
    assert_eq!(state.run.cause, RunCause::Opened);
    assert!(opened("play=1").playing);
}

#[test]
fn nothing_starts_by_itself_where_motion_is_not_wanted() {
    let around = Surroundings {
        still: true,
        ..Surroundings::default()
    };
    assert!(!UiState::opened(&address::parse("play=1"), around).playing);
}

#[test]
fn the_address_wins_over_the_store_and_that_over_the_browser() {
    let around = Surroundings {
        stored_locale: Some(Locale::Ja),
        browser_locale: Locale::En,
        ..Surroundings::default()
    };
    let locale = |query| UiState::opened(&address::parse(query), around).locale;
    assert_eq!(locale("lang=en"), Locale::En);
    assert_eq!(locale(""), Locale::Ja);
}

#[test]
fn an_action_that_changes_nothing_gives_the_same_state() {
    let state = opened("");
    let same = state.clone().reduce(Action::Pause);
    assert!(Rc::ptr_eq(&state, &same));
    let same = state.clone().reduce(Action::DismissNotices);
    assert!(Rc::ptr_eq(&state, &same));
}

#[test]
fn restarting_keeps_playing_and_keeps_the_settings() {
    let state = opened("play=1&seed=9").reduce(Action::RememberRate(600));
    let restarted = state.clone().reduce(Action::Restart);
    assert!(restarted.playing);
    assert_eq!(restarted.run.number, state.run.number + 1);
    assert_eq!((restarted.settings.seed, rate(&restarted)), (9, 600));
    let reseeded = restarted.reduce(Action::NewSeed(4));
    assert_eq!((reseeded.settings.seed, rate(&reseeded)), (4, 600));
}

#[test]
fn a_changed_parameter_begins_another_run_and_an_equal_one_does_not() {
    let state = opened("");
    let set = |value| Action::SetParameter {
        scope: Scope::Both,
        id: "retries",
        value,
    };
    let changed = state.clone().reduce(set(4));
    assert_eq!(changed.run.cause, RunCause::NewSettings);
    let again = changed.clone().reduce(set(4));
    assert!(Rc::ptr_eq(&changed, &again));
    let refused = changed.clone().reduce(Action::SetHorizon(-5));
    assert!(Rc::ptr_eq(&changed, &refused));
}

#[test]
fn a_load_that_is_remembered_does_not_begin_another_run() {
    let state = opened("");
    let next = state.clone().reduce(Action::RememberRate(900));
    assert_eq!(next.run, state.run);
    assert_eq!(rate(&next), 900);
}

#[test]
fn another_system_begins_another_run_and_lets_go_of_what_was_chosen_on_the_old_one() {
    let place = Place::Node(sim::NodeId(12));
    let chosen = Selected { side: 1, place };
    let state = opened("").reduce(Action::Select(Some(chosen)));
    let system = "layered";
    let changed = state.clone().reduce(Action::Choose { side: 1, system });
    assert_eq!(changed.settings.entry(1).id, system);
    assert_eq!(changed.run.cause, RunCause::NewSystems);
    assert_ne!(changed.run.shape, state.run.shape);
    assert_eq!(changed.selected, None);
    let again = changed.clone().reduce(Action::Choose { side: 1, system });
    assert!(Rc::ptr_eq(&changed, &again));
    let restarted = changed.clone().reduce(Action::Restart);
    assert_eq!(restarted.run.shape, changed.run.shape);
}

#[test]
fn one_panel_is_open_at_a_time() {
    let state = opened("").reduce(Action::TogglePanel(Panel::Help));
    let state = state.reduce(Action::TogglePanel(Panel::Settings));
    assert_eq!(state.panel, Some(Panel::Settings));
    let state = state.reduce(Action::TogglePanel(Panel::Settings));
    assert_eq!(state.panel, None);
}

#[test]
fn a_chosen_language_and_theme_are_asked_for_and_a_remembered_one_is_not() {
    let state = opened("theme=dark");
    assert_eq!(state.asked.theme, Some(ThemeChoice::Dark));
    assert_eq!(state.asked.locale, None);
    let state = state.reduce(Action::SetLocale(Locale::En));
    assert_eq!(state.asked.locale, Some(Locale::En));
    assert_eq!(state.locale, Locale::En);
}

#[test]
fn what_a_link_says_was_done_is_told_done_again_at_every_start_and_can_be_left_out() {
    let state = opened("right.do=crash:api-1@5s&do=demand:90@6s");
    assert_eq!(state.notices, [Notice::Again(2)]);
    for again in [Action::Restart, Action::NewSeed(3)] {
        let state = state.clone().reduce(again);
        assert_eq!(state.settings.done_count(), 2);
    }
    let other = Action::SetParameter {
        scope: Scope::Both,
        id: "retries",
        value: 3,
    };
    let system = Action::Choose {
        side: 1,
        system: "layered",
    };
    for without in [Action::ForgetActs, other, system] {
        let without = state.clone().reduce(without);
        assert_eq!(without.settings.done_count(), 0);
        assert_eq!(without.notices, []);
        assert_ne!(without.run.number, state.run.number);
    }
}
