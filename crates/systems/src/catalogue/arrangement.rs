//! From a model to the catalogue: a card for each of its machines, and a blueprint with the
//! scenario's plan. A system says where its parts stand; the machines of one part stand in a column.

use sim::Blueprint;

use super::{Duty, Icon, NodeCard, Settings, Text};
use crate::machines::TRACE_CAPACITY;
use crate::model::{self, Model, PartSpec};

/// Where one part of a model stands on the stage, and its words.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    part: &'static str,
    title: Text,
    /// Where a picture has no room for the whole title.
    short: Option<Text>,
    icon: Icon,
    duties: &'static [Duty],
    work: &'static [Text],
    column: u8,
    row: u8,
}

impl Stand {
    pub(super) const fn new(part: &'static str, title: Text, icon: Icon, cell: (u8, u8)) -> Self {
        Self {
            part,
            title,
            short: None,
            icon,
            duties: icon.duties(),
            work: &[],
            column: cell.0,
            row: cell.1,
        }
    }

    /// A shorter name, for pictures in which the title does not fit.
    pub(super) const fn short(mut self, ja: &'static str, en: &'static str) -> Self {
        self.short = Some(Text { ja, en });
        self
    }

    /// The work it does for the users, in their words.
    pub(super) const fn doing(mut self, work: &'static [Text]) -> Self {
        self.work = work;
        self
    }

    /// What it is there for, where its picture does not tell all.
    pub(super) const fn there_for(mut self, duties: &'static [Duty]) -> Self {
        self.duties = duties;
        self
    }

    /// The card of the machine of this place among `count` machines of the part.
    fn card(&self, name: &str, place: usize, count: usize) -> NodeCard {
        let title = |text: &str| match count {
            1 => text.to_owned(),
            _ => format!("{text} {}", place + 1),
        };
        let short = |text: &str| self.short.map_or_else(String::new, |_| title(text));
        let shorter = self.short.unwrap_or(self.title);
        NodeCard {
            name: name.to_owned(),
            title_ja: title(self.title.ja),
            title_en: title(self.title.en),
            short_ja: short(shorter.ja),
            short_en: short(shorter.en),
            icon: self.icon,
            duties: self.duties,
            work: self.work,
            // What the catalogue's parts call a zone is a region with a name of its own.
            zone: String::new(),
            column: self.column,
            row: self.row + place as u8,
        }
    }

    /// The card of the machine that watches the others of its part.
    fn monitor(&self, name: &str, place: usize) -> NodeCard {
        NodeCard {
            title_ja: MONITOR.ja.to_owned(),
            title_en: MONITOR.en.to_owned(),
            short_ja: String::new(),
            short_en: String::new(),
            icon: Icon::Monitor,
            duties: Icon::Monitor.duties(),
            work: &[],
            ..self.card(name, place, 1)
        }
    }
}

const MONITOR: Text = Text {
    ja: "見張り",
    en: "Monitor",
};

/// The card of every machine of the model, in the order of the machines' ids.
///
/// # Panics
/// If a part has no stand: a system gives one to each of its parts.
pub(super) fn cards(model: &Model, stands: &[Stand]) -> Vec<NodeCard> {
    let mut cards = Vec::new();
    for (part, spec) in &model.nodes {
        let stand = stands.iter().find(|stand| stand.part == part);
        let stand = stand.unwrap_or_else(|| panic!("{part} stands nowhere"));
        let members = spec.part().members(part);
        let count = members.len() - spec.part().hidden();
        for (place, member) in members.iter().enumerate() {
            cards.push(if place < count {
                stand.card(&member.name, place, count)
            } else {
                stand.monitor(&member.name, place)
            });
        }
    }
    cards
}

/// Cards for a model that a person wrote by hand: each machine under its own name, with what its part
/// usually is there for. They stand nowhere on a stage.
pub(crate) fn plain_cards(model: &Model) -> Vec<NodeCard> {
    let mut cards = Vec::new();
    for (part, spec) in &model.nodes {
        let members = spec.part().members(part);
        let count = members.len() - spec.part().hidden();
        for (place, member) in members.into_iter().enumerate() {
            let icon = if place < count {
                icon(spec)
            } else {
                Icon::Monitor
            };
            cards.push(NodeCard {
                title_ja: member.name.clone(),
                title_en: member.name.clone(),
                short_ja: String::new(),
                short_en: String::new(),
                name: member.name,
                icon,
                duties: icon.duties(),
                work: &[],
                zone: member.zone,
                column: 0,
                row: 0,
            });
        }
    }
    cards
}

const fn icon(spec: &PartSpec) -> Icon {
    match spec {
        PartSpec::Clients(_) => Icon::Users,
        PartSpec::Service(_) | PartSpec::Station(_) => Icon::Server,
        PartSpec::Balancer(_) => Icon::Balancer,
        PartSpec::Cache(_) => Icon::Cache,
        PartSpec::Database(_) => Icon::Database,
        PartSpec::Queue(_) | PartSpec::Topic(_) | PartSpec::Log(_) => Icon::Queue,
        PartSpec::Autoscaler(_) => Icon::Monitor,
    }
}

/// The model made ready to run as the scenario says.
///
/// # Panics
/// If the model is unsound: a system states a sound one for all values of its parameters.
pub(super) fn build(settings: &Settings<'_>, model: &Model) -> Blueprint {
    let scenario = settings.scenario;
    let blueprint = model::assemble(model, scenario.seed, scenario.horizon, TRACE_CAPACITY);
    let blueprint = blueprint.unwrap_or_else(|error| panic!("{}: {error:?}", scenario.system));
    Blueprint {
        planned: scenario.planned.clone(),
        ..blueprint
    }
}
