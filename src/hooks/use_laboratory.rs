//! The experiments go on while the page can be seen: in a worker where one may start, else whenever the
//! browser is idle.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use yew::{UseStateSetter, hook, use_effect_with, use_memo, use_state_eq};

use crate::handle::SessionHandle;
use crate::platform::{Heard, Helper, IdleLoop};
use crate::state::Run;

/// Measures the systems of this run, one piece after another.
#[hook]
pub fn use_laboratory(session: SessionHandle, run: Run, in_view: bool) {
    // Until it shows that there is none.
    let helped = use_state_eq(|| true);
    let workshop = {
        let (session, helped) = (session.clone(), helped.setter());
        use_memo((), move |()| Workshop::new(session, helped))
    };
    use_effect_with((run, in_view, *helped), move |(_, in_view, helped)| {
        let (helped, in_view) = (*helped, *in_view);
        if !in_view {
            workshop.rest();
        }
        let idle = in_view.then(|| {
            IdleLoop::new(move || {
                if helped {
                    // Nothing waits for the worker: it may start when everything else has.
                    workshop.ask();
                    return false;
                }
                let more = session.go_on_measuring();
                if !more {
                    session.refresh();
                }
                more
            })
        });
        move || drop(idle)
    });
}

/// Who asks the worker, and passes on what it answers.
struct Workshop {
    session: SessionHandle,
    helped: UseStateSetter<bool>,
    helper: RefCell<Option<Helper>>,
    itself: Weak<Workshop>,
}

impl Workshop {
    fn new(session: SessionHandle, helped: UseStateSetter<bool>) -> Rc<Self> {
        Rc::new_cyclic(|itself| Self {
            session,
            helped,
            helper: RefCell::new(None),
            itself: itself.clone(),
        })
    }

    /// Asks what is not known yet; a first question starts the worker.
    fn ask(&self) {
        let question = self.session.question();
        let text = question.as_ref().map_or("", |question| question.text());
        if let Some(helper) = self.helper.borrow().as_ref() {
            helper.ask(text);
            return;
        }
        if question.is_none() {
            return;
        }
        let itself = self.itself.clone();
        let helper = Helper::start(move |heard| {
            if let Some(workshop) = itself.upgrade() {
                workshop.hear(heard);
            }
        });
        match helper {
            Some(helper) => {
                helper.ask(text);
                *self.helper.borrow_mut() = Some(helper);
            }
            None => self.helped.set(false),
        }
    }

    /// Nobody looks: the worker may rest.
    fn rest(&self) {
        if let Some(helper) = self.helper.borrow().as_ref() {
            helper.ask("");
        }
    }

    fn hear(&self, heard: Heard) {
        let understood = match heard {
            Heard::Numbers(question, numbers) => self.session.answer(&question, &numbers),
            Heard::Lost => None,
        };
        match understood {
            Some(true) => {
                self.session.refresh();
                self.ask();
            }
            Some(false) => {}
            None => self.helped.set(false),
        }
    }
}
