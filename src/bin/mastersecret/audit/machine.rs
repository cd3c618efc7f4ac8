//! What a report says about the machine that it was made on.

use std::{env, path::PathBuf};

use jiff::Zoned;
use mastersecret::canonical::hex;

use super::reading::hash_unless;

/// Memory of this machine, in KiB; none where nobody knows.
pub(crate) fn memory_kib() -> Option<u64> {
    #[cfg(target_os = "linux")]
    {
        // What a container allows counts as well; it states bytes, or "max".
        let of_machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
            text.lines()
                .find_map(|line| line.strip_prefix("MemTotal:"))?
                .trim()
                .strip_suffix(" kB")?
                .trim()
                .parse()
                .ok()
        });
        let of_group = std::fs::read_to_string("/sys/fs/cgroup/memory.max")
            .ok()
            .and_then(|text| text.trim().parse::<u64>().ok())
            .map(|bytes| bytes / 1024);
        of_machine.into_iter().chain(of_group).min()
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// What this program holds now, in KiB; none where the system does not tell.
pub(crate) fn held_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// The name of this machine.
pub(crate) fn host() -> Option<String> {
    #[cfg(unix)]
    {
        Some(rustix::system::uname().nodename().to_string_lossy().into_owned())
    }
    #[cfg(not(unix))]
    {
        env::var("COMPUTERNAME").ok()
    }
}

/// The account that runs the program.
pub(crate) fn user() -> Option<String> {
    let name = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| env::var(name).ok());
    #[cfg(unix)]
    {
        let id = rustix::process::getuid().as_raw();
        Some(name.map_or_else(|| format!("uid {id}"), |name| format!("{name} (uid {id})")))
    }
    #[cfg(not(unix))]
    {
        name
    }
}

/// What local time is ahead of UTC, as `+01:00`.
pub(crate) fn local_offset() -> String {
    Zoned::now().strftime("%:z").to_string()
}

/// The SHA-256 of this program.
pub(crate) fn tool_sha256() -> Option<String> {
    let path: PathBuf = env::current_exe().ok()?;
    // A partial report names the tool as well.
    hash_unless(&path, || false).ok().map(|hash| hex(&hash))
}
