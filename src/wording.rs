//! Names and sentences about the session, put together from the catalogue's words and the page's.

use sim::{
    Fault, Intervened, Intervention, LinkId, LinkState, NodeId, NodeState, NodeView, Place, Role,
    Time,
};

use systems::Parameter;

use crate::format;
use crate::i18n::{Locale, Messages};
use crate::pair::Pair;
use crate::session::{Apart, FutureView, Happening, Mark, MarkKind, News, Session, Side, What};
use crate::state::RunCause;

mod caption;
mod user;

pub use caption::caption;
pub use user::user;

/// Differences of a future that are told one by one.
const DIFFERENCES_LISTED: usize = 3;

/// What a side's system is called; with its side where one system stands on both.
pub fn system(pair: &Pair, side: usize, locale: Locale) -> String {
    let titles = systems::titles([0, 1].map(|side| pair.entry(side)));
    let title = locale.pick(titles[side]);
    if pair.is_one_system() {
        on_side(title, side, locale)
    } else {
        title.to_owned()
    }
}

/// Left or right.
pub const fn side_name(side: usize, locale: Locale) -> &'static str {
    let messages = locale.messages();
    match side {
        0 => messages.left,
        _ => messages.right,
    }
}

/// The same, for sentences about a run.
fn system_of(session: &Session, side: usize, locale: Locale) -> String {
    let titles = systems::titles([0, 1].map(|side| session.side(side).entry()));
    let title = locale.pick(titles[side]);
    if session.settings().is_one_system() {
        on_side(title, side, locale)
    } else {
        title.to_owned()
    }
}

fn on_side(title: &str, side: usize, locale: Locale) -> String {
    let messages = locale.messages();
    match side {
        0 => (messages.on_left)(title),
        _ => (messages.on_right)(title),
    }
}

/// What differs on this side where one system stands on both; empty where nothing does.
pub fn differences(pair: &Pair, side: usize, locale: Locale) -> String {
    let words = pair.differences().iter().map(|(parameter, values)| {
        let value = parameter_value(parameter, values[side], locale);
        (locale.messages().differs)(locale.pick(parameter.title), &value)
    });
    words
        .collect::<Vec<_>>()
        .join(locale.messages().sentence_break)
}

/// A parameter's value in words.
pub fn parameter_value(parameter: &Parameter, value: i64, locale: Locale) -> String {
    let place = usize::try_from(value - parameter.minimum).ok();
    let choice = place.and_then(|place| parameter.choices.get(place));
    match choice {
        Some(words) => locale.pick(*words).to_owned(),
        None => {
            let number = format::grouped(value.unsigned_abs());
            let unit = (locale.messages().unit)(parameter.unit, value);
            format!("{number} {unit}").trim_end().to_owned()
        }
    }
}

pub fn node_name(side: &Side, node: NodeId, locale: Locale) -> &str {
    locale.title(side.card(node))
}

pub fn link_name(side: &Side, link: LinkId, locale: Locale) -> String {
    let link = &side.simulation().network().links()[link.index()];
    let name = |node| node_name(side, node, locale);
    (locale.messages().link_name)(name(link.first), name(link.second))
}

pub fn place_name(side: &Side, place: Place, locale: Locale) -> String {
    match place {
        Place::Node(node) => node_name(side, node, locale).to_owned(),
        Place::Link(link) => link_name(side, link, locale),
    }
}

/// One direction of a link, from its first end where `forward`.
pub fn direction_name(side: &Side, link: LinkId, forward: bool, locale: Locale) -> String {
    let link = &side.simulation().network().links()[link.index()];
    let (source, target) = if forward {
        (link.first, link.second)
    } else {
        (link.second, link.first)
    };
    let name = |node| node_name(side, node, locale);
    (locale.messages().one_way)(name(source), name(target))
}

