//! Round numbers for axes.

/// How a number of an axis is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct AxisNumber {
    pub value: f64,
    /// The distance between two numbers of the axis, which says how many decimals are needed.
    pub step: f64,
}

/// A time as minutes and seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub secs: f64,
    pub step: f64,
}

impl std::fmt::Display for AxisNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decimals = decimals(self.step);
        if decimals == 0 && self.value >= 1_000.0 {
            let whole = crate::text::Grouped(self.value.round() as u64);
            return whole.fmt(formatter);
        }
        write!(formatter, "{:.decimals$}", self.value)
    }
}

impl std::fmt::Display for Clock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decimals = decimals(self.step);
        // Rounded first, so that 59.99 does not become 0:60.
        let unit = f64::powi(10.0, decimals as i32);
        let secs = (self.secs.max(0.0) * unit).round() / unit;
        let minutes = (secs / 60.0).floor();
        let rest = secs - minutes * 60.0;
        let width = if decimals == 0 { 2 } else { 3 + decimals };
        write!(formatter, "{minutes}:{rest:0width$.decimals$}")
    }
}

/// Decimals needed to tell numbers `step` apart, at most three.
fn decimals(step: f64) -> usize {
    let mut decimals = 0;
    let mut scaled = step.abs();
    while decimals < 3 && (scaled - scaled.round()).abs() > 1e-6 {
        scaled *= 10.0;
        decimals += 1;
    }
    decimals
}

/// The smallest round number that is at least `value`: 1, 2, 3, 4, 5, 6, 8 or 10 times a power of
/// ten. 1 if `value` is not a finite number above zero.
pub(super) fn nice_maximum(value: f64) -> f64 {
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let magnitude = 10.0_f64.powf(value.log10().floor());
    // Down one, in case the logarithm was rounded up.
    [0.1, 1.0, 10.0]
        .into_iter()
        .flat_map(|decade| [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0].map(|digit| digit * decade))
        .map(|digit| digit * magnitude)
        .find(|nice| *nice >= value * (1.0 - 1e-9))
        .unwrap_or(value)
}

/// The distance between an axis's numbers: a round part of `maximum` that leaves at most
/// `count_max` of them above zero; the whole of it if there is none.
pub(super) fn value_step(maximum: f64, count_max: usize) -> f64 {
    (2..=count_max.min(6))
        .rev()
        .map(|count| maximum / count as f64)
        .find(|step| round_digit(*step))
        .unwrap_or(maximum)
}

fn round_digit(step: f64) -> bool {
    if step <= 0.0 {
        return false;
    }
    let digit = step / 10.0_f64.powf(step.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .iter()
        .any(|round| (digit - round).abs() < 1e-6)
}

/// The distance between times on the axis: a round part of a minute or an hour.
pub(super) fn time_step(span: f64, count_max: usize) -> f64 {
    const STEPS: [f64; 17] = [
        0.001, 0.01, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0,
        1_800.0, 3_600.0,
    ];
    let least = span / count_max.max(1) as f64;
    // Fractions of a second only where whole ones would not do.
    let least = if span >= 2.0 { least.max(1.0) } else { least };
    STEPS
        .into_iter()
        .find(|step| *step >= least)
        .unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_end_of_an_axis_is_round_and_never_below_the_value() {
        for (value, nice) in [
            (0.0, 1.0),
            (f64::NAN, 1.0),
            (-3.0, 1.0),
            (0.07, 0.08),
            (1.0, 1.0),
            (1.01, 2.0),
            (320.0, 400.0),
            (1_000.0, 1_000.0),
            (6_001.0, 8_000.0),
            (8_500.0, 10_000.0),
        ] {
            let found = nice_maximum(value);
            assert!((found - nice).abs() < nice * 1e-9, "{value}: {found}");
        }
    }

    #[test]
    fn an_axis_is_divided_into_round_steps() {
        for (maximum, count, step) in [
            (400.0, 4, 100.0),
            (400.0, 3, 200.0),
            (300.0, 4, 100.0),
            (800.0, 4, 200.0),
            (600.0, 4, 200.0),
            (1.0, 4, 0.25),
            (320.0, 3, 320.0),
        ] {
            assert!(
                (value_step(maximum, count) - step).abs() < 1e-9,
                "{maximum}"
            );
        }
        assert_eq!(time_step(30.0, 4), 10.0);
        assert_eq!(time_step(120.0, 5), 30.0);
        assert_eq!(time_step(1.5, 5), 0.5);
        assert_eq!(time_step(4.0, 20), 1.0);
    }

    #[test]
    fn numbers_show_as_many_decimals_as_their_step_needs() {
        let number = |value, step| AxisNumber { value, step }.to_string();
        assert_eq!(number(0.25, 0.25), "0.25");
        assert_eq!(number(2_000.0, 500.0), "2,000");
        let clock = |secs, step| Clock { secs, step }.to_string();
        assert_eq!(clock(90.0, 30.0), "1:30");
        assert_eq!(clock(12.5, 0.5), "0:12.5");
        assert_eq!(clock(59.999_999, 1.0), "1:00");
    }
}
