//! What the Rust peers share: their random numbers, and how they are called and print. The probe, a loop written by hand
//! for one model, is here rather than in a program of its own because it is also built for WebAssembly.

pub mod probe;
#[cfg(feature = "engines")]
mod protocol;
mod wheel;

#[cfg(feature = "engines")]
pub use protocol::measure;

/// Customers per service time in the model of the single queue.
pub const RATE: f64 = 0.8;

/// Random numbers: xoshiro256++ (Blackman and Vigna), seeded with splitmix64.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "engines", derive(serde::Serialize, serde::Deserialize))]
pub struct Random([u64; 4]);

impl Random {
    pub fn new(seed: u64) -> Self {
        let mut state = seed;
        Self(std::array::from_fn(|_| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut bits = state;
            bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            bits ^ (bits >> 31)
        }))
    }

    pub fn bits(&mut self) -> u64 {
        let state = &mut self.0;
        let drawn = state[0]
            .wrapping_add(state[3])
            .rotate_left(23)
            .wrapping_add(state[0]);
        let shifted = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= shifted;
        state[3] = state[3].rotate_left(45);
        drawn
    }

    /// From the exponential distribution of this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        let unit = ((self.bits() >> 11) + 1) as f64 * (1.0 / 9_007_199_254_740_992.0);
        -mean * unit.ln()
    }

    /// A whole number below `count`.
    pub fn below(&mut self, count: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(count)) >> 32) as u32
    }
}
