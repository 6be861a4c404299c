//! Writing what happened: which records, and in which form. Each form is a file in `trace/`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;

use sim::{Entry, RequestId, Time};

use crate::arguments::{Trace, TraceFormat};
use crate::complaint::{self, Complaint};
use crate::prepared::{Prepared, time, wrong};
use crate::records::{Names, Walk};
use crate::words::{DiagramWords, Language};
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
        return Err(wrong("--from", text, complaint::Form::TimeBeforeEnd));
    }
    let which = &arguments.which;
    let asked = which.request.is_some() || which.failed.is_some();
    let selection = Selection {
        from,
        request: asked.then(|| story::find(&prepared, which)).transpose()?,
        limit: arguments.limit,
    };
    let words = &language.messages().diagram;
    let form = Form {
        format: arguments.format,
        words,
    };
    let written = match which.request {
        None => write(&prepared, &selection, form, out, "stdout")?,
        // Only the end of the run tells whether there is such a request.
        Some(number) => {
            let mut text = Vec::new();
            let written = write(&prepared, &selection, form, &mut text, "stdout")?;
            if number >= written.issued {
                return Err(Complaint::NoSuchRequest {
                    number,
                    count: written.issued,
                    failed: false,
                });
            }
            crate::print(out, &String::from_utf8_lossy(&text))?;
            written
        }
    };
    if written.left_out > 0 {
        let words = language.messages();
        let whole_run = arguments.format == TraceFormat::Mermaid && selection.request.is_none();
        let cut = if whole_run {
            words.diagram.cut
        } else {
            words.trace_cut
        };
        say(&cut(written.left_out));
    }
    Ok(())
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
            return Err(wrong("--trace", path, complaint::Form::NotTheScenario));
        }
        let file = File::create(path).map_err(|error| cannot_write(path, &error))?;
        Ok(Self { path, file })
    }

    /// Writes the records of the run.
    pub fn write(self, prepared: &Prepared) -> Result<(), Complaint> {
        let form = Form {
            format: if self.path.ends_with(".json") {
                TraceFormat::Perfetto
            } else {
                TraceFormat::Jsonl
            },
            // Neither has any words.
            words: &Language::En.messages().diagram,
        };
        let selection = Selection {
            from: Time::ZERO,
            request: None,
            limit: u64::MAX,
        };
        let mut out = BufWriter::new(self.file);
        write(prepared, &selection, form, &mut out, self.path)?;
        Ok(())
    }
}

/// How records are written.
#[derive(Clone, Copy)]
struct Form {
    format: TraceFormat,
    words: &'static DiagramWords,
}

/// What a run came to.
struct Written {
    /// Records that were selected and are not there.
    left_out: u64,
    /// Requests of the whole run.
    issued: u64,
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

/// Writes the selected records.
fn write(
    prepared: &Prepared,
    selection: &Selection,
    form: Form,
    out: &mut dyn Write,
    name: &str,
) -> Result<Written, Complaint> {
    let mut walk = Walk::new(prepared)?;
    let mut writer: Box<dyn Writer + '_> = match form.format {
        TraceFormat::Perfetto => Box::new(perfetto::Perfetto::new(out)),
        TraceFormat::Jsonl => Box::new(jsonl::Lines::new(out)),
        TraceFormat::Mermaid => {
            let one_request = selection.request.is_some();
            Box::new(mermaid::Diagram::new(out, one_request, form.words))
        }
    };
    let (mut written, mut left_out, mut full) = (0, 0, false);
    let failure = walk.each(|names, entry| {
        if !selection.wants(entry) {
            return ControlFlow::Continue(());
        }
        if full || written >= selection.limit {
            left_out += 1;
            return ControlFlow::Continue(());
        }
        match writer.take(names, entry) {
            Ok(true) => written += 1,
            Ok(false) => {
                full = true;
                left_out += 1;
            }
            Err(error) => return ControlFlow::Break(error),
        }
        ControlFlow::Continue(())
    })?;
    let end = walk.simulation().now();
    let issued = walk.simulation().ledger().totals.issued;
    let finished = match failure {
        Some(error) => Err(error),
        None => writer.finish(&walk.names, end),
    };
    match finished {
        // Whoever reads has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => left_out = 0,
        Err(error) => return Err(cannot_write(name, &error)),
        Ok(()) => {}
    }
    Ok(Written { left_out, issued })
}

fn cannot_write(name: &str, error: &std::io::Error) -> Complaint {
    Complaint::CannotWrite {
        name: name.to_owned(),
        error: error.kind(),
    }
}
