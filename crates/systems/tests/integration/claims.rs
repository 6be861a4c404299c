//! What the catalogue says about a system is true of its runs: claims with their seeds.

mod carts;
mod events;
mod shop;
mod styles;
mod web;
