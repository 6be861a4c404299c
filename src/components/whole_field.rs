//! A field for a whole number that says its range, and what is wrong when it is left.

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::{AttrValue, Callback, Html, Properties, component, html, use_node_ref, use_state_eq};

use crate::format;
use crate::hooks::use_messages;
use crate::settings::Range;

#[derive(Properties, PartialEq)]
pub struct WholeFieldProps {
    pub id: AttrValue,
    pub title: &'static str,
    pub unit: &'static str,
    pub range: Range,
    pub value: i64,
    pub onset: Callback<i64>,
}

#[component]
pub fn WholeField(props: &WholeFieldProps) -> Html {
    let messages = use_messages();
    let node = use_node_ref();
    // What was typed and cannot be taken stays to be mended.
    let wrong = use_state_eq(|| None::<String>);
    let range = props.range;
    let take = {
        let (node, wrong, onset, value) = (
            node.clone(),
            wrong.clone(),
            props.onset.clone(),
            props.value,
        );
        move || {
            let Some(typed) = node.cast::<HtmlInputElement>().map(|input| input.value()) else {
                return;
            };
            let number = typed.trim().parse::<i64>().ok();
            let accepted = number.filter(|number| range.contains(*number));
            wrong.set(accepted.is_none().then_some(typed));
            if let Some(number) = accepted.filter(|number| *number != value) {
                onset.emit(number);
            }
        }
    };
    let on_key = {
        let take = take.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                take();
            }
        })
    };
    let bound = |value: i64| format::grouped(value.unsigned_abs());
    let (minimum, maximum) = (bound(range.minimum), bound(range.maximum));
    let hint = format!("{}-hint", props.id);
    let is_wrong = wrong.is_some();
    let shown = (*wrong).clone().unwrap_or_else(|| props.value.to_string());
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ props.title }</label>
            <span class="field-row">
                <input id={props.id.clone()} ref={node} type="text" inputmode="numeric" autocomplete="off"
                    value={shown} aria-invalid={is_wrong.to_string()} aria-describedby={hint.clone()}
                    onkeydown={on_key} onchange={Callback::from(move |_| take())} />
                <span class="field-unit">{ props.unit }</span>
            </span>
            <small id={hint} class={if is_wrong { "field-wrong" } else { "field-hint" }}>
                {
                    if is_wrong {
                        (messages.field_range)(&minimum, &maximum)
                    } else {
                        (messages.range)(&minimum, &maximum)
                    }
                }
            </small>
        </div>
    }
}
