//! The published JSON Schema is the one that the report gives. `UPDATE_DOCS=1 cargo test --test schema` rewrites it.
#![allow(missing_docs, clippy::unwrap_used)]

#[test]
fn the_published_schema_is_the_reports_own() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json");
    let schema = serde_json::to_string_pretty(&mastersecret::report::schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &schema).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), schema, "run again with UPDATE_DOCS=1");
}
