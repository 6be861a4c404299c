//! A service's operations in the form its program runs: names are machines, calls stand in a table.

use sim::{Duration, NodeId, Sampler};

use super::outlet::{Outlet, Route};
use super::steps::{Outgoing, Step};
use crate::model::{ModelError, Problem, Wiring};
use crate::parts::breaker::BreakerSpec;
use crate::parts::retry::{Retry, RetrySpec};
use crate::parts::store::Store;

/// One step of an operation, ready to run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    /// A worker works on it.
    Work(Sampler),
    /// Calls of these places in the table leave.
    Ask(Calls),
    /// The answer leaves.
    Reply,
    /// What the caller brings is kept in the machine's memory.
    Remember,
    /// What the caller brought before is looked up there.
    Recall,
    /// Passed over; if a later step fails, the steps from this place of the list on are done.
    Undo(u16),
    /// What is to be done ends here, though the list goes on.
    End,
}

/// Which calls leave at once or one by one, and how many are waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calls {
    first: u16,
    count: u16,
    times: u16,
    /// Good ends that end the step.
    pub(super) needed: u16,
    /// Each leaves only when the one before it has failed.
    pub(super) one_by_one: bool,
}

/// One place in the script that calls somebody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    pub(super) outlet: u16,
    pub(super) route: u16,
    /// The same as the service was asked for, where nothing else is said.
    pub(super) operation: Option<u16>,
    pub(super) timeout: Duration,
    pub(super) optional: bool,
    /// What it calls with tells of an event.
    pub(super) event: bool,
}

/// All operations of a service.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    pub(super) operations: Vec<Vec<Action>>,
    pub(super) sites: Vec<Site>,
}

/// What a script uses to reach its targets; unlike the script it changes during a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    pub(super) routes: Vec<Route>,
    pub(super) outlets: Vec<Outlet>,
}

impl Action {
    /// The first store is asked for what the service was asked for.
    pub(crate) const ASK: Self = Self::Ask(Calls {
        first: 0,
        count: 1,
        times: 1,
        needed: 1,
        one_by_one: false,
    });
}

impl Calls {
    /// How many leave.
    pub(super) const fn total(self) -> u16 {
        self.count * self.times
    }

    /// The number of the next call, if those up to this place in the table have failed and it waited
    /// for that.
    pub(super) fn after(self, site: u16) -> Option<u16> {
        let next = site - self.first + 1;
        (self.one_by_one && next < self.count).then_some(next)
    }

    /// The place in the table of the call with this number.
    pub(super) const fn site(self, number: u16) -> u16 {
        self.first + number % self.count
    }
}

impl Script {
    /// Whether the first thing an operation needs is a worker.
    pub(super) fn begins_with_work(&self, operation: u16) -> bool {
        let actions = &self.operations[usize::from(operation)];
        let takes_time = |action: &&Action| {
            !matches!(
                action,
                Action::Reply | Action::Undo(_) | Action::Remember | Action::Recall
            )
        };
        let first = actions.iter().find(takes_time);
        matches!(first, Some(Action::Work(_)))
    }
}

/// Calls of one target that share what guards them.
#[derive(Debug, PartialEq)]
struct Shared<'a> {
    target: &'a str,
    retry: RetrySpec,
    breaker: Option<BreakerSpec>,
    at_most: Option<u32>,
}

