//! Independent replications, their mean and their confidence interval (replication/deletion: the
//! start of each run is thrown away, and each run is one observation).
//!
//! A queue that was offered a little more than it should have been by chance is a little longer, too.
//! Where the offered load is known, that part of the chance is taken out of the observations: the load
//! is a control variate (Lavenberg and Welch, *A Perspective on the Use of Control Variables*, 1981).
//! It is held against theory itself, so that nothing that is wrong with the load hides in it.

use std::collections::BTreeMap;

use sim::{Duration, Little, Simulation, Time, Totals};
use systems::model::{Model, assemble};

/// Runs with seeds of their own; each gives one observation.
pub const REPLICATIONS: u64 = 30;
/// Student's t for 29 and 28 degrees of freedom, two-sided 99.9 % (Abramowitz and Stegun, table 26.10).
const T_999: f64 = 3.659;
const T_999_WITH_A_CONTROL: f64 = 3.674;
/// How far from theory an interval may reach, as a share of the true value.
const HALF_WIDTH_MAX: f64 = 0.005;

/// What a run came to between the end of its warm-up and its end.
pub struct Window {
    pub seconds: f64,
    pub little: Little,
    pub totals: Totals,
    /// Worker-nanoseconds worked and job-nanoseconds waited at the first machine with workers.
    pub busy: f64,
    pub queued: f64,
    /// Jobs that were finished at each machine, by its name.
    pub finished: BTreeMap<String, u64>,
}

impl Window {
    /// Mean time in the system in seconds, by Little's law over the window.
    pub fn time_in_system(&self) -> f64 {
        self.little.area as f64 / 1e9 / self.little.arrivals as f64
    }

    /// Mean time in the queue in seconds.
    pub fn time_in_queue(&self) -> f64 {
        self.queued / 1e9 / self.little.arrivals as f64
    }

    /// Servers that are busy, averaged over time.
    pub fn busy_servers(&self) -> f64 {
        self.busy / 1e9 / self.seconds
    }

    /// Share of requests that failed.
    pub fn loss(&self) -> f64 {
        self.totals.failed_total() as f64 / self.totals.issued as f64
    }
}

/// One number that theory knows.
pub struct Oracle<'a> {
    pub name: &'a str,
    pub model: &'a Model,
    /// Simulated seconds of each replication, of which the first tenth is thrown away.
    pub seconds: u64,
    pub expected: f64,
    pub observe: fn(&Window) -> f64,
}

impl Oracle<'_> {
    /// Replicates, and holds the interval against theory.
    ///
    /// # Panics
    /// If theory lies outside the interval or the interval is too wide.
    pub fn hold(&self) {
        hold(self.name, &self.observations(self.observe), self.expected);
    }

    /// The same where so many servers are busy on average, and nobody is turned away.
    ///
    /// # Panics
    /// If theory lies outside one of both intervals or one is too wide.
    pub fn hold_at_load(&self, busy: f64) {
        let pairs = self.observations(|window| [(self.observe)(window), window.busy_servers()]);
        let loads: Vec<f64> = pairs.iter().map(|[_, load]| *load).collect();
        hold("    busy servers", &loads, busy);
        let (mean, half_width) = controlled(&pairs, busy);
        within(self.name, mean, half_width, self.expected);
    }

    fn observations<T: Copy + Default + Send>(
        &self,
        observe: impl Fn(&Window) -> T + Sync,
    ) -> Vec<T> {
        let seeds = self.seeds();
        replicate(|replication| observe(&window(self.model, seeds + replication, self.seconds)))
    }
}

/// Holds the interval of some observations against theory.
///
/// # Panics
/// If theory lies outside the interval or the interval is too wide.
pub fn hold(name: &str, observations: &[f64], expected: f64) {
    let (mean, half_width) = interval(observations);
    within(name, mean, half_width, expected);
}

fn within(name: &str, mean: f64, half_width: f64, expected: f64) {
    let relative = half_width / expected;
    println!(
        "{name}: {mean:.6} ± {half_width:.6} ({:.2} %), theory {expected:.6}",
        relative * 100.0
    );
    assert!(
        (mean - expected).abs() <= half_width,
        "{name}: theory says {expected}, outside of {mean} ± {half_width}"
    );
    assert!(
        relative <= HALF_WIDTH_MAX,
        "{name}: ± {:.2} % is too wide to say anything",
        relative * 100.0
    );
}

