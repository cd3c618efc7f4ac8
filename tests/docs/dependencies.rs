//! docs/DEPENDENCIES.md has one line for each dependency that a manifest of this project names, and no other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::root;

type Names = BTreeSet<String>;

/// Folders that hold what is installed or built.
const PASSED_OVER: [&str; 4] = ["target", "node_modules", "dist", "generated"];

/// Every manifest below a folder, with the names of its dependencies; those without any are left out.
fn manifests(folder: &Path, above: &str, found: &mut BTreeMap<String, Names>) {
    for entry in fs::read_dir(folder).unwrap() {
        let (path, name) = entry.map(|it| (it.path(), it.file_name().into_string().unwrap())).unwrap();
        let place = format!("{above}{name}");
        let read = || fs::read_to_string(&path).unwrap();
        let names = match name.as_str() {
            _ if name.starts_with('.') || PASSED_OVER.contains(&name.as_str()) => continue,
            _ if path.is_dir() => {
                manifests(&path, &format!("{place}/"), found);
                continue;
            }
            "Cargo.toml" => of_cargo(&read()),
            "package.json" => of_npm(&read()),
            "requirements.in" => of_python(&read()),
            _ => continue,
        };
        if !names.is_empty() {
            found.insert(place, names);
        }
    }
}

/// Dependencies of every kind and for every platform.
fn of_cargo(text: &str) -> Names {
    fn gather(table: &toml::Table, names: &mut Names) {
        for (key, value) in table {
            let Some(inner) = value.as_table() else { continue };
            match key.as_str() {
                "dependencies" | "dev-dependencies" | "build-dependencies" => names.extend(inner.keys().cloned()),
                "target" => inner.values().filter_map(toml::Value::as_table).for_each(|it| gather(it, names)),
                _ => {}
            }
        }
    }
    let mut names = Names::new();
    gather(&text.parse().unwrap(), &mut names);
    // The package that another folder of this repository holds.
    names.remove("mastersecret");
    names
}

fn of_npm(text: &str) -> Names {
    let manifest: serde_json::Value = serde_json::from_str(text).unwrap();
    let kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
    kinds.iter().filter_map(|kind| manifest.get(kind)?.as_object()).flat_map(|it| it.keys().cloned()).collect()
}

fn of_python(text: &str) -> Names {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split(['=', '<', '>', '~', '[', ';']).next().unwrap().trim().to_owned()).collect()
}

/// The document's sections: names with a reason.
fn documented(text: &str) -> BTreeMap<String, Names> {
    let mut sections: BTreeMap<String, Names> = BTreeMap::new();
    let mut section = None;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = Some(title.trim_matches('`').to_owned());
        } else if let (Some(name), Some(section)) = (line.strip_prefix("| `"), &section) {
            let (name, reason) = name.split_once("` | ").expect("a row is: name, reason");
            assert!(reason.trim_end_matches(" |").len() > 5, "{name} in {section} has no reason");
            assert!(sections.entry(section.clone()).or_default().insert(name.to_owned()), "{name} stands there twice");
        }
    }
    sections
}

#[test]
fn every_dependency_has_a_reason_and_every_reason_a_dependency() {
    let mut found = BTreeMap::new();
    manifests(&root(), "", &mut found);
    let text = fs::read_to_string(root().join("docs/DEPENDENCIES.md")).unwrap();
    let told = documented(&text);
    for place in found.keys().chain(told.keys()) {
        let empty = Names::new();
        let (is, told) = (found.get(place).unwrap_or(&empty), told.get(place).unwrap_or(&empty));
        let missing: Vec<_> = is.difference(told).collect();
        let gone: Vec<_> = told.difference(is).collect();
        assert!(missing.is_empty(), "docs/DEPENDENCIES.md gives no reason for {missing:?} of {place}");
        assert!(gone.is_empty(), "docs/DEPENDENCIES.md gives a reason for {gone:?}, which {place} does not name");
    }
}

#[test]
fn dependencies_of_every_kind_are_found() {
    let cargo = "[dependencies]\na = \"1\"\n[dev-dependencies]\nb = \"1\"\n[build-dependencies.c]\nversion = \"1\"\n\
                 [target.'cfg(unix)'.dependencies]\nd = \"1\"\n[features]\ne = []\n";
    assert_eq!(of_cargo(cargo), ["a", "b", "c", "d"].map(String::from).into());
    let npm = r#"{"name": "x", "dependencies": {"a": "1"}, "devDependencies": {"@b/c": "1"}}"#;
    assert_eq!(of_npm(npm), ["a", "@b/c"].map(String::from).into());
    assert_eq!(of_python("# a\nb==1\n\nc>=2\n"), ["b", "c"].map(String::from).into());
}
