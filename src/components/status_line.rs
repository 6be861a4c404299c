//! The one place that announces: at most one message every two seconds, about what a person did and
//! what became of it, never about ordinary work.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::{Html, component, html, use_mut_ref, use_state_eq};

use crate::hooks::{use_preferences, use_session, use_watcher};
use crate::platform::now_ms;
use crate::session::News;
use crate::wording;

/// From one message to the next.
const GAP_MS: f64 = 2_000.0;
/// How often there is a look at the news.
const LOOK_MS: f64 = 100.0;
/// Sentences of one message; the oldest of more are left out.
const SENTENCES_MAX: usize = 2;

#[derive(Default)]
struct Announcer {
    waiting: Vec<News>,
    said_at_ms: f64,
    timer: Option<Timeout>,
}

#[component]
pub fn StatusLine() -> Html {
    let session = use_session();
    let preferences = use_preferences();
    let locale = preferences.locale;
    let count_max = if preferences.projector {
        1
    } else {
        SENTENCES_MAX
    };
    let text = use_state_eq(Vec::<String>::new);
    let announcer = use_mut_ref(Announcer::default);
    let say: Rc<dyn Fn()> = {
        let (session, text, announcer) = (session.clone(), text.clone(), announcer.clone());
        Rc::new(move || {
            let mut announcer = announcer.borrow_mut();
            announcer.timer = None;
            announcer.said_at_ms = now_ms();
            let waiting = std::mem::take(&mut announcer.waiting);
            let recent = &waiting[waiting.len().saturating_sub(count_max)..];
            let sentences: Vec<String> = session.with(|session| {
                let sentence = |news| wording::news(session, news, locale);
                recent.iter().map(sentence).collect()
            });
            text.set(sentences);
        })
    };
    use_watcher(LOOK_MS, move || {
        let news = session.take_news();
        if !news.is_empty() {
            announcer.borrow_mut().waiting.extend(news);
            say_in_time(&announcer, &say);
        }
    });
    let pause = locale.messages().sentence_break;
    let Some((last, earlier)) = text.split_last() else {
        return html! { <p class="status" role="status" /> };
    };
    // Where a line is short, only the last sentence is seen, and all are heard.
    html! {
        <p class="status" role="status" title={text.join(pause)}>
            for sentence in earlier {
                <span class="status-earlier">{ format!("{sentence}{pause}") }</span>
            }
            { last.clone() }
        </p>
    }
}

/// Says it now, or as soon as the last message is long enough ago.
fn say_in_time(announcer: &Rc<RefCell<Announcer>>, say: &Rc<dyn Fn()>) {
    let wait_ms = announcer.borrow().said_at_ms + GAP_MS - now_ms();
    let first = announcer.borrow().said_at_ms == 0.0;
    if first || wait_ms <= 0.0 {
        say();
    } else if announcer.borrow().timer.is_none() {
        let say = say.clone();
        announcer.borrow_mut().timer = Some(Timeout::new(wait_ms as u32 + 1, move || say()));
    }
}
