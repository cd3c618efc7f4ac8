//! What keeps secrets in memory from ending up on a disk or on a screen.

use std::alloc::System;

use zeroize::Zeroize;
use zeroizing_alloc::ZeroAlloc;

/// Overwrites all memory that is given back: what a library copied, and what was left behind by growing, too.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// How deep the stack of a command reaches at the most, in bytes, with room to spare; Windows gives 1 MiB in all.
const STACK_BYTES: usize = 256 * 1024;

/// Does `work`, and overwrites what it left on the stack of this thread: copies that a compiler made of keys.
///
/// Not only at the end: what a library makes later and keeps for good is moved to its place whole, and its unused parts
/// are what lay on the stack where it was made.
#[inline(never)]
pub(crate) fn leaving_nothing<T>(work: impl FnOnce() -> T) -> T {
    let done = apart(work);
    clear_stack();
    done
}

/// As [`leaving_nothing`], for what derives keys: also on the threads that share in it.
pub(crate) fn deriving<T>(work: impl FnOnce() -> T) -> T {
    let done = leaving_nothing(work);
    rayon::broadcast(|_| clear_stack());
    done
}

/// Keeps `work` out of the frames above, which are not overwritten.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Overwrites what calls that have returned left on the stack of this thread.
#[inline(never)]
pub(crate) fn clear_stack() {
    let mut area = [0_u64; STACK_BYTES / 8];
    area.zeroize();
    std::hint::black_box(&area);
}

/// No core dumps, and a panic message without any data in it. What the system does not allow is left undone.
pub(crate) fn apply() {
    no_core_dumps();
    std::panic::set_hook(Box::new(|panic| {
        crate::interrupt::tidy_up();
        // The message of a panic can hold data; its place cannot.
        let place = panic.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        let line = format!(
            "mastersecret: an internal fault{place}.\nThis should not happen; please report it, with the place.\n"
        );
        let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
    }));
}

#[cfg(unix)]
fn no_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    // A dump that is piped into a program ignores the limit (core(5)).
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

#[cfg(not(unix))]
fn no_core_dumps() {}
