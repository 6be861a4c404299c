//! The calls that a service makes for a job: they leave, at once or one by one, are answered or
//! overdue, tried again, and in the end decide the job's present step.

use sim::{Answer, Call, Context, Decision, Key, Note, Reason};

use super::super::job::Sent;
use super::super::script::{Action, Calls};
use super::{Coming, ServiceProcess, refuse};

/// Tokens from here on are of a place in the script; all others name a pause before a retry.
pub(super) const WAITS: u64 = u64::MAX - u16::MAX as u64;

impl ServiceProcess {
    /// Lets the calls of the present step leave. Whether the step is over already, or why it failed.
    pub(super) fn ask(
        &mut self,
        context: &mut Context<'_>,
        key: Key,
        calls: Calls,
    ) -> Result<bool, Reason> {
        let job = self.jobs.get_mut(key).expect("a job that asks is there");
        job.ask(calls);
        self.ask_from(context, key, calls, 0)
    }

    /// The same, from the call of this number on.
    fn ask_from(
        &mut self,
        context: &mut Context<'_>,
        key: Key,
        calls: Calls,
        first: u16,
    ) -> Result<bool, Reason> {
        let step = self.jobs.get(key).expect("a job that asks is there").step;
        for number in first..calls.total() {
            let sent = Sent {
                job: key,
                step,
                site: calls.site(number),
                made: 1,
                left: None,
            };
            let site = self.script.sites[usize::from(sent.site)];
            self.outlets[usize::from(site.outlet)].retry.called();
            let Err(reason) = self.leave(context, sent) else {
                if calls.one_by_one {
                    return Ok(false);
                }
                continue;
            };
            let job = self.jobs.get_mut(key).expect("it still asks");
            job.ended(context, Err(reason), site.optional);
            match job.settled() {
                Some(false) => return Err(reason),
                Some(true) if calls.one_by_one => break,
                _ if calls.one_by_one => job.falls_back(context, reason),
                _ => {}
            }
        }
        let job = self.jobs.get_mut(key).expect("it still asks");
        let over = job.settled() == Some(true);
        job.step += u16::from(over);
        job.in_doubt &= !over;
        Ok(over)
    }

    /// Sends one try of a call, unless the caller's own guards hold it back.
    fn leave(&mut self, context: &mut Context<'_>, sent: Sent) -> Result<(), Reason> {
        let site = self.script.sites[usize::from(sent.site)];
        let job = self.jobs.get(sent.job).expect("a call leaves for a job");
        let entered = self.outlets[usize::from(site.outlet)].enter(context.now);
        let epoch = entered.inspect_err(|reason| refuse(context, job.request, *reason))?;
        let key = self.calls.insert(Sent {
            left: Some(epoch),
            ..sent
        });
        let until = context.clock() + site.timeout;
        let what = Call {
            operation: site.operation.unwrap_or(job.what.operation),
            key: job.what.key,
            deadline: job.deadline().min(until),
        };
        let target = self.routes[usize::from(site.route)].target(context, job.request, what);
        if site.event {
            context.event(target, job.request, key.as_bits(), what);
        } else {
            context.call(target, job.request, key.as_bits(), what);
        }
        let calls = &self.calls;
        let waits = &mut self.waits[usize::from(sent.site)];
        let token = WAITS + u64::from(sent.site);
        waits.add(context, key, token, |call| calls.get(call).is_some());
        Ok(())
    }

    /// A call was answered or its time is over.
    pub(super) fn came(&mut self, context: &mut Context<'_>, call: Key, outcome: Answer) {
        // What comes for a call that is over finds nobody.
        let Some(sent) = self.calls.remove(call) else {
            return;
        };
        let site = self.script.sites[usize::from(sent.site)];
        let outlet = &mut self.outlets[usize::from(site.outlet)];
        let route = &mut self.routes[usize::from(site.route)];
        let epoch = sent.left.expect("only calls that have left are answered");
        if let Some(trusted) = outlet.leave(context.now, epoch, outcome.is_err()) {
            for target in route.machines().iter().copied() {
                context.note(Note::Trust { target, trusted });
            }
        }
        if let Err(reason) = outcome {
            route.failed(context, reason);
        }
        let job = self.jobs.get_mut(sent.job);
        let Some(job) = job.filter(|job| job.step == sent.step) else {
            return;
        };
        job.in_doubt |= outcome == Err(Reason::DependencyTimedOut);
        if outcome.is_err() {
            let again = outlet.retry.failed(context, job.request, sent.made);
            if let Some(pause) = again {
                let key = self.calls.insert(Sent {
                    made: sent.made + 1,
                    left: None,
                    ..sent
                });
                context.set_timer(pause, key.as_bits());
                return;
            }
        }
        self.close(context, &sent, outcome);
    }

    /// A call of a job's present step is over for good.
    fn close(&mut self, context: &mut Context<'_>, sent: &Sent, outcome: Answer) {
        let site = self.script.sites[usize::from(sent.site)];
        let job = self.jobs.get_mut(sent.job).expect("somebody waits for it");
        job.ended(context, outcome, site.optional);
        match (job.settled(), outcome) {
            (Some(true), _) => {
                job.step += 1;
                job.in_doubt = false;
                self.go_on(context, sent.job, Coming::Waited);
            }
            (Some(false), Err(reason)) => self.fail(context, sent.job, reason),
            (None, Err(reason)) => self.fall_back(context, sent, reason),
            _ => {}
        }
    }

    /// A call has failed: the one that waited for that leaves, if there is one.
    fn fall_back(&mut self, context: &mut Context<'_>, failed: &Sent, reason: Reason) {
        let job = self.jobs.get(failed.job).expect("it still asks");
        let actions = &self.script.operations[usize::from(job.what.operation)];
        let Some(Action::Ask(calls)) = actions.get(usize::from(job.step)).copied() else {
            return;
        };
        let Some(next) = calls.after(failed.site) else {
            return;
        };
        job.falls_back(context, reason);
        match self.ask_from(context, failed.job, calls, next) {
            Ok(true) => self.go_on(context, failed.job, Coming::Waited),
            Ok(false) => {}
            Err(reason) => self.fail(context, failed.job, reason),
        }
    }

    /// The pause before a try is over.
    pub(super) fn try_again(&mut self, context: &mut Context<'_>, paused: Key) {
        let Some(sent) = self.calls.remove(paused) else {
            return;
        };
        let job = self.jobs.get(sent.job);
        if job.is_some_and(|job| job.step == sent.step)
            && let Err(reason) = self.leave(context, sent)
        {
            self.close(context, &sent, Err(reason));
        }
    }

    /// The time of some calls from one place of the script is over.
    pub(super) fn overdue(&mut self, context: &mut Context<'_>, site: usize) {
        loop {
            let calls = &self.calls;
            let waits = &mut self.waits[site];
            let Some(call) = waits.overdue(context.now, |call| calls.get(call).is_some()) else {
                break;
            };
            let sent = self.calls.get(call);
            let job = sent.and_then(|sent| {
                let job = self.jobs.get(sent.job);
                job.filter(|job| job.step == sent.step)
            });
            if let Some(job) = job {
                context.decided(job.request, Decision::GaveUp);
            }
            self.came(context, call, Err(Reason::DependencyTimedOut));
        }
        self.waits[site].wait_on(context, WAITS + site as u64);
    }
}
