//! Exponential and normal numbers by the ziggurat method: the area under the density is covered by
//! 256 layers of one size, and all but 1 % of the draws need one random number, one product and one
//! comparison.
//!
//! Source: Marsaglia and Tsang, "The Ziggurat Method for Generating Random Variables", 2000; the
//! layer and the position in it come from different bits of the draw (Doornik, 2005). The tables
//! are computed by the compiler out of + - * / alone, so they are the same everywhere.

use crate::rng::Stream;

const LAYER_COUNT: usize = 256;
/// Where the lowest layer turns into the tail, and the area of every layer.
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;
const EXPONENTIAL_AREA: f64 = 0.003_949_659_822_581_557;
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
const NORMAL_AREA: f64 = 0.004_928_673_233_974_655;

/// `right[i]` is where layer `i` ends, and `height[i]` the density there, 1 at zero.
struct Layers {
    right: [f64; LAYER_COUNT + 1],
    height: [f64; LAYER_COUNT + 1],
}

static EXPONENTIAL: Layers = layers(EXPONENTIAL_TAIL, EXPONENTIAL_AREA, false);
static NORMAL: Layers = layers(NORMAL_TAIL, NORMAL_AREA, true);

/// A number of the exponential distribution of mean 1.
#[inline]
pub(crate) fn exponential(stream: &mut Stream) -> f64 {
    let bits = stream.bits();
    let layer = (bits % LAYER_COUNT as u64) as usize;
    let x = share(bits) * EXPONENTIAL.right[layer];
    if x < EXPONENTIAL.right[layer + 1] {
        return x;
    }
    exponential_at_the_edge(stream, layer, x)
}

/// A number of the normal distribution of mean 0 and variance 1.
#[inline]
pub(crate) fn normal(stream: &mut Stream) -> f64 {
    let bits = stream.bits();
    let layer = (bits % LAYER_COUNT as u64) as usize;
    let x = share(bits) * NORMAL.right[layer];
    // The ninth bit is the sign; the layer has the eight below, the position the 53 highest.
    let sign = (bits << 55) & (1 << 63);
    if x < NORMAL.right[layer + 1] {
        return f64::from_bits(x.to_bits() | sign);
    }
    let x = normal_at_the_edge(stream, layer, x);
    f64::from_bits(x.to_bits() | sign)
}

/// A number in [0, 1) of the 53 highest bits.
#[inline]
fn share(bits: u64) -> f64 {
    // Through a signed number: that is one instruction, an unsigned one is several.
    (bits >> 11) as i64 as f64 * (1.0 / 9_007_199_254_740_992.0)
}

#[cold]
fn exponential_at_the_edge(stream: &mut Stream, layer: usize, x: f64) -> f64 {
    if layer == 0 {
        // What is left beyond any point looks like the whole.
        return EXPONENTIAL_TAIL + exponential(stream);
    }
    if EXPONENTIAL.is_below(stream, layer, libm::exp(-x)) {
        return x;
    }
    exponential(stream)
}

#[cold]
fn normal_at_the_edge(stream: &mut Stream, layer: usize, x: f64) -> f64 {
    if layer == 0 {
        // Marsaglia's tail: an exponential number, kept as often as the normal density asks.
        loop {
            let beyond = exponential(stream) / NORMAL_TAIL;
            if 2.0 * exponential(stream) > beyond * beyond {
                return NORMAL_TAIL + beyond;
            }
        }
    }
    if NORMAL.is_below(stream, layer, libm::exp(-x * x / 2.0)) {
        return x;
    }
    normal(stream).abs()
}

impl Layers {
    /// Whether a random height within the layer lies below the density.
    fn is_below(&self, stream: &mut Stream, layer: usize, density: f64) -> bool {
        let (low, high) = (self.height[layer], self.height[layer + 1]);
        low + (high - low) * share(stream.bits()) < density
    }
}

const fn layers(tail: f64, area: f64, is_normal: bool) -> Layers {
    let mut right = [0.0; LAYER_COUNT + 1];
    let mut height = [1.0; LAYER_COUNT + 1];
    let mut layer = 1;
    let mut x = tail;
    while layer < LAYER_COUNT {
        right[layer] = x;
        height[layer] = exp_of_negative(if is_normal { x * x / 2.0 } else { x });
        let above = -ln_below_one(height[layer] + area / x);
        x = if is_normal { sqrt(2.0 * above) } else { above };
        layer += 1;
    }
    // The lowest layer is as wide as it would be without its tail.
    right[0] = area / height[1];
    height[0] = 0.0;
    Layers { right, height }
}

