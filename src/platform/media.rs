//! Media queries: what the person's system prefers, and how large the page is.

use super::{Listener, window};

/// Watches one media query until it is dropped.
pub struct MediaWatch {
    _listener: Listener,
}

impl MediaWatch {
    /// `changed` is called whenever the answer has changed. `None` if the browser does not
    /// understand the query.
    pub fn new(query: &str, mut changed: impl FnMut() + 'static) -> Option<Self> {
        let list = window().match_media(query).ok().flatten()?;
        Some(Self {
            _listener: Listener::new(list.into(), "change", move |_| changed()),
        })
    }

    /// Whether the query holds now.
    pub fn holds(query: &str) -> bool {
        let list = window().match_media(query).ok().flatten();
        list.is_some_and(|list| list.matches())
    }
}
