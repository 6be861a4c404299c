//! Numbers with a few decimals, exactly: `12.5` with three decimals is 12,500.

/// The number as text, without zeros at its end.
#[inline]
pub(super) fn text(number: u64, decimals: u32) -> String {
    let unit = 10_u64.pow(decimals);
    let (whole, rest) = (number / unit, number % unit);
    if rest == 0 {
        return whole.to_string();
    }
    let rest = format!("{rest:0width$}", width = decimals as usize);
    format!("{whole}.{}", rest.trim_end_matches('0'))
}

/// The number that a text of digits, with at most one point, states.
#[inline]
pub(super) fn read(text: &str, decimals: u32) -> Option<u64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(rest) || rest.len() > decimals.max(1) as usize {
        return None;
    }
    let missing = (decimals as usize).checked_sub(rest.trim_end_matches('0').len())?;
    let rest: u64 = match rest.trim_end_matches('0') {
        "" => 0,
        rest => rest.parse().ok()?,
    };
    let whole: u64 = whole.parse().ok()?;
    let scaled = whole.checked_mul(10_u64.pow(decimals))?;
    scaled.checked_add(rest * 10_u64.pow(missing as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is_a_number() {
        for (number, decimals, expected) in [
            (0, 0, "0"),
            (12_500, 3, "12.5"),
            (12_000, 3, "12"),
            (7, 9, "0.000000007"),
            (u64::MAX, 9, "18446744073.709551615"),
        ] {
            assert_eq!(text(number, decimals), expected);
            assert_eq!(read(expected, decimals), Some(number));
        }
        assert_eq!(read("12.50", 3), Some(12_500));
        assert_eq!(read("7.0", 0), Some(7));
        for nonsense in [
            "", ".", "1.", ".5", "-1", "+1", "1e3", "1.2.3", " 1", "1.2345",
        ] {
            assert_eq!(read(nonsense, 3), None, "{nonsense}");
        }
        assert_eq!(read("18446744073.709551616", 9), None);
        assert_eq!(read(&"9".repeat(400), 0), None);
        assert_eq!(read("1.5", 0), None);
    }
}
