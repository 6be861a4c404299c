//! From planned faults in a person's words to the engine's interventions, machine by machine and
//! line by line, each with its repair.

use std::collections::BTreeSet;

use sim::{Duration, Fault, Intervention, LinkId, NodeId, Planned, Probability, Time};

use super::fault::{BadDeployment, Happening};
use super::overlaps::{self, Strike};
use super::places::Places;
use super::{PLANNED_MAX, PlannedFault, contradiction};
use crate::model::{ModelError, Problem, Span, within};

/// The largest factor by which work can become slower.
const SLOWEST: u32 = 1_000;
/// The largest burst, in percent of the demand otherwise.
const BURST_MAX: u32 = 10_000;
/// The most that a fault adds to a message's way: an hour.
const LATENCY_MAX: Span = Span(Duration::from_secs(3_600));

/// The interventions that the faults come to, in the order of their time.
pub(super) fn planned(
    faults: &[PlannedFault],
    places: &Places<'_>,
    horizon: Duration,
) -> Result<Vec<Planned>, ModelError> {
    let mut plan = Plan {
        places,
        strikes: Vec::new(),
    };
    for (number, fault) in faults.iter().enumerate() {
        let path = format!("faults[{number}]");
        let at = format!("{path}.at");
        within(at, fault.at, Span::default(), Span(horizon))?;
        let happening = fault.happening(&path)?;
        if let Some(lasts) = fault.lasts {
            if !happening.has_repair() {
                return Err(contradiction(format!("{path}.for"), "nothing_to_repair"));
            }
            let shortest = Span(Duration::from_nanos(1));
            let longest = Span(Duration::from_secs(3_600_000));
            within(format!("{path}.for"), lasts, shortest, longest)?;
        }
        let struck = plan.strikes.len();
        plan.add(happening, &format!("{path}.{}", happening.field()))?;
        let begins = Time::ZERO + fault.at.0;
        for strike in &mut plan.strikes[struck..] {
            strike.begins = begins;
            strike.ends = fault.lasts.map(|lasts| begins + lasts.0);
        }
        let mended = |strike: &&Strike| strike.ends.is_some();
        let count = plan.strikes.len() + plan.strikes.iter().filter(mended).count();
        if count > PLANNED_MAX {
            let maximum = PLANNED_MAX;
            return Err(ModelError::new(
                "faults",
                Problem::TooMany { count, maximum },
            ));
        }
    }
    Ok(overlaps::planned(&plan.strikes))
}

/// What is planned so far. Times are filled in by the caller.
struct Plan<'a, 'b> {
    places: &'a Places<'b>,
    strikes: Vec<Strike>,
}

