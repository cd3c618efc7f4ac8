//! Stories of SSO systems, as their servers logged them, and what follows from each.
//!
//! What follows was written down from the story, before any program read it. Record ids are unique within a story, so
//! that a number names a record: 1xx on BTS01, 2xx on BTS02, 3xx on a server in the laboratory, 4xx on BTS03.

use crate::forms::Logged;
use crate::reading::at;

pub const A: &str = "aaaaaaaa-0c7a-4c55-9e0b-0f6d3a2b1c4d";
pub const B: &str = "bbbbbbbb-77b3-4e0c-8f52-1b2c3d4e5f60";

const ANNA: &str = r"CORP\anna";
const TRACKING: &str = "7f3d1b60-4a11-4f4e-9d7c-2a53c1d0e9ab";

/// A story, and what must follow from it.
#[allow(clippy::type_complexity, reason = "rows of tables, which their comments name the columns of")]
pub struct Story {
    pub name: &'static str,
    /// One log for each computer.
    pub logs: Vec<Vec<Logged>>,
    pub server: Option<&'static str>,
    /// The current secret, the previous one, and the records: since, stated, generated.
    pub current: Option<(&'static str, Option<&'static str>, u64, u64, Option<u64>)>,
    /// State and last backup.
    pub backup: (&'static str, Option<u64>),
    /// Demands for a backup: first, last, how often, ended by.
    pub spells: &'static [(u64, u64, usize, Option<u64>)],
    /// Failures: event, records, error codes, made good by.
    pub failures: &'static [(u16, &'static [u64], &'static [&'static str], Option<u64>)],
    /// Secrets that could not be loaded: state, records, secrets, backed up before, ended by.
    pub unreadable: &'static [(&'static str, &'static [u64], &'static [&'static str], Option<u64>, Option<u64>)],
    /// Restores: record, effect, secret replaced, warning of the old format, first failure to decrypt.
    pub restores: &'static [(u64, &'static str, Option<&'static str>, Option<u64>, Option<u64>)],
    /// Moves: record, restored on the new server.
    pub moves: &'static [(u64, Option<u64>)],
    /// Severity, code, records.
    pub conclusions: &'static [(&'static str, &'static str, &'static [u64])],
}

fn log(computer: &str, events: &[(u64, &str, u16, char, &[&str])]) -> Vec<Logged> {
    events
        .iter()
        .map(|(record_id, time, event_id, severity, strings)| Logged {
            provider: if *event_id < 10_000 { "MsiInstaller" } else { "ENTSSO" }.to_owned(),
            channel: "Application".to_owned(),
            computer: format!("{computer}.corp.example"),
            record_id: *record_id,
            time: at(time),
            event_id: *event_id,
            severity: *severity,
            strings: strings.iter().map(|&string| string.to_owned()).collect(),
        })
        .collect()
}

/// As Windows writes GUIDs.
const A_BRACED: &str = "{AAAAAAAA-0C7A-4C55-9E0B-0F6D3A2B1C4D}";
const NIL: &str = "{00000000-0000-0000-0000-000000000000}";
const OLD: &str = r"C:\Program Files\Common Files\Enterprise Single Sign-On\SSO0A01.bak";
const NEW: &str = r"E:\Keys\SSO0B02.bak";

pub fn all() -> Vec<Story> {
    vec![
        healthy(),
        never_backed_up(),
        failed_then_succeeded(),
        account_change_in_progress(),
        account_change_never_finished(),
        regenerated_after_the_last_backup(),
        restored_from_an_old_file(),
        server_moved(),
        account_changed(),
        not_loadable_and_no_backup(),
        account_put_back(),
        generated_over_unreadable(),
        nothing_to_tell(),
        rehearsed_in_the_laboratory(),
        moved_to_a_server_without_a_log(),
        demanded_again_after_a_backup(),
        odd_events(),
        old_server_not_reached_after_the_move(),
        old_file_rehearsed_and_re_encrypted(),
        nothing_but_a_server_not_reached(),
        not_loadable_on_the_old_server(),
        others_fetch_elsewhere(),
        not_loadable_beside_another_at_work(),
        backup_refused_on_the_old_server(),
    ]
}

