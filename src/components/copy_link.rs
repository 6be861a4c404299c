//! A button that copies the link to the run as it is, with everything that was done to it.

use gloo_timers::callback::Timeout;
use yew::{Callback, Html, hook, html, use_mut_ref, use_state_eq};

use super::icon::{Icon, icon};
use crate::hooks::{LinkHandle, use_commands, use_messages};
use crate::platform;
use crate::session::News;
use crate::state::{Action, Notice, Panel};

/// How long the button says that the link was copied.
const SAID_MS: u32 = 2_500;

/// The button. A hook and no component: every component makes the program larger.
#[hook]
pub fn use_copy_link(link: &LinkHandle) -> Html {
    let messages = use_messages();
    let commands = use_commands();
    let copied = use_state_eq(|| false);
    let timer = use_mut_ref(|| None::<Timeout>);
    let copy = {
        let (link, copied) = (link.clone(), copied.clone());
        Callback::from(move |_| {
            let link = link.link();
            if !link.whole {
                commands.act(Action::Notify(Notice::LinkLacks));
            }
            let (commands, copied, timer) = (commands.clone(), copied.clone(), timer.clone());
            platform::copy(&platform::link(&link.query), move |done| {
                if !done {
                    commands.act(Action::OpenPanel(Panel::Link));
                    return;
                }
                commands
                    .session
                    .change(|session| session.tell(News::LinkCopied));
                copied.set(true);
                let again = Timeout::new(SAID_MS, move || copied.set(false));
                *timer.borrow_mut() = Some(again);
            });
        })
    };
    let word = if *copied {
        messages.link_copied
    } else {
        messages.copy_link
    };
    // Both words take their room, so that nothing moves when one takes the other's place.
    html! {
        <button id="copy-link" type="button" class="button button-small copy-link" data-action="copy-link"
            data-copied={copied.to_string()} title={word} aria-label={word} onclick={copy}>
            { icon(if *copied { Icon::Done } else { Icon::Link }) }
            <span class="button-word copy-link-words">
                <span>{ messages.copy_link }</span>
                <span>{ messages.link_copied }</span>
            </span>
        </button>
    }
}
