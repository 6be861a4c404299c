//! The run that is studied, and what is known about its machines from their cards.

use sim::{NodeId, Simulation};
use systems::{Duty, NodeCard};

/// One run of a system, at its present instant.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The cards of its machines, in the order of their ids.
    pub cards: &'a [NodeCard],
    /// The run.
    pub simulation: &'a Simulation,
}

impl Subject<'_> {
    /// The machines that are there for this, in the order of their ids; those out of service, too.
    pub fn machines(&self, duty: Duty) -> impl Iterator<Item = NodeId> {
        let cards = self.cards.iter().enumerate();
        let there = cards.filter(move |(_, card)| card.duties.contains(&duty));
        there.map(|(index, _)| NodeId(index as u16))
    }
}

/// What a machine is called in both languages, or the kind of machines that it is one of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

/// What the machines like this one are called: its title without its number, where others have the
/// same but for theirs.
pub fn kind(cards: &[NodeCard], node: NodeId) -> Title {
    let card = &cards[node.index()];
    let without_number = |title: &str| {
        let bare = title.trim_end_matches(|letter: char| letter.is_ascii_digit());
        bare.trim_end().to_owned()
    };
    let bare = without_number(&card.title_en);
    let like = cards.iter();
    let like = like.filter(|other| without_number(&other.title_en) == bare);
    if like.count() < 2 || bare.is_empty() {
        return Title {
            ja: card.title_ja.clone(),
            en: card.title_en.clone(),
        };
    }
    Title {
        ja: without_number(&card.title_ja),
        en: bare,
    }
}

#[cfg(test)]
mod tests {
    use sim::Duration;

    use super::*;

    #[test]
    fn machines_of_a_kind_share_a_title_without_a_number() {
        let entry = systems::entry("web-rds").expect("in the catalogue");
        let cards = entry.cards(&entry.scenario(1, Duration::from_secs(1)));
        let title = |name: &str| {
            let node = cards.iter().position(|card| card.name == name);
            kind(&cards, NodeId(node.expect("a machine") as u16))
        };
        let named = |ja: &str, en: &str| Title {
            ja: ja.to_owned(),
            en: en.to_owned(),
        };
        assert_eq!(title("api-3"), named("API", "API"));
        assert_eq!(title("balancer"), named("振り分け", "Balancer"));
    }
}