fn healthy() -> Story {
    Story {
        name: "healthy",
        logs: vec![
            log(
                "BTS01",
                &[
                    (101, "2026-01-05T08:00:00Z", 1033, 'I', &["a product"]),
                    (102, "2026-01-10T09:00:00.1234567Z", 10525, 'I', &[A_BRACED, ANNA, "BTS01", TRACKING]),
                    (103, "2026-01-10T09:00:01Z", 10562, 'I', &[]),
                    (104, "2026-01-10T09:00:20Z", 10528, 'I', &["12", A, ""]),
                    (105, "2026-01-10T09:10:00Z", 10559, 'I', &[OLD, A, NIL, ANNA, "BTS01"]),
                    (106, "2026-01-10T09:11:00Z", 10531, 'I', &["0", A, r"CORP\svc", "BTS02", TRACKING]),
                    (107, "2026-10-13T09:00:00Z", 10559, 'I', &[NEW, A, "", ANNA, "WS7"]),
                    (108, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "BTS02",
                &[
                    (201, "2026-01-10T09:11:01Z", 10529, 'I', &["BTS01", A]),
                    (202, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
        ],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 102, 107, Some(102))),
        backup: ("backed-up", Some(107)),
        spells: &[],
        failures: &[],
        unreadable: &[],
        restores: &[],
        moves: &[],
        conclusions: &[("info", "current-secret", &[102, 107]), ("info", "backed-up", &[107])],
    }
}

fn never_backed_up() -> Story {
    Story {
        name: "never backed up",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-02-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-03-01T09:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-03-01T09:30:00Z", 10589, 'E', &[]),
                (104, "2026-03-02T09:30:00Z", 10589, 'E', &[]),
                (105, "2026-05-01T09:30:00Z", 10589, 'E', &[]),
                (106, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 102, 102, Some(102))),
        backup: ("not-backed-up", None),
        spells: &[(103, 105, 3, None)],
        failures: &[],
        unreadable: &[],
        restores: &[],
        moves: &[],
        conclusions: &[("critical", "not-backed-up", &[103, 105]), ("info", "current-secret", &[102])],
    }
}

fn failed_then_succeeded() -> Story {
    Story {
        name: "failed then succeeded",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-02-01T10:30:00Z", 10589, 'E', &[]),
                (104, "2026-02-01T11:00:00Z", 10560, 'E', &["a.bak", A, "", ANNA, "0xC0002A20, no file."]),
                (105, "2026-02-01T11:05:00Z", 10561, 'E', &[r"\\nas\a.bak", ANNA, "BTS01", "0xC0002A07, no media."]),
                (106, "2026-02-01T11:10:00Z", 10560, 'E', &[OLD, A, "", ANNA, "0xC0002A54, too short."]),
                (107, "2026-02-01T11:20:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (108, "2026-06-01T10:00:00Z", 10526, 'E', &[ANNA, "BTS01", TRACKING, "0xC0002A14, no member."]),
                (109, "2026-06-01T10:10:00Z", 10525, 'I', &[B, ANNA, "BTS01", TRACKING]),
                (110, "2026-06-01T10:20:00Z", 10559, 'I', &[NEW, B, A, ANNA, "BTS01"]),
                (111, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((B, Some(A), 109, 110, Some(109))),
        backup: ("backed-up", Some(110)),
        spells: &[(103, 103, 1, Some(107))],
        failures: &[
            (10560, &[104, 106], &["0xC0002A20", "0xC0002A54"], Some(107)),
            (10561, &[105], &["0xC0002A07"], Some(107)),
            (10526, &[108], &["0xC0002A14"], Some(109)),
        ],
        unreadable: &[],
        restores: &[],
        moves: &[],
        conclusions: &[
            ("info", "current-secret", &[109, 110]),
            ("info", "backed-up", &[110]),
            ("info", "backup-demand-ended", &[103, 107]),
            ("info", "failure-made-good", &[104, 106, 107]),
            ("info", "failure-made-good", &[105, 107]),
            ("info", "failure-made-good", &[108, 109]),
        ],
    }
}

fn account_change_in_progress() -> Story {
    Story {
        name: "account change in progress",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (104, "2026-11-20T08:00:00Z", 10559, 'I', &[NEW, A, "", ANNA, "BTS01"]),
                (105, "2026-11-20T08:30:00Z", 10565, 'E', &[A]),
                (106, "2026-11-20T08:30:01Z", 10521, 'E', &[]),
                (107, "2026-11-20T09:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 102, 104, Some(102))),
        backup: ("backed-up", Some(104)),
        spells: &[],
        failures: &[],
        unreadable: &[("in-progress", &[105, 106], &[A], Some(104), None)],
        restores: &[],
        moves: &[],
        conclusions: &[
            ("warning", "account-change-in-progress", &[104, 105, 106]),
            ("info", "current-secret", &[102, 104]),
            ("info", "backed-up", &[104]),
        ],
    }
}

fn account_change_never_finished() -> Story {
    Story {
        name: "account change never finished",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-09-01T08:00:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (104, "2026-09-01T08:30:00Z", 10565, 'E', &[A]),
                (105, "2026-09-01T08:30:01Z", 10521, 'E', &[]),
                (106, "2026-09-02T08:30:01Z", 10521, 'E', &[]),
                (107, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 102, 103, Some(102))),
        backup: ("backed-up", Some(103)),
        spells: &[],
        failures: &[],
        unreadable: &[("open", &[104, 105, 106], &[A], Some(103), None)],
        restores: &[],
        moves: &[],
        conclusions: &[
            ("critical", "secrets-not-loadable", &[103, 104, 105, 106]),
            ("info", "current-secret", &[102, 103]),
            ("info", "backed-up", &[103]),
        ],
    }
}

fn regenerated_after_the_last_backup() -> Story {
    Story {
        name: "regenerated after the last backup",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (104, "2026-08-01T10:00:00Z", 10525, 'I', &[B, ANNA, "BTS01", TRACKING]),
                (105, "2026-08-01T10:00:01Z", 10562, 'I', &[]),
                (106, "2026-08-01T10:00:20Z", 10528, 'I', &["7", B, A]),
                (107, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((B, Some(A), 104, 106, Some(104))),
        backup: ("backup-predates-secret", None),
        spells: &[],
        failures: &[],
        unreadable: &[],
        restores: &[],
        moves: &[],
        conclusions: &[("critical", "backup-predates-secret", &[104, 103]), ("info", "current-secret", &[104, 106])],
    }
}

fn restored_from_an_old_file() -> Story {
    Story {
        name: "restored from an old file",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (104, "2026-08-01T10:00:00Z", 10525, 'I', &[B, ANNA, "BTS01", TRACKING]),
                (105, "2026-08-01T10:00:20Z", 10528, 'I', &["7", B, A]),
                (106, "2026-08-01T10:10:00Z", 10559, 'I', &[NEW, B, A, ANNA, "BTS01"]),
                (107, "2026-11-01T10:00:00Z", 10523, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (108, "2026-11-01T10:00:01Z", 10598, 'W', &[]),
                (
                    109,
                    "2026-11-01T10:05:00Z",
                    10536,
                    'W',
                    &["GetCredentials", TRACKING, "BTS01", r"CORP\svc", "Orders", "0x80090005, Bad Data."],
                ),
                (110, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 107, 107, Some(102))),
        backup: ("backed-up", Some(103)),
        spells: &[],
        failures: &[],
        unreadable: &[],
        restores: &[(107, "older", Some(B), Some(108), Some(109))],
        moves: &[],
        conclusions: &[
            ("critical", "older-secret-restored", &[107]),
            ("critical", "not-decrypted", &[107, 109]),
            ("warning", "restored-old-format", &[107, 108]),
            ("info", "current-secret", &[102, 107]),
            ("info", "backed-up", &[103]),
        ],
    }
}

fn server_moved() -> Story {
    Story {
        name: "server moved",
        logs: vec![
            log(
                "BTS01",
                &[
                    (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                    (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                    (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                    (104, "2026-07-01T10:00:00Z", 10575, 'I', &["BTS02", "BTS01", TRACKING, "BTS01", ANNA]),
                    (105, "2026-07-13T10:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "BTS02",
                &[
                    (201, "2026-06-13T10:00:00Z", 1033, 'I', &["a product"]),
                    (202, "2026-07-01T10:05:00Z", 10520, 'W', &[]),
                    (203, "2026-07-01T10:10:00Z", 10523, 'I', &[OLD, A, "", ANNA, "BTS02"]),
                    (204, "2026-07-01T10:12:00Z", 10534, 'I', &[]),
                    (205, "2026-07-01T10:20:00Z", 10559, 'I', &[NEW, A, "", ANNA, "BTS02"]),
                    (206, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
        ],
        server: Some("BTS02.corp.example"),
        current: Some((A, None, 203, 205, Some(102))),
        backup: ("backed-up", Some(205)),
        spells: &[],
        failures: &[],
        unreadable: &[("restored", &[202], &[A], Some(103), Some(203))],
        restores: &[(203, "same", None, None, None)],
        moves: &[(104, Some(203))],
        conclusions: &[
            ("info", "current-secret", &[102, 203, 205]),
            ("info", "backed-up", &[205]),
            ("info", "secret-supplied", &[202, 203]),
            ("info", "restored", &[203]),
            ("info", "secret-server-changed", &[104, 203]),
        ],
    }
}

fn account_changed() -> Story {
    Story {
        name: "account changed",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-05-01T08:00:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (104, "2026-05-01T08:10:00Z", 10565, 'E', &[A]),
                (105, "2026-05-01T08:10:01Z", 10521, 'E', &[]),
                (106, "2026-05-01T08:20:00Z", 10523, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (107, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 102, 106, Some(102))),
        backup: ("backed-up", Some(103)),
        spells: &[],
        failures: &[],
        unreadable: &[("account-changed", &[104, 105], &[A], Some(103), Some(106))],
        restores: &[(106, "same", None, None, None)],
        moves: &[],
        conclusions: &[
            ("info", "current-secret", &[102, 106]),
            ("info", "backed-up", &[103]),
            ("info", "account-changed", &[103, 104, 105, 106]),
            ("info", "restored", &[106]),
        ],
    }
}

fn not_loadable_and_no_backup() -> Story {
    Story {
        name: "not loadable and no backup",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-11-20T07:00:00Z", 10521, 'E', &[]),
                (104, "2026-11-20T07:05:00Z", 10524, 'E', &[OLD, "", "", ANNA, "0xC0002A1B, wrong."]),
                (105, "2026-11-20T07:06:00Z", 10564, 'E', &[]),
                (106, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 102, 102, Some(102))),
        backup: ("no-evidence", None),
        spells: &[],
        failures: &[(10524, &[104], &["0xC0002A1B"], None), (10564, &[105], &[], None)],
        unreadable: &[("open", &[103], &[A], None, None)],
        restores: &[],
        moves: &[],
        conclusions: &[
            ("critical", "secrets-not-loadable-no-backup", &[103]),
            ("warning", "no-backup-evidence", &[]),
            ("warning", "failure-open", &[104]),
            ("warning", "failure-open", &[105]),
            ("info", "current-secret", &[102]),
        ],
    }
}

fn account_put_back() -> Story {
    Story {
        name: "account put back",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-06-01T10:00:00Z", 10521, 'E', &[]),
                (104, "2026-06-01T11:00:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (105, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 102, 104, Some(102))),
        backup: ("backed-up", Some(104)),
        spells: &[],
        failures: &[],
        unreadable: &[("loaded-again", &[103], &[A], None, Some(104))],
        restores: &[],
        moves: &[],
        conclusions: &[
            ("info", "current-secret", &[102, 104]),
            ("info", "backed-up", &[104]),
            ("info", "secrets-loaded-again", &[103, 104]),
        ],
    }
}

fn generated_over_unreadable() -> Story {
    Story {
        name: "generated over unreadable",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-06-01T10:00:00Z", 10521, 'E', &[]),
                (104, "2026-06-01T11:00:00Z", 10525, 'I', &[B, ANNA, "BTS01", TRACKING]),
                (105, "2026-06-01T11:00:01Z", 10562, 'I', &[]),
                (106, "2026-06-01T11:00:02Z", 10522, 'E', &["5", "0x80090005, Bad Data."]),
                (107, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((B, Some(A), 104, 104, Some(104))),
        backup: ("no-evidence", None),
        spells: &[],
        failures: &[(10522, &[106], &["0x80090005"], None)],
        unreadable: &[("generated", &[103], &[A], None, Some(104))],
        restores: &[],
        moves: &[],
        conclusions: &[
            ("critical", "generated-over-unreadable", &[103, 104]),
            ("warning", "no-backup-evidence", &[]),
            ("warning", "failure-open", &[106]),
            ("warning", "reencryption-open", &[105]),
            ("info", "current-secret", &[104]),
        ],
    }
}

fn nothing_to_tell() -> Story {
    Story {
        name: "nothing to tell",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-11-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-11-14T08:00:00Z", 10534, 'I', &[]),
                (103, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: None,
        backup: ("no-evidence", None),
        spells: &[],
        failures: &[],
        unreadable: &[],
        restores: &[],
        moves: &[],
        conclusions: &[("warning", "no-current-secret", &[]), ("warning", "no-backup-evidence", &[])],
    }
}

fn rehearsed_in_the_laboratory() -> Story {
    Story {
        name: "rehearsed in the laboratory",
        logs: vec![
            log(
                "BTS01",
                &[
                    (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                    (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                    (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                    (104, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "LAB9",
                &[
                    (301, "2026-03-13T10:00:00Z", 10520, 'W', &[]),
                    (302, "2026-03-13T10:10:00Z", 10523, 'I', &[r"D:\SSO0A01.BAK", A, "", r"LAB\otto", "LAB9"]),
                    (303, "2026-03-13T10:12:00Z", 10534, 'I', &[]),
                    (304, "2026-03-13T10:13:00Z", 1033, 'I', &["a product"]),
                ],
            ),
        ],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 102, 103, Some(102))),
        backup: ("backed-up", Some(103)),
        spells: &[],
        failures: &[],
        unreadable: &[("restored", &[301], &[A], Some(103), Some(302))],
        restores: &[(302, "same", None, None, None)],
        moves: &[],
        conclusions: &[
            ("info", "current-secret", &[102, 103]),
            ("info", "backed-up", &[103]),
            ("info", "secret-supplied", &[301, 302]),
            ("info", "restored-elsewhere", &[302]),
        ],
    }
}

fn moved_to_a_server_without_a_log() -> Story {
    Story {
        name: "moved to a server without a log",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                (104, "2026-07-01T10:00:00Z", 10575, 'I', &["BTS02", "BTS01", TRACKING, "BTS01", ANNA]),
                (105, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS02"),
        current: Some((A, None, 102, 103, Some(102))),
        backup: ("backed-up", Some(103)),
        spells: &[],
        failures: &[],
        unreadable: &[],
        restores: &[],
        moves: &[(104, None)],
        conclusions: &[
            ("warning", "secret-server-not-logged", &[104]),
            ("info", "current-secret", &[102, 103]),
            ("info", "backed-up", &[103]),
        ],
    }
}

fn demanded_again_after_a_backup() -> Story {
    Story {
        name: "demanded again after a backup",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, B, ANNA, "BTS01"]),
                (103, "2026-09-13T10:00:00Z", 10589, 'E', &[]),
                (104, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((A, Some(B), 102, 102, None)),
        // The demand names no secret: there may be a newer one, whose generation was not logged.
        backup: ("not-backed-up", Some(102)),
        spells: &[(103, 103, 1, None)],
        failures: &[],
        unreadable: &[],
        restores: &[],
        moves: &[],
        conclusions: &[("critical", "not-backed-up", &[103]), ("info", "current-secret", &[102])],
    }
}

fn odd_events() -> Story {
    Story {
        name: "odd events",
        logs: vec![log(
            "BTS01",
            &[
                (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                (102, "2026-02-01T10:00:00Z", 10523, 'I', &[OLD, B, "", ANNA, "BTS01"]),
                (103, "2026-02-02T10:00:00Z", 10555, 'E', &[r"CORP\mallory"]),
                (104, "2026-02-03T10:00:00Z", 10555, 'E', &[r"CORP\mallory"]),
                (105, "2026-02-04T10:00:00Z", 10523, 'I', &[NEW, A, "", ANNA, "BTS01"]),
                (106, "2026-02-05T10:00:00Z", 10728, 'E', &["SQL1", "SSODB", "6", "7"]),
                (107, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01.corp.example"),
        current: Some((A, None, 105, 105, None)),
        backup: ("no-evidence", None),
        spells: &[],
        failures: &[],
        unreadable: &[],
        restores: &[(102, "unknown", None, None, None), (105, "other", Some(B), None, None)],
        moves: &[],
        conclusions: &[
            ("warning", "no-backup-evidence", &[]),
            ("warning", "other-secret-restored", &[105]),
            ("warning", "noted", &[103, 104]),
            ("warning", "noted", &[106]),
            ("info", "current-secret", &[105]),
            ("info", "restored", &[102]),
        ],
    }
}

/// BTS03 had not noticed the move when it lost the old server.
fn old_server_not_reached_after_the_move() -> Story {
    Story {
        name: "old server not reached after the move",
        logs: vec![
            log(
                "BTS01",
                &[
                    (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                    (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                    (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                    (104, "2026-07-01T10:00:00Z", 10575, 'I', &["BTS02", "BTS01", TRACKING, "BTS01", ANNA]),
                    (105, "2026-07-13T10:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "BTS02",
                &[
                    (201, "2026-06-13T10:00:00Z", 1033, 'I', &["a product"]),
                    (202, "2026-07-01T10:10:00Z", 10523, 'I', &[OLD, A, "", ANNA, "BTS02"]),
                    (203, "2026-08-01T10:00:00Z", 10525, 'I', &[B, ANNA, "BTS02", TRACKING]),
                    (204, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "BTS03",
                &[
                    (401, "2026-02-01T10:01:00Z", 10529, 'I', &["BTS01", A]),
                    (402, "2026-07-01T10:05:00Z", 10532, 'W', &["BTS01", "0xC0002A0F, no server."]),
                    (403, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
        ],
        server: Some("BTS02.corp.example"),
        current: Some((B, Some(A), 203, 203, Some(203))),
        backup: ("backup-predates-secret", None),
        spells: &[],
        failures: &[(10532, &[402], &["0xC0002A0F"], None)],
        unreadable: &[],
        restores: &[(202, "same", None, None, None)],
        moves: &[(104, Some(202))],
        conclusions: &[
            ("critical", "backup-predates-secret", &[203, 103]),
            ("warning", "failure-open", &[402]),
            ("info", "current-secret", &[203]),
            ("info", "restored", &[202]),
            ("info", "secret-server-changed", &[104, 202]),
        ],
    }
}

fn old_file_rehearsed_and_re_encrypted() -> Story {
    Story {
        name: "old file rehearsed and re-encrypted",
        logs: vec![
            log(
                "BTS01",
                &[
                    (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                    (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                    (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                    (104, "2026-08-01T10:00:00Z", 10525, 'I', &[B, ANNA, "BTS01", TRACKING]),
                    (105, "2026-08-01T10:10:00Z", 10559, 'I', &[NEW, B, A, ANNA, "BTS01"]),
                    (106, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "LAB9",
                &[
                    (301, "2026-09-13T10:10:00Z", 10523, 'I', &[OLD, A, "", r"LAB\otto", "LAB9"]),
                    (302, "2026-09-13T10:10:01Z", 10562, 'I', &[]),
                    (303, "2026-09-13T10:10:20Z", 10528, 'I', &["7", A, ""]),
                    (304, "2026-09-13T10:13:00Z", 1033, 'I', &["a product"]),
                ],
            ),
        ],
        server: Some("BTS01.corp.example"),
        current: Some((B, Some(A), 104, 105, Some(104))),
        backup: ("backed-up", Some(105)),
        spells: &[],
        failures: &[],
        unreadable: &[],
        restores: &[(301, "older", Some(B), None, None)],
        moves: &[],
        conclusions: &[
            ("info", "current-secret", &[104, 105]),
            ("info", "backed-up", &[105]),
            ("info", "restored-elsewhere", &[301]),
        ],
    }
}

/// Whom a computer asks in vain is still more than nothing.
fn nothing_but_a_server_not_reached() -> Story {
    Story {
        name: "nothing but a server not reached",
        logs: vec![log(
            "BTS03",
            &[
                (401, "2026-02-01T10:00:00Z", 1033, 'I', &["a product"]),
                (402, "2026-07-01T10:05:00Z", 10532, 'W', &["BTS01", "0xC0002A0F, no server."]),
                (403, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
            ],
        )],
        server: Some("BTS01"),
        current: None,
        backup: ("no-evidence", None),
        spells: &[],
        failures: &[(10532, &[402], &["0xC0002A0F"], None)],
        unreadable: &[],
        restores: &[],
        moves: &[],
        conclusions: &[
            ("warning", "no-current-secret", &[]),
            ("warning", "no-backup-evidence", &[]),
            ("warning", "failure-open", &[402]),
        ],
    }
}

fn not_loadable_on_the_old_server() -> Story {
    Story {
        name: "not loadable on the old server",
        logs: vec![
            log(
                "BTS01",
                &[
                    (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                    (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                    (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                    (104, "2026-06-30T10:00:00Z", 10521, 'E', &[]),
                    (105, "2026-07-01T10:00:00Z", 10575, 'I', &["BTS02", "BTS01", TRACKING, "BTS01", ANNA]),
                    // Its service goes on, and finds what was left in the registry.
                    (106, "2026-11-19T10:00:00Z", 10565, 'E', &[A]),
                    (107, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "BTS02",
                &[
                    (201, "2026-06-13T10:00:00Z", 1033, 'I', &["a product"]),
                    (202, "2026-07-01T10:10:00Z", 10523, 'I', &[OLD, A, "", ANNA, "BTS02"]),
                    (203, "2026-07-01T10:20:00Z", 10559, 'I', &[NEW, A, "", ANNA, "BTS02"]),
                    (204, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
        ],
        server: Some("BTS02.corp.example"),
        current: Some((A, None, 202, 203, Some(102))),
        backup: ("backed-up", Some(203)),
        spells: &[],
        failures: &[],
        unreadable: &[("retired", &[104, 106], &[A], Some(103), None)],
        restores: &[(202, "same", None, None, None)],
        moves: &[(105, Some(202))],
        conclusions: &[
            ("info", "current-secret", &[102, 202, 203]),
            ("info", "backed-up", &[203]),
            ("info", "not-loaded-on-former-server", &[104, 106, 105]),
            ("info", "restored", &[202]),
            ("info", "secret-server-changed", &[105, 202]),
        ],
    }
}

/// The move itself is not in the logs, and the old server has been emptied.
fn others_fetch_elsewhere() -> Story {
    Story {
        name: "others fetch elsewhere",
        logs: vec![
            log(
                "BTS01",
                &[
                    (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                    (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                    (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                    (104, "2026-07-01T10:00:00Z", 10520, 'W', &[]),
                    (105, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "BTS03",
                &[
                    (401, "2026-02-01T10:01:00Z", 10529, 'I', &["BTS01", A]),
                    (402, "2026-07-02T10:05:00Z", 10529, 'I', &["BTS02", A]),
                    (403, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
        ],
        server: Some("BTS02"),
        current: Some((A, None, 402, 402, Some(102))),
        backup: ("backed-up", Some(103)),
        spells: &[],
        failures: &[],
        unreadable: &[("retired", &[104], &[A], Some(103), None)],
        restores: &[],
        moves: &[],
        conclusions: &[
            ("info", "current-secret", &[102, 402]),
            ("info", "backed-up", &[103]),
            ("info", "not-loaded-on-former-server", &[104, 402]),
        ],
    }
}

/// Nothing tells that the role has moved: what is at work elsewhere may be a laboratory.
fn not_loadable_beside_another_at_work() -> Story {
    Story {
        name: "not loadable beside another at work",
        logs: vec![
            log(
                "BTS01",
                &[
                    (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                    (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                    (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                    (104, "2026-07-01T10:00:00Z", 10521, 'E', &[]),
                    (105, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "BTS02",
                &[
                    (201, "2026-06-13T10:00:00Z", 1033, 'I', &["a product"]),
                    (202, "2026-07-02T10:10:00Z", 10523, 'I', &[OLD, A, "", ANNA, "BTS02"]),
                    (203, "2026-07-02T10:20:00Z", 10559, 'I', &[NEW, A, "", ANNA, "BTS02"]),
                    (204, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
        ],
        server: Some("BTS02.corp.example"),
        current: Some((A, None, 202, 203, Some(102))),
        backup: ("backed-up", Some(203)),
        spells: &[],
        failures: &[],
        unreadable: &[("open", &[104], &[A], Some(103), None)],
        restores: &[(202, "same", None, None, None)],
        moves: &[],
        conclusions: &[
            ("critical", "secrets-not-loadable", &[103, 104]),
            ("info", "current-secret", &[102, 202, 203]),
            ("info", "backed-up", &[203]),
            ("info", "restored", &[202]),
        ],
    }
}

/// The code of the refusal says that this computer is not the server.
fn backup_refused_on_the_old_server() -> Story {
    Story {
        name: "backup refused on the old server",
        logs: vec![
            log(
                "BTS01",
                &[
                    (101, "2026-01-13T08:00:00Z", 1033, 'I', &["a product"]),
                    (102, "2026-02-01T10:00:00Z", 10525, 'I', &[A, ANNA, "BTS01", TRACKING]),
                    (103, "2026-02-01T10:10:00Z", 10559, 'I', &[OLD, A, "", ANNA, "BTS01"]),
                    (104, "2026-07-01T10:00:00Z", 10575, 'I', &["BTS02", "BTS01", TRACKING, "BTS01", ANNA]),
                    (105, "2026-08-01T10:10:00Z", 10560, 'E', &[NEW, "", "", ANNA, "0xC0002A0E, not the server."]),
                    (106, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
            log(
                "BTS02",
                &[
                    (201, "2026-06-13T10:00:00Z", 1033, 'I', &["a product"]),
                    (202, "2026-07-01T10:10:00Z", 10523, 'I', &[OLD, A, "", ANNA, "BTS02"]),
                    (203, "2026-07-01T10:20:00Z", 10525, 'I', &[B, ANNA, "BTS02", TRACKING]),
                    (204, "2026-11-20T08:00:00Z", 1033, 'I', &["a product"]),
                ],
            ),
        ],
        server: Some("BTS02.corp.example"),
        current: Some((B, Some(A), 203, 203, Some(203))),
        backup: ("backup-predates-secret", None),
        spells: &[],
        failures: &[(10560, &[105], &["0xC0002A0E"], None)],
        unreadable: &[],
        restores: &[(202, "same", None, None, None)],
        moves: &[(104, Some(202))],
        conclusions: &[
            ("critical", "backup-predates-secret", &[203, 103]),
            ("warning", "failure-open", &[105]),
            ("info", "current-secret", &[203]),
            ("info", "restored", &[202]),
            ("info", "secret-server-changed", &[104, 202]),
        ],
    }
}