/// `exp(-x)` for `x` from 0 to 8, to about 1e-14.
const fn exp_of_negative(x: f64) -> f64 {
    let step = -x / 64.0;
    let (mut sum, mut term, mut order) = (1.0, 1.0, 1.0);
    while order < 20.0 {
        term *= step / order;
        sum += term;
        order += 1.0;
    }
    let mut doublings = 0;
    while doublings < 6 {
        sum *= sum;
        doublings += 1;
    }
    sum
}

/// `ln(y)` for `y` from 1e-4 to 1, by the series of the inverse hyperbolic tangent.
const fn ln_below_one(mut y: f64) -> f64 {
    let mut result = 0.0;
    while y < 0.7 {
        y *= 2.0;
        result -= std::f64::consts::LN_2;
    }
    let ratio = (y - 1.0) / (y + 1.0);
    let (mut power, mut order) = (ratio, 1.0);
    while order < 40.0 {
        result += 2.0 * power / order;
        power *= ratio * ratio;
        order += 2.0;
    }
    result
}

/// Newton's square root, for arguments from 1e-4 to 100.
const fn sqrt(square: f64) -> f64 {
    let (mut root, mut round) = (square / 2.0 + 0.5, 0);
    while round < 20 {
        root = (root + square / root) / 2.0;
        round += 1;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_layers_have_one_area_and_end_on_the_density() {
        let cases = [
            (
                &EXPONENTIAL,
                EXPONENTIAL_AREA,
                (|x| libm::exp(-x)) as fn(f64) -> f64,
            ),
            (&NORMAL, NORMAL_AREA, |x| libm::exp(-x * x / 2.0)),
        ];
        for (layers, area, density) in cases {
            assert_eq!(layers.right[LAYER_COUNT], 0.0);
            for layer in 1..LAYER_COUNT {
                let (x, y) = (layers.right[layer], layers.height[layer]);
                assert!((y - density(x)).abs() < 1e-13, "layer {layer}: {y}");
                let own = x * (layers.height[layer + 1] - y);
                assert!((own - area).abs() < 1e-12, "layer {layer}: {own}");
            }
            assert!((layers.right[0] * layers.height[1] - area).abs() < 1e-15);
        }
    }

    /// The largest distance between the distribution of a million draws and the exact one, times a
    /// thousand: above 2.2 by chance once in 10,000 seeds (Kolmogorov's distribution).
    fn distance(draw: fn(&mut Stream) -> f64, below: fn(f64) -> f64) -> f64 {
        let mut stream = Stream::named(5, "ziggurat", "distance");
        let mut draws: Vec<f64> = (0..1_000_000).map(|_| draw(&mut stream)).collect();
        draws.sort_unstable_by(f64::total_cmp);
        let places = draws.iter().enumerate();
        let gap = |(place, x): (usize, &f64)| (below(*x) * 1e3 - place as f64 / 1e3).abs();
        places.map(gap).fold(0.0, f64::max)
    }

    #[test]
    fn a_million_draws_follow_the_exact_distributions() {
        let exponential = distance(exponential, |x| -libm::expm1(-x));
        assert!(exponential < 2.2, "{exponential}");
        let normal = distance(normal, |x| {
            libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2) / 2.0
        });
        assert!(normal < 2.2, "{normal}");
    }

    #[test]
    fn the_tails_are_as_heavy_as_they_should_be() {
        let mut stream = Stream::named(6, "ziggurat", "tail");
        let mut beyond = |draw: fn(&mut Stream) -> f64, limit: f64| {
            (0..10_000_000)
                .filter(|_| draw(&mut stream) > limit)
                .count()
        };
        // exp(-8) and the normal beyond 3.7 of ten million, give or take five deviations.
        let exponential = beyond(exponential, 8.0);
        assert!((3_065..3_645).contains(&exponential), "{exponential}");
        let normal = beyond(normal, 3.7);
        assert!((914..1_243).contains(&normal), "{normal}");
    }
}
