//! Chrome's trace-event JSON, which ui.perfetto.dev and chrome://tracing open.
//!
//! A process for each machine, in it a thread for the network, one for the queue and one for each
//! worker; an arrow for each message; a process of its own for the users' requests. Timestamps are
//! microseconds of simulated time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Result, Write};

use serde_json::{Value, json};
use sim::{Class, Entry, LinkId, NodeId, Record, RequestId, Time};

use super::{Writer, fields};
use crate::records::Names;

/// The process of the users' requests; machines follow.
const REQUESTS: u64 = 1;
const FIRST_MACHINE: u64 = 2;
/// The threads of a machine; workers follow.
const NETWORK: u64 = 1;
const QUEUE: u64 = 2;
const FIRST_WORKER: u64 = 3;
/// The length of a message's departure or arrival, in microseconds: nothing shorter is shown.
const INSTANT: f64 = 0.001;

/// A message's line, direction, kind and number.
type Way = (LinkId, bool, Class, u64);
type JobId = (NodeId, u64);

/// Work that a worker is busy with.
struct Working {
    lane: usize,
    since: Time,
    request: Option<RequestId>,
}

/// Writes trace events.
pub(super) struct Perfetto<'a> {
    out: &'a mut dyn Write,
    begun: bool,
    /// For each machine: which of its workers are busy.
    lanes: BTreeMap<NodeId, Vec<bool>>,
    working: BTreeMap<JobId, Working>,
    waiting: BTreeMap<JobId, Option<RequestId>>,
    /// For each machine: how many jobs wait.
    lengths: BTreeMap<NodeId, u64>,
    /// Requests whose issue was written.
    open: BTreeSet<RequestId>,
    /// Messages whose departure was written.
    on_the_way: BTreeSet<u64>,
}

