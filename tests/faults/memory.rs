//! What is left of secrets in a process's memory when its command is done: the process is held at its very last system
//! call, and all that it could write to is searched.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use mastersecret::{
    keys::{derived, info},
    slot::Slot,
};

use crate::{
    case::{Run, each, figure},
    core::{self, PASSWORD},
    planted,
    scene::{Scene, program},
    strace::settle,
    subject::{Material, NATIVE_PASSWORD, STRONG, SUBJECTS},
};

/// The numbers of system calls on this machine's architecture, as `/proc/PID/syscall` gives them.
const EXIT_GROUP: &str = if cfg!(target_arch = "x86_64") { "231" } else { "94" };
const READ: &str = if cfg!(target_arch = "x86_64") { "0" } else { "63" };
const FSYNC: &str = if cfg!(target_arch = "x86_64") { "74" } else { "82" };

/// Length of the pieces that are searched for: shorter than anything that is worth keeping secret, and too long for chance.
const PIECE: usize = 8;

/// Memory is looked at in pieces of this size, most of which hold nothing at all.
const PAGE: usize = 4096;

/// How long a process is held at the most.
const HOLD: Duration = Duration::from_secs(60);

/// A password that is not in NFC as it is typed.
const DECOMPOSED: &str = "Gru\u{308}\u{df}e-Wa\u{308}rme-Mu\u{308}hle-41";

