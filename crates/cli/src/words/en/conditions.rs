//! The four conditions in English: what stands around the findings' own sentences.

use crate::words::ConditionsWords;

pub(super) const CONDITIONS: ConditionsWords = ConditionsWords {
    until: |seconds| format!("until {seconds} s"),
    machine: "machine",
    share_recent: |seconds| format!("share of the work (last {seconds} s)"),
    share_whole: "(whole run)",
    line: "line",
    per_request: "for users, messages/request",
    per_second: "all, messages/s",
    units: "units",
    capacity: "requests/s",
    bottleneck: "first at its limit",
    breaks: "did not look like one machine",
    count: "requests",
    last_requests: "newest first",
    whole: |ended, share| {
        format!(
            "Over the whole run, {share} of the requests that ended ({ended}) were answered as one machine would have answered."
        )
    },
    changes: "Verdicts that changed",
    at: "at",
    not_measured: "With `--capacity` it is measured with more and fewer machines.",
    never_measured: "That is measured for systems of the catalogue; this is a model of your own.",
    distributes: "What is distributed",
};