impl<'a> Perfetto<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self {
            out,
            begun: false,
            lanes: BTreeMap::new(),
            working: BTreeMap::new(),
            waiting: BTreeMap::new(),
            lengths: BTreeMap::new(),
            open: BTreeSet::new(),
            on_the_way: BTreeSet::new(),
        }
    }

    fn event(&mut self, event: &Value) -> Result<()> {
        let before = if self.begun {
            ",\n"
        } else {
            "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"
        };
        self.begun = true;
        write!(self.out, "{before}{event}")
    }

    fn named(&mut self, process: u64, thread: Option<u64>, name: &str) -> Result<()> {
        let what = if thread.is_some() {
            "thread_name"
        } else {
            "process_name"
        };
        let thread = thread.unwrap_or(0);
        self.event(&json!({
            "ph": "M", "name": what, "pid": process, "tid": thread, "ts": 0,
            "args": { "name": name },
        }))
    }

    fn head(&mut self, names: &Names) -> Result<()> {
        self.named(REQUESTS, None, "requests")?;
        for (index, name) in names.nodes().iter().enumerate() {
            let process = FIRST_MACHINE + index as u64;
            self.named(process, None, name)?;
            self.named(process, Some(NETWORK), "network")?;
            self.named(process, Some(QUEUE), "queue")?;
        }
        Ok(())
    }

    /// A short slice on a machine's network thread, and one end of the arrow of a message.
    fn message(
        &mut self,
        at: Time,
        node: NodeId,
        name: &str,
        arrow: Option<(u64, &str)>,
    ) -> Result<()> {
        let (process, ts) = (process(node), micros(at));
        self.event(&json!({
            "ph": "X", "cat": "message", "name": name, "pid": process, "tid": NETWORK,
            "ts": ts, "dur": INSTANT,
        }))?;
        let Some((id, phase)) = arrow else {
            return Ok(());
        };
        let mut event = json!({
            "ph": phase, "cat": "message", "name": "message", "id": id, "pid": process,
            "tid": NETWORK, "ts": ts,
        });
        if phase == "f" {
            event["bp"] = "e".into();
        }
        self.event(&event)
    }

    fn departs(&mut self, names: &Names, at: Time, way: Way) -> Result<()> {
        let (link, forward, class, number) = way;
        let (from, to) = names.ends(link, forward);
        self.on_the_way.insert(number);
        let name = format!("{} to {}", fields::class_name(class), names.node(to));
        self.message(at, from, &name, Some((number, "s")))
    }

    fn arrives(&mut self, names: &Names, at: Time, way: Way, failed: bool) -> Result<()> {
        let (link, forward, class, number) = way;
        let (from, to) = names.ends(link, forward);
        let class = fields::class_name(class);
        let error = if failed { " (error)" } else { "" };
        let name = format!("{class}{error} from {}", names.node(from));
        let departed = self.on_the_way.remove(&number);
        self.message(at, to, &name, departed.then_some((number, "f")))
    }

    /// The beginning or the end of a wait in a queue.
    fn waits(&mut self, at: Time, (node, job): JobId, phase: &str) -> Result<()> {
        let begins = phase == "b";
        let known = if begins {
            self.waiting.get(&(node, job)).copied()
        } else {
            self.waiting.remove(&(node, job))
        };
        let Some(request) = known else {
            // It was queued before the part of the run that is written.
            return Ok(());
        };
        let length = self.lengths.entry(node).or_default();
        *length = if begins {
            *length + 1
        } else {
            length.saturating_sub(1)
        };
        let length = *length;
        let name = request.map_or_else(
            || "waiting".to_owned(),
            |request| format!("request {}", request.0),
        );
        self.event(&json!({
            "ph": phase, "cat": "queue", "name": name, "id": format!("{}-{job}", node.0),
            "pid": process(node), "tid": QUEUE, "ts": micros(at),
        }))?;
        self.event(&json!({
            "ph": "C", "name": "waiting", "pid": process(node), "tid": QUEUE, "ts": micros(at),
            "args": { "jobs": length },
        }))
    }

    fn queued(&mut self, at: Time, id: JobId, request: Option<RequestId>) -> Result<()> {
        self.waiting.insert(id, request);
        self.waits(at, id, "b")
    }

    fn started(&mut self, at: Time, id: JobId, request: Option<RequestId>) -> Result<()> {
        self.waits(at, id, "e")?;
        let lanes = self.lanes.entry(id.0).or_default();
        let free = lanes.iter().position(|busy| !busy);
        let lane = free.unwrap_or(lanes.len());
        if free.is_some() {
            lanes[lane] = true;
        } else {
            lanes.push(true);
            let name = format!("worker {}", lane + 1);
            self.named(process(id.0), Some(FIRST_WORKER + lane as u64), &name)?;
        }
        let since = at;
        let working = Working {
            lane,
            since,
            request,
        };
        self.working.insert(id, working);
        Ok(())
    }

    fn finished(&mut self, at: Time, id: JobId, lost: bool) -> Result<()> {
        let Some(working) = self.working.remove(&id) else {
            return Ok(());
        };
        if let Some(lanes) = self.lanes.get_mut(&id.0) {
            lanes[working.lane] = false;
        }
        let job = || format!("job {}", id.1);
        let name = working
            .request
            .map_or_else(job, |request| format!("request {}", request.0));
        self.event(&json!({
            "ph": "X", "cat": "work", "name": name, "pid": process(id.0),
            "tid": FIRST_WORKER + working.lane as u64, "ts": micros(working.since),
            "dur": micros(at) - micros(working.since), "args": { "job": id.1, "lost": lost },
        }))
    }

    /// A machine has lost all its work.
    fn lost(&mut self, at: Time, node: NodeId) -> Result<()> {
        let of_node = |id: &&JobId| id.0 == node;
        let working: Vec<JobId> = self.working.keys().filter(of_node).copied().collect();
        for id in working {
            self.finished(at, id, true)?;
        }
        let waiting: Vec<JobId> = self.waiting.keys().filter(of_node).copied().collect();
        for id in waiting {
            self.waits(at, id, "e")?;
        }
        Ok(())
    }

    /// The beginning or the end of a request; of one that began before the part of the run that is
    /// written, nothing.
    fn request(&mut self, names: &Names, entry: &Entry, id: RequestId) -> Result<()> {
        let (what, said) = fields::fields(&entry.record, names);
        let begins = what == "issued";
        let is_told = if begins {
            self.open.insert(id)
        } else {
            self.open.remove(&id)
        };
        if !is_told {
            return Ok(());
        }
        self.event(&json!({
            "ph": if begins { "b" } else { "e" }, "cat": "request",
            "name": format!("request {}", id.0), "id": id.0, "pid": REQUESTS, "tid": 1,
            "ts": micros(entry.time), "args": said,
        }))
    }

    /// Everything that has no length: on its machine's network thread, or over the whole picture.
    fn instant(&mut self, names: &Names, entry: &Entry, node: Option<NodeId>) -> Result<()> {
        let (what, said) = fields::fields(&entry.record, names);
        self.event(&json!({
            "ph": "i", "cat": "record", "name": what, "args": said, "ts": micros(entry.time),
            "pid": node.map_or(REQUESTS, process), "tid": NETWORK,
            "s": if node.is_some() { "t" } else { "g" },
        }))
    }
}

