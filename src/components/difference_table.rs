//! The numbers of both systems side by side, and the difference of each.

use yew::{Html, Properties, component, html};

use crate::difference;
use crate::hooks::{use_messages, use_preferences, use_readout};
use crate::pair::Pair;
use crate::settings::SIDE_COUNT;
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct DifferenceTableProps {
    pub pair: Pair,
}

#[component]
pub fn DifferenceTable(props: &DifferenceTableProps) -> Html {
    let messages = use_messages();
    let locale = use_preferences().locale;
    let rows = use_readout(500.0, move |session| {
        let numbers = std::array::from_fn(|side| session.side(side).numbers());
        difference::rows(&numbers, messages)
    });
    html! {
        <table class="table-differences">
            <caption>{ messages.differences }</caption>
            <thead><tr>
                <th scope="col">{ messages.column_number }</th>
                for side in 0..SIDE_COUNT {
                    <th key={side} scope="col">{ wording::system(&props.pair, side, locale) }</th>
                }
                <th scope="col">{ messages.difference }</th>
            </tr></thead>
            <tbody>
                for row in rows.iter() {
                    <tr key={row.name.clone()}>
                        <th scope="row">{ row.name.clone() }</th>
                        for (side, value) in row.values.iter().enumerate() {
                            <td key={side}>{ value.clone() }</td>
                        }
                        <td class="difference">{ row.difference.clone() }</td>
                    </tr>
                }
            </tbody>
        </table>
    }
}
