//! What the person chose, and the one pure function that changes it.
//!
//! What the simulation is doing is not here: that is the session's.

use std::rc::Rc;

use sim::{Place, RequestId};
use study::Condition;
use yew::Reducible;

use crate::address::{Address, Problem};
use crate::i18n::Locale;
use crate::settings::{RATE, Scope, Settings};
use crate::speed::Speed;

/// Everything the person chose.
#[derive(Clone, Debug, PartialEq)]
pub struct UiState {
    pub locale: Locale,
    pub theme: ThemeChoice,
    pub asked: Asked,
    /// Large type for a hall.
    pub projector: bool,
    pub playing: bool,
    pub speed: Speed,
    pub settings: Rc<Settings>,
    pub run: Run,
    pub selected: Option<Selected>,
    /// The side that has the whole width; the other one is a strip.
    pub focus: Option<usize>,
    pub chart: ChartKind,
    pub panel: Option<Panel>,
    /// What breaks both systems at once lies open.
    pub breaker: bool,
    pub notices: Vec<Notice>,
}

/// What the address asked for, or the person chose since. What the browser remembers or says is not
/// among it: a link leaves that to whoever opens it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub locale: Option<Locale>,
    pub theme: Option<ThemeChoice>,
    pub play: bool,
}

/// Which run is wanted: another number means another run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub number: u32,
    /// Why it began, so that the page can say so.
    pub cause: RunCause,
    /// Another number means other systems or other parameters.
    pub shape: u32,
}

/// Why a run began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunCause {
    /// The page was opened: the run is shown a few seconds in, so that there is something to see.
    #[default]
    Opened,
    Restarted,
    NewSeed,
    NewSettings,
    /// Other systems stand on the sides: like an opened page, it is shown a few seconds in.
    NewSystems,
}

/// A node or link of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    pub side: usize,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the person's system has it.
    #[default]
    Auto,
    Light,
    Dark,
}

/// What the curves show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChartKind {
    #[default]
    Answers,
    Latency,
    Utilization,
    Queue,
}

/// What lies open over the page; one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    Help,
    Settings,
    /// The link to this run, to be copied by hand.
    Link,
    /// Every system of the catalogue.
    Systems,
    /// The requests of one side, or the story of one of them.
    Requests {
        side: usize,
        request: Option<RequestId>,
    },
    /// What a run of each side shows, opened from one of them.
    Evidence {
        side: usize,
        topic: Topic,
    },
}

/// What can be concluded from a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// One of the article's four conditions.
    Condition(Condition),
    /// What is distributed.
    Division,
    /// The stars of the styles, measured and the book's.
    Stars,
}

/// A sentence at the top of the page that stays until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Parts of the address were ignored.
    Address(Rc<[Problem]>),
    /// The run does again what its link says was done, so many times.
    Again(usize),
    /// The link to the run lacks what was done to it, because that is too much.
    LinkLacks,
    /// A law of the engine did not hold: ours to mend, and never to be hidden.
    Violation(Rc<str>),
}

pub enum Action {
    SetLocale(Locale),
    SetTheme(ThemeChoice),
    SetProjector(bool),
    Play,
    Pause,
    SetSpeed(Speed),
    Restart,
    NewSeed(u64),
    /// Remembers the load for the next run; the present one is told directly.
    RememberRate(i64),
    /// Remembers the size of a side for the next run.
    RememberUnits {
        side: usize,
        id: &'static str,
        count: i64,
    },
    /// Begins another run with this parameter changed.
    SetParameter {
        scope: Scope,
        id: &'static str,
        value: i64,
    },
    SetHorizon(i64),
    /// Begins again without doing again what the link says was done.
    ForgetActs,
    /// Puts a system of the catalogue on a side.
    Choose {
        side: usize,
        system: &'static str,
    },
    Select(Option<Selected>),
    /// Gives a side the whole width, or both sides their half.
    ToggleFocus(usize),
    /// Closes what lies open; where nothing does, both sides stand beside each other again.
    StepOut,
    ShowChart(ChartKind),
    /// Opens the panel, or closes it if it is open.
    TogglePanel(Panel),
    /// Opens the panel, or shows something else in it. The run pauses: what is read stays.
    OpenPanel(Panel),
    ClosePanel,
    ToggleBreaker,
    Notify(Notice),
    DismissNotices,
}

impl ThemeChoice {
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "auto" => Some(Self::Auto),
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The next one in a circle.
    pub const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }
}

impl ChartKind {
    pub const ALL: [Self; 4] = [Self::Answers, Self::Latency, Self::Utilization, Self::Queue];

    /// What stands beside it where there is room for two.
    pub const fn companion(self) -> Self {
        match self {
            Self::Answers => Self::Latency,
            Self::Latency => Self::Answers,
            Self::Utilization => Self::Queue,
            Self::Queue => Self::Utilization,
        }
    }
}

/// What is known when the page opens, besides the address.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings {
    pub stored_locale: Option<Locale>,
    pub stored_theme: Option<ThemeChoice>,
    pub browser_locale: Locale,
    pub still: bool,
}

