//! A share as a bar with its number, in one row of a list.

use yew::{Html, html};

use crate::format;

/// One row: a name, a bar as long as the share, the share in percent, and what it is a share of.
pub fn share_row(name: &str, share: f64, detail: &str) -> Html {
    let percent = format!("{} %", format::fixed(share * 100.0, 0));
    let width = format!("{}%", format::fixed((share * 100.0).clamp(0.0, 100.0), 1));
    html! {
        <li key={name.to_owned()} class="share">
            <span class="share-name">{ name.to_owned() }</span>
            <svg class="share-bar" aria-hidden="true">
                <rect class="share-track" width="100%" height="100%" rx="3" />
                <rect class="share-fill" {width} height="100%" rx="3" />
            </svg>
            <span class="share-number">{ percent }</span>
            if !detail.is_empty() {
                <span class="share-detail">{ detail.to_owned() }</span>
            }
        </li>
    }
}
