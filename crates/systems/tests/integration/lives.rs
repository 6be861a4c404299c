//! The lives of a machine: what was set or begun in one never comes in another.

use sim::{
    Blueprint, Context, Duration, Fault, Intervention, Message, NodeId, NodeSpec, Process,
    Simulation, Time,
};

const MACHINE: NodeId = NodeId(0);

/// A program that starts an alarm and a job again and again, under the number of its life. How many
/// lives there were is on its disk.
#[derive(Clone, Debug, Default)]
struct Alarmed {
    life: u64,
    alarms: u64,
    jobs: u64,
    wrong: Option<String>,
}

impl Alarmed {
    fn heard(&mut self, what: &str, life: u64) {
        if life != self.life {
            self.wrong = Some(format!("{what} of life {life} in life {}", self.life));
        }
    }
}

impl Process for Alarmed {
    fn start(&mut self, context: &mut Context<'_>) {
        self.life += 1;
        context.set_timer(Duration::from_millis(700), self.life);
        context.work(self.life, None, Duration::from_millis(300));
    }

    fn message(&mut self, _context: &mut Context<'_>, _message: &Message) {}

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        self.heard("an alarm", token);
        self.alarms += 1;
        context.set_timer(Duration::from_millis(700), self.life);
    }

    fn work_done(&mut self, context: &mut Context<'_>, job: u64) {
        self.heard("a job", job);
        self.jobs += 1;
        context.work(self.life, None, Duration::from_millis(300));
    }

    fn check(&self) -> Result<(), String> {
        self.wrong.clone().map_or(Ok(()), Err)
    }

    fn crash(&mut self) {}

    fn stored_writes(&self) -> Option<u64> {
        Some(self.alarms.min(self.jobs))
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

#[test]
fn alarms_and_jobs_of_an_earlier_life_never_come() {
    let mut run = Simulation::new(Blueprint {
        seed: 1,
        horizon: Duration::from_secs(60),
        nodes: vec![NodeSpec {
            workers: 1,
            queue_capacity: 10,
            ..NodeSpec::new("machine", Box::new(Alarmed::default()))
        }],
        links: Vec::new(),
        groups: Vec::new(),
        workloads: Vec::new(),
        planned: Vec::new(),
        trace_capacity: 0,
    });
    let mut came = 0;
    for second in 1..60_u64 {
        // Off and on again while an alarm and a job are under way; it boots at once.
        for (millis, fault) in [
            (0, Fault::Crash { node: MACHINE }),
            (50, Fault::Restart { node: MACHINE }),
        ] {
            let at = Time::ZERO + Duration::from_millis(second * 1_000 + millis);
            run.run_until(at, u64::MAX);
            run.intervene(Intervention::Fault(fault));
            run.check().expect("nothing of an earlier life has come");
        }
        came = run.snapshot().nodes[0].stored_writes.unwrap_or_default();
    }
    assert!(
        came > 50,
        "alarms and jobs of the present life come: {came}"
    );
}