/// Makes a script of what a person wrote.
#[derive(Debug)]
pub(super) struct Compiler<'a> {
    wiring: &'a Wiring<'a>,
    script: Script,
    reach: Reach,
    /// Which target each route leads to, and whether as to a store.
    routes: Vec<(&'a str, bool)>,
    outlets: Vec<Shared<'a>>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(wiring: &'a Wiring<'a>) -> Self {
        Self {
            wiring,
            script: Script::default(),
            reach: Reach::default(),
            routes: Vec::new(),
            outlets: Vec::new(),
        }
    }

    /// Adds the next operation.
    pub(super) fn operation(&mut self, name: &str, steps: &'a [Step]) -> Result<(), ModelError> {
        let mut actions = self.list(steps, &format!("operations.{name}"))?;
        // What takes a step back stands behind the operation's own steps.
        for (place, step) in steps.iter().enumerate() {
            if let Step::Undo(steps) = step {
                actions.push(Action::End);
                actions[place] = Action::Undo(actions.len() as u16);
                let path = format!("operations.{name}[{place}].undo");
                actions.extend(self.list(steps, &path)?);
            }
        }
        self.script.operations.push(actions);
        Ok(())
    }

    fn list(&mut self, steps: &'a [Step], path: &str) -> Result<Vec<Action>, ModelError> {
        let steps = steps.iter().enumerate();
        steps
            .map(|(place, step)| self.action(step, &format!("{path}[{place}]")))
            .collect()
    }

    pub(super) fn finish(self) -> (Script, Reach) {
        (self.script, self.reach)
    }

    fn action(&mut self, step: &'a Step, path: &str) -> Result<Action, ModelError> {
        let first = self.script.sites.len() as u16;
        let (count, times, needed) = match step {
            Step::Work(timing) => return Ok(Action::Work(timing.distribution().sampler())),
            Step::Reply => return Ok(Action::Reply),
            Step::Remember => return Ok(Action::Remember),
            Step::Recall => return Ok(Action::Recall),
            // Where its steps stand is known when all others do.
            Step::Undo(_) => return Ok(Action::Undo(0)),
            Step::Fallback(calls) => {
                self.calls(calls, &format!("{path}.fallback"))?;
                (calls.len() as u16, 1, 1)
            }
            Step::Parallel(parallel) => {
                let list = parallel.list(&format!("{path}.parallel"));
                self.calls(parallel.calls(), &list)?;
                let count = parallel.calls().len() as u16;
                (count, parallel.times(), parallel.needed())
            }
            _ => {
                self.call(step, path)?;
                (1, 1, 1)
            }
        };
        Ok(Action::Ask(Calls {
            first,
            count,
            times,
            needed,
            one_by_one: matches!(step, Step::Fallback(_)),
        }))
    }

    fn calls(&mut self, calls: &'a [Step], list: &str) -> Result<(), ModelError> {
        let mut places = calls.iter().enumerate();
        places.try_for_each(|(place, call)| self.call(call, &format!("{list}[{place}]")))
    }

    fn call(&mut self, step: &'a Step, path: &str) -> Result<(), ModelError> {
        if let Some(call) = step.outgoing() {
            let site = self.site(&call, path)?;
            self.script.sites.push(site);
        }
        Ok(())
    }

    fn site(&mut self, call: &Outgoing<'a>, path: &str) -> Result<Site, ModelError> {
        let field = format!("{path}.{}", call.field);
        let operation = self.operation_of(call, path)?;
        let route = self.route(call, self.wiring.machines(&field, call.target)?);
        Ok(Site {
            outlet: self.outlet(call),
            route,
            operation: Some(operation),
            timeout: call.timeout.0,
            optional: call.optional,
            event: call.event,
        })
    }

    /// The number of the operation that is called. Only `call` names it; the others need a part of
    /// their kind.
    fn operation_of(&self, call: &Outgoing<'a>, path: &str) -> Result<u16, ModelError> {
        let field = format!("{path}.{}", call.field);
        let known = self.wiring.operations(&field, call.target)?;
        let offers = known.iter().any(|known| known == call.operation);
        let rule = match call.field {
            "call.target" => {
                let field = format!("{path}.call.operation");
                return self.wiring.operation(&field, call.target, call.operation);
            }
            "publish.to" => "takes_no_events",
            _ => "keeps_no_data",
        };
        if !offers {
            let problem = Problem::Contradiction { rule };
            return Err(ModelError::new(self.wiring.path(&field), problem));
        }
        self.wiring.operation(&field, call.target, call.operation)
    }

    fn route(&mut self, call: &Outgoing<'a>, machines: &[NodeId]) -> u16 {
        let wanted = (call.target, call.stored);
        let known = self.routes.iter().position(|route| *route == wanted);
        let place = known.unwrap_or_else(|| {
            self.routes.push(wanted);
            self.reach.routes.push(if call.stored {
                Route::Store(Store::new(machines.to_vec(), call.timeout.0))
            } else {
                let machines = machines.iter().copied();
                let machines = machines.filter(|machine| self.wiring.in_service(*machine));
                Route::in_turn(machines.collect())
            });
            self.routes.len() - 1
        });
        place as u16
    }

    fn outlet(&mut self, call: &Outgoing<'a>) -> u16 {
        let wanted = Shared {
            target: call.target,
            retry: call.retry,
            breaker: call.breaker,
            at_most: call.at_most,
        };
        let known = self.outlets.iter().position(|outlet| *outlet == wanted);
        let place = known.unwrap_or_else(|| {
            let like = self
                .outlets
                .iter()
                .filter(|outlet| outlet.target == call.target);
            let purpose = format!("retry {} {}", call.target, like.count());
            let retry = Retry::new(&call.retry, self.wiring.stream(&purpose));
            let outlet = Outlet::new(retry, call.breaker, call.at_most);
            self.outlets.push(wanted);
            self.reach.outlets.push(outlet);
            self.outlets.len() - 1
        });
        place as u16
    }
}
