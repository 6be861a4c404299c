//! Parts of a split sweep: which runs belong to which, how a part is written, and how all of them
//! become the whole again.

use std::io::Write;

use serde::{Deserialize, Serialize};

use super::{Question, Run};
use crate::complaint::{Complaint, Form, MergeProblem};
use crate::latencies::Latencies;
use crate::prepared::wrong;
use crate::{document, print};

/// The name and version of the format of a part.
const FORMAT: &str = "hitotsu-sweep-part";
const VERSION: u32 = 2;
/// Bytes of a part, at most.
const BYTES_MAX: u64 = 4 << 30;

/// The I-th of N parts of a sweep, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    index: u32,
    count: u32,
}

impl Default for Shard {
    /// Everything.
    fn default() -> Self {
        Self { index: 1, count: 1 }
    }
}

impl Shard {
    /// Reads `i/n`.
    pub fn read(text: &str) -> Result<Self, Complaint> {
        let parts = text.split_once('/');
        let shard = parts.and_then(|(index, count)| {
            let (index, count) = (index.parse().ok()?, count.parse().ok()?);
            Some(Self { index, count })
        });
        let sound = shard.filter(|shard| shard.is_sound());
        sound.ok_or_else(|| wrong("--shard", text, Form::Shard))
    }

    const fn is_sound(self) -> bool {
        self.index >= 1 && self.index <= self.count
    }

    /// Whether the run of this number belongs to it: run r to shard (r mod n) + 1, so that every
    /// shard gets runs of every point.
    pub const fn holds(self, number: u64) -> bool {
        number % self.count as u64 == self.index as u64 - 1
    }
}

/// What one part of a sweep came to.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    format: String,
    version: u32,
    question: Question,
    shard: Shard,
    runs: Vec<Run>,
    /// Of the runs, as sixteen hexadecimal digits: whoever changes a number by hand is told.
    checksum: String,
}

impl Part {
    pub(super) fn new(question: Question, shard: Shard, runs: Vec<Run>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            question,
            shard,
            checksum: checksum(&runs),
            runs,
        }
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> Result<(), Complaint> {
        let text = serde_json::to_string(self).expect("a part is JSON");
        print(out, &(text + "\n"))
    }

    fn read(name: &str) -> Result<Self, Complaint> {
        let no_part = || {
            let name = name.to_owned();
            Complaint::Merge(MergeProblem::NoPart { name })
        };
        let text = document::text(name, BYTES_MAX)?;
        let part: Self = serde_json::from_str(&text).map_err(|_| no_part())?;
        let whole = |run: &Run| Latencies::unpack(&run.outcome.latencies).is_some();
        let mine = |run: &Run| part.shard.holds(run.number);
        let sound = part.format == FORMAT && part.version == VERSION && part.shard.is_sound();
        if !sound || !part.runs.iter().all(|run| mine(run) && whole(run)) {
            return Err(no_part());
        }
        if part.checksum != checksum(&part.runs) {
            let name = name.to_owned();
            return Err(Complaint::Merge(MergeProblem::Changed { name }));
        }
        Ok(part)
    }
}

/// A number that changes with every digit of the runs (64-bit FNV-1a of their text).
fn checksum(runs: &[Run]) -> String {
    let text = serde_json::to_string(runs).expect("runs are whole numbers and words");
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// The question and all runs of a sweep whose parts are in these files.
pub(super) fn merged(files: &[String]) -> Result<(Question, Vec<Run>), Complaint> {
    let problem = |problem: MergeProblem| Err(Complaint::Merge(problem));
    let mut whole: Option<(Question, u32)> = None;
    let mut seen = Vec::new();
    let mut runs = Vec::new();
    for file in files {
        let name = file.clone();
        let part = Part::read(file)?;
        match &whole {
            None => whole = Some((part.question, part.shard.count)),
            Some((question, count)) => {
                if *question != part.question || *count != part.shard.count {
                    return problem(MergeProblem::Other { name });
                }
            }
        }
        if seen.contains(&part.shard.index) {
            return problem(MergeProblem::Twice { name });
        }
        seen.push(part.shard.index);
        runs.extend(part.runs);
    }
    let (question, count) = whole.expect("the command line asks for at least one file");
    let missing = (1..=count).filter(|index| !seen.contains(index));
    let shards: Vec<u32> = missing.take(100).collect();
    if !shards.is_empty() {
        return problem(MergeProblem::Missing { shards });
    }
    runs.sort_by_key(|run| run.number);
    let expected = question
        .point_count()
        .saturating_mul(u64::from(question.seeds));
    let complete = runs.iter().map(|run| run.number).eq(0..expected);
    if !complete {
        let name = files[0].clone();
        return problem(MergeProblem::NoPart { name });
    }
    Ok((question, runs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_belongs_to_exactly_one_shard() {
        for number in 0..100 {
            let shards = (1..=7).map(|index| Shard { index, count: 7 });
            assert_eq!(shards.filter(|shard| shard.holds(number)).count(), 1);
        }
        assert!((0..100).all(|number| Shard::default().holds(number)));
    }

    #[test]
    fn shards_are_counted_from_one_to_their_number() {
        assert!(Shard::read("3/3").is_ok());
        for text in ["0/3", "4/3", "1", "a/b", "1/0", "-1/2", "1/2/3"] {
            assert!(Shard::read(text).is_err(), "{text}");
        }
    }
}
