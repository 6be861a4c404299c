//! Taking back: what a job does after one of its steps has failed (the compensations of a saga).
//!
//! A saga is a row of steps at several places that no transaction spans. Each step that has to be
//! taken back if a later one fails says how (an `undo`). When a step fails, its failure is answered,
//! and the undos before it are done, the last first. A call that nobody answered may have been carried
//! out, so its own undo is done, too. Where an undo fails in its turn, those before it are done all the
//! same, and what could not be taken back stays done. Source: Garcia-Molina and Salem, *Sagas* (1987).
//!
//! Simplified: what is left to take back is kept in memory only, so a crash forgets it.

use sim::{Context, Decision, Key, Reason};

use super::super::job::Failed;
use super::super::script::Action;
use super::ServiceProcess;

/// Exact counts of undos: begun = done + failed + forgotten in crashes + under way.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TakenBack {
    begun: u64,
    done: u64,
    failed: u64,
    forgotten: u64,
}

impl TakenBack {
    /// The machine lost its memory while so many undos were under way.
    pub(super) const fn forget(&mut self, under_way: u64) {
        self.forgotten += under_way;
    }

    /// Whether nothing that was begun got out of sight.
    pub(super) fn check(&self, under_way: u64) -> Result<(), String> {
        if self.begun == self.done + self.failed + self.forgotten + under_way {
            return Ok(());
        }
        Err(format!(
            "undos begun = done + failed + forgotten + under way: {self:?}, {under_way}"
        ))
    }
}

impl ServiceProcess {
    /// Undos that have been begun and are not over.
    pub(super) fn going_back(&self) -> u64 {
        let jobs = self.jobs.iter();
        jobs.filter(|(_, job)| job.failed.is_some()).count() as u64
    }

    /// A job's present step has failed. Whether there is something to take back, which is its next
    /// step then; if not, it has ended.
    pub(super) fn turns_back(
        &mut self,
        context: &mut Context<'_>,
        key: Key,
        reason: Reason,
    ) -> bool {
        let job = self.jobs.get_mut(key).expect("a job that fails is there");
        let from = match job.failed {
            None => job.step + u16::from(job.in_doubt) * 2,
            Some(failed) => {
                self.taken_back.failed += 1;
                context.decided(job.request, Decision::NotTakenBack { reason });
                failed.from
            }
        };
        let reason = job.failed.map_or(reason, |failed| failed.reason);
        self.take_back(context, key, Failed { reason, from })
    }

    /// The end of a list of steps is reached. Whether that was an undo and another one is next; if
    /// not, the job has ended.
    pub(super) fn goes_back_further(&mut self, context: &mut Context<'_>, key: Key) -> bool {
        let job = self.jobs.get(key).expect("a job that goes on is there");
        match job.failed {
            None => {
                let version = job.version;
                self.end(context, key, Ok(version));
                false
            }
            Some(failed) => {
                self.taken_back.done += 1;
                self.take_back(context, key, failed)
            }
        }
    }

    /// The last undo before a place of the job's list becomes its next step, if there is one.
    fn take_back(&mut self, context: &mut Context<'_>, key: Key, failed: Failed) -> bool {
        let job = self.jobs.get_mut(key).expect("a job that fails is there");
        let actions = &self.script.operations[usize::from(job.what.operation)];
        let before = actions.iter().take(usize::from(failed.from)).enumerate();
        let undo = before.rev().find_map(|(place, action)| match action {
            Action::Undo(at) => Some((place as u16, *at)),
            _ => None,
        });
        let Some((from, at)) = undo else {
            self.end(context, key, Err(failed.reason));
            return false;
        };
        job.answer(context, Err(failed.reason));
        job.failed = Some(Failed { from, ..failed });
        job.step = at;
        self.taken_back.begun += 1;
        context.decided(job.request, Decision::TakesBack);
        true
    }
}