/// The pieces of everything secret, each with the name of what it is a piece of.
#[derive(Clone)]
pub(crate) struct Needles(Vec<(&'static str, [u8; PIECE])>);

/// The needles of backups that were seen before, by all their bytes.
static KNOWN: Mutex<BTreeMap<Vec<u8>, Needles>> = Mutex::new(BTreeMap::new());

impl Needles {
    /// What must not be left after a command in `folder`: the passwords of its material in every form, the content of
    /// its native file, and every key and secret of every backup that is there now.
    fn of(folder: &Path) -> Self {
        let mut needles = Self(Vec::new());
        for (name, text) in [("password", PASSWORD), ("new password", STRONG), ("native password", NATIVE_PASSWORD)] {
            needles.text(name, text);
        }
        needles.text("decomposed password", DECOMPOSED);
        needles.text("composed password", &composed());
        let native = &Material::get().native;
        native.chunks(509).for_each(|part| needles.piece("native file", part));
        for entry in fs::read_dir(folder).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            if bytes.starts_with(b"{") {
                let known = KNOWN.lock().unwrap().get(&bytes).cloned();
                let of_backup = known.unwrap_or_else(|| {
                    let mut found = Self(Vec::new());
                    for password in [PASSWORD, STRONG, DECOMPOSED] {
                        found.backup(&bytes, password);
                    }
                    KNOWN.lock().unwrap().insert(bytes, found.clone());
                    found
                });
                needles.0.extend(of_backup.0);
            }
        }
        needles
    }

    /// The keys of a backup that this password opens.
    fn backup(&mut self, bytes: &[u8], password: &str) {
        let inspection = core::look(bytes);
        let Some(backup) = &inspection.backup else { return };
        let Some(opened) = core::try_password(&inspection, password).opened else { return };
        for slot in &backup.header.slots {
            let Slot::Password(slot) = slot else { continue };
            let password = core::password(password);
            let root = slot.root(&password, &mut mastersecret::keys::Memory::new()).unwrap();
            self.key("root", root.expose());
            self.key("key-encryption key", derived(root.expose(), info::SLOT_KEY).expose());
        }
        let file_key = opened.file_key.expose();
        self.key("file key", file_key);
        self.key("content key", derived(file_key, info::PAYLOAD).expose());
        self.key("mac key", derived(file_key, info::MAC).expose());
        if inspection.backup.as_ref().is_some_and(|backup| backup.header.content.plaintext_bytes() <= 128) {
            self.key("secret", opened.content.plaintext().expose());
        }
    }

    /// A text as it is, in lower case, and in UTF-16, from every one of its characters on.
    fn text(&mut self, name: &'static str, text: &str) {
        let mut forms = vec![text.as_bytes().to_vec(), text.to_lowercase().into_bytes()];
        forms.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        for form in forms {
            for window in form.windows(PIECE) {
                // Words stand in dictionaries, too.
                if !window.iter().all(u8::is_ascii_lowercase) {
                    self.piece(name, window);
                }
            }
        }
    }

    /// A key, in pieces as large as a register, and as HMAC puts it into its first block (RFC 2104).
    fn key(&mut self, name: &'static str, key: &[u8]) {
        for pad in [0, 0x36, 0x5c] {
            let padded: Vec<u8> = key.iter().map(|byte| byte ^ pad).collect();
            padded.chunks_exact(PIECE).for_each(|part| self.piece(name, part));
        }
    }

    fn piece(&mut self, name: &'static str, bytes: &[u8]) {
        if let Some(piece) = bytes.first_chunk::<PIECE>() {
            self.0.push((name, *piece));
        }
    }

    /// What is found in `memory`: the name of each thing of which a piece is there, with the place.
    fn found(&self, memory: &Dump) -> BTreeSet<(&'static str, String)> {
        let mut starts = vec![false; 1 << 16];
        let start = |piece: &[u8]| usize::from(u16::from_le_bytes([piece[0], piece[1]]));
        self.0.iter().for_each(|(_, piece)| starts[start(piece)] = true);
        let names: HashMap<&[u8], &'static str> = self.0.iter().map(|(name, piece)| (&piece[..], *name)).collect();
        let mut found = BTreeSet::new();
        for (place, bytes) in &memory.regions {
            for from in (0..bytes.len()).step_by(PAGE) {
                // What crosses the end of a page is in both parts.
                let page = &bytes[from..bytes.len().min(from + PAGE + PIECE - 1)];
                if page == &[0; PAGE + PIECE - 1][..page.len()] {
                    continue;
                }
                for window in page.windows(PIECE).filter(|window| starts[start(window)]) {
                    found.extend(names.get(window).map(|name| (*name, place.clone())));
                }
            }
        }
        found
    }
}

/// The decomposed password in NFC, as the core composes it.
fn composed() -> String {
    core::password(DECOMPOSED).expose().to_owned()
}

/// The writable memory of a process: what each region is called, and what is in it.
struct Dump {
    regions: Vec<(String, Vec<u8>)>,
}

impl Dump {
    fn bytes(&self) -> usize {
        self.regions.iter().map(|(_, bytes)| bytes.len()).sum()
    }
}

/// A process under strace, held at a system call. It ends when this is dropped.
struct Held {
    strace: Child,
    pid: String,
}

impl Held {
    /// Starts `command` in the scene and holds it before its first call of `name`.
    fn at(scene: &Scene, command: &[String], (name, number): (&str, &str)) -> Result<Self, String> {
        let mut strace = Command::new("strace");
        strace.args(under_strace(name)).args(command).current_dir(&scene.work);
        settle(&mut strace);
        let strace = strace.stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(|error| error.to_string())?;
        let mut held = Self { strace, pid: String::new() };
        held.pid = wait_for(scene, number)?;
        Ok(held)
    }

    fn dump(&self) -> Dump {
        dump(&self.pid)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.strace.kill();
        let _ = self.strace.wait();
    }
}

/// The options that hold a program before its first call of `name`.
fn under_strace(name: &str) -> Vec<String> {
    let hold = HOLD.as_micros();
    let inject = format!("inject={name}:delay_enter={hold}:when=1");
    ["-o", "/dev/null", "-e", &format!("trace={name}"), "-e", &inject].map(str::to_owned).to_vec()
}

/// Waits until the program that works in the scene's folder is held in the call `number`; gives its id.
fn wait_for(scene: &Scene, number: &str) -> Result<String, String> {
    let start = Instant::now();
    let is_held = |process: &PathBuf| {
        let text = |name: &str| fs::read_to_string(process.join(name)).unwrap_or_default();
        fs::read_link(process.join("cwd")).is_ok_and(|folder| folder == scene.work)
            && text("comm").trim() != "strace"
            && text("syscall").split_whitespace().next() == Some(number)
    };
    while start.elapsed() < HOLD / 2 {
        std::thread::sleep(Duration::from_millis(10));
        let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
        if let Some(process) = processes.into_iter().find(is_held) {
            return Ok(process.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    Err(format!("the process did not come to call {number}"))
}

/// Reads all memory that a process could write to.
fn dump(pid: &str) -> Dump {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let mut memory = File::open(format!("/proc/{pid}/mem")).unwrap();
    let mut regions = Vec::new();
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights, name) = (words.next().unwrap(), words.next().unwrap(), words.nth(3).unwrap_or("mapped"));
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|end| u64::from_str_radix(end, 16).unwrap());
        if !rights.contains('w') {
            continue;
        }
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        memory.seek(SeekFrom::Start(from)).unwrap();
        memory.read_exact(&mut bytes).unwrap();
        regions.push((name.to_owned(), bytes));
    }
    Dump { regions }
}

/// The commands that see a secret, and what they are called.
fn commands() -> Vec<(String, Vec<String>)> {
    let mut commands: Vec<(String, Vec<String>)> =
        SUBJECTS.iter().map(|subject| (subject.name.to_owned(), subject.args())).collect();
    for (name, line) in [
        ("check", "check a.msb --password-file p.txt"),
        ("check, two slots", "check two.msb --password-file q.txt"),
        ("check, JSON", "check a.msb --json --password-file p.txt"),
        ("check, wrong password", "check a.msb --password-file q.txt"),
        ("check, an enclosed file", "check sealed.msb --password-file q.txt"),
        ("check, a decomposed password in UTF-16", "check umlaut.msb --password-file u.txt"),
        ("check, tampered", "check tampered.msb --password-file p.txt"),
        ("restore --salvage", "restore tampered.msb --out back --salvage --password-file p.txt"),
        ("restore, target taken", "restore a.msb --out old.msb --password-file p.txt"),
        ("rewrap, password too short", "rewrap a.msb --out new.msb --password-file p.txt --new-password-file s.txt"),
        ("slot replace", "slot replace a.msb --slot 0 --out new.msb --password-file p.txt --new-password-file q.txt"),
    ] {
        let words = line.split(' ').map(|word| if word == "0" { "custodian A" } else { word });
        commands.push((name.to_owned(), words.map(str::to_owned).collect()));
    }
    commands
}

/// The material, and more that only these commands need.
fn scene() -> Scene {
    let scene = Scene::new();
    let password = core::password(DECOMPOSED);
    let backup = core::with_writer(11, |writer| {
        mastersecret::generate::generate(None, None, &core::slot("custodian C", &password), writer).unwrap().bytes
    });
    scene.write("umlaut.msb", backup);
    let text: Vec<u8> = format!("\u{feff}{DECOMPOSED}\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    scene.write("u.txt", text);
    scene.write("s.txt", "Short-");
    // The mac does not hold any more, and the payload does.
    let tampered = core::altered(&core::generated(), |root| core::flip(core::at(root, "/mac")));
    scene.write("tampered.msb", tampered);
    scene
}

/// Every command that sees a secret, held at its end.
pub(crate) fn nothing_left(_: &Run) -> Result<(), String> {
    let commands = commands();
    let came = each(&commands, |(name, args)| {
        let scene = scene();
        let command: Vec<String> = [vec![program()], args.clone()].concat();
        let held = Held::at(&scene, &command, ("exit_group", EXIT_GROUP)).map_err(|why| format!("{name}: {why}"))?;
        let memory = held.dump();
        let needles = Needles::of(&scene.work);
        Ok((memory.bytes(), needles.0.len(), needles.found(&memory)))
    })?;
    let wrong: Vec<String> = std::iter::zip(&commands, &came)
        .flat_map(|((name, _), (_, _, found))| found.iter().map(move |found| format!("{name}: {found:?}")))
        .collect();
    let searched: usize = came.iter().map(|(bytes, ..)| bytes).sum();
    let pieces: usize = came.iter().map(|(_, pieces, _)| pieces).sum();
    figure("memory searches, commands held at their end", commands.len());
    figure("memory searches, MiB searched", searched >> 20);
    figure("memory searches, pieces of secrets looked for", pieces);
    figure("memory searches, secrets found", wrong.len());
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// A password typed at a prompt.
pub(crate) fn nothing_typed_left(_: &Run) -> Result<(), String> {
    let scene = scene();
    let mut strace = Command::new("strace");
    strace.args(under_strace("exit_group")).arg(program()).args(["check", "a.msb"]).current_dir(&scene.work);
    strace.env("LANG", "C.UTF-8").env_remove("LC_ALL").env("TERM", "xterm");
    let mut session = rexpect::session::spawn_command(strace, Some(30_000)).map_err(|error| error.to_string())?;
    session.exp_string("Password: ").map_err(|error| error.to_string())?;
    session.send_line(PASSWORD).map_err(|error| error.to_string())?;
    session.exp_string("opens").map_err(|error| error.to_string())?;
    let memory = dump(&wait_for(&scene, EXIT_GROUP)?);
    let found = Needles::of(&scene.work).found(&memory);
    let _ = session.process_mut().kill(rexpect::process::Signal::SIGKILL);
    figure("memory searches, after a password was typed, secrets found", found.len());
    if found.is_empty() { Ok(()) } else { Err(format!("{found:?}")) }
}

/// The same search finds what a planted program keeps, and what a command holds in the middle of its work.
pub(crate) fn control(_: &Run) -> Result<(), String> {
    let names = |found: BTreeSet<(&'static str, String)>| -> BTreeSet<&str> {
        found.into_iter().map(|(name, _)| name).collect()
    };
    let scene = scene();
    let keeps = planted::command(&["keep", "p.txt"]);
    let held = Held::at(&scene, &keeps, ("exit_group", EXIT_GROUP))?;
    let found = names(Needles::of(&scene.work).found(&held.dump()));
    if !found.contains("password") {
        return Err("a password that a planted program keeps is not found".to_owned());
    }
    drop(held);
    let rewrap = SUBJECTS.iter().find(|subject| subject.name == "rewrap").unwrap();
    let command: Vec<String> = [vec![program()], rewrap.args()].concat();
    let held = Held::at(&scene, &command, ("fsync", FSYNC))?;
    let found = names(Needles::of(&scene.work).found(&held.dump()));
    for expected in ["password", "new password", "file key", "secret"] {
        if !found.contains(expected) {
            return Err(format!("the {expected} is not found in the middle of a re-wrap, only {found:?}"));
        }
    }
    figure("memory searches, planted and in the middle of a re-wrap, secrets found", 1 + found.len());
    Ok(())
}

/// No core can be dumped, and nobody else can look into the process, before anything secret is read.
pub(crate) fn no_core(_: &Run) -> Result<(), String> {
    let rewrap = SUBJECTS.iter().find(|subject| subject.name == "rewrap").unwrap();
    let command: Vec<String> = [vec![program()], rewrap.args()].concat();
    let calls = crate::strace::calls(&Scene::new(), &command, 0)?;
    let place = |words: &[&str]| calls.iter().position(|call| words.iter().all(|word| call.line.contains(word)));
    let limit = place(&["RLIMIT_CORE, {rlim_cur=0, rlim_max=0}", "= 0"]);
    let dumpable = place(&["prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE)", "= 0"]);
    let first = place(&["openat", "p.txt"]).ok_or("the password file is not opened")?;
    if limit.is_none_or(|place| place > first) || dumpable.is_none_or(|place| place > first) {
        return Err(format!("calls {limit:?} and {dumpable:?}, and the password file is opened at {first}"));
    }
    // With every limit lifted, and a signal that dumps a core: only the planted program does.
    let check = ["check", "a.msb", "--password-file", "-"].map(str::to_owned);
    let ours = dumps(&[&[program()][..], &check].concat())?;
    let control = dumps(&planted::command(&["wait"]))?;
    if ours {
        return Err("a core was dumped".to_owned());
    }
    if !control {
        // Where cores go to a program, or nowhere, there is nothing to be compared.
        println!("not tried: this system writes no core into the working folder, not even a planted program's");
    }
    figure(
        "core dumps, of the command and of a planted program",
        format!("{} and {}", u8::from(ours), u8::from(control)),
    );
    Ok(())
}

/// Whether a program that waits for its standard input leaves a core when it is aborted.
fn dumps(command: &[String]) -> Result<bool, String> {
    let scene = scene();
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -c unlimited && exec \"$0\" \"$@\""]).args(command).current_dir(&scene.work);
    settle(&mut shell);
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = shell.spawn().map_err(|error| error.to_string())?;
    let pid = wait_for(&scene, READ)?.parse().map_err(|_| "no process id")?;
    let pid = rustix::process::Pid::from_raw(pid).ok_or("no process id")?;
    rustix::process::kill_process(pid, rustix::process::Signal::ABORT).map_err(|error| error.to_string())?;
    let status = child.wait().map_err(|error| error.to_string())?;
    let file = scene.files().keys().any(|name| name.starts_with("core"));
    Ok(status.core_dumped() || file)
}
