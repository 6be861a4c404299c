//! Order among few. The library's sort is made for long lists and comes once for each type, with some five
//! kilobytes of the page's program each time; a list of a dozen needs a few lines.

use std::cmp::Ordering;

/// Sorts a short list by putting each element behind the last one that is not greater: equal ones keep
/// their order. The time grows with the square of the length, unless the list is nearly in order already.
pub fn sort_few<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    for end in 1..list.len() {
        let mut place = end;
        while place > 0 && compare(&list[place - 1], &list[place]) == Ordering::Greater {
            list.swap(place - 1, place);
            place -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;

    #[test]
    fn few_are_in_the_order_in_which_the_library_puts_them() {
        let mut stream = Stream::named(1, "few", "order");
        for length in 0..40_u32 {
            // Few keys, so that many are equal and their order shows.
            let list = (0..length).map(|place| (stream.below(6), place));
            let mut list: Vec<(u32, u32)> = list.collect();
            let mut expected = list.clone();
            expected.sort_by_key(|one| one.0);
            sort_few(&mut list, |one, other| one.0.cmp(&other.0));
            assert_eq!(list, expected);
        }
    }
}
