//! How fast simulated time passes: a few steps from slow motion to time-lapse.

/// Simulated seconds per second, as numerator and denominator.
const STEPS: [(u32, u32); 13] = [
    (1, 200),
    (1, 100),
    (1, 50),
    (1, 20),
    (1, 10),
    (1, 5),
    (1, 2),
    (1, 1),
    (2, 1),
    (5, 1),
    (10, 1),
    (20, 1),
    (60, 1),
];

/// One of the speeds that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(u8);

impl Default for Speed {
    /// Slow enough to follow one message with the eyes.
    fn default() -> Self {
        Self(3)
    }
}

impl Speed {
    /// The number of the fastest; the slowest is number 0.
    pub const NUMBER_MAX: u8 = STEPS.len() as u8 - 1;

    /// The speed of this number, at most the fastest.
    pub fn from_number(number: u8) -> Self {
        Self(number.min(Self::NUMBER_MAX))
    }

    pub const fn number(self) -> u8 {
        self.0
    }

    /// Simulated seconds per second of the person's.
    pub fn factor(self) -> f64 {
        let (numerator, denominator) = STEPS[usize::from(self.0)];
        f64::from(numerator) / f64::from(denominator)
    }

    pub fn faster(self) -> Self {
        Self::from_number(self.0 + 1)
    }

    pub fn slower(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The step nearest to `factor`, if that lies within the steps.
    pub fn nearest(factor: f64) -> Option<Self> {
        let (slowest, fastest) = (Self(0).factor(), Self(Self::NUMBER_MAX).factor());
        if !(slowest..=fastest).contains(&factor) {
            return None;
        }
        let distance = |speed: &Self| (speed.factor() / factor).max(factor / speed.factor());
        (0..=Self::NUMBER_MAX)
            .map(Self)
            .min_by(|left, right| distance(left).total_cmp(&distance(right)))
    }

    /// Like `1/20` or `×10`.
    pub fn label(self) -> String {
        match STEPS[usize::from(self.0)] {
            (numerator, 1) => format!("×{numerator}"),
            (numerator, denominator) => format!("{numerator}/{denominator}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_slow_motion() {
        assert_eq!(Speed::default().label(), "1/20");
    }

    #[test]
    fn faster_and_slower_stop_at_the_ends() {
        let fastest = Speed::from_number(u8::MAX);
        assert_eq!(fastest.faster(), fastest);
        assert_eq!(fastest.label(), "×60");
        assert_eq!(Speed::from_number(0).slower().label(), "1/200");
    }

    #[test]
    fn a_number_finds_its_step_and_what_lies_outside_finds_none() {
        assert_eq!(Speed::nearest(0.05), Some(Speed::default()));
        assert_eq!(
            Speed::nearest(60.0).map(Speed::label),
            Some("×60".to_owned())
        );
        assert_eq!(
            Speed::nearest(8.0).map(Speed::label),
            Some("×10".to_owned())
        );
        assert_eq!(Speed::nearest(61.0), None);
        assert_eq!(Speed::nearest(0.0), None);
        assert_eq!(Speed::nearest(f64::NAN), None);
    }
}
