//! Fitting the Universal Scalability Law to points.
//!
//! n / X(n) = a + b (n - 1) + c n (n - 1) is linear in a = 1 / lambda, b = sigma / lambda and
//! c = kappa / lambda. Least squares of the relative errors find them. Where b or c came out negative,
//! it is zero: of the fits with and without each, the best lawful one is taken, which for two bounded
//! numbers is the exact answer (every face of the region is tried).

use super::{CapacityPoint, Usl};

/// Fewer points than the law has numbers say nothing about it.
const POINTS_MIN: usize = 3;

impl Usl {
    /// The law is said to be off from this miss on.
    pub const MISS_TOLD: f64 = 0.05;

    /// The law that fits these points best; none if there are fewer than three, or if one of them
    /// has no capacity at all.
    pub fn fit(points: &[CapacityPoint]) -> Option<Self> {
        let lawful = |point: &CapacityPoint| point.units > 0 && point.per_second > 0.0;
        if points.len() < POINTS_MIN || !points.iter().all(lawful) {
            return None;
        }
        let faces = [[true, true], [true, false], [false, true], [false, false]];
        let fits = faces.iter().filter_map(|face| Self::on_face(points, *face));
        let fits = fits.map(|fit| (fit.error(points), fit));
        let best = fits.reduce(|best, next| if next.0 < best.0 { next } else { best });
        best.map(|(_, fit)| fit)
    }

    /// What the law says of so many units, in requests per second.
    pub fn at(&self, units: f64) -> f64 {
        let others = units - 1.0;
        self.lambda * units / (1.0 + self.sigma * others + self.kappa * units * others)
    }

    /// The number of units beyond which more of them do less; none where there is no such number.
    pub fn peak(&self) -> Option<f64> {
        let ahead = (1.0 - self.sigma) / self.kappa;
        (self.kappa > 0.0 && ahead > 0.0).then(|| libm::sqrt(ahead))
    }

    /// How far the law is from the point it misses most, as a share of what was measured.
    pub fn miss(&self, points: &[CapacityPoint]) -> f64 {
        let miss = |point: &CapacityPoint| {
            (self.at(f64::from(point.units)) / point.per_second - 1.0).abs()
        };
        points.iter().map(miss).fold(0.0, f64::max)
    }

    /// The sum of the squares of the relative errors of n / X(n).
    fn error(&self, points: &[CapacityPoint]) -> f64 {
        let relative =
            |point: &CapacityPoint| point.per_second / self.at(f64::from(point.units)) - 1.0;
        points.iter().map(relative).map(|error| error * error).sum()
    }

    /// The best fit with sigma, kappa, or neither of them held at zero; none if it is unlawful.
    fn on_face(points: &[CapacityPoint], [sigma, kappa]: [bool; 2]) -> Option<Self> {
        // The normal equations, and the right side as the fourth column.
        let mut rows = [[0.0_f64; 4]; 3];
        for point in points {
            let units = f64::from(point.units);
            let inverse = units / point.per_second;
            let row = [
                1.0,
                if sigma { units - 1.0 } else { 0.0 },
                if kappa { units * (units - 1.0) } else { 0.0 },
                inverse,
            ];
            let row = row.map(|cell| cell / inverse);
            for (sums, first) in rows.iter_mut().zip(row) {
                for (sum, second) in sums.iter_mut().zip(row) {
                    *sum += first * second;
                }
            }
        }
        for (place, held) in [(1, !sigma), (2, !kappa)] {
            if held {
                rows[place][place] = 1.0;
            }
        }
        let [a, b, c] = solved(rows)?;
        (a > 0.0 && b >= 0.0 && c >= 0.0).then(|| Self {
            lambda: 1.0 / a,
            sigma: b / a,
            kappa: c / a,
        })
    }
}

