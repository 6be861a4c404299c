//! Quantiles of Student's distribution, for confidence intervals.
//!
//! For whole degrees of freedom the distribution function is a finite sum of trigonometric terms
//! (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4), which is inverted
//! by bisection: exact to the last digits, without tables. Through `libm`, so that every machine
//! writes the same intervals.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// Degrees of freedom from which the quantile is the normal one with its first three corrections
/// (26.7.5), which then is exact to 12 digits.
const MANY: usize = 2_000;
/// The 97.5 % quantile of the normal distribution.
const NORMAL: f64 = 1.959_963_984_540_054;

/// The 97.5 % quantiles that were asked for so far.
#[derive(Debug, Default)]
pub(super) struct Quantiles(RefCell<BTreeMap<usize, f64>>);

impl Quantiles {
    /// The 97.5 % quantile of Student's distribution with so many degrees of freedom, at least 1.
    pub(super) fn of(&self, freedom: usize) -> f64 {
        let mut known = self.0.borrow_mut();
        *known.entry(freedom).or_insert_with(|| quantile(freedom))
    }
}

fn quantile(freedom: usize) -> f64 {
    if freedom >= MANY {
        return nearly_normal(freedom as f64);
    }
    let (mut low, mut high) = (0.0, 13.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if within(middle, freedom) < 0.95 {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// How likely a value lies between -t and t.
fn within(t: f64, freedom: usize) -> f64 {
    let angle = libm::atan(t / (freedom as f64).sqrt());
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    let is_odd = freedom % 2 == 1;
    let mut term = if is_odd { cosine } else { 1.0 };
    let mut sum = 0.0;
    let mut power = if is_odd { 1 } else { 0 };
    while power + 2 <= freedom {
        sum += term;
        let next = (power + 1) as f64;
        term *= cosine * cosine * next / (next + 1.0);
        power += 2;
    }
    if is_odd {
        (angle + sine * sum) * std::f64::consts::FRAC_2_PI
    } else {
        sine * sum
    }
}

fn nearly_normal(freedom: f64) -> f64 {
    let x = NORMAL;
    let (x3, x5) = (x * x * x, x * x * x * x * x);
    let x7 = x5 * x * x;
    let first = (x3 + x) / 4.0;
    let second = (5.0 * x5 + 16.0 * x3 + 3.0 * x) / 96.0;
    let third = (3.0 * x7 + 19.0 * x5 + 17.0 * x3 - 15.0 * x) / 384.0;
    x + first / freedom + second / (freedom * freedom) + third / (freedom * freedom * freedom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantiles_are_those_of_the_printed_tables() {
        // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, two-sided 95 %.
        for (freedom, printed) in [
            (1, 12.706),
            (2, 4.303),
            (3, 3.182),
            (4, 2.776),
            (9, 2.262),
            (10, 2.228),
            (29, 2.045),
            (100, 1.984),
        ] {
            let ours = Quantiles::default().of(freedom);
            assert!((ours - printed).abs() < 0.000_6, "{freedom}: {ours}");
        }
    }

    #[test]
    fn closed_forms_are_met_to_the_last_digits() {
        // One degree of freedom is Cauchy's distribution; two have t = a sqrt(2 / (1 - a²)).
        let one = libm::tan(0.95 * std::f64::consts::FRAC_PI_2);
        assert!((quantile(1) - one).abs() < 1e-12, "{}", quantile(1));
        let two = 0.95 * (2.0_f64 / (1.0 - 0.95 * 0.95)).sqrt();
        assert!((quantile(2) - two).abs() < 1e-12, "{}", quantile(2));
    }

    #[test]
    fn both_ways_of_computing_agree_where_they_meet() {
        let (exact, nearly) = (quantile(MANY - 1), nearly_normal((MANY - 1) as f64));
        assert!((exact - nearly).abs() < 1e-11, "{exact} and {nearly}");
    }
}
