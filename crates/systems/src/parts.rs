//! The parts that systems are built from: one program each, in the words of a real one.

pub(crate) mod autoscaler;
pub(crate) mod balancer;
pub(crate) mod breaker;
pub(crate) mod budget;
pub(crate) mod bulkhead;
pub(crate) mod cache;
pub(crate) mod clients;
pub(crate) mod database;
pub(crate) mod delivery;
pub(crate) mod hashing;
pub(crate) mod log;
pub(crate) mod monitor;
pub(crate) mod protocol;
pub(crate) mod queue;
pub(crate) mod retry;
pub(crate) mod service;
pub(crate) mod station;
pub(crate) mod store;
#[cfg(test)]
mod testing;
pub(crate) mod token_bucket;
pub(crate) mod topic;