/// Everything that is wrong with a link, in a few words.
pub fn link_state(side: &Side, link: LinkId, state: LinkState, locale: Locale) -> String {
    let messages = locale.messages();
    let words = messages.stage();
    if state.cut || (state.forward_blocked && state.backward_blocked) {
        return words.cut.to_owned();
    }
    let mut wrong = Vec::new();
    if state.forward_blocked || state.backward_blocked {
        let direction = direction_name(side, link, state.forward_blocked, locale);
        wrong.push((messages.described)(words.cut_one_way, &direction));
    }
    let percent = state.loss.per_million() / 10_000;
    if percent > 0 {
        wrong.push(format!("{} {percent} %", words.lossy));
    }
    let millis = state.delay.as_nanos() / 1_000_000;
    if millis > 0 {
        wrong.push(format!("{} {millis} {}", words.late, words.milliseconds));
    }
    if wrong.is_empty() {
        messages.link_open.to_owned()
    } else {
        wrong.join(messages.list_break)
    }
}

/// The state of a machine, how much slower it is, and a gray failure where it has one.
pub fn node_state(node: &NodeView, messages: &Messages) -> String {
    let words = messages.stage();
    let percent = node.gray.per_million() / 10_000;
    let state = match node.state {
        NodeState::Recovering if node.role == Role::Promoting => Some(words.promoting),
        NodeState::Slow if node.slowness > 1 => None,
        NodeState::Up | NodeState::Busy if percent > 0 => None,
        state => Some(messages.state(state)),
    };
    let slow = (node.slowness > 1).then(|| format!("{} ×{}", words.slow, node.slowness));
    let gray = (percent > 0).then(|| format!("{} {percent} %", words.gray));
    let all = state.map(str::to_owned).into_iter().chain(slow).chain(gray);
    all.collect::<Vec<_>>().join(messages.list_break)
}

/// What a button on the stage is called: the place and its state.
pub fn place_label(side: &Side, place: Place, locale: Locale) -> String {
    let state = place_state(side, place, locale);
    (locale.messages().described)(&place_name(side, place, locale), &state)
}

/// The state of a machine with the part that it plays, or of a line.
pub fn place_state(side: &Side, place: Place, locale: Locale) -> String {
    let messages = locale.messages();
    let snapshot = side.snapshot();
    match place {
        Place::Node(node) => {
            let view = &snapshot.nodes[node.index()];
            let state = node_state(view, messages);
            match messages.role(view) {
                Some(role) => format!("{state}{}{role}", messages.list_break),
                None => state,
            }
        }
        Place::Link(link) => {
            let state = snapshot.links[link.index()].state;
            link_state(side, link, state, locale)
        }
    }
}

/// What has happened, as a sentence.
pub fn happening(side: &Side, happening: &Happening, locale: Locale) -> String {
    let messages = locale.messages();
    let name = |node| node_name(side, node, locale);
    match happening.what {
        What::State { node, state } => (messages.state_now)(name(node), state),
        What::Trust {
            node,
            target,
            trusted,
        } => (messages.trust_now)(name(node), name(target), trusted),
        What::Role { node, role } => (messages.role_now)(name(node), role),
        What::Struck { fault } => struck(side, fault, locale),
    }
}

/// What a person did, in a few words.
pub fn done(side: &Side, done: &Intervened, locale: Locale) -> String {
    match done.what {
        Intervention::Fault(fault) => struck(side, fault, locale),
        _ => change(side, done.what, locale),
    }
}

/// What is not a fault, in words that do for the past and the future.
fn change(side: &Side, what: Intervention, locale: Locale) -> String {
    let messages = locale.messages();
    match what {
        Intervention::Fault(fault) => messages.fault(fault).to_owned(),
        Intervention::SetDemand { per_second_milli } => {
            (messages.load_set)(&format::grouped(per_second_milli / 1_000))
        }
        Intervention::ScaleDemand { percent } => (messages.load_scaled)(&percent.to_string()),
        Intervention::SetUnits { count, .. } => {
            let title = side.entry().scaling.map(|scaling| scaling.title);
            let title = title.map(|title| locale.pick(title)).unwrap_or_default();
            (messages.units_set)(title, &count.to_string())
        }
    }
}

fn struck(side: &Side, fault: Fault, locale: Locale) -> String {
    (locale.messages().struck)(&struck_place(side, fault, locale), fault)
}

