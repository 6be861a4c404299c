//! Requests of one system, the newest and the failed ones; each opens its story.

use sim::{RequestId, Time};
use yew::{Callback, Html, Properties, component, html, use_state_eq};

use super::request_story::RequestStory;
use crate::format;
use crate::hooks::{use_commands, use_messages, use_preferences, use_session};
use crate::i18n::Messages;
use crate::pair::Pair;
use crate::session::{Session, Side};
use crate::settings::SIDE_COUNT;
use crate::state::{Action, Panel};
use crate::wording;

/// Requests in the list.
const ROWS_MAX: usize = 30;

#[derive(Properties, PartialEq)]
pub struct RequestsPanelProps {
    pub pair: Pair,
    pub side: usize,
    pub request: Option<RequestId>,
}

/// One request of the list.
#[derive(Clone, PartialEq)]
struct Row {
    id: RequestId,
    /// When it was issued, where that is still known.
    issued_at: Option<Time>,
    mark: &'static str,
    kind: &'static str,
    words: String,
}

#[component]
pub fn RequestsPanel(props: &RequestsPanelProps) -> Html {
    let locale = use_preferences().locale;
    let messages = use_messages();
    let session = use_session();
    let commands = use_commands();
    let failed_only = use_state_eq(|| false);
    let side = props.side;
    let pair = &props.pair;
    let show = move |side: usize, request: Option<RequestId>| {
        let commands = commands.clone();
        Callback::from(move |_| {
            commands.act(Action::OpenPanel(Panel::Requests { side, request }));
        })
    };
    if let Some(request) = props.request {
        return html! {
            <>
                <button type="button" class="button button-small" data-action="all-requests"
                    onclick={show(side, None)}>{ "← " }{ messages.all_requests }</button>
                <RequestStory {side} {request} />
            </>
        };
    }
    let rows = session.with(|session| rows(session, side, *failed_only, messages));
    let filter = |wanted: bool, action: &'static str, word: &'static str| {
        let set = failed_only.clone();
        let click = Callback::from(move |_| set.set(wanted));
        html! {
            <button type="button" class="button button-small" data-action={action}
                aria-pressed={(*failed_only == wanted).to_string()} onclick={click}>{ word }</button>
        }
    };
    html! {
        <>
            <p class="panel-hint">{ messages.requests_hint }</p>
            <div class="requests-choice">
                <span class="requests-sides" role="group" aria-label={messages.stage_area}>
                    for other in 0..SIDE_COUNT {
                        <button key={other} type="button" class="button button-small"
                            data-action={format!("requests-of-{other}")} aria-pressed={(other == side).to_string()}
                            onclick={show(other, None)}>{ wording::system(pair, other, locale) }</button>
                    }
                </span>
                <span class="requests-sides" role="group" aria-label={messages.table_requests}>
                    { filter(false, "requests-all", messages.newest) }
                    { filter(true, "requests-failed", messages.failed) }
                </span>
            </div>
            if rows.is_empty() {
                <p class="requests-none">{ if *failed_only { messages.none_failed } else { messages.log_empty } }</p>
            } else {
                <ol class="requests">
                    for row in rows {
                        <li key={row.id.0}>
                            <button type="button" class="request-row" data-request={row.id.0.to_string()}
                                data-kind={row.kind} onclick={show(side, Some(row.id))}>
                                <span class="request-number">{ format!("#{}", row.id.0) }</span>
                                <span class="request-at">
                                    { row.issued_at.map(|at| format!("{} {}", format::fixed(at.as_secs_f64(), 3), messages.user_seconds)) }
                                </span>
                                <span class="request-end"><b>{ row.mark }</b>{ " " }{ row.words }</span>
                            </button>
                        </li>
                    }
                </ol>
            }
        </>
    }
}

/// The newest first.
fn rows(session: &Session, side: usize, failed_only: bool, messages: &Messages) -> Vec<Row> {
    let side = session.side(side);
    let ledger = side.ledger();
    if failed_only {
        let failed = ledger.failures().rev().take(ROWS_MAX);
        return failed.map(|id| row(side, id, messages)).collect();
    }
    let newest = ledger.remembered().rev().take(ROWS_MAX);
    newest
        .map(|request| row(side, request.id, messages))
        .collect()
}

fn row(side: &Side, id: RequestId, messages: &Messages) -> Row {
    let known = side.ledger().get(id);
    let elapsed = known.map(|request| {
        let elapsed = request.elapsed(side.simulation().now());
        format!("{} {}", format::seconds(elapsed), messages.user_seconds)
    });
    let elapsed = elapsed.unwrap_or_default();
    let outcome = known.map(|request| request.ended.map(|(_, outcome)| outcome));
    let (mark, kind, words) = match outcome {
        // It is no longer remembered, and known to have failed.
        None => ("✕", "failed", messages.failed.to_owned()),
        Some(None) => ("…", "waiting", elapsed),
        Some(Some(Ok(()))) => ("✓", "answered", elapsed),
        Some(Some(Err(reason))) => {
            let words = format!("{} {elapsed}", messages.reason(reason));
            ("✕", "failed", words)
        }
    };
    Row {
        id,
        issued_at: known.map(|request| request.issued_at),
        mark,
        kind,
        words,
    }
}
