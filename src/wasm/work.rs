//! What one call works with: randomness, memory, terms.

use super::{held::Lent, values::now};
use crate::{
    cost::Budget,
    fault::{Fault, FaultCode},
    inspect::Terms,
    outcome::{Action, Outcome},
    password::Password,
    policy::Policy,
    report::Report,
    write::{Draft, Entropy, Writer},
};

/// The browser's or Node's source of random bytes.
struct System;

impl Entropy for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault> {
        getrandom::fill(bytes).map_err(|_| Fault::new(FaultCode::Entropy))
    }
}

/// What one call works with.
pub(super) struct Work {
    entropy: System,
    pub(super) memory: Lent,
    pub(super) terms: Terms,
}

impl Work {
    pub(super) fn new() -> Self {
        let terms = Terms { budget: Budget::default(), policy: Policy::default(), now: now() };
        Self { entropy: System, memory: Lent::new(), terms }
    }

    pub(super) fn writer(&mut self) -> Writer<'_> {
        Writer { entropy: &mut self.entropy, memory: self.memory.get(), now: self.terms.now }
    }

    /// Opens what was written before anybody is told that it worked.
    pub(super) fn prove(
        &mut self,
        action: Action,
        draft: Draft,
        source: Option<Report>,
        password: &Password,
    ) -> Result<(Outcome, Vec<u8>), Fault> {
        let (_, report) = draft.prove(None, &draft.bytes, password, &self.terms, self.memory.get())?;
        Ok((Outcome::written(action, None, source, report), draft.bytes))
    }
}
