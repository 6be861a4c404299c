//! What the systems of the catalogue do, seen from outside: a scenario in, a run out.

mod balancer;
mod catalogue;
mod clients;
mod determinism;
mod faults;
mod golden;
mod model;
mod parts;
mod scenario_file;
mod support;
mod swarm;
