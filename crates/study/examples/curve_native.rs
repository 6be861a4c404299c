//! Prints a capacity curve of this machine, bit for bit: `tests/parity` compares it with WebAssembly's.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

#[path = "measured/curve.rs"]
mod curve;

fn main() {
    let system = std::env::args().nth(1);
    for bits in curve::bits(system.as_deref().unwrap_or("web-rds")) {
        println!("{bits:016x}");
    }
}
