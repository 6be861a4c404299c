//! Experiments on the systems of the page, made in the background in small pieces: how much each can
//! do with 1, 2, 4 and 8 units. No browser types here, and no clock: whoever has time to spare says
//! when to go on, here or in a worker, which is asked a question and answers in numbers.

use std::rc::Rc;

use study::Capacity;

use crate::settings::{RATE, SIDE_COUNT, Settings};

mod question;

pub use question::{Bench, Question};

/// Results that are kept, so that going back to a system does not measure it again.
const KEPT: usize = 12;
/// Events of a piece: one or two milliseconds.
const PIECE: u64 = 2_000;

/// What is known of a system's capacity.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// The experiment is on its way: how far, 0 to 1.
    Going(f32),
    Done(Rc<Capacity>),
}

impl Measured {
    pub fn capacity(&self) -> Option<&Capacity> {
        match self {
            Self::Going(_) => None,
            Self::Done(capacity) => Some(capacity),
        }
    }
}

/// What is known, and what goes on here.
#[derive(Default)]
pub struct Laboratory {
    /// The oldest question first.
    known: Vec<(Question, Measured)>,
    /// Where no worker helps.
    bench: Bench,
}

impl Laboratory {
    /// What is known of this side's system.
    pub fn capacity(&self, settings: &Settings, side: usize) -> Measured {
        let question = about(settings, side);
        let known = self.known.iter().find(|(known, _)| *known == question);
        known.map_or(Measured::Going(0.0), |(_, measured)| measured.clone())
    }

    /// What is not known yet of either side, left before right.
    pub fn question(&self, settings: &Settings) -> Option<Question> {
        let scaled = (0..SIDE_COUNT).filter(|side| settings.entry(*side).scaling.is_some());
        let mut unknown = scaled.filter(|side| self.capacity(settings, *side).capacity().is_none());
        unknown.next().map(|side| about(settings, side))
    }

    /// Takes what a worker says to a question: whether that was all of it. `None` if it is no answer.
    pub fn answer(&mut self, question: Question, numbers: &[f64]) -> Option<bool> {
        let measured = question::answer(numbers)?;
        let done = measured.capacity().is_some();
        let known = self.known.iter().position(|(known, _)| *known == question);
        match known {
            Some(place) => self.known[place].1 = measured,
            None => {
                if self.known.len() == KEPT {
                    self.known.remove(0);
                }
                self.known.push((question, measured));
            }
        }
        Some(done)
    }

    /// Goes on here with a piece of what is not known yet of either side. `false` if all is known.
    pub fn go_on(&mut self, settings: &Settings) -> bool {
        let Some(question) = self.question(settings) else {
            return false;
        };
        let numbers = self.bench.go_on(question.text(), PIECE);
        self.answer(question, &numbers).is_some()
    }
}

/// The demand and the number of units are what the experiment varies; when the run ends and what is
/// planned in it make no difference.
fn about(settings: &Settings, side: usize) -> Question {
    let mut scenario = settings.scenario(side);
    scenario.parameters.remove(RATE);
    if let Some(scaling) = settings.entry(side).scaling {
        scenario.parameters.remove(scaling.parameter);
    }
    Question::about(&scenario)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Scope;

    #[test]
    fn a_system_is_measured_once_whatever_the_demand_and_the_number_of_its_units() {
        let mut settings = Settings::default();
        let mut laboratory = Laboratory::default();
        assert_eq!(laboratory.capacity(&settings, 1), Measured::Going(0.0));
        let mut pieces = 0;
        while laboratory.go_on(&settings) {
            pieces += 1;
        }
        assert!(pieces > 10, "in pieces: {pieces}");
        let Measured::Done(capacity) = laboratory.capacity(&settings, 1) else {
            panic!("it is done");
        };
        assert_eq!(capacity.points.len(), 4);
        settings.set(Scope::Both, RATE, 77).expect("in range");
        settings
            .set(Scope::Side(1), "api_servers", 5)
            .expect("in range");
        assert!(!laboratory.go_on(&settings), "nothing new to measure");
        settings
            .set(Scope::Side(1), "api_workers", 2)
            .expect("in range");
        assert_eq!(laboratory.capacity(&settings, 1), Measured::Going(0.0));
        assert!(laboratory.go_on(&settings));
    }

    #[test]
    fn what_a_worker_answers_to_the_questions_is_what_is_measured_here() {
        let mut settings = Settings::default();
        settings.choose(0, "layered").expect("in the catalogue");
        let set = settings.set(Scope::Side(1), "db_workers", 3);
        set.expect("in range");
        settings.seed = 999_999_999;
        let mut here = Laboratory::default();
        while here.go_on(&settings) {}
        let mut asking = Laboratory::default();
        let mut worker = Bench::default();
        let mut pieces = 0;
        while let Some(question) = asking.question(&settings) {
            // All that goes to the worker and back is a text and numbers.
            let text = question.text().to_owned();
            let numbers = worker.go_on(&text, 100_000);
            let done = asking.answer(Question::of(&text), &numbers);
            pieces += u32::from(done == Some(false));
        }
        assert!(pieces > 3, "in pieces: {pieces}");
        for side in 0..SIDE_COUNT {
            let measured = asking.capacity(&settings, side);
            assert!(measured.capacity().is_some());
            assert_eq!(measured, here.capacity(&settings, side));
        }
        let plain = study::CapacityExperiment::new(
            settings.entry(1),
            &Question::of("web-rds 999999999 db_workers=3")
                .scenario()
                .expect("is one"),
        );
        let mut plain = plain;
        while !plain.advance(1_000) {}
        let measured = here.capacity(&settings, 1);
        assert_eq!(measured.capacity(), plain.result().as_ref());
    }

    #[test]
    fn what_a_lost_worker_has_begun_is_measured_here() {
        let settings = Settings::default();
        let mut laboratory = Laboratory::default();
        let question = laboratory.question(&settings).expect("nothing is known");
        assert_eq!(laboratory.answer(question, &[0.5]), Some(false));
        assert_eq!(laboratory.capacity(&settings, 1), Measured::Going(0.5));
        while laboratory.go_on(&settings) {}
        assert!(laboratory.capacity(&settings, 1).capacity().is_some());
        assert_eq!(laboratory.question(&settings), None);
    }

    #[test]
    fn what_is_no_answer_or_no_question_is_none() {
        let mut laboratory = Laboratory::default();
        for numbers in [&[][..], &[1.0, 2.0], &[1.0, 2.0, 3.0, 4.0]] {
            assert_eq!(laboratory.answer(Question::of("web-rds 1"), numbers), None);
        }
        for text in [
            "",
            "web-rds",
            "nobody 1",
            "web-rds 1 x=1",
            "web-rds 1 retries",
            "web-rds 1 retries=99",
        ] {
            assert!(Bench::default().go_on(text, 10).is_empty(), "{text}");
        }
    }
}
