//! The clock and the random generator of the operating system.

use std::time::{SystemTime, UNIX_EPOCH};

use mastersecret::{
    fault::{Fault, FaultCode},
    time::Time,
    write::Entropy,
};

use crate::failure::Failure;

/// The operating system's random generator.
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault> {
        getrandom::fill(bytes).map_err(|_| Fault::new(FaultCode::Entropy))
    }
}

/// A moment as the file system or the clock knows it; none before 1970 or after 9999.
pub(crate) fn moment(time: SystemTime) -> Option<Time> {
    let seconds = time.duration_since(UNIX_EPOCH).ok()?.as_secs();
    Time::from_unix(i64::try_from(seconds).ok()?)
}

/// Now.
///
/// # Errors
///
/// A clock outside the years 1970 to 9999.
pub(crate) fn now() -> Result<Time, Failure> {
    moment(SystemTime::now()).ok_or_else(|| {
        Failure::usage("clock", "The clock of this machine shows a year outside 1970 to 9999.", "Set the clock.")
    })
}
