//! The steps of the load slider: round numbers, evenly spread to the ear of a logarithm.

use crate::settings::Range;

/// Round numbers within one power of ten, in tenths.
const ROUND: [i64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// Every step within the range, both ends included.
pub fn steps(range: Range) -> Vec<i64> {
    let mut steps = Vec::new();
    let mut power = 1;
    while power <= range.maximum {
        let round = ROUND.iter().map(|tenths| tenths * power);
        let whole = round
            .filter(|tenths| tenths % 10 == 0)
            .map(|tenths| tenths / 10);
        steps.extend(whole.filter(|step| range.contains(*step)));
        power *= 10;
    }
    steps.push(range.minimum);
    steps.push(range.maximum);
    sim::sort_few(&mut steps, Ord::cmp);
    steps.dedup();
    steps
}

/// The place of the step nearest to a value, by ratio.
pub fn nearest(steps: &[i64], value: i64) -> usize {
    let distance = |step: i64| {
        let (low, high) = (step.min(value).max(1), step.max(value).max(1));
        high as f64 / low as f64
    };
    let best = steps
        .iter()
        .enumerate()
        .min_by(|left, right| distance(*left.1).total_cmp(&distance(*right.1)));
    best.map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: Range = Range {
        minimum: 1,
        maximum: 3_000,
    };

    #[test]
    fn steps_are_round_rise_and_keep_both_ends() {
        let steps = steps(RANGE);
        assert_eq!(steps[..9], [1, 2, 3, 4, 5, 6, 8, 10, 12]);
        assert_eq!(steps[steps.len() - 3..], [2_000, 2_500, 3_000]);
        assert!(steps.is_sorted());
    }

    #[test]
    fn any_value_finds_the_step_beside_it() {
        let steps = steps(RANGE);
        assert_eq!(steps[nearest(&steps, 200)], 200);
        assert_eq!(steps[nearest(&steps, 320)], 300);
        assert_eq!(steps[nearest(&steps, 0)], 1);
        assert_eq!(steps[nearest(&steps, 99_999)], 3_000);
    }
}
