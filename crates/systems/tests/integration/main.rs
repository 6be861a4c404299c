//! What the systems of the catalogue do, seen from outside: a scenario in, a run out.

mod catalogue;
mod clients;
mod determinism;
mod faults;
mod golden;
mod model;
mod parts;
mod support;
mod swarm;
