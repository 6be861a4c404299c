//! The link to the run, to be copied by hand where a browser lets no page do it.

use web_sys::{FocusEvent, HtmlInputElement};
use yew::{Callback, Html, TargetCast as _, html};

use crate::hooks::LinkHandle;
use crate::i18n::Messages;
use crate::platform;

pub fn link_panel(link: &LinkHandle, messages: &Messages) -> Html {
    let select = Callback::from(|event: FocusEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    });
    html! {
        <>
            <p class="panel-hint">{ messages.link_hint }</p>
            <input id="link" class="link-field" type="text" readonly=true aria-label={messages.link_title}
                value={platform::link(&link.link().query)} onfocus={select} />
        </>
    }
}