impl Oracle<'_> {
    /// Oracles share no seeds: what chance does to one it must not do to all.
    fn seeds(&self) -> u64 {
        let text = format!("{} {}", self.name, self.expected);
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        hash << 8
    }
}

/// Observes every replication, on all cores.
pub fn replicate<T: Copy + Default + Send>(observe: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let next = std::sync::atomic::AtomicU64::new(0);
    let mut observations = std::sync::Mutex::new(vec![T::default(); REPLICATIONS as usize]);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if seed >= REPLICATIONS {
                        break;
                    }
                    let observation = observe(seed + 1);
                    observations.lock().expect("no observer panicked")[seed as usize] = observation;
                }
            });
        }
    });
    std::mem::take(observations.get_mut().expect("no observer panicked"))
}

/// The mean of the observations and the half width of its 99.9 % confidence interval.
pub fn interval(observations: &[f64]) -> (f64, f64) {
    let count = observations.len() as f64;
    let mean = observations.iter().sum::<f64>() / count;
    let squares = observations
        .iter()
        .map(|value| (value - mean) * (value - mean));
    let variance = squares.sum::<f64>() / (count - 1.0);
    (mean, T_999 * (variance / count).sqrt())
}

/// The same of the first of both observations, after what they share with the second one, whose true
/// mean is known, is taken out: the intercept of their regression line at that mean.
pub fn controlled(pairs: &[[f64; 2]], control: f64) -> (f64, f64) {
    let count = pairs.len() as f64;
    let mean = |place: usize| pairs.iter().map(|pair| pair[place]).sum::<f64>() / count;
    let means = [mean(0), mean(1)];
    let products = |first: usize, second: usize| {
        let product =
            |pair: &[f64; 2]| (pair[first] - means[first]) * (pair[second] - means[second]);
        pairs.iter().map(product).sum::<f64>()
    };
    let slope = products(0, 1) / products(1, 1);
    let rest = (products(0, 0) - slope * products(0, 1)) / (count - 2.0);
    let off = means[1] - control;
    let variance = rest * (1.0 / count + off * off / products(1, 1));
    (
        means[0] - slope * off,
        T_999_WITH_A_CONTROL * variance.sqrt(),
    )
}

/// What one replication came to; the first tenth is thrown away.
pub fn window(model: &Model, seed: u64, seconds: u64) -> Window {
    let horizon = Duration::from_secs(seconds);
    let blueprint = assemble(model, seed, horizon, 0).expect("the model is sound");
    let mut run = Simulation::new(blueprint);
    let warm = Time::ZERO + horizon.scaled(1, 10);
    run.run_until(warm, u64::MAX);
    let before = Totals::clone(&run.ledger().totals);
    let (little, areas) = (run.ledger().little(run.now()), areas(&run));
    let finished_before = finished(&run);
    run.run_until(Time::ZERO + horizon, u64::MAX);
    run.check().expect("every law holds");
    let after = run.ledger().totals;
    let (end, end_areas) = (run.ledger().little(run.now()), self::areas(&run));
    let mut failed = after.failed;
    for (count, earlier) in failed.iter_mut().zip(before.failed) {
        *count -= earlier;
    }
    Window {
        seconds: run.now().since(warm).as_secs_f64(),
        little: Little {
            area: end.area - little.area,
            spent: end.spent - little.spent,
            arrivals: end.arrivals - little.arrivals,
        },
        totals: Totals {
            issued: after.issued - before.issued,
            succeeded: after.succeeded - before.succeeded,
            failed,
            ..after
        },
        busy: (end_areas.0 - areas.0) as f64,
        queued: (end_areas.1 - areas.1) as f64,
        finished: finished(&run)
            .into_iter()
            .map(|(name, count)| {
                let before = finished_before[&name];
                (name, count - before)
            })
            .collect(),
    }
}

fn finished(run: &Simulation) -> BTreeMap<String, u64> {
    let nodes = run.nodes().iter();
    nodes
        .map(|node| (node.name().to_owned(), node.work().finished))
        .collect()
}

fn areas(run: &Simulation) -> (u64, u64) {
    let machine = run.nodes().iter().find(|node| node.worker_count() > 0);
    machine.map_or((0, 0), |machine| machine.areas_at(run.now()))
}
