//! Whether any part of an element can be seen; true until the browser says otherwise.

use web_sys::Element;
use yew::{NodeRef, hook, use_effect_with, use_state_eq};

use crate::platform::ViewWatch;

#[hook]
pub fn use_in_view(node: &NodeRef) -> bool {
    let in_view = use_state_eq(|| true);
    let answer = *in_view;
    use_effect_with(node.clone(), move |node| {
        let element = node.cast::<Element>();
        let watch =
            element.and_then(|element| ViewWatch::new(&element, move |seen| in_view.set(seen)));
        move || drop(watch)
    });
    answer
}