impl UiState {
    /// The address wins over what was stored, and that over what the browser says.
    pub fn opened(address: &Address, around: Surroundings) -> Self {
        let mut notices = Vec::new();
        if !address.problems.is_empty() {
            notices.push(Notice::Address(address.problems.clone().into()));
        }
        let again = address.settings.done_count();
        if again > 0 {
            notices.push(Notice::Again(again));
        }
        Self {
            locale: address
                .locale
                .or(around.stored_locale)
                .unwrap_or(around.browser_locale),
            theme: address.theme.or(around.stored_theme).unwrap_or_default(),
            asked: Asked {
                locale: address.locale,
                theme: address.theme,
                play: address.play,
            },
            projector: address.projector,
            playing: address.play && !around.still,
            speed: address.speed.unwrap_or_default(),
            settings: Rc::new(address.settings.clone()),
            run: Run::default(),
            selected: None,
            focus: address.focus,
            chart: ChartKind::default(),
            panel: None,
            breaker: false,
            notices,
        }
    }

    fn changed(&self, action: Action) -> Self {
        let mut next = self.clone();
        match action {
            Action::SetLocale(locale) => {
                next.locale = locale;
                next.asked.locale = Some(locale);
            }
            Action::SetTheme(theme) => {
                next.theme = theme;
                next.asked.theme = Some(theme);
            }
            Action::SetProjector(projector) => next.projector = projector,
            Action::Play => next.playing = true,
            Action::Pause => next.playing = false,
            Action::SetSpeed(speed) => next.speed = speed,
            Action::Restart => next.begin(RunCause::Restarted),
            Action::NewSeed(seed) => {
                Rc::make_mut(&mut next.settings).seed = seed;
                next.begin(RunCause::NewSeed);
            }
            Action::RememberRate(rate) => next.remember(Scope::Both, RATE, rate),
            Action::RememberUnits { side, id, count } => {
                next.remember(Scope::Side(side), id, count);
            }
            Action::SetParameter { scope, id, value } => {
                if self.settings.get(scope, id) != Some(value) {
                    next.remember(scope, id, value);
                    next.begin(RunCause::NewSettings);
                }
            }
            Action::SetHorizon(seconds) => {
                let set = Rc::make_mut(&mut next.settings).set_horizon(seconds);
                if set.is_ok() && next.settings != self.settings {
                    next.begin(RunCause::NewSettings);
                }
            }
            Action::ForgetActs => {
                next.forget_acts();
                next.begin(RunCause::Restarted);
            }
            Action::Choose { side, system } => {
                let set = Rc::make_mut(&mut next.settings).choose(side, system);
                debug_assert_eq!(set, Ok(()), "{system} is in the catalogue");
                if next.settings != self.settings {
                    next.begin(RunCause::NewSystems);
                }
            }
            Action::Select(selected) => next.selected = selected,
            Action::ToggleFocus(side) => {
                next.focus = (self.focus != Some(side)).then_some(side);
                let seen = |chosen: &Selected| next.focus.is_none_or(|side| chosen.side == side);
                next.selected = self.selected.filter(seen);
            }
            Action::StepOut => {
                if self.panel.is_none() && self.selected.is_none() && !self.breaker {
                    next.focus = None;
                }
                next.panel = None;
                next.selected = None;
                next.breaker = false;
            }
            Action::ShowChart(chart) => next.chart = chart,
            Action::TogglePanel(panel) => {
                next.panel = (self.panel != Some(panel)).then_some(panel);
            }
            Action::OpenPanel(panel) => {
                next.panel = Some(panel);
                next.playing = false;
            }
            Action::ClosePanel => next.panel = None,
            Action::ToggleBreaker => next.breaker = !self.breaker,
            Action::Notify(notice) => {
                if !next.notices.contains(&notice) {
                    next.notices.push(notice);
                }
            }
            Action::DismissNotices => next.notices.clear(),
        }
        next
    }

    fn begin(&mut self, cause: RunCause) {
        let reshaped = matches!(cause, RunCause::NewSettings | RunCause::NewSystems);
        self.run = Run {
            number: self.run.number.wrapping_add(1),
            cause,
            shape: self.run.shape.wrapping_add(u32::from(reshaped)),
        };
        if reshaped {
            // The machine or line may not be there any more.
            self.selected = None;
            self.forget_acts();
        }
    }

    fn forget_acts(&mut self) {
        if self.settings.done_count() > 0 {
            Rc::make_mut(&mut self.settings).forget_acts();
        }
        self.notices
            .retain(|notice| !matches!(notice, Notice::Again(_)));
    }

    /// A value that its range refuses changes nothing: the control that offers it has the range.
    fn remember(&mut self, scope: Scope, id: &str, value: i64) {
        let settings = Rc::make_mut(&mut self.settings);
        let refused = settings.set(scope, id, value);
        debug_assert_eq!(refused, Ok(()), "{id} = {value}");
    }
}

impl Reducible for UiState {
    type Action = Action;

    /// The same `Rc` if nothing changes, so that nothing renders.
    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let next = self.changed(action);
        if next == *self { self } else { Rc::new(next) }
    }
}

#[cfg(test)]
mod tests;