impl Writer for Perfetto<'_> {
    fn take(&mut self, names: &Names, entry: &Entry) -> Result<bool> {
        if !self.begun {
            self.head(names)?;
        }
        let at = entry.time;
        match entry.record {
            Record::Issued { request, .. } | Record::Resolved { request, .. } => {
                self.request(names, entry, request)?;
            }
            Record::Sent {
                link,
                forward,
                class,
                message,
                ..
            }
            | Record::Duplicated {
                link,
                forward,
                class,
                message,
                ..
            } => self.departs(names, at, (link, forward, class, message))?,
            Record::Delivered {
                link,
                forward,
                class,
                message,
                failed,
                ..
            } => self.arrives(names, at, (link, forward, class, message), failed)?,
            Record::Dropped {
                link,
                forward,
                message,
                ..
            } => {
                self.on_the_way.remove(&message);
                self.instant(names, entry, Some(names.ends(link, forward).0))?;
            }
            Record::Queued { node, job, request } => self.queued(at, (node, job), request)?,
            Record::Started { node, job, request } => self.started(at, (node, job), request)?,
            Record::Finished { node, job, .. } => self.finished(at, (node, job), false)?,
            Record::GivenUp { node, job } => self.waits(at, (node, job), "e")?,
            Record::WorkLost { node, .. } => {
                self.lost(at, node)?;
                self.instant(names, entry, Some(node))?;
            }
            Record::Decided { node, .. }
            | Record::Refused { node, .. }
            | Record::WritesLost { node, .. }
            | Record::Trust { node, .. }
            | Record::Role { node, .. }
            | Record::State { node, .. } => self.instant(names, entry, Some(node))?,
            Record::Attempted { .. }
            | Record::Late { .. }
            | Record::Broke { .. }
            | Record::Struck { .. }
            | Record::DemandSet { .. }
            | Record::UnitsSet { .. } => self.instant(names, entry, None)?,
        }
        Ok(true)
    }

    fn finish(&mut self, names: &Names, end: Time) -> Result<()> {
        if !self.begun {
            self.head(names)?;
        }
        let working: Vec<JobId> = self.working.keys().copied().collect();
        for id in working {
            self.finished(end, id, false)?;
        }
        let waiting: Vec<JobId> = self.waiting.keys().copied().collect();
        for id in waiting {
            self.waits(end, id, "e")?;
        }
        writeln!(self.out, "\n]}}")?;
        self.out.flush()
    }
}

const fn process(node: NodeId) -> u64 {
    FIRST_MACHINE + node.0 as u64
}

fn micros(time: Time) -> f64 {
    time.as_nanos() as f64 / 1e3
}
