//! The way to the session: one handle that is equal to itself forever, and who wants to be told when
//! the session has moved on.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use crate::laboratory::{Laboratory, Measured, Question};
use crate::playback::Playback;
use crate::session::{News, Session};
use crate::speed::Speed;

/// Access to the session. Equal only to itself, so that it never makes anything render.
#[derive(Clone)]
pub struct SessionHandle(Rc<Shared>);

struct Shared {
    session: RefCell<Session>,
    playback: RefCell<Playback>,
    laboratory: RefCell<Laboratory>,
    watchers: RefCell<Vec<Weak<Watcher>>>,
    /// Somebody changed something: everyone is told with the next frame.
    urgent: Cell<bool>,
    /// The page does not show this session's systems yet: nobody is told until it does.
    unsettled: Cell<bool>,
    wake: RefCell<Option<Box<dyn Fn()>>>,
}

/// Somebody who is told when the session has moved on, but not more often than they asked for.
/// Forgotten when dropped.
pub struct Watcher {
    every_ms: f64,
    told_at_ms: Cell<f64>,
    tell: Box<dyn Fn()>,
}

impl PartialEq for SessionHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl SessionHandle {
    pub fn new(session: Session) -> Self {
        Self(Rc::new(Shared {
            session: RefCell::new(session),
            playback: RefCell::new(Playback::default()),
            laboratory: RefCell::default(),
            watchers: RefCell::new(Vec::new()),
            urgent: Cell::new(true),
            unsettled: Cell::new(false),
            wake: RefCell::new(None),
        }))
    }

    /// Reads the session. Never held across anything that could reach the session again.
    pub fn with<T>(&self, read: impl FnOnce(&Session) -> T) -> T {
        read(&self.0.session.borrow())
    }

    /// Changes the session, and lets everyone know with the next frame.
    pub fn change<T>(&self, change: impl FnOnce(&mut Session) -> T) -> T {
        let result = change(&mut self.0.session.borrow_mut());
        self.0.playback.borrow_mut().rest();
        self.refresh();
        result
    }

    /// Puts other systems into the session. Components still show the old ones, and rendering the new
    /// ones may take longer than a frame: until [`SessionHandle::settle`], nobody is told anything.
    pub fn replace(&self, change: impl FnOnce(&mut Session)) {
        self.0.unsettled.set(true);
        self.change(change);
    }

    /// The page shows what is in the session.
    pub fn settle(&self) {
        if self.0.unsettled.take() {
            self.refresh();
        }
    }

    pub fn is_settled(&self) -> bool {
        !self.0.unsettled.get()
    }

    /// The news since the last call, oldest first.
    pub fn take_news(&self) -> Vec<News> {
        self.0.session.borrow_mut().take_news()
    }

    /// Plays `wall_ms` of the person's time. Whether the picture changed.
    pub fn play(
        &self,
        speed: Speed,
        still: bool,
        wall_ms: f64,
        now_ms: &mut dyn FnMut() -> f64,
    ) -> bool {
        let mut session = self.0.session.borrow_mut();
        let mut playback = self.0.playback.borrow_mut();
        playback.play(&mut session, speed, still, wall_ms, now_ms)
    }

    /// The speed that is reached, where it is less than the one asked for.
    pub fn lagging(&self, speed: Speed) -> Option<f64> {
        self.0.playback.borrow().lagging(speed)
    }

    /// What the experiment in the background has found about a side's system.
    pub fn capacity(&self, side: usize) -> Measured {
        let laboratory = self.0.laboratory.borrow();
        self.with(|session| laboratory.capacity(session.settings(), side))
    }

    /// What is to be measured next, for a worker.
    pub fn question(&self) -> Option<Question> {
        let laboratory = self.0.laboratory.borrow();
        self.with(|session| laboratory.question(session.settings()))
    }

    /// Takes what a worker says to a question: whether that was all of it. `None` if it is no answer.
    pub fn answer(&self, question: &str, numbers: &[f64]) -> Option<bool> {
        let mut laboratory = self.0.laboratory.borrow_mut();
        laboratory.answer(Question::of(question), numbers)
    }

    /// Goes on with the experiments. `false` if nothing is left to measure.
    pub fn go_on_measuring(&self) -> bool {
        let mut laboratory = self.0.laboratory.borrow_mut();
        self.with(|session| laboratory.go_on(session.settings()))
    }

    /// Asks for a frame in which everyone is told.
    pub fn refresh(&self) {
        self.0.urgent.set(true);
        if let Some(wake) = self.0.wake.borrow().as_ref() {
            wake();
        }
    }

    /// How to ask for a frame.
    pub fn set_wake(&self, wake: Option<Box<dyn Fn()>>) {
        *self.0.wake.borrow_mut() = wake;
    }

    /// Lets `tell` be called when the session has moved on, at most every `every_ms`, and at once
    /// when somebody changed something; for as long as the returned value lives.
    pub fn watch(&self, every_ms: f64, tell: impl Fn() + 'static) -> Rc<Watcher> {
        let watcher = Rc::new(Watcher {
            every_ms,
            told_at_ms: Cell::new(f64::NEG_INFINITY),
            tell: Box::new(tell),
        });
        self.0.watchers.borrow_mut().push(Rc::downgrade(&watcher));
        watcher
    }

    /// Tells everyone whose time has come.
    pub fn tell_watchers(&self, now_ms: f64) {
        if !self.is_settled() {
            return;
        }
        let urgent = self.0.urgent.take();
        self.0
            .watchers
            .borrow_mut()
            .retain(|watcher| watcher.strong_count() > 0);
        for index in 0.. {
            // Being told may add watchers, so the list is never held while telling.
            let watcher = match self.0.watchers.borrow().get(index) {
                Some(watcher) => watcher.upgrade(),
                None => break,
            };
            if let Some(watcher) = watcher
                && (urgent || now_ms - watcher.told_at_ms.get() >= watcher.every_ms)
            {
                watcher.told_at_ms.set(now_ms);
                (watcher.tell)();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::state::RunCause;

    fn counting(handle: &SessionHandle, every_ms: f64) -> (Rc<Cell<u32>>, Rc<Watcher>) {
        let count = Rc::new(Cell::new(0));
        let counted = count.clone();
        let watcher = handle.watch(every_ms, move || counted.set(counted.get() + 1));
        (count, watcher)
    }

    #[test]
    fn watchers_are_told_as_often_as_they_asked_for_and_at_once_after_a_change() {
        let session = Session::new(&Settings::default(), RunCause::Restarted);
        let handle = SessionHandle::new(session.expect("can be run"));
        handle.tell_watchers(0.0);
        let (always, _kept) = counting(&handle, 0.0);
        let (seldom, _also_kept) = counting(&handle, 250.0);
        let (gone, dropped) = counting(&handle, 0.0);
        drop(dropped);
        for frame in 0..50 {
            handle.tell_watchers(f64::from(frame) * 20.0);
        }
        assert_eq!((always.get(), seldom.get(), gone.get()), (50, 4, 0));
        handle.change(|_| ());
        handle.tell_watchers(981.0);
        assert_eq!((always.get(), seldom.get()), (51, 5));
        handle.replace(|_| ());
        handle.tell_watchers(2_000.0);
        assert_eq!((always.get(), seldom.get()), (51, 5), "not yet shown");
        handle.settle();
        handle.tell_watchers(2_001.0);
        assert_eq!((always.get(), seldom.get()), (52, 6));
    }
}
