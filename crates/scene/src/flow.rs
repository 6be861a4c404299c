//! What snapshots alone do not show: traffic that begins and ends between two frames.
//!
//! While a flight along a link takes long enough for an eye to follow, each message is drawn where
//! it is ("literal"). Faster than that, a snapshot catches messages only by chance, and drawing them
//! would flicker. Such a link shows marks of its own: the growth of its count of sent messages puts
//! one mark per `n` messages on it, which flies for a fixed time of the person's. `n` is the same on
//! the whole stage, is said on the page, and grows so that the busiest link stays readable. Once `n`
//! is above 1, every link shows marks, so that a mark never means two things at once.
//!
//! Simplified: a mark has the kind of the newest message that was seen in its direction.

use std::collections::VecDeque;

use sim::{Class, DropReason, LinkState, Snapshot, Time, Traffic};

/// How long a mark flies, in milliseconds of the person's.
const FLIGHT_MS: f64 = 450.0;
/// Flights that take longer than this are drawn as they are; a link that does so already goes on
/// until [`LITERAL_MS_MIN`].
const LITERAL_MS: f64 = 95.0;
const LITERAL_MS_MIN: f64 = 80.0;
/// Marks per second on the busiest link from which one mark stands for more messages, and under
/// which for fewer.
const MARKS_PER_SECOND_MAX: f64 = 13.0;
const MARKS_PER_SECOND_MIN: f64 = 9.0;
/// The time over which the traffic of a link is smoothed.
const PACE_MS: f64 = 700.0;
/// How long the number stays before it may fall, so that it does not flutter.
const HOLD_MS: f64 = 1_500.0;
/// Marks in flight in one direction of a link; before more, one mark stands for more messages.
const MARKS_MAX: usize = 48;

/// Remembers traffic between frames.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    links: Vec<[Lane; 2]>,
    clock_ms: f64,
    last: Option<Time>,
    /// Messages per mark; 0 before the first frame, which means 1.
    per_mark: u32,
    changed_ms: f64,
}

/// A mark on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    born_ms: f64,
    pub kind: Kind,
}

/// What a mark looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    pub class: Class,
    /// It carries bad news.
    pub failed: bool,
}

/// One direction of a link.
#[derive(Clone, Debug)]
struct Lane {
    /// Messages that set out, as counted last.
    counted: u64,
    /// Of these, the ones that no mark stands for yet; less than `per_mark`. Below zero, so many
    /// are let go by first: links that share their traffic evenly would otherwise show their marks
    /// in step, as if something kept time.
    rest: i64,
    /// Messages setting out per second of the person's, smoothed over [`PACE_MS`].
    pace: f64,
    /// How long messages fly, in simulated seconds; 0 before one was seen.
    flight: f64,
    /// Messages are drawn where they are.
    literal: bool,
    newest: Time,
    kind: Kind,
    marks: VecDeque<Mark>,
}

impl Lane {
    fn new(forward: bool) -> Self {
        Self {
            counted: 0,
            rest: 0,
            pace: 0.0,
            flight: 0.0,
            literal: false,
            newest: Time::ZERO,
            kind: Kind {
                class: if forward {
                    Class::Request
                } else {
                    Class::Reply
                },
                failed: false,
            },
            marks: VecDeque::new(),
        }
    }

    fn smooth(&mut self, growth: u64, wall_ms: f64) {
        if wall_ms > 0.0 {
            let share = (wall_ms / PACE_MS).min(1.0);
            let pace = growth as f64 * 1_000.0 / wall_ms;
            self.pace += (pace - self.pace) * share;
        }
    }

