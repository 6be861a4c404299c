//! The four conditions in English: what stands around the findings' own sentences.

use crate::words::ConditionsWords;

pub(super) const CONDITIONS: ConditionsWords = ConditionsWords {
    until: |seconds| format!("until {seconds} s"),
    machine: "machine",
    share_recent: "share of the work (last 10 s)",
    share_whole: "(whole run)",
    line: "line",
    per_request: "messages/request",
    per_second: "messages/s",
    units: "units",
    capacity: "requests/s",
    bottleneck: "first at its limit",
    breaks: "did not look like one machine",
    count: "requests",
    last_requests: "newest first",
    whole: |ended, share| {
        format!(
            "Over the whole run, {share} of {ended} requests were answered as one machine would have answered."
        )
    },
    changes: "Verdicts that changed",
    at: "at",
    distributes: "What is distributed",
};
