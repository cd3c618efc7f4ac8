//! What the fuzz targets share: bounded memory, seeds made from the repository's own samples, and what must hold of
//! everything that is said about a file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a broken promise ends the run")]

#[path = "../../tests/events/evtx_writer.rs"]
#[allow(dead_code)]
pub mod evtx_writer;
#[path = "../../tests/events/forms.rs"]
#[allow(dead_code)]
pub mod forms;
#[path = "../../tests/generator/mod.rs"]
pub mod generator;
#[path = "../../tests/judge/mod.rs"]
pub mod judge;
#[path = "../../tests/events/reading.rs"]
#[allow(dead_code, unused_imports)]
pub mod reading;
#[path = "../../tests/events/stories.rs"]
#[allow(dead_code)]
pub mod stories;

pub mod logs;
pub mod plan;
pub mod said;
pub mod seeds;

use std::{alloc::System, sync::LazyLock};

use cap::Cap;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// 1 MiB.
pub const MIB: usize = 1 << 20;

/// Runs `work` with at most `bytes` more than are allocated now. An allocation beyond that fails, and a failed
/// allocation ends the run, so that its input is kept.
pub fn within<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    MEMORY.set_limit(MEMORY.allocated() + bytes).expect("a higher limit");
    let result = work();
    MEMORY.set_limit(usize::MAX).expect("no limit");
    result
}

/// Lets a panic speak: what it has to say takes memory, too.
pub fn panics_have_room() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        MEMORY.set_limit(usize::MAX).expect("no limit");
        hook(panic);
    }));
}

/// A fault that is planted where `MASTERSECRET_FUZZ_PLANTED` is set: reaching `there` is then taken for a broken promise.
/// It shows that the seeds get that far and that a broken promise is found.
pub fn planted(there: bool) {
    static PLANTED: LazyLock<bool> = LazyLock::new(|| std::env::var_os("MASTERSECRET_FUZZ_PLANTED").is_some());
    assert!(!(there && *PLANTED), "the planted fault");
}
