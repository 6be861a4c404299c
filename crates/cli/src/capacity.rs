//! `hitotsu capacity`: how much a system can do with more and more units, and what limits it.

use std::io::Write;

use serde_json::json;
use sim::{ENGINE_VERSION, Scenario};
use study::{Capacity, CapacityExperiment, CapacityPoint, Usl, kind};
use systems::{Entry, NodeCard};

use crate::arguments::{self, Input, Table};
use crate::complaint::Complaint;
use crate::prepared::Prepared;
use crate::text::{TextTable, number};
use crate::words::Language;
use crate::{print, progress};

/// Events between two looks at how far the experiment is.
const EVENTS_PER_LOOK: u64 = 100_000;
/// Steps of the bar.
const STEPS: u64 = 1_000;

/// What is asked: a system and how it is set.
struct Question {
    entry: &'static Entry,
    scenario: Scenario,
}

/// `hitotsu capacity`.
pub fn run(
    arguments: &arguments::Capacity,
    language: Language,
    out: &mut dyn Write,
) -> Result<(), Complaint> {
    let question = Question::new(arguments)?;
    let capacity = question.measured();
    let text = match arguments.format {
        Table::Json => question.as_json(&capacity),
        Table::Csv => question.as_csv(&capacity),
        Table::Text => question.in_words(&capacity, language),
    };
    print(out, &text)
}

/// The capacity of a system of the catalogue, prepared under this name.
pub fn measured(prepared: &Prepared, name: &str) -> Result<Capacity, Complaint> {
    Ok(Question::of(prepared, name)?.measured())
}

impl Question {
    fn new(arguments: &arguments::Capacity) -> Result<Self, Complaint> {
        let prepared = Prepared::new(&Input {
            scenario: arguments.scenario.clone(),
            set: arguments.set.clone(),
            seed: arguments.seed,
            until: None,
        })?;
        Self::of(&prepared, &arguments.scenario)
    }

    /// The question about what was prepared under this name.
    fn of(prepared: &Prepared, name: &str) -> Result<Self, Complaint> {
        // Whatever is wrong with the scenario is told before anything runs.
        prepared.blueprint(0)?;
        let file = &prepared.file;
        let entry = file.system.as_deref().and_then(systems::entry);
        let entry = entry.ok_or_else(|| Complaint::NoSystem {
            name: name.to_owned(),
        })?;
        let scenario = Scenario {
            parameters: file.parameters.clone(),
            ..entry.scenario(file.seed.0, file.horizon.0)
        };
        Ok(Self { entry, scenario })
    }

    fn measured(&self) -> Capacity {
        let bar = progress::bar(STEPS);
        let mut experiment = CapacityExperiment::new(self.entry, &self.scenario);
        while !experiment.advance(EVENTS_PER_LOOK) {
            bar.set_position((experiment.progress() * STEPS as f32) as u64);
        }
        bar.finish_and_clear();
        experiment.result().expect("the experiment is done")
    }

    fn cards(&self) -> Vec<NodeCard> {
        self.entry.cards(&self.scenario)
    }

    fn as_json(&self, capacity: &Capacity) -> String {
        let cards = self.cards();
        let point = |point: &CapacityPoint| {
            json!({
                "units": point.units,
                "per_second": point.per_second,
                "bottleneck": point.bottleneck.map(|node| cards[node.index()].name.clone()),
                "slowest": point.slowest.map(|node| cards[node.index()].name.clone()),
                "utilization": point.utilization,
            })
        };
        let fit = |fit: &Usl| {
            json!({
                "lambda": fit.lambda,
                "sigma": fit.sigma,
                "kappa": fit.kappa,
                "miss": fit.miss(&capacity.points),
            })
        };
        let report = json!({
            "format": "hitotsu-capacity",
            "version": 1,
            "engine_version": ENGINE_VERSION,
            "system": self.entry.id,
            "parameters": self.scenario.parameters,
            "seed": systems::scenario_file::Seed(self.scenario.seed),
            "scales": self.entry.scaling.map(|scaling| scaling.parameter),
            "points": capacity.points.iter().map(point).collect::<Vec<_>>(),
            "fit": capacity.fit.as_ref().map(fit),
        });
        format!("{report:#}\n")
    }

