//! One button over the picture, laid exactly on a node or on the middle of a link.

use scene::Rect;
use sim::Place;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::{Callback, Html, Properties, classes, component, html, use_effect_with, use_node_ref};

use crate::format::pixels;
use crate::platform::set_style;

#[derive(Properties, PartialEq)]
pub struct TargetButtonProps {
    pub side: usize,
    pub place: Place,
    pub rect: Rect,
    pub label: String,
    pub tab_stop: bool,
    pub selected: bool,
    pub onchoose: Callback<Place>,
}

#[component]
pub fn TargetButton(props: &TargetButtonProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.rect, move |rect| {
            if let Some(element) = node.cast::<HtmlElement>() {
                set_style(&element, "left", &pixels(rect.x));
                set_style(&element, "top", &pixels(rect.y));
                set_style(&element, "width", &pixels(rect.width));
                set_style(&element, "height", &pixels(rect.height));
            }
        });
    }
    let choose = {
        let (onchoose, place) = (props.onchoose.clone(), props.place);
        Callback::from(move |_| onchoose.emit(place))
    };
    let kind = match props.place {
        Place::Node(_) => "target-node",
        Place::Link(_) => "target-link",
    };
    html! {
        <button ref={node} type="button" class={classes!("target", kind)}
            id={target_id(props.side, props.place)} aria-label={props.label.clone()}
            aria-expanded={props.selected.to_string()} tabindex={if props.tab_stop { "0" } else { "-1" }}
            onclick={choose} onkeyup={Callback::from(leave_space)} />
    }
}

/// Space plays and pauses here: its release must not press the button.
fn leave_space(event: KeyboardEvent) {
    if event.key() == " " {
        event.prevent_default();
    }
}

/// The id of the button of a place.
pub fn target_id(side: usize, place: Place) -> String {
    match place {
        Place::Node(node) => format!("target-{side}-node-{}", node.0),
        Place::Link(link) => format!("target-{side}-link-{}", link.0),
    }
}
