//! Machines and lines that the systems of the web family share, so that a pair of systems differs
//! in its arrangement and not in its hardware.

use sim::{Distribution, Duration, LinkSpec, NodeId, NodeSpec, Process};

use crate::catalogue::{Duty, Icon, NodeCard, Text};

/// Jobs that may wait at one machine.
pub(crate) const QUEUE_CAPACITY: u32 = 200;
/// Records that a run keeps.
pub(crate) const TRACE_CAPACITY: usize = 16_384;

/// The work of the web family, in its users' words.
pub(crate) const RENDERING_WORK: Text = Text {
    ja: "HTML レンダリング",
    en: "HTML rendering",
};
pub(crate) const API_WORK: Text = Text {
    ja: "API 通信",
    en: "API calls",
};
pub(crate) const DATA_WORK: Text = Text {
    ja: "DB 管理",
    en: "keeping the data",
};

/// One core's time for rendering a page or answering an API call.
pub(crate) fn api_time() -> Distribution {
    Distribution::LogNormal {
        mean: Duration::from_millis(10),
        cv_percent: 60,
    }
}

/// One core's time for reading from the database.
pub(crate) fn read_time() -> Distribution {
    Distribution::Exponential {
        mean: Duration::from_millis(3),
    }
}

/// One core's time for writing to the database.
pub(crate) fn write_time() -> Distribution {
    Distribution::Exponential {
        mean: Duration::from_millis(8),
    }
}

/// The way from the users to the system: tens of milliseconds, sometimes more.
pub(crate) fn internet(users: NodeId, system: NodeId) -> LinkSpec {
    let latency = Distribution::LogNormal {
        mean: Duration::from_millis(20),
        cv_percent: 30,
    };
    LinkSpec::new(users, system, latency)
}

/// A line between machines of one region, in different zones.
pub(crate) fn region(first: NodeId, second: NodeId) -> LinkSpec {
    let latency = Distribution::LogNormal {
        mean: Duration::from_millis(2),
        cv_percent: 30,
    };
    LinkSpec::new(first, second, latency)
}

/// All users of a system, as one node without workers.
pub(crate) fn users(process: impl Process + 'static) -> NodeSpec {
    program("users", process, Duration::ZERO)
}

/// A machine whose program takes no time of its own.
pub(crate) fn program(name: &str, process: impl Process + 'static, boot: Duration) -> NodeSpec {
    NodeSpec {
        boot,
        ..NodeSpec::new(name, Box::new(process))
    }
}

/// How the users appear on the stage.
pub(crate) fn users_card() -> NodeCard {
    NodeCard {
        name: "users".to_owned(),
        title_ja: "利用者".to_owned(),
        title_en: "Users".to_owned(),
        short_ja: String::new(),
        short_en: String::new(),
        icon: Icon::Users,
        duties: &[Duty::Users],
        work: &[],
        zone: String::new(),
        column: 0,
        row: 0,
    }
}
