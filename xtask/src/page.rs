//! `cargo xtask page`: everything in one file.

use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

use crate::html::{fill, inline, policy};
use crate::module;
use crate::program::Program;
use crate::workspace::Workspace;

/// The page must stay under this many bytes.
const LIMIT: usize = 2 << 20;

/// The page's text, and how many bytes each part of it has.
struct Page {
    text: String,
    parts: Vec<(&'static str, usize)>,
}

/// Builds `dist/mastersecret.html` and says what became of it.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let page = assemble(workspace, module::PAGE)?;
    let length = page.text.len();
    ensure!(length < LIMIT, "the page has {length} bytes and must stay under {LIMIT}");

    let path = workspace.root.join("dist/mastersecret.html");
    fs::create_dir_all(workspace.root.join("dist"))?;
    fs::write(&path, &page.text)?;
    println!("{}", path.display());
    let parts: Vec<String> = page.parts.iter().map(|(name, bytes)| format!("{name} {bytes}")).collect();
    println!("{length} bytes: {}", parts.join(", "));
    println!("SHA-256 {}", hex(&Sha256::digest(&page.text)));
    Ok(path)
}

/// Builds the page for a profile, with the names of its module's functions; nobody gets it.
pub fn build_for_profile(workspace: &Workspace, path: &Path) -> Result<()> {
    Ok(fs::write(path, assemble(workspace, module::PROFILED)?.text)?)
}

fn assemble(workspace: &Workspace, kind: module::Kind) -> Result<Page> {
    let sources = workspace.root.join("www");
    workspace.install_npm(&sources)?;
    let module = module::build(workspace, kind)?;
    crate::npm::write_report_types(workspace, &module)?;
    Program::new("node").args(["node_modules/typescript/bin/tsc", "--project", "."]).dir(&sources).run()?;

    let bundle = workspace.target.join("xtask/page");
    Program::new("node").args(["build.mjs".as_ref(), bundle.as_os_str()]).dir(&sources).run()?;
    let read = |file: &Path| fs::read_to_string(file).with_context(|| file.display().to_string());
    let script = read(&bundle.join("script.js"))?;
    let style = read(&bundle.join("style.css"))?;
    let (script, style) = (inline(&script, "script")?, inline(&style, "style")?);

    let wasm = fs::read(module.wasm())?;
    let core = packed(&wasm)?;
    let estimator = packed(&fs::read(bundle.join("estimator.js"))?)?;
    let auditor = packed(&fs::read(bundle.join("auditor.js"))?)?;
    let policy = policy(script, style);
    let parts = [
        ("policy", policy.as_str()),
        ("style", style),
        ("core", &core),
        ("estimator", &estimator),
        ("auditor", &auditor),
        ("script", script),
    ];
    // The file must end with the last tag: a browser moves what follows into the body, and the page could not
    // tell its own text any more.
    let text = fill(read(&sources.join("index.html"))?.trim_end(), &parts)?;
    let parts = parts.iter().map(|(name, part)| (*name, part.len())).chain([("module unpacked", wasm.len())]).collect();
    Ok(Page { text, parts })
}

/// Shows the page in the system's browser.
pub fn open(page: &Path) -> Result<()> {
    let opener = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    Program::new(opener).args([page]).run()
}

/// Base64 of raw DEFLATE (RFC 1951), which every browser unpacks by itself.
fn packed(bytes: &[u8]) -> Result<String> {
    Ok(BASE64_STANDARD.encode(compress(bytes, zopfli::Format::Deflate)?))
}

/// Packs bytes as small as it gets. The output depends on the version of the library only.
pub fn compress(bytes: &[u8], format: zopfli::Format) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    // More rounds take longer and gain nothing here.
    let iteration_count = NonZeroU64::new(5).context("not zero")?;
    let options = zopfli::Options { iteration_count, ..zopfli::Options::default() };
    zopfli::compress(options, format, bytes, &mut packed)?;
    Ok(packed)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