/// The machine, the line, or the direction of a line that a fault strikes.
fn struck_place(side: &Side, fault: Fault, locale: Locale) -> String {
    match fault {
        Fault::Block { link, forward } | Fault::Unblock { link, forward } => {
            direction_name(side, link, forward, locale)
        }
        _ => place_name(side, fault.place(), locale),
    }
}

/// What is to be done, in a few words.
fn to_do(side: &Side, what: Intervention, locale: Locale) -> String {
    let messages = locale.messages();
    match what {
        Intervention::Fault(fault) => {
            (messages.described)(&struck_place(side, fault, locale), messages.fault(fault))
        }
        _ => change(side, what, locale),
    }
}

/// A mark on the ruler of time: when, where, what.
pub fn mark(session: &Session, mark: &Mark, locale: Locale) -> String {
    let messages = locale.messages();
    let system = system_of(session, mark.side, locale);
    let side = session.side(mark.side);
    let at = |text: &str| (messages.at_seconds)(&instant(mark.at), text);
    match &mark.kind {
        MarkKind::Done(what) => at(&(messages.in_system)(&system, &done(side, what, locale))),
        MarkKind::Role(what) => at(&(messages.in_system)(
            &system,
            &happening(side, what, locale),
        )),
        MarkKind::ToCome(what) => {
            let what = to_do(side, *what, locale);
            (messages.to_come)(&at(&(messages.in_system)(&system, &what)))
        }
        MarkKind::Planned { plan, mends } => {
            let what = if *mends {
                messages.mend
            } else {
                messages.harm(plan.harm)
            };
            let what = (messages.described)(messages.duty(plan.duty), what);
            (messages.to_come)(&at(&(messages.in_system)(messages.settings_both, &what)))
        }
    }
}

/// What is different in a future: the first few, and how many more.
pub fn difference(session: &Session, future: &FutureView, locale: Locale) -> String {
    let messages = locale.messages();
    if future.apart.is_empty() {
        return messages.same_so_far.to_owned();
    }
    let listed = future.apart.iter().take(DIFFERENCES_LISTED);
    let mut told: Vec<String> = listed.map(|one| apart(session, one, locale)).collect();
    let more = future.apart.len() - told.len();
    if more > 0 {
        told.push((messages.and_more)(&more.to_string()));
    }
    let told = told.join(messages.sentence_break);
    match future.compared_with {
        Some(other) => (messages.compared_with)(&told, &other.to_string()),
        None => told,
    }
}

/// One thing that was done, or was not; with its side where one system stands on both.
fn apart(session: &Session, apart: &Apart, locale: Locale) -> String {
    let messages = locale.messages();
    let side = session.side(apart.side);
    let words = match apart.act.what {
        _ if apart.done => done(side, &apart.act, locale),
        Intervention::Fault(fault) => {
            (messages.not_struck)(&struck_place(side, fault, locale), fault)
        }
        other => (messages.not_changed)(&change(side, other, locale)),
    };
    let words = if session.settings().is_one_system() && !apart.is_load() {
        (messages.in_system)(side_name(apart.side, locale), &words)
    } else {
        words
    };
    (messages.at_seconds)(&instant(apart.act.at), &words)
}

/// News, as a sentence.
pub fn news(session: &Session, news: &News, locale: Locale) -> String {
    let messages = locale.messages();
    match news {
        News::Happened {
            side,
            happening: what,
        } => {
            let system = system_of(session, *side, locale);
            let sentence = happening(session.side(*side), what, locale);
            (messages.at_seconds)(&instant(what.at), &(messages.in_system)(&system, &sentence))
        }
        News::Paused { at } => (messages.paused_at)(&instant(*at)),
        News::Sought { at } => (messages.sought_to)(&instant(*at)),
        News::Forked { at, kept } => (messages.forked_at)(&instant(*at), &kept.to_string()),
        News::Switched { to, at } => (messages.switched_to)(&to.to_string(), &instant(*at)),
        News::Stepped { at } => (messages.stepped_to)(&fine_instant(*at)),
        News::Began(RunCause::NewSeed) => messages.began_new_seed.to_owned(),
        News::Began(RunCause::NewSettings) => messages.began_new_settings.to_owned(),
        News::Began(RunCause::NewSystems) => messages.began_new_systems.to_owned(),
        News::Began(RunCause::Opened | RunCause::Restarted) => messages.began_restarted.to_owned(),
        News::BeganAgain { kept } => (messages.began_again)(&kept.to_string()),
        News::LinkCopied => messages.link_copied_news.to_owned(),
        News::Ended => messages.ended.to_owned(),
    }
}

