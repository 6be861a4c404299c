//! Capacity: how much a system can do with one, two, four and eight of its units, and what limits it.
//!
//! A demand is *sustained* when, of a hundred requests that come, at least 98 are answered within one
//! second, and no heap of work put off grows meanwhile by more than 2 of a hundred. The *capacity* is
//! the greatest goodput among the sustained demands. One second is the limit at which people still
//! feel that they work without interruption (Nielsen, *Usability Engineering*, 1993, chapter 5).
//!
//! Why this definition: in a station of c servers with exponential service of rate mu, a request
//! waits longer than t with the chance C exp(-(c mu - lambda) t), where C is at most 1 (Erlang). For
//! 2 of a hundred and one second that allows every lambda up to c mu - 3.9 per second: the capacity
//! lies within four requests per second of what the servers can do at all, and not at a knee of a
//! curve that has none. Retries count for nothing, because they come after the second is over.

mod usl;

use sim::NodeId;

/// How a system's capacity grows with the units of its scaling parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capacity {
    /// From few units to many; one point where the system has nothing that can be scaled.
    pub points: Vec<CapacityPoint>,
    /// The law that fits the points best; none where there are fewer than three.
    pub fit: Option<Usl>,
}

/// The capacity with so many units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CapacityPoint {
    /// Units of the scaling parameter.
    pub units: u16,
    /// The greatest sustained goodput, in requests per second.
    pub per_second: f64,
    /// The machine that is busiest then, if one is near its limit.
    pub bottleneck: Option<NodeId>,
    /// The share of its workers' time that the busiest machine works then, 0 to 1.
    pub utilization: f64,
}

/// The Universal Scalability Law, X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1)).
/// Source: Gunther, *Guerrilla Capacity Planning*, 2007, chapters 4 to 6.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usl {
    /// What one unit can do alone, in requests per second.
    pub lambda: f64,
    /// Contention: the share of the work that cannot be done side by side. Not negative.
    pub sigma: f64,
    /// Coherence: what each pair of units costs. Not negative.
    pub kappa: f64,
}
