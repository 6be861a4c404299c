//! Numbers as people read them, the same in both languages: whole-number arithmetic only, so that no
//! float formatting is carried into the page.

use sim::{Duration, Time};

/// `value` with this many digits after the point, rounded to the nearest.
pub fn fixed(value: f64, decimals: u32) -> String {
    let unit = 10_u64.pow(decimals);
    let scaled = (value.max(0.0) * unit as f64).round() as u64;
    let whole = grouped(scaled / unit);
    if decimals == 0 {
        return whole;
    }
    let rest = scaled % unit;
    let width = decimals as usize;
    format!("{whole}.{rest:0width$}")
}

/// With a comma before every third digit from the right.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Minutes, seconds and hundredths, like `00:16.52`, rounded down.
pub fn clock(time: Time) -> String {
    let hundredths = time.as_nanos() / 10_000_000;
    let (minutes, seconds) = (hundredths / 6_000, hundredths / 100 % 60);
    format!("{minutes:02}:{seconds:02}.{:02}", hundredths % 100)
}

/// A rate: one decimal while small, whole beyond.
pub fn rate(per_second: f64) -> String {
    let decimals = u32::from(per_second > 0.0 && per_second < 9.95);
    fixed(per_second, decimals)
}

/// Microseconds as milliseconds: one decimal while small, whole beyond.
pub fn milliseconds(micros: u32) -> String {
    let millis = f64::from(micros) / 1e3;
    fixed(millis, u32::from(millis < 9.95))
}

/// Seconds to two decimals, to one from ten on, whole from a hundred on.
pub fn seconds(span: Duration) -> String {
    let seconds = span.as_secs_f64();
    let decimals = match seconds {
        below if below < 9.995 => 2,
        below if below < 99.95 => 1,
        _ => 0,
    };
    fixed(seconds, decimals)
}

/// A share from 0 to 1 in whole percent.
pub fn percent(share: f32) -> String {
    fixed(f64::from(share) * 100.0, 0)
}

/// A whole number of pixels, for the style of an element.
pub fn pixels(value: f32) -> String {
    format!("{}px", value.round() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_rounded() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(12_345_678), "12,345,678");
        assert_eq!(fixed(0.005, 2), "0.01");
        assert_eq!(fixed(1_234.56, 1), "1,234.6");
        assert_eq!(fixed(-3.0, 1), "0.0");
    }

    #[test]
    fn a_clock_shows_minutes_seconds_and_hundredths() {
        assert_eq!(clock(Time::from_nanos(16_529_999_999)), "00:16.52");
        assert_eq!(clock(Time::from_nanos(3_600_000_000_000)), "60:00.00");
    }

    #[test]
    fn small_rates_and_times_keep_a_decimal() {
        assert_eq!(rate(0.0), "0");
        assert_eq!(rate(4.25), "4.3");
        assert_eq!(rate(199.6), "200");
        assert_eq!(milliseconds(4_210), "4.2");
        assert_eq!(milliseconds(24_400), "24");
        assert_eq!(seconds(Duration::from_millis(214)), "0.21");
        assert_eq!(seconds(Duration::from_millis(12_440)), "12.4");
    }
}