/// Seconds to a tenth, for sentences.
pub fn instant(at: Time) -> String {
    format::fixed(at.as_secs_f64(), 1)
}

/// Seconds to a tenth of a millisecond: steps are small.
fn fine_instant(at: Time) -> String {
    format::fixed(at.as_secs_f64(), 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use sim::Duration;

    #[test]
    fn a_side_is_named_by_its_own_system_but_for_the_articles_pair() {
        let name = |left: &str, right: &str, locale| {
            let mut settings = Settings::default();
            for (side, system) in [left, right].into_iter().enumerate() {
                settings.choose(side, system).expect("in the catalogue");
            }
            let pair = Pair::new(&settings, 0);
            [0, 1].map(|side| system(&pair, side, locale))
        };
        let articles = ["集中システム", "分散システム"];
        assert_eq!(name("centralized", "web-rds", Locale::Ja), articles);
        let [right, left] = name("web-rds", "centralized", Locale::Ja);
        assert_eq!([left, right], articles);
        for entry in systems::ENTRIES
            .iter()
            .filter(|entry| entry.id != "centralized")
        {
            for locale in [Locale::Ja, Locale::En] {
                let [own, _] = name("web-rds", entry.id, locale);
                assert!(own.contains("RDS"), "{own} beside {}", entry.id);
            }
        }
    }

    #[test]
    fn a_crash_is_told_with_the_machines_name_in_both_languages() {
        let mut session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
        session.strike(1, Fault::Crash { node: NodeId(2) });
        let news = session.take_news();
        let told = |locale| self::news(&session, &news[0], locale);
        assert_eq!(
            told(Locale::Ja),
            "4.0 秒：分散システム：API 1 が停止しました"
        );
        assert_eq!(told(Locale::En), "4.0 s: Distributed system: API 1 is down");
        let place = Place::Node(NodeId(2));
        assert_eq!(
            place_label(session.side(1), place, Locale::Ja),
            "API 1：停止"
        );
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told_with_its_direction_in_both_languages() {
        let mut session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
        let link = LinkId(0);
        session.strike(
            1,
            Fault::Block {
                link,
                forward: false,
            },
        );
        let extra = Duration::from_millis(500);
        session.strike(1, Fault::Delay { link, extra });
        let label = |locale| place_label(session.side(1), Place::Link(link), locale);
        assert_eq!(
            label(Locale::Ja),
            "利用者 — 振り分け：片道切断：振り分け → 利用者・遅れ 500 ms"
        );
        let log: Vec<_> = session.side(1).log().collect();
        let told = |locale| happening(session.side(1), log[0], locale);
        assert_eq!(
            told(Locale::Ja),
            "振り分け → 利用者：この向きだけ切れました"
        );
        assert_eq!(told(Locale::En), "Balancer → Users: cut in this direction");
    }

    #[test]
    fn a_gray_failure_is_told_in_a_word_and_a_share() {
        let mut session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
        let share = sim::Probability::from_percent(30);
        session.strike(
            1,
            Fault::Gray {
                node: NodeId(2),
                share,
            },
        );
        let place = Place::Node(NodeId(2));
        assert_eq!(
            place_label(session.side(1), place, Locale::En),
            "API 1: some fail 30 %"
        );
        let log: Vec<_> = session.side(1).log().collect();
        assert_eq!(
            happening(session.side(1), log[0], Locale::Ja),
            "API 1 が呼び出しの 30 % を失敗させます"
        );
    }
}
