//! simrs: the single queue is one component with two events, its customers wait in one of the crate's queues.

use peers::{RATE, Random, measure};
use simrs::{Component, ComponentId, Executor, Fifo, Key, QueueId, Scheduler, Simulation, State};
use std::time::Duration;

/// Nanoseconds of a service time.
const SERVICE: f64 = 1e6;

#[derive(Debug)]
enum Event {
    Arrive,
    Leave,
}

/// What changes during a run.
struct Changing {
    random: Random,
    /// Customers who have not arrived yet.
    coming: u32,
    /// When the customer who is being served has arrived.
    serving: Option<Duration>,
    /// Time in the system, of all who have left.
    total: Duration,
}

impl Changing {
    fn draw(&mut self, mean: f64) -> Duration {
        Duration::from_nanos(self.random.exponential(mean) as u64)
    }
}

struct Server {
    waiting: QueueId<Fifo<Duration>>,
    changing: Key<Changing>,
}

impl Server {
    fn changing<'state>(&self, state: &'state mut State) -> &'state mut Changing {
        state.get_mut(self.changing).expect("it is there all along")
    }
}

impl Component for Server {
    type Event = Event;

    fn process_event(
        &self,
        own: ComponentId<Event>,
        event: &Event,
        scheduler: &mut Scheduler,
        state: &mut State,
    ) {
        let now = scheduler.time();
        match event {
            Event::Arrive => {
                let changing = self.changing(state);
                changing.coming -= 1;
                if changing.coming > 0 {
                    scheduler.schedule(changing.draw(SERVICE / RATE), own, Event::Arrive);
                }
                if changing.serving.is_none() {
                    changing.serving = Some(now);
                    scheduler.schedule(changing.draw(SERVICE), own, Event::Leave);
                } else {
                    state
                        .send(self.waiting, now)
                        .expect("the queue is unbounded");
                }
            }
            Event::Leave => {
                let next = state.recv(self.waiting);
                let changing = self.changing(state);
                let arrived = changing.serving.take().expect("who leaves was served");
                changing.total += now - arrived;
                if let Some(next) = next {
                    changing.serving = Some(next);
                    scheduler.schedule(changing.draw(SERVICE), own, Event::Leave);
                }
            }
        }
    }
}

/// The mean time in the system, in service times.
fn mm1(customers: u32, seed: u64) -> (f64, f64) {
    let mut simulation = Simulation::default();
    let waiting = simulation.add_queue(Fifo::default());
    let changing = simulation.state.insert(Changing {
        random: Random::new(seed),
        coming: customers,
        serving: None,
        total: Duration::ZERO,
    });
    let server = simulation.add_component(Server { waiting, changing });
    simulation.schedule(Duration::ZERO, server, Event::Arrive);
    simulation.execute(Executor::unbound());
    let total = simulation
        .state
        .get(changing)
        .expect("it is there all along")
        .total;
    let mean = total.as_nanos() as f64 / SERVICE / f64::from(customers);
    (2.0 * f64::from(customers), mean)
}

fn main() {
    measure(&[("mm1", mm1)]);
}
