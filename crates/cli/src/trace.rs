//! Writing what happened: which records, and in which form. Each form is a file in `trace/`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;

use sim::{Entry, RequestId, Time};

use crate::arguments::{Trace, TraceFormat};
use crate::complaint::{Complaint, Form};
use crate::prepared::{Prepared, time, wrong};
use crate::records::{Names, Walk};
use crate::words::Language;
use crate::{say, story};

pub mod fields;
mod jsonl;
mod mermaid;
mod perfetto;

/// Records that a trace holds where nobody asks for more.
pub const RECORDS_MAX: u64 = 1_000_000;

/// A form in which records are written.
trait Writer {
    /// Writes a record; `false` if it can take no more.
    fn take(&mut self, names: &Names, entry: &Entry) -> std::io::Result<bool>;

    /// Writes what only the end brings.
    fn finish(&mut self, names: &Names, end: Time) -> std::io::Result<()>;
}

/// `hitotsu trace`.
pub fn run(arguments: &Trace, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let prepared = Prepared::new(&arguments.input)?;
    let from = arguments.from.as_deref().map(|text| time("--from", text));
    let from = Time::ZERO + from.transpose()?.unwrap_or_default();
    if from >= Time::ZERO + prepared.until {
        let text = arguments.from.as_deref().unwrap_or_default();
        return Err(wrong("--from", text, Form::TimeBeforeEnd));
    }
    let request = match (arguments.which.request, arguments.which.failed) {
        (Some(number), _) => Some(issued(&prepared, number)?),
        (None, Some(_)) => Some(story::find(&prepared, &arguments.which)?),
        (None, None) => None,
    };
    let selection = Selection {
        from,
        request,
        limit: arguments.limit,
    };
    let cut = write(&prepared, &selection, arguments.format, out, "stdout")?;
    if cut > 0 {
        say(&(language.messages().trace_cut)(cut));
    }
    Ok(())
}

/// The request of this number, if the run comes to it.
fn issued(prepared: &Prepared, number: u64) -> Result<RequestId, Complaint> {
    let mut walk = Walk::new(prepared)?;
    let found = walk.each(|_, entry| match entry.record.request() {
        Some(request) if request.0 == number => ControlFlow::Break(request),
        _ => ControlFlow::Continue(()),
    })?;
    let count = walk.simulation().ledger().totals.issued;
    found.ok_or(Complaint::NoSuchRequest {
        number,
        count,
        failed: false,
    })
}

/// A file that takes all records of a run, for `run --trace`.
#[derive(Debug)]
pub struct ToFile<'a> {
    path: &'a str,
    file: File,
}

impl<'a> ToFile<'a> {
    /// Begins the file, which is not that of the scenario.
    pub fn new(path: &'a str, scenario: &str) -> Result<Self, Complaint> {
        let place = |path| std::fs::canonicalize(path).ok();
        if place(path).is_some_and(|trace| place(scenario) == Some(trace)) {
            return Err(wrong("--trace", path, Form::NotTheScenario));
        }
        let file = File::create(path).map_err(|error| cannot_write(path, &error))?;
        Ok(Self { path, file })
    }

    /// Writes the records of the run.
    pub fn write(self, prepared: &Prepared) -> Result<(), Complaint> {
        let format = if self.path.ends_with(".json") {
            TraceFormat::Perfetto
        } else {
            TraceFormat::Jsonl
        };
        let selection = Selection {
            from: Time::ZERO,
            request: None,
            limit: u64::MAX,
        };
        let mut out = BufWriter::new(self.file);
        write(prepared, &selection, format, &mut out, self.path)?;
        Ok(())
    }
}

/// Which records are written.
struct Selection {
    from: Time,
    request: Option<RequestId>,
    limit: u64,
}

impl Selection {
    fn wants(&self, entry: &Entry) -> bool {
        let named = |request| entry.record.request() == Some(request);
        entry.time >= self.from && self.request.is_none_or(named)
    }
}

/// Writes the selected records, and says how many more there would have been.
fn write(
    prepared: &Prepared,
    selection: &Selection,
    format: TraceFormat,
    out: &mut dyn Write,
    name: &str,
) -> Result<u64, Complaint> {
    let mut walk = Walk::new(prepared)?;
    let mut writer: Box<dyn Writer + '_> = match format {
        TraceFormat::Perfetto => Box::new(perfetto::Perfetto::new(out)),
        TraceFormat::Jsonl => Box::new(jsonl::Lines::new(out)),
        TraceFormat::Mermaid => Box::new(mermaid::Diagram::new(out, selection.request.is_some())),
    };
    let (mut written, mut cut, mut full) = (0, 0, false);
    let failure = walk.each(|names, entry| {
        if !selection.wants(entry) {
            return ControlFlow::Continue(());
        }
        if full || written >= selection.limit {
            cut += 1;
            return ControlFlow::Continue(());
        }
        match writer.take(names, entry) {
            Ok(true) => written += 1,
            Ok(false) => {
                full = true;
                cut += 1;
            }
            Err(error) => return ControlFlow::Break(error),
        }
        ControlFlow::Continue(())
    })?;
    let end = walk.simulation().now();
    let finished = match failure {
        Some(error) => Err(error),
        None => writer.finish(&walk.names, end),
    };
    match finished {
        // Whoever reads has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(cannot_write(name, &error)),
        Ok(()) => Ok(cut),
    }
}

fn cannot_write(name: &str, error: &std::io::Error) -> Complaint {
    Complaint::CannotWrite {
        name: name.to_owned(),
        error: error.kind(),
    }
}
