//! An autoscaler: it changes the number of machines of a part, so that each has about so much to do.
//!
//! It asks the machines how busy they are, a few times in every interval, and at its end wants as
//! many machines as would bring their average to the goal: what all of them do together, divided by
//! what one should do, rounded up (target tracking, as the horizontal autoscaler of Kubernetes does
//! it). A difference of up to a tenth is left alone. A machine that does not answer, because it
//! boots or is broken, counts as idle when more machines are thought of, and as busy as it should be
//! when fewer are: what is not known never moves the number far. After a change it waits: some time
//! before more machines, and some time, usually longer, before fewer. A machine takes its time to
//! boot, and that delay is why a step of demand still hurts. Where a
//! machine is silent, it says again how many there are to be, in case a person has switched it off.
//! Simplified: there is one autoscaler for a part, and it does not notice that a person has switched
//! more machines on until it changes their number itself.

use serde::{Deserialize, Serialize};
use sim::{Body, Context, Duration, Message, NodeId, NodeSpec, Process, Scaled, Tally, Time};

use crate::model::{Member, ModelError, Part, Percent, Problem, Span, Wiring, within};
use crate::parts::protocol::Words;

#[cfg(test)]
mod tests;

/// How often it asks in one interval.
const QUESTIONS: u32 = 5;
/// Decisions that it remembers, to tell of them.
const SCALED_MAX: usize = 1_000;
/// The difference from the goal that is left alone, in hundredths of the goal.
const TOLERANCE_PERCENT: u64 = 10;

/// An autoscaler of one part, which must be one whose number of machines can change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Autoscaler {
    /// The part whose machines are more or fewer.
    pub target: String,
    /// What each machine should have to do.
    pub metric: Metric,
    /// Machines there are at least: 1 to those in service when the run starts.
    #[serde(default = "one")]
    pub minimum: u16,
    /// Machines there are at most: those in service when the run starts to all there can be; all of
    /// them where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<u16>,
    /// From one decision to the next: 1s to 1h.
    #[serde(default = "usual_interval")]
    pub interval: Span,
    /// Time after more machines before more again: up to 24h.
    #[serde(default = "usual_cool_down_out")]
    pub cool_down_out: Span,
    /// Time after any change before fewer machines: up to 24h.
    #[serde(default = "usual_cool_down_in")]
    pub cool_down_in: Span,
    /// The zone it stands in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
}

/// What each machine should have to do.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Metric {
    /// Its workers work this share of the time: 1 to 100 %. It is the average of what the machines said
    /// of the last seconds in the interval, so it lags, and a machine that has just begun says little.
    Utilization(#[cfg_attr(feature = "schema", schemars(extend("minimum" = 1)))] Percent),
    /// So many jobs wait at it on average: 0.1 to 100,000.
    Queue(#[cfg_attr(feature = "schema", schemars(range(min = 0.1, max = 100_000.0)))] f64),
}

impl Metric {
    /// The goal: thousandths of its workers' time, or thousandths of a waiting job.
    fn goal(self) -> u64 {
        match self {
            Self::Utilization(percent) => u64::from(percent.0.per_million()) / 1_000,
            Self::Queue(jobs) => (jobs * 1_000.0 + 0.5) as u64,
        }
    }
}

const fn one() -> u16 {
    1
}

const fn usual_interval() -> Span {
    Span::from_millis(15_000)
}

const fn usual_cool_down_out() -> Span {
    Span::from_millis(60_000)
}

const fn usual_cool_down_in() -> Span {
    Span::from_millis(300_000)
}

impl Part for Autoscaler {
    fn members(&self, name: &str) -> Vec<Member> {
        vec![Member {
            name: name.to_owned(),
            zone: self.zone.clone(),
        }]
    }

    fn talks_to(&self) -> Vec<&str> {
        vec![&self.target]
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        let hour = Span::from_millis(3_600_000);
        let day = Span::from_millis(24 * 3_600_000);
        let none = Span::default();
        match self.metric {
            Metric::Utilization(percent) => {
                let percent = f64::from(percent.0.per_million()) / 10_000.0;
                within(format!("{path}.metric.utilization"), percent, 1.0, 100.0)?;
            }
            Metric::Queue(jobs) => within(format!("{path}.metric.queue"), jobs, 0.1, 1e5)?,
        }
        within(
            format!("{path}.interval"),
            self.interval,
            Span::from_millis(1_000),
            hour,
        )?;
        within(
            format!("{path}.cool_down_out"),
            self.cool_down_out,
            none,
            day,
        )?;
        within(format!("{path}.cool_down_in"), self.cool_down_in, none, day)
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        let machines = wiring.machines("target", &self.target)?.to_vec();
        let Some(group) = wiring.group(&self.target) else {
            let rule = "target_does_not_scale";
            let problem = Problem::Contradiction { rule };
            return Err(ModelError::new(wiring.path("target"), problem));
        };
        let all = machines.len() as u16;
        let in_service = machines.iter().filter(|id| wiring.in_service(**id));
        let in_service = in_service.count() as u16;
        let maximum = self.maximum.unwrap_or(all);
        within(wiring.path("minimum"), self.minimum, 1, in_service)?;
        within(wiring.path("maximum"), maximum, in_service, all)?;
        let scale = Scale {
            goal: self.metric.goal(),
            minimum: self.minimum,
            maximum,
            cool_down_out: self.cool_down_out.0,
            cool_down_in: self.cool_down_in.0,
            machines: in_service,
            wanted: u64::from(in_service),
            last_out: None,
            last_change: None,
        };
        let process = AutoscalerProcess {
            by_queue: matches!(self.metric, Metric::Queue(_)),
            pause: self.interval.0.scaled(1, QUESTIONS),
            group,
            heard: vec![Heard::default(); machines.len()],
            machines,
            asked: 0,
            scale,
            scaled: Vec::new(),
        };
        Ok(NodeSpec::new(wiring.member(), Box::new(process)))
    }
}

/// What one machine said of itself since the last decision.
#[derive(Clone, Copy, Debug, Default)]
struct Heard {
    sum: u64,
    answers: u64,
}

/// How many machines there are to be, and when that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scale {
    /// What one machine should have to do, in thousandths.
    goal: u64,
    minimum: u16,
    maximum: u16,
    cool_down_out: Duration,
    cool_down_in: Duration,
    /// Machines there are to be at the moment.
    machines: u16,
    /// Machines that the last decision would have liked, whatever the limits.
    wanted: u64,
    last_out: Option<Time>,
    last_change: Option<Time>,
}