    /// Puts marks on the lane for what set out within the last `wall_ms`, evenly spread.
    fn emit(&mut self, growth: u64, per_mark: u64, clock_ms: f64, wall_ms: f64) {
        let (before, per_mark) = (self.rest, per_mark as i64);
        let waiting = before + growth as i64;
        let due = (waiting / per_mark).max(0);
        self.rest = waiting - due * per_mark;
        for number in 1..=due {
            let share = (number * per_mark - before) as f64 / growth as f64;
            self.marks.push_back(Mark {
                born_ms: clock_ms - wall_ms * (1.0 - share),
                kind: self.kind,
            });
        }
    }
}

impl Flow {
    /// Takes note of what has happened since the last call, in `wall_ms` milliseconds of the
    /// person's at `speed` simulated seconds per second. Not called while paused.
    pub fn advance(&mut self, snapshot: &Snapshot, wall_ms: f64, speed: f64) {
        let wall_ms = if wall_ms.is_finite() {
            wall_ms.max(0.0)
        } else {
            0.0
        };
        let continues = self.last.is_some_and(|last| last <= snapshot.now)
            && self.links.len() == snapshot.links.len();
        if !continues {
            self.begin(snapshot);
        }
        self.clock_ms += wall_ms;
        self.last = Some(snapshot.now);
        self.watch_messages(snapshot);
        self.choose_literal(speed);
        self.choose_sampling(snapshot, wall_ms, speed);
        let per_mark = u64::from(self.sampling());
        for (lanes, link) in self.links.iter_mut().zip(&snapshot.links) {
            for (lane, traffic) in lanes.iter_mut().zip([&link.forward, &link.backward]) {
                let set_out = set_out(traffic);
                let growth = set_out.saturating_sub(lane.counted);
                lane.counted = lane.counted.max(set_out);
                lane.smooth(growth, wall_ms);
                if lane.literal && per_mark == 1 {
                    lane.marks.clear();
                    lane.rest = 0;
                } else if growth > 0 {
                    lane.emit(growth, per_mark, self.clock_ms, wall_ms);
                }
                prune(&mut lane.marks, self.clock_ms, link.state);
            }
        }
    }

    /// How many messages one mark stands for; at 1 every message is drawn.
    pub fn sampling(&self) -> u32 {
        self.per_mark.max(1)
    }

    /// Forgets everything, for a jump in time.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether this direction of a link shows messages where they are.
    pub(crate) fn literal(&self, link: usize, forward: bool) -> bool {
        let lane = self.lane(link, forward);
        lane.is_none_or(|lane| lane.literal) && self.sampling() == 1
    }

