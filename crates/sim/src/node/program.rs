//! The program of a machine, and where it is.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::process::Process;

/// The program of a machine. While it reacts it is out of the machine, so that it can ask for things
/// which the engine does to the machine meanwhile; nobody can reach it then.
#[derive(Clone)]
pub(crate) struct Program(Option<Box<dyn Process>>);

const IN_PLACE: &str = "a program is not asked for anything while it reacts";

impl Program {
    pub(super) const fn new(process: Box<dyn Process>) -> Self {
        Self(Some(process))
    }

    /// Takes it out, so that it can react.
    ///
    /// # Panics
    /// If it is reacting already.
    #[inline]
    pub(crate) const fn take(&mut self) -> Box<dyn Process> {
        self.0.take().expect(IN_PLACE)
    }

    /// Puts it back after it has reacted.
    #[inline]
    pub(crate) fn put_back(&mut self, process: Box<dyn Process>) {
        self.0 = Some(process);
    }
}

impl Deref for Program {
    type Target = dyn Process;

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().expect(IN_PLACE)
    }
}

impl DerefMut for Program {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.0.as_deref_mut().expect(IN_PLACE)
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
