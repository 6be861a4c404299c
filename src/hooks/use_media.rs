//! Whether a media query holds, kept up to date.

use yew::{hook, use_effect_with, use_state_eq};

use crate::platform::MediaWatch;

#[hook]
pub fn use_media(query: &'static str) -> bool {
    let holds = use_state_eq(|| MediaWatch::holds(query));
    let answer = *holds;
    use_effect_with((), move |()| {
        let watch = MediaWatch::new(query, move || holds.set(MediaWatch::holds(query)));
        move || drop(watch)
    });
    answer
}
