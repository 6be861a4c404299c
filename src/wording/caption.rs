//! The line under a system's name: what is wrong now, the newest first, and that all is well again.

use sim::Place;

use super::{happening, instant, node_name, place_name, place_state, struck};
use crate::i18n::Locale;
use crate::session::{Side, Trouble, Wrong};

/// Troubles that are told in the line; of more, how many.
const TOLD_MAX: usize = 2;

/// What is to be told of a side.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    pub line: String,
    /// All that is wrong and what happened last, a sentence each.
    pub all: Vec<String>,
}

/// `None` where nothing is wrong and nothing has happened for so many simulated seconds.
pub fn caption(side: &Side, news_seconds: f64, locale: Locale) -> Option<Caption> {
    let messages = locale.messages();
    let troubles = side.troubles();
    let now = side.snapshot().now;
    let last = side.log().next_back();
    let last = last.filter(|last| now.since(last.at).as_secs_f64() <= news_seconds);
    let mut all: Vec<String> = troubles
        .iter()
        .map(|trouble| sentence(side, trouble, locale))
        .collect();
    if all.is_empty() {
        last?;
        all.push(messages.all_is_well.to_owned());
    }
    let mut told: Vec<String> = all.iter().take(TOLD_MAX).cloned().collect();
    if let more @ 1.. = all.len().saturating_sub(TOLD_MAX) {
        told.push((messages.and_more)(&more.to_string()));
    }
    // What began just now is told above; what came of it, here.
    let is_news = |at| troubles.iter().all(|trouble| trouble.since < at);
    if let Some(last) = last.filter(|last| is_news(last.at)) {
        let words = happening(side, last, locale);
        let words = (messages.at_seconds)(&instant(last.at), &words);
        told.push(words.clone());
        all.push(words);
    }
    let line = told.join(messages.sentence_break);
    Some(Caption { line, all })
}

fn sentence(side: &Side, trouble: &Trouble, locale: Locale) -> String {
    let messages = locale.messages();
    let words = match trouble.what {
        Wrong::Place(place) => {
            let state = place_state(side, place, locale);
            (messages.described)(&place_name(side, place, locale), &state)
        }
        Wrong::CutOff(node) => {
            let name = place_name(side, Place::Node(node), locale);
            (messages.described)(&name, messages.is_cut_off)
        }
        Wrong::Hidden(fault) => struck(side, fault, locale),
        Wrong::Avoided { node, target } => {
            let name = |node| node_name(side, node, locale);
            (messages.avoids)(name(node), name(target))
        }
    };
    (messages.since)(&words, &instant(trouble.since))
}

#[cfg(test)]
mod tests {
    use sim::{Duration, Fault, NodeId, Probability, Time};

    use super::*;
    use crate::session::Session;
    use crate::settings::Settings;
    use crate::state::RunCause;

    const NEWS: f64 = 20.0;

    fn opened() -> Session {
        Session::new(&Settings::default(), RunCause::Opened).expect("can be run")
    }

    fn run_on(session: &mut Session, seconds: u64) {
        let to = session.now() + Duration::from_secs(seconds);
        session.advance(to, &mut || false);
        session.observe(0.0, 1.0);
    }

    fn told(session: &Session) -> [String; 2] {
        let told = |locale| caption(session.side(1), NEWS, locale).map(|told| told.line);
        [Locale::Ja, Locale::En].map(|locale| told(locale).unwrap_or_default())
    }

    fn node(session: &Session, name: &str) -> NodeId {
        let cards = session.side(1).cards().iter();
        let place = cards.take_while(|card| card.name != name).count();
        NodeId(place as u16)
    }

    #[test]
    fn the_present_trouble_is_told_and_not_the_mended_one() {
        let mut session = opened();
        assert_eq!(told(&session), ["", ""], "nothing is wrong");
        let api = node(&session, "api-1");
        session.strike(
            1,
            Fault::Slow {
                node: api,
                factor: 10,
            },
        );
        run_on(&mut session, 3);
        let [ja, en] = told(&session);
        assert!(
            ja.starts_with("API 1：飽和・遅い ×10（4.0 秒から）"),
            "{ja}"
        );
        assert!(
            en.starts_with("API 1: saturated, slow ×10 (since 4.0 s)"),
            "{en}"
        );
        let other = node(&session, "api-2");
        session.strike(1, Fault::Crash { node: other });
        run_on(&mut session, 2);
        let [ja, _] = told(&session);
        let newest_first = ja.starts_with("API 2：停止（7.0 秒から） ／ API 1：");
        assert!(newest_first, "{ja}");
        session.strike(1, Fault::Restore { node: api });
        run_on(&mut session, 1);
        let [ja, _] = told(&session);
        assert!(ja.starts_with("API 2：停止"), "{ja}");
        assert!(!ja.contains("遅い"), "{ja}");
    }

    #[test]
    fn when_all_is_mended_that_is_told_and_after_a_while_nothing() {
        let mut session = opened();
        let api = node(&session, "api-1");
        session.strike(1, Fault::Crash { node: api });
        run_on(&mut session, 8);
        session.strike(1, Fault::Restart { node: api });
        run_on(&mut session, 20);
        let [ja, en] = told(&session);
        assert!(ja.starts_with("機械と線はすべて正常です"), "{ja}");
        assert!(en.starts_with("All machines and lines are well"), "{en}");
        run_on(&mut session, 25);
        assert_eq!(told(&session), ["", ""]);
    }

    #[test]
    fn every_fault_in_force_is_told_once_and_a_takeover_after_it() {
        let mut session = opened();
        let [api, database] = ["api-1", "db-1"].map(|name| node(&session, name));
        let share = Probability::from_percent(30);
        session.strike(1, Fault::Gray { node: api, share });
        session.harm(systems::Duty::Door, crate::harm::Harm::CutOff);
        session.strike(1, Fault::Crash { node: database });
        let [ja, en] = told(&session);
        assert!(ja.contains("振り分け：どこともつながらない"), "{ja}");
        assert!(ja.ends_with("ほか 1 件"), "{ja}");
        assert!(en.ends_with("1 more"), "{en}");
        let all = caption(session.side(1), NEWS, Locale::Ja).map(|told| told.all);
        assert_eq!(
            all.map(|all| all.len()),
            Some(3),
            "whoever asks is told all"
        );
        session.mend(systems::Duty::Door);
        session.strike(1, Fault::Cure { node: api });
        session.advance(Time::ZERO + Duration::from_secs(75), &mut || false);
        session.observe(0.0, 1.0);
        let [ja, _] = told(&session);
        assert!(ja.starts_with("DB 1：停止・元の主（4.0 秒から）"), "{ja}");
        assert!(ja.contains("DB 2 が主になりました"), "{ja}");
    }
}
