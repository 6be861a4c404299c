//! What guards the calls between the services: timeouts, one more try, circuit breakers.

use sim::Duration;

use crate::catalogue::{Settings, pieces};
use crate::model::{
    BreakerSpec, Budget, CallStep, Percent, RetryPause, RetrySpec, Span, Step, Trip,
};

/// How a service protects itself from those that it calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guard {
    timeout: Span,
    breaker: Option<BreakerSpec>,
}

impl Guard {
    /// One more try, soon, as long as few calls fail.
    const RETRY: RetrySpec = RetrySpec {
        attempts: 2,
        pause: RetryPause::FullJitter {
            base: Span::from_millis(50),
            maximum: Span::from_millis(100),
        },
        budget: Some(Budget {
            ratio_percent: 10,
            burst: 10,
        }),
    };

    pub(super) fn new(settings: &Settings<'_>) -> Self {
        let breaker = BreakerSpec {
            trips: Trip::Share {
                percent: Percent::new(50),
                of: 20,
            },
            open: Span::from_millis(5_000),
            trials: 3,
        };
        Self {
            timeout: Span::from_millis(settings.get("call_timeout") as u64),
            breaker: (settings.get("breakers") == 1).then_some(breaker),
        }
    }

    /// A service calls another one.
    pub(super) fn call(&self, part: &str, operation: &str) -> Step {
        self.guarded(part, operation, self.timeout, Self::RETRY)
    }

    /// A service asks its sidecar, which waits for two tries and the pause between them.
    pub(super) fn through(&self, proxy: &str, operation: &str) -> Step {
        let tries = Span(self.timeout.0 + self.timeout.0 + Duration::from_millis(200));
        match pieces::call(proxy, operation) {
            Step::Call(call) => Step::Call(CallStep {
                timeout: tries,
                ..call
            }),
            other => other,
        }
    }

    /// The gateway calls a service.
    pub(super) fn gateway_call(&self, part: &str, operation: &str) -> Step {
        self.guarded(part, operation, pieces::TIMEOUT, RetrySpec::NONE)
    }

    fn guarded(&self, part: &str, operation: &str, timeout: Span, retry: RetrySpec) -> Step {
        Step::Call(CallStep {
            target: part.to_owned(),
            operation: operation.to_owned(),
            timeout,
            retry,
            breaker: self.breaker,
            at_most: None,
            optional: false,
        })
    }
}
