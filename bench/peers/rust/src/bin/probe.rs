//! The probe on this machine; bench/peers/rust/src/probe.rs says what it is.

fn main() {
    peers::measure(&[("cluster", peers::probe::cluster)]);
}
