//! What the catalogue says about a system is true of its runs: claims with their seeds.

mod shop;
mod styles;
mod web;
