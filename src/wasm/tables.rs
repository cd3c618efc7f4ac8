//! What texts are made from: events and codes, and the tables of the core.

use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::values::{Js, give};
use crate::{catalogue, cost::Cost, finding, limits, verdict};

/// What an ENTSSO event, symbol or error code means and what to do.
#[wasm_bindgen(unchecked_return_type = "Explanation")]
pub fn explain(query: &str) -> Js<JsValue> {
    match catalogue::explain(query) {
        Ok(explanation) => give(&explanation),
        Err(unknown) => {
            #[derive(Serialize)]
            struct Unknown {
                code: &'static str,
                what: String,
                remedy: String,
            }
            Err(give(&Unknown { code: "unknown-query", what: unknown.what(), remedy: unknown.remedy() })?)
        }
    }
}

/// The tables that texts are made from: limits, verdicts, findings, presets of the derivation's cost.
#[wasm_bindgen(unchecked_return_type = "Tables")]
pub fn tables() -> Js<JsValue> {
    #[derive(Serialize)]
    struct Limit {
        name: &'static str,
        value: u64,
        unit: &'static str,
    }
    #[derive(Serialize)]
    struct Verdict {
        name: &'static str,
        exit: u8,
        meaning: &'static str,
        remedy: &'static str,
    }
    #[derive(Serialize)]
    struct Finding {
        name: &'static str,
        severity: finding::Severity,
        what: &'static str,
        remedy: &'static str,
        event: Option<u16>,
    }
    #[derive(Serialize)]
    struct Preset {
        name: &'static str,
        memory_kib: u32,
        passes: u32,
        lanes: u32,
    }
    #[derive(Serialize)]
    struct Tables {
        limits: Vec<Limit>,
        verdicts: Vec<Verdict>,
        findings: Vec<Finding>,
        presets: Vec<Preset>,
    }
    let verdict =
        |row: &verdict::Row| Verdict { name: row.name, exit: row.exit, meaning: row.meaning, remedy: row.remedy };
    let finding = |row: &finding::Row| Finding {
        name: row.name,
        severity: row.severity,
        what: row.what,
        remedy: row.remedy,
        event: row.event,
    };
    let preset = |(name, cost): &(&'static str, Cost)| Preset {
        name,
        memory_kib: cost.memory_kib,
        passes: cost.passes,
        lanes: cost.lanes,
    };
    give(&Tables {
        limits: limits::TABLE.iter().map(|(name, value, unit)| Limit { name, value: *value, unit }).collect(),
        verdicts: verdict::VERDICTS.iter().map(|code| verdict(code.row())).collect(),
        findings: finding::CODES.iter().map(|code| finding(code.row())).collect(),
        presets: Cost::PRESETS.iter().map(preset).collect(),
    })
}