impl Plan<'_, '_> {
    /// Plans what happens and what mends it. `path` is where it is written.
    fn add(&mut self, happening: Happening<'_>, path: &str) -> Result<(), ModelError> {
        let below = |field: &str| format!("{path}.{field}");
        match happening {
            Happening::Crash(name) => self.at_machines(path, name, |node| Fault::Crash { node }),
            Happening::Pause(name) => self.at_machines(path, name, |node| Fault::Pause { node }),
            Happening::Slow(slow) => {
                let factor = slow.factor;
                within(below("factor"), factor, 2, SLOWEST)?;
                self.at_machines(&below("node"), &slow.node, |node| Fault::Slow {
                    node,
                    factor,
                })
            }
            Happening::Gray(gray) => {
                let share = gray.percent.0;
                self.at_machines(&below("node"), &gray.node, |node| Fault::Gray {
                    node,
                    share,
                })
            }
            Happening::Outage(name) => self.at_machines(path, name, |node| Fault::Gray {
                node,
                share: Probability::from_percent(100),
            }),
            Happening::Loss(loss) => {
                let share = loss.percent.0;
                self.at_lines(&below("between"), &loss.between, |link| Fault::Lossy {
                    link,
                    loss: share,
                })
            }
            Happening::Latency(latency) => {
                let extra = latency.extra;
                within(below("extra"), extra, Span::default(), LATENCY_MAX)?;
                self.at_lines(&below("between"), &latency.between, |link| Fault::Delay {
                    link,
                    extra: extra.0,
                })
            }
            Happening::Cut(cut) => self.at_lines(&below("between"), &cut.between, |link| {
                Fault::Partition { link }
            }),
            Happening::CutOneWay(cut) => {
                for (link, forward) in self.places.lines(path, &cut.from, &cut.to)? {
                    self.fault(Fault::Block { link, forward });
                }
                Ok(())
            }
            Happening::Split(groups) => self.split(path, groups),
            Happening::ZoneOutage(zone) => {
                for node in self.places.zone(path, zone)? {
                    self.fault(Fault::Crash { node });
                }
                Ok(())
            }
            Happening::Flush(name) => {
                for node in self.places.flushable(path, name)? {
                    self.fault(Fault::Flush { node });
                }
                Ok(())
            }
            Happening::Burst(burst) => {
                let percent = burst.factor_percent;
                within(below("factor_percent"), percent, 0, BURST_MAX)?;
                self.plan(
                    Intervention::ScaleDemand { percent },
                    Some(Intervention::ScaleDemand { percent: 100 }),
                );
                Ok(())
            }
            Happening::BadDeployment(deployment) => self.deploy(path, deployment),
            Happening::ClockSkew(skew) => {
                let offset = skew.offset.0;
                self.at_machines(&below("node"), &skew.node, |node| Fault::Skew {
                    node,
                    offset,
                })
            }
            Happening::SetDemand(per_second) => {
                within(path, per_second, 0.0, 1e6)?;
                let per_second_milli = (per_second * 1_000.0 + 0.5) as u64;
                self.plan(Intervention::SetDemand { per_second_milli }, None);
                Ok(())
            }
            Happening::SetUnits(units) => {
                let group = self.places.group(&below("part"), &units.part)?;
                let most = self.places.groups[group].units_max() as u16;
                within(below("count"), units.count, 0, most)?;
                let (group, count) = (group as u16, units.count);
                self.plan(Intervention::SetUnits { group, count }, None);
                Ok(())
            }
        }
    }

    fn at_machines(
        &mut self,
        path: &str,
        name: &str,
        fault: impl Fn(NodeId) -> Fault,
    ) -> Result<(), ModelError> {
        for node in self.places.machines(path, name)? {
            self.fault(fault(node));
        }
        Ok(())
    }

    fn at_lines(
        &mut self,
        path: &str,
        between: &[String; 2],
        fault: impl Fn(LinkId) -> Fault,
    ) -> Result<(), ModelError> {
        for (link, _) in self.places.lines(path, &between[0], &between[1])? {
            self.fault(fault(link));
        }
        Ok(())
    }

    fn split(&mut self, path: &str, groups: &[Vec<String>]) -> Result<(), ModelError> {
        if groups.len() < 2 {
            return Err(contradiction(path, "one_group_is_no_split"));
        }
        let mut taken = BTreeSet::new();
        let mut resolved = Vec::new();
        for (number, names) in groups.iter().enumerate() {
            let mut nodes = Vec::new();
            for (place, name) in names.iter().enumerate() {
                let path = format!("{path}[{number}][{place}]");
                let named = self.places.nodes(&path, name)?;
                if named.iter().any(|node| !taken.insert(*node)) {
                    return Err(contradiction(path, "one_group_each"));
                }
                nodes.extend(named);
            }
            resolved.push(nodes);
        }
        for link in self.places.lines_across(&resolved) {
            self.fault(Fault::Partition { link });
        }
        Ok(())
    }

    fn deploy(&mut self, path: &str, deployment: &BadDeployment) -> Result<(), ModelError> {
        let factor = deployment.slow_factor;
        within(format!("{path}.slow_factor"), factor, 1, SLOWEST)?;
        let share = deployment.errors_percent.0;
        let part = format!("{path}.part");
        for node in self.places.machines(&part, &deployment.part)? {
            if share != Probability::NEVER {
                self.fault(Fault::Gray { node, share });
            }
            if factor > 1 {
                self.fault(Fault::Slow { node, factor });
            }
        }
        Ok(())
    }

    fn fault(&mut self, fault: Fault) {
        let repair = (fault.repair() != fault).then(|| Intervention::Fault(fault.repair()));
        self.plan(Intervention::Fault(fault), repair);
    }

    fn plan(&mut self, what: Intervention, repair: Option<Intervention>) {
        self.strikes.push(Strike {
            begins: Time::ZERO,
            ends: None,
            what,
            repair,
        });
    }
}
