//! Findings for people: the same sentences as in the page, with the evidence under each.

use sim::{ENGINE_VERSION, NodeId};
use study::words::Words;
use study::{Capacity, Division, Evidence, Finding, Illusion, Messages, Why, Work};

use super::Shown;
use crate::text::{TextTable, bare, number, thousands};
use crate::words::{ConditionsWords, Language};

/// What is needed to say anything of a run.
struct Teller<'a> {
    shown: &'a Shown<'a>,
    words: &'static ConditionsWords,
    findings: &'static Words,
}

pub(super) fn in_words(shown: &Shown<'_>, language: Language) -> String {
    let teller = Teller {
        shown,
        words: &language.messages().conditions,
        findings: language.findings(),
    };
    let report = &language.messages().report;
    let file = &shown.prepared.file;
    let title = shown.prepared.name();
    let mut text = format!(
        "{} · {} {} · {} · {} {ENGINE_VERSION}\n",
        bare(title.unwrap_or("–")),
        report.seed,
        file.seed.0,
        (teller.words.until)(&shown.prepared.until.as_secs_f64().to_string()),
        report.engine,
    );
    for (place, finding) in shown.findings.iter().enumerate() {
        text.push_str(&teller.finding(place + 1, finding));
    }
    text.push_str(&teller.changes());
    text.push_str(&format!("\n{}\n", teller.words.distributes));
    for division in &shown.divisions {
        text.push_str(&teller.division(division));
    }
    text.push_str(&format!("\n{} {}\n", report.trace_hash, shown.trace_hash));
    text
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// The lines of a table, a little to the right.
fn indented(table: &TextTable) -> String {
    let lines = table.lines();
    let lines = lines.lines().map(|line| format!("   {line}\n"));
    lines.collect()
}

impl Teller<'_> {
    fn finding(&self, number: usize, finding: &Finding) -> String {
        let evidence = match &finding.evidence {
            Evidence::Resources { recent, whole, .. } => self.work(recent, whole),
            Evidence::Network(messages) => self.messages(messages),
            Evidence::Scalability(capacity) => {
                let capacity = capacity.as_ref();
                capacity.map_or_else(String::new, |capacity| self.capacity(capacity))
            }
            Evidence::Illusion(illusion) => self.illusion(illusion),
        };
        let past = match self.findings.past(finding) {
            past if past.is_empty() => past,
            past => format!("   {}\n", past.trim_start()),
        };
        let own_model = self.shown.prepared.file.system.is_none();
        let why = match finding.why {
            Why::NotMeasured if own_model => self.words.never_measured.to_owned(),
            Why::NotMeasured => self.words.not_measured.to_owned(),
            _ => self.findings.why(finding, &self.shown.cards),
        };
        format!(
            "\n{number}. {} — {}\n   {why}\n{past}{evidence}",
            self.findings.condition(finding.condition).name,
            self.findings.verdict(finding.verdict()),
        )
    }

    /// A machine as it is called in files and by all other commands.
    fn name(&self, node: NodeId) -> String {
        bare(&self.shown.names[node.index()])
    }

    fn work(&self, recent: &Work, whole: &Work) -> String {
        if whole.machines.is_empty() {
            return String::new();
        }
        let words = self.words;
        let lately = study::WINDOW.min(self.shown.prepared.until);
        let lately = (words.share_recent)(&lately.as_secs_f64().to_string());
        let headings = [words.machine, &lately, words.share_whole];
        let mut table = TextTable::new(&headings, &[0]);
        for machine in &whole.machines {
            let lately = recent.machines.iter();
            let mut lately = lately.filter(|other| other.node == machine.node);
            table.row(vec![
                self.name(machine.node),
                percent(lately.next().map_or(0.0, |other| other.share)),
                percent(machine.share),
            ]);
        }
        indented(&table)
    }

    fn messages(&self, messages: &Messages) -> String {
        if messages.lines.is_empty() {
            return String::new();
        }
        let words = self.words;
        let headings = [words.line, words.per_request, words.per_second];
        let mut table = TextTable::new(&headings, &[0]);
        for line in &messages.lines {
            table.row(vec![
                format!("{} – {}", self.name(line.first), self.name(line.second)),
                // A line that serves no request at all, as between a database and its copies.
                match line.for_requests {
                    0 => "–".to_owned(),
                    _ => format!("{:.2}", line.per_request),
                },
                number(line.per_second),
            ]);
        }
        indented(&table)
    }

    fn capacity(&self, capacity: &Capacity) -> String {
        let words = self.words;
        let mut table = TextTable::new(&[words.units, words.capacity, words.bottleneck], &[2]);
        for point in &capacity.points {
            let bottleneck = point.bottleneck.map(|node| self.name(node));
            table.row(vec![
                point.units.to_string(),
                number(point.per_second),
                bottleneck.unwrap_or_else(|| "–".to_owned()),
            ]);
        }
        indented(&table)
    }

    fn illusion(&self, illusion: &Illusion) -> String {
        let words = self.words;
        let seen = illusion.breaks.iter().filter(|broken| broken.count > 0);
        let headings = [words.breaks, words.count, words.last_requests];
        let mut table = TextTable::new(&headings, &[0, 2]);
        let mut any = illusion.recent.waiting > 0;
        if any {
            let waiting: Vec<String> = illusion.waiting.iter().map(|id| id.0.to_string()).collect();
            table.row(vec![
                self.findings.waiting().name.to_owned(),
                thousands(illusion.recent.waiting),
                waiting.join(" "),
            ]);
        }
        for broken in seen {
            let last: Vec<String> = broken.last.iter().map(|id| id.0.to_string()).collect();
            table.row(vec![
                self.findings.broken(broken.kind).name.to_owned(),
                thousands(broken.count),
                last.join(" "),
            ]);
            any = true;
        }
        let whole = (words.whole)(
            &thousands(illusion.whole.ended),
            &percent(illusion.whole.share()),
        );
        let table = if any { indented(&table) } else { String::new() };
        format!("   {whole}\n{table}")
    }

    fn changes(&self) -> String {
        let mut table = TextTable::new(&[self.words.at, "", ""], &[1, 2]);
        for change in &self.shown.changes {
            table.row(vec![
                format!("{} s", change.at.as_secs_f64()),
                self.findings.condition(change.condition).short.to_owned(),
                self.findings.verdict(change.verdict).to_owned(),
            ]);
        }
        format!("\n{}\n{}", self.words.changes, indented(&table))
    }

    fn division(&self, division: &Division) -> String {
        let mut text = format!(
            "   {} — {}: {}\n",
            self.findings.way(division.way),
            self.findings.distributed(division.rule),
            self.findings.rule(division.rule),
        );
        for group in &division.groups {
            let names: Vec<String> = group.machines.iter().map(|node| self.name(*node)).collect();
            let work: Vec<&str> = group
                .work
                .iter()
                .map(|work| self.findings.text(*work))
                .collect();
            let work = match work.is_empty() {
                true => String::new(),
                false => format!(" ({})", work.join(", ")),
            };
            let names = names.join(", ");
            text.push_str(&format!("     {} {names}{work}\n", percent(group.share)));
        }
        text
    }
}
