//! What stands on the two sides, as components pass it on: a component never sees the systems of one
//! run and the session of another.

use systems::{Entry, Parameter};

use crate::settings::{SIDE_COUNT, Scope, Settings};

/// The systems of both sides, and what differs where they are one.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Another number means other systems or other parameters: what belongs to one shape of the run
    /// is made anew for the next.
    shape: u32,
    entries: [&'static Entry; SIDE_COUNT],
    one_system: bool,
    /// A parameter, and its value on each side.
    differences: Vec<(&'static Parameter, [i64; SIDE_COUNT])>,
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape && self.differences == other.differences
    }
}

impl Pair {
    pub fn new(settings: &Settings, shape: u32) -> Self {
        let value = |side, parameter: &Parameter| {
            let value = settings.get(Scope::Side(side), parameter.id);
            value.unwrap_or(parameter.default)
        };
        let values = |parameter| {
            (
                parameter,
                std::array::from_fn(|side| value(side, parameter)),
            )
        };
        Self {
            shape,
            entries: std::array::from_fn(|side| settings.entry(side)),
            one_system: settings.is_one_system(),
            differences: settings.differences().into_iter().map(values).collect(),
        }
    }

    /// The catalogue's entry of a side.
    pub const fn entry(&self, side: usize) -> &'static Entry {
        self.entries[side]
    }

    pub const fn is_one_system(&self) -> bool {
        self.one_system
    }

    pub fn differences(&self) -> &[(&'static Parameter, [i64; SIDE_COUNT])] {
        &self.differences
    }

    /// The key of what shows a side: another one for another shape.
    pub fn key(&self, side: usize) -> String {
        format!("{side}-{}", self.shape)
    }
}