/// The solution of three equations, by elimination with the largest pivot; none if there is not one.
fn solved(mut rows: [[f64; 4]; 3]) -> Option<[f64; 3]> {
    const TINY: f64 = 1e-12;
    let scale = rows
        .iter()
        .flatten()
        .fold(0.0, |most: f64, cell| most.max(cell.abs()));
    for column in 0..3 {
        let pivot = (column..3).max_by(|first, second| {
            rows[*first][column]
                .abs()
                .total_cmp(&rows[*second][column].abs())
        })?;
        rows.swap(column, pivot);
        if rows[column][column].abs() <= TINY * scale {
            return None;
        }
        let pivot = rows[column];
        for row in rows.iter_mut().skip(column + 1) {
            let factor = row[column] / pivot[column];
            for (cell, above) in row.iter_mut().zip(pivot) {
                *cell -= factor * above;
            }
        }
    }
    let mut solution = [0.0; 3];
    for row in (0..3).rev() {
        let known: f64 = (row + 1..3)
            .map(|place| rows[row][place] * solution[place])
            .sum();
        solution[row] = (rows[row][3] - known) / rows[row][row];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(law: &Usl, units: &[u16], off: &[f64]) -> Vec<CapacityPoint> {
        let off = off.iter().copied().chain(std::iter::repeat(1.0));
        let point = |(units, off): (&u16, f64)| CapacityPoint {
            units: *units,
            per_second: law.at(f64::from(*units)) * off,
            bottleneck: None,
            slowest: None,
            utilization: 0.0,
        };
        units.iter().zip(off).map(point).collect()
    }

    fn law(lambda: f64, sigma: f64, kappa: f64) -> Usl {
        Usl {
            lambda,
            sigma,
            kappa,
        }
    }

    #[test]
    fn the_law_that_made_the_points_is_found_again() {
        for law in [
            law(400.0, 0.05, 0.001),
            law(1_000.0, 0.0, 0.0),
            law(90.0, 0.7, 0.0),
            law(20.0, 0.0, 0.03),
            law(955.0, 1.0, 0.0),
        ] {
            let fit = Usl::fit(&points(&law, &[1, 2, 4, 8], &[])).expect("four points");
            assert!((fit.lambda / law.lambda - 1.0).abs() < 1e-9, "{fit:?}");
            assert!((fit.sigma - law.sigma).abs() < 1e-9, "{fit:?}");
            assert!((fit.kappa - law.kappa).abs() < 1e-9, "{fit:?}");
            let off = points(&law, &[1, 2, 4, 8], &[1.0, 1.0, 0.8]);
            assert!((law.miss(&off) - 0.25).abs() < 1e-9, "{law:?}");
        }
    }

    #[test]
    fn noise_of_a_hundredth_moves_the_law_little() {
        let law = law(400.0, 0.1, 0.01);
        let noisy = points(&law, &[1, 2, 4, 8], &[1.01, 0.99, 1.01, 0.99]);
        let fit = Usl::fit(&noisy).expect("four points");
        assert!((fit.sigma - law.sigma).abs() < 0.05, "{fit:?}");
        assert!((fit.kappa - law.kappa).abs() < 0.01, "{fit:?}");
    }

    #[test]
    fn neither_number_is_ever_negative_and_the_fit_is_the_best_of_the_lawful_ones() {
        // More than twice as much from two, which no lawful law does.
        let faster = points(&law(100.0, 0.0, 0.0), &[1, 2, 4, 8], &[1.0, 1.1, 1.2, 1.3]);
        let fit = Usl::fit(&faster).expect("four points");
        assert_eq!((fit.sigma, fit.kappa), (0.0, 0.0));
        // A knee: one free number is held at zero, and the other fits as well as it can.
        let knee = points(&law(100.0, 0.0, 0.0), &[1, 2, 4, 8], &[1.0, 1.0, 0.6, 0.3]);
        let fit = Usl::fit(&knee).expect("four points");
        assert!(fit.sigma >= 0.0 && fit.kappa >= 0.0, "{fit:?}");
        for (sigma, kappa) in [(0.01, 0.0), (-0.01, 0.0), (0.0, 0.001), (0.0, -0.001)] {
            let near = law(fit.lambda, fit.sigma + sigma, fit.kappa + kappa);
            if near.sigma >= 0.0 && near.kappa >= 0.0 {
                assert!(near.error(&knee) > fit.error(&knee));
            }
        }
    }

    #[test]
    fn too_few_points_have_no_law() {
        let law = law(100.0, 0.1, 0.0);
        assert_eq!(Usl::fit(&points(&law, &[1, 2], &[])), None);
        let mut points = points(&law, &[1, 2, 4], &[]);
        points[1].per_second = 0.0;
        assert_eq!(Usl::fit(&points), None);
    }

    #[test]
    fn more_units_than_the_peak_do_less() {
        let law = law(100.0, 0.2, 0.05);
        let peak = law.peak().expect("coherence costs");
        assert!((peak - 4.0).abs() < 1e-12, "{peak}");
        assert!(law.at(3.0) < law.at(4.0) && law.at(5.0) < law.at(4.0));
        assert_eq!(Usl { kappa: 0.0, ..law }.peak(), None);
    }
}
