//! What can be wrong with a model: where, what, and what would be right. The words are the viewer's.

/// Why a model cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    /// Where in the document, as `nodes.api.workers`.
    pub path: String,
    pub problem: Problem,
}

/// What is wrong at that place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No part has this name; these have.
    UnknownName { name: String, known: Vec<String> },
    /// The part has no such operation; it has these.
    UnknownOperation { name: String, known: Vec<String> },
    /// A number outside its range (both ends allowed), in words with units.
    OutOfRange {
        value: String,
        minimum: String,
        maximum: String,
    },
    /// A name that is empty, too long, or has other characters than a-z, 0-9 and '-'.
    BadName { name: String },
    /// A list or map that must have something in it has nothing.
    Empty,
    /// More of something than the limit allows.
    TooMany { count: usize, maximum: usize },
    /// These operations, each a part's, call one another; the last is the first again.
    Circle { operations: Vec<String> },
    /// Two statements that cannot both hold: a stable code, for the viewer's words.
    Contradiction { rule: &'static str },
}

impl ModelError {
    /// Something is wrong at `path`.
    pub fn new(path: impl Into<String>, problem: Problem) -> Self {
        Self {
            path: path.into(),
            problem,
        }
    }

    /// The same, said of a document in which the model stands at `place`.
    pub(crate) fn below(mut self, place: &str) -> Self {
        self.path = format!("{place}.{}", self.path);
        self
    }
}

/// Checks that a number lies in its range, both ends included.
pub(crate) fn within<T: PartialOrd + std::fmt::Display>(
    path: impl Into<String>,
    value: T,
    minimum: T,
    maximum: T,
) -> Result<(), ModelError> {
    if value >= minimum && value <= maximum {
        return Ok(());
    }
    let problem = Problem::OutOfRange {
        value: value.to_string(),
        minimum: minimum.to_string(),
        maximum: maximum.to_string(),
    };
    Err(ModelError::new(path, problem))
}
