//! What the systems of the catalogue do, seen from outside: a scenario in, a run out.

mod autoscaler;
mod balancer;
mod cache;
mod catalogue;
mod claims;
mod clients;
mod determinism;
mod drive;
mod fan_out;
mod faults;
mod golden;
mod guards;
mod illusion;
mod metamorphic;
mod model;
mod parts;
mod saga;
mod scenario_file;
mod service;
mod service_swarm;
mod shop_swarm;
mod stores;
mod stories;
mod support;
mod swarm;
mod time_travel;