    /// Marks on their way and how far they are, 0 to 1.
    pub(crate) fn marks(
        &self,
        link: usize,
        forward: bool,
    ) -> impl Iterator<Item = (Kind, f32)> + '_ {
        let marks = self.lane(link, forward).map(|lane| lane.marks.iter());
        marks.into_iter().flatten().map(|mark| {
            let share = (self.clock_ms - mark.born_ms) / FLIGHT_MS;
            (mark.kind, share.clamp(0.0, 1.0) as f32)
        })
    }

    fn lane(&self, link: usize, forward: bool) -> Option<&Lane> {
        Some(&self.links.get(link)?[usize::from(!forward)])
    }

    /// Starts from this snapshot: what was sent before it is not drawn.
    fn begin(&mut self, snapshot: &Snapshot) {
        self.links.clear();
        self.links
            .resize_with(snapshot.links.len(), || [true, false].map(Lane::new));
        for (lanes, link) in self.links.iter_mut().zip(&snapshot.links) {
            lanes[0].counted = set_out(&link.forward);
            lanes[1].counted = set_out(&link.backward);
        }
    }

    fn watch_messages(&mut self, snapshot: &Snapshot) {
        for message in &snapshot.messages {
            let Some(lanes) = self.links.get_mut(message.link.index()) else {
                continue;
            };
            let lane = &mut lanes[usize::from(!message.forward)];
            if message.sent_at < lane.newest {
                continue;
            }
            lane.newest = message.sent_at;
            lane.kind = Kind {
                class: message.class,
                failed: message.failed,
            };
            let flight = message.deliver_at.since(message.sent_at).as_secs_f64();
            lane.flight = if lane.flight > 0.0 {
                lane.flight * 0.9 + flight * 0.1
            } else {
                flight
            };
        }
    }

    fn choose_literal(&mut self, speed: f64) {
        for lanes in &mut self.links {
            // Both directions of a link are alike: what is known of one serves the other.
            let flight = lanes[0].flight.max(lanes[1].flight);
            let flight_ms = if speed > 0.0 {
                flight * 1_000.0 / speed
            } else {
                f64::INFINITY
            };
            for lane in lanes {
                let bound = if lane.literal {
                    LITERAL_MS_MIN
                } else {
                    LITERAL_MS
                };
                lane.literal = flight_ms >= bound;
            }
        }
    }

    fn choose_sampling(&mut self, snapshot: &Snapshot, wall_ms: f64, speed: f64) {
        let mut busiest = 0.0_f64;
        let mut most_at_once = 0;
        for (lanes, link) in self.links.iter().zip(&snapshot.links) {
            for (lane, traffic) in lanes.iter().zip([&link.forward, &link.backward]) {
                if lane.literal {
                    continue;
                }
                // What arrives is known at once, what gets lost shows in the pace.
                let arriving = f64::from(link.rate) / 2.0 * speed;
                busiest = busiest.max(lane.pace).max(arriving);
                let growth = set_out(traffic).saturating_sub(lane.counted);
                most_at_once = most_at_once.max(growth + lane.marks.len() as u64);
            }
        }
        let now = self.sampling();
        let mut wanted = now;
        while busiest / f64::from(wanted) > MARKS_PER_SECOND_MAX
            || most_at_once / u64::from(wanted) > MARKS_MAX as u64
        {
            let Some(more) = step_up(wanted) else { break };
            wanted = more;
        }
        if wanted > now {
            self.set_sampling(wanted);
            return;
        }
        let held = self.clock_ms - self.changed_ms >= HOLD_MS;
        let fewer = step_down(now);
        if held && wall_ms > 0.0 && now > 1 && busiest / f64::from(fewer) < MARKS_PER_SECOND_MIN {
            self.set_sampling(fewer);
        }
    }

    fn set_sampling(&mut self, per_mark: u32) {
        self.per_mark = per_mark;
        self.changed_ms = self.clock_ms;
        for (index, lane) in self.links.iter_mut().flatten().enumerate() {
            // Marks that mean another number leave at once.
            lane.marks.clear();
            // Multiples of the golden ratio are spread most evenly between 0 and 1.
            let phase = (index as f64 * 0.618_034).fract();
            lane.rest = -((f64::from(per_mark) * phase) as i64);
        }
    }
}

/// Messages that set out on a direction of a link: what is lost at once flies nowhere.
fn set_out(traffic: &Traffic) -> u64 {
    let at_once =
        traffic.dropped[DropReason::Cut.index()] + traffic.dropped[DropReason::Lost.index()];
    traffic.sent.saturating_sub(at_once)
}

fn prune(marks: &mut VecDeque<Mark>, clock_ms: f64, state: LinkState) {
    if state.cut {
        marks.clear();
    }
    while marks
        .front()
        .is_some_and(|mark| clock_ms - mark.born_ms >= FLIGHT_MS)
    {
        marks.pop_front();
    }
}

/// The next of 1, 2, 5, 10, 20, 50 …
fn step_up(per_mark: u32) -> Option<u32> {
    if leading_digit(per_mark) == 2 {
        per_mark.checked_mul(5).map(|ten| ten / 2)
    } else {
        per_mark.checked_mul(2)
    }
}

fn step_down(per_mark: u32) -> u32 {
    if leading_digit(per_mark) == 5 {
        per_mark / 5 * 2
    } else {
        (per_mark / 2).max(1)
    }
}

fn leading_digit(mut number: u32) -> u32 {
    while number >= 10 {
        number /= 10;
    }
    number
}
