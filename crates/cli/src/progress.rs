//! How far a long command is: a bar on standard error, where that is a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use sim::Time;

/// How long a run takes before its bar is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar for so many steps; nothing anywhere else than on a terminal.
pub fn bar(count: u64) -> ProgressBar {
    let bar = ProgressBar::new(count);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {elapsed}  -{eta}");
    bar.set_style(style.expect("the template is sound"));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// How far a single run is. Most are over before anybody wonders: only then there is a bar.
#[derive(Debug)]
pub struct Way {
    end: Time,
    since: Instant,
    bar: Option<ProgressBar>,
}

impl Way {
    /// The way to the end of a run.
    pub fn new(end: Time) -> Self {
        Self {
            end,
            since: Instant::now(),
            bar: None,
        }
    }

    /// The run is here.
    pub fn at(&mut self, now: Time) {
        if self.since.elapsed() < PATIENCE {
            return;
        }
        let end = self.end;
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::new(end.as_nanos());
            let style =
                ProgressStyle::with_template("{bar:40} {percent_precise} %  {elapsed}  -{eta}");
            bar.set_style(style.expect("the template is sound"));
            bar
        });
        bar.set_position(now.as_nanos());
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