    fn as_csv(&self, capacity: &Capacity) -> String {
        let cards = self.cards();
        let mut text = "units,per_second,law,bottleneck,utilization\n".to_owned();
        for point in &capacity.points {
            let name = point
                .bottleneck
                .map(|node| cards[node.index()].name.as_str());
            let cells = [
                point.units.to_string(),
                point.per_second.to_string(),
                law(capacity, point).map_or_else(String::new, |value| value.to_string()),
                name.unwrap_or_default().to_owned(),
                point.utilization.to_string(),
            ];
            text.push_str(&(cells.join(",") + "\n"));
        }
        text
    }

    fn in_words(&self, capacity: &Capacity, language: Language) -> String {
        let messages = language.messages();
        let words = &messages.capacity;
        let mut text = format!(
            "{} · {} {}\n{}\n",
            self.entry.id, messages.report.seed, self.scenario.seed, words.definition
        );
        match self.entry.scaling {
            Some(scaling) => text.push_str(&(words.grows)(language.of(scaling.title))),
            None => text.push_str(words.nothing_to_scale),
        }
        text.push_str(&format!("\n\n{}\n", self.table(capacity, language)));
        if let Some(fit) = &capacity.fit {
            let short = |value: f64| format!("{value:.4}");
            let (sigma, kappa) = (short(fit.sigma), short(fit.kappa));
            text.push_str(&((words.fit)(&number(fit.lambda), &sigma, &kappa) + "\n"));
            let miss = fit.miss(&capacity.points);
            if miss >= Usl::MISS_TOLD {
                text.push_str(&((words.miss)(&format!("{:.0}", miss * 100.0)) + "\n"));
            }
        }
        text.push_str(&self.limits(capacity, language));
        text
    }

    fn table(&self, capacity: &Capacity, language: Language) -> String {
        let words = &language.messages().capacity;
        let headings = [
            words.units,
            words.per_second,
            words.law,
            words.busiest,
            words.utilization,
        ];
        let cards = self.cards();
        let mut table = TextTable::new(&headings, &[3]);
        for point in &capacity.points {
            let name = point
                .bottleneck
                .map(|node| cards[node.index()].name.as_str());
            table.row(vec![
                point.units.to_string(),
                number(point.per_second),
                law(capacity, point).map_or_else(|| "–".to_owned(), number),
                name.unwrap_or("–").to_owned(),
                format!("{:.0} %", point.utilization * 100.0),
            ]);
        }
        table.lines()
    }

    /// One sentence for each stretch of points that have the same limit.
    fn limits(&self, capacity: &Capacity, language: Language) -> String {
        let words = &language.messages().capacity;
        let cards = self.cards();
        let limit = |point: &CapacityPoint| {
            let title = kind(&cards, point.bottleneck.or(point.slowest)?);
            let title = match language {
                Language::Ja => title.ja,
                Language::En => title.en,
            };
            Some((point.bottleneck.is_some(), title))
        };
        let same = |first: &CapacityPoint, second: &CapacityPoint| limit(first) == limit(second);
        let sentence = |points: &[CapacityPoint]| {
            let units: Vec<String> = points.iter().map(|point| point.units.to_string()).collect();
            let units = units.join(", ");
            match limit(&points[0]) {
                Some((true, machine)) => (words.full)(&units, &machine) + "\n",
                Some((false, machine)) => (words.slowest)(&units, &machine) + "\n",
                None => (words.none_full)(&units) + "\n",
            }
        };
        capacity.points.chunk_by(same).map(sentence).collect()
    }
}

/// What the law says of a point, where there is a law.
fn law(capacity: &Capacity, point: &CapacityPoint) -> Option<f64> {
    let fit = capacity.fit?;
    Some(fit.at(f64::from(point.units)))
}
