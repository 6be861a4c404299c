//! NeXosim on one thread: the single queue is one model that schedules its own arrivals and departures, which was faster
//! than a source and a server joined by ports.

use nexosim::model::{Context, Model, schedulable};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use peers::{RATE, Random, measure};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Nanoseconds of a service time.
const SERVICE: f64 = 1e6;

#[derive(Serialize, Deserialize)]
struct Queue {
    random: Random,
    /// Customers who have not arrived yet.
    coming: u32,
    arrivals: VecDeque<MonotonicTime>,
    /// Nanoseconds in the system, of all who have left; told when the last one leaves.
    total: u64,
    #[serde(skip)]
    told: Arc<AtomicU64>,
}

#[Model]
impl Queue {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        let gap = self.draw(SERVICE / RATE);
        cx.schedule_event(gap, schedulable!(Self::arrive), ())
            .expect("a gap is not zero");
    }

    #[nexosim(schedulable)]
    fn arrive(&mut self, _: (), cx: &Context<Self>) {
        self.arrivals.push_back(cx.time());
        if self.arrivals.len() == 1 {
            self.serve(cx);
        }
        self.coming -= 1;
        if self.coming > 0 {
            let gap = self.draw(SERVICE / RATE);
            cx.schedule_event(gap, schedulable!(Self::arrive), ())
                .expect("a gap is not zero");
        }
    }

    #[nexosim(schedulable)]
    fn leave(&mut self, _: (), cx: &Context<Self>) {
        let arrived = self.arrivals.pop_front().expect("who leaves has arrived");
        self.total += cx.time().duration_since(arrived).as_nanos() as u64;
        if !self.arrivals.is_empty() {
            self.serve(cx);
        } else if self.coming == 0 {
            self.told.store(self.total, Ordering::Relaxed);
        }
    }

    fn serve(&mut self, cx: &Context<Self>) {
        let service = self.draw(SERVICE);
        cx.schedule_event(service, schedulable!(Self::leave), ())
            .expect("a service is not zero");
    }

    fn draw(&mut self, mean: f64) -> Duration {
        Duration::from_nanos(1 + self.random.exponential(mean) as u64)
    }
}

/// The mean time in the system, in service times.
fn mm1(customers: u32, seed: u64) -> (f64, f64) {
    let told = Arc::new(AtomicU64::new(0));
    let queue = Queue {
        random: Random::new(seed),
        coming: customers,
        arrivals: VecDeque::new(),
        total: 0,
        told: Arc::clone(&told),
    };
    let mut run = SimInit::with_num_threads(1)
        .add_model(queue, Mailbox::new(), "queue")
        .init(MonotonicTime::EPOCH)
        .expect("one model can be set up");
    run.run().expect("the run ends when nothing is scheduled");
    let total = told.load(Ordering::Relaxed) as f64;
    (
        2.0 * f64::from(customers),
        total / SERVICE / f64::from(customers),
    )
}

fn main() {
    measure(&[("mm1", mm1)]);
}
