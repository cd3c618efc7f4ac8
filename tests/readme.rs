//! The README's examples are what the program prints, and its table of verdicts is the program's own.
//! `UPDATE_DOCS=1 cargo test --test readme` writes them anew.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "launch/mod.rs"]
mod launch;

use std::{fs, path::Path};

use mastersecret::verdict::VERDICTS;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What stands between `<!-- NAME -->` and `<!-- /NAME -->`, without the fences.
fn block<'a>(readme: &'a str, name: &str) -> &'a str {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    readme.split_once(&open).and_then(|(_, rest)| rest.split_once(&close)).unwrap().0
}

/// Identifiers, hashes, times and sizes differ from run to run, and the samples grow older: findings are left out.
fn shape(text: &str) -> String {
    let finding = |line: &&str| ["  ▲", "  •", "  ✘ critical"].iter().any(|mark| line.starts_with(mark));
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let hex = bare.len() >= 32 && bare.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        let time = bare.len() == 20 && bare.ends_with('Z');
        let size = bare.chars().all(|c| c.is_ascii_digit() || c == ',') && !bare.is_empty();
        if hex || time || size { word.replace(bare, "#") } else { word.to_owned() }
    };
    text.lines()
        .take_while(|line| !finding(line))
        .map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" ") + "\n")
        .collect()
}

/// Runs the command of a `console` block in a folder that looks like the checkout to it.
fn printed(command: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let samples = folder.path().join("www/samples");
    fs::create_dir_all(&samples).unwrap();
    for entry in fs::read_dir(Path::new(ROOT).join("www/samples")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), samples.join(entry.file_name())).unwrap();
    }
    fs::write(folder.path().join("password.txt"), "correct horse battery staple\n").unwrap();
    fs::write(folder.path().join("new.txt"), "seven other words nobody ever wrote down\n").unwrap();
    let words: Vec<_> = command.split_whitespace().skip(2).collect();
    let output = launch::command().args(words).env("LANG", "C.UTF-8").current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n").trim_end().to_owned() + "\n"
}

fn example(readme: &str, name: &str) -> String {
    let old = block(readme, name);
    let command = old.lines().find(|line| line.starts_with("$ mastersecret")).unwrap();
    format!("```console\n{command}\n{}```\n", printed(command))
}

/// The README with every block renewed, and what has to be the same in both.
fn renewed(readme: &str) -> Vec<(&'static str, String)> {
    let rows: String = VERDICTS
        .iter()
        .map(|verdict| verdict.row())
        .map(|row| format!("| `{}` | {} | {} |\n", row.name, row.meaning, row.exit))
        .collect();
    vec![
        ("check", example(readme, "check")),
        ("rewrap", example(readme, "rewrap")),
        ("verdicts", format!("| verdict | what it says | exit code |\n| --- | --- | --- |\n{rows}")),
    ]
}

#[test]
fn what_the_readme_shows_is_the_programs_own() {
    let path = Path::new(ROOT).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let blocks = renewed(&readme);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let mut readme = readme.clone();
        for (name, new) in &blocks {
            let marked = |text: &str| format!("<!-- {name} -->\n{text}<!-- /{name} -->");
            readme = readme.replace(&marked(block(&readme, name)), &marked(new));
        }
        fs::write(&path, readme).unwrap();
        return;
    }
    for (name, new) in blocks {
        assert_eq!(shape(block(&readme, name)), shape(&new), "{name}: run again with UPDATE_DOCS=1");
    }
}