impl Scale {
    /// Decides anew: `answered` machines do `load` together, in thousandths. `Some` with the number
    /// of machines if that is another now.
    fn decide(&mut self, now: Time, answered: u16, load: u64) -> Option<u16> {
        if answered == 0 {
            return None;
        }
        let goal = self.goal;
        let silent = self.machines.saturating_sub(answered);
        let difference = load.abs_diff(goal * u64::from(answered));
        if difference * 100 <= goal * u64::from(answered) * TOLERANCE_PERCENT {
            return None;
        }
        let needed = load.div_ceil(goal);
        let out = needed.min(u64::from(self.maximum)) as u16;
        let fewer = (needed + u64::from(silent)).min(u64::from(self.maximum)) as u16;
        let fewer = fewer.max(self.minimum);
        let cooled = |last: Option<Time>, pause| last.is_none_or(|at| now.since(at) >= pause);
        let machines = if out > self.machines && cooled(self.last_out, self.cool_down_out) {
            self.last_out = Some(now);
            out
        } else if fewer < self.machines && cooled(self.last_change, self.cool_down_in) {
            fewer
        } else {
            return None;
        };
        self.last_change = Some(now);
        self.wanted = needed;
        self.machines = machines;
        Some(machines)
    }
}

/// A program that changes the number of machines of a group.
#[derive(Clone, Debug)]
struct AutoscalerProcess {
    group: u16,
    machines: Vec<NodeId>,
    /// Whether it looks at the queues, not at the workers.
    by_queue: bool,
    /// From one question to the next.
    pause: Duration,
    asked: u32,
    heard: Vec<Heard>,
    /// Kept on disk.
    scale: Scale,
    /// What it has decided, oldest first.
    scaled: Vec<Scaled>,
}

impl AutoscalerProcess {
    fn ask(&mut self, context: &mut Context<'_>) {
        context.set_timer(self.pause, 0);
        let in_service = &self.machines[..usize::from(self.scale.machines)];
        for (place, machine) in in_service.iter().enumerate() {
            Words::HowBusy.send(context, *machine, place as u64);
        }
    }

    fn decide(&mut self, context: &mut Context<'_>) {
        let in_service = &mut self.heard[..usize::from(self.scale.machines)];
        let heard = in_service.iter().filter(|heard| heard.answers > 0);
        let answered = heard.clone().count() as u16;
        let load: u64 = heard.map(|heard| heard.sum / heard.answers).sum();
        let from = self.scale.machines;
        self.heard.fill(Heard::default());
        let silent = answered < self.scale.machines;
        let decided = self.scale.decide(context.now, answered, load);
        if let Some(to) = decided {
            if self.scaled.len() == SCALED_MAX {
                self.scaled.remove(0);
            }
            self.scaled.push(Scaled {
                at: context.now,
                group: self.group,
                from,
                to,
                wanted: self.scale.wanted,
                heard: answered,
                load_milli: load / u64::from(answered.max(1)),
                goal_milli: self.scale.goal,
                by_queue: self.by_queue,
            });
        }
        if let Some(count) = decided.or(silent.then_some(self.scale.machines)) {
            context.set_units(self.group, count);
        }
    }
}

impl Process for AutoscalerProcess {
    fn start(&mut self, context: &mut Context<'_>) {
        self.ask(context);
    }

    fn message(&mut self, _context: &mut Context<'_>, message: &Message) {
        let Body::Protocol(payload) = message.body else {
            return;
        };
        let Words::Busy { per_mille, queue } = Words::from(payload) else {
            return;
        };
        // The answer carries the place that was asked.
        if let Some(heard) = self.heard.get_mut(message.call as usize) {
            heard.sum += if self.by_queue {
                queue * 1_000
            } else {
                per_mille
            };
            heard.answers += 1;
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, _token: u64) {
        self.asked += 1;
        if self.asked == QUESTIONS {
            self.asked = 0;
            self.decide(context);
        }
        self.ask(context);
    }

    fn check(&self) -> Result<(), String> {
        let Scale {
            machines,
            minimum,
            maximum,
            ..
        } = self.scale;
        if (minimum..=maximum).contains(&machines) {
            return Ok(());
        }
        Err(format!("{machines} machines, not {minimum} to {maximum}"))
    }

    fn tally(&self, _now: Time) -> Tally<'_> {
        Tally {
            scaled: &self.scaled,
            ..Tally::default()
        }
    }

    fn crash(&mut self) {
        self.asked = 0;
        self.heard.fill(Heard::default());
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
