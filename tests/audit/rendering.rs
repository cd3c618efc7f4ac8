//! The renderers: nothing that comes from a file acts in a browser or in a spreadsheet, and nothing is lost.

use mastersecret::{
    audit::{
        html::{html, policy},
        report::AuditReport,
        table::csv,
    },
    canonical::sha256,
};

use crate::story::*;

const SCRIPT: &str = "<script>alert('x')</script>&\"";

/// A story in which everything that a file or a log can say tries to break out.
fn hostile() -> AuditReport {
    let named = Sealing { name: "=cmd '1'.bak", system: Some(SCRIPT), ..sealing() };
    story()
        .file("=HYPERLINK(1).msb", named.seal(1, FIRST))
        .file("a\u{202e}b<b>.txt", "text")
        .file("+plus.bin", native(5))
        .file("plain.msb", backup_with_reminder(2, Some(SCRIPT), FIRST))
        .candidates(&format!("@label\t{FIRST}\n{SCRIPT}\tsome other password\n"))
        .events(&[(10559, &["C:\\=x.bak&lt;i&gt;", MSID_A, "", "-CORP\\anna", "BTS01"]), (10589, &[])])
        .audit()
}

#[test]
fn html_shows_text_as_text() {
    let page = html(&hostile());
    for wild in ["<script", "<b>", "<i>", "\u{202e}", "javascript:", "http://", "https://"] {
        let found = page.match_indices(wild).filter(|(at, _)| !page[*at..].starts_with("http://www.w3.org/2000/svg"));
        assert_eq!(found.count(), 0, "{wild}");
    }
    assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"));
    assert!(page.contains("a\\u{202e}b&lt;b&gt;.txt"));
}

#[test]
fn html_may_do_nothing_but_show_itself() {
    let page = html(&hostile());
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = base64(&sha256(style.as_bytes()));
    assert_eq!(policy(), format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"));
    assert!(page.contains(&policy().replace('\'', "&#39;")));
    // One style, no style attribute, no event handler, nothing that loads.
    assert_eq!(page.matches("<style").count(), 1);
    for forbidden in
        [" style=", " src=", "<img", "<link", "<iframe", "<object", "<form", "onload", "onclick", "url(", "@import"]
    {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(!FIRST.is_empty() && !page.contains(FIRST));
}

#[test]
fn html_elements_are_closed_and_references_lead_somewhere() {
    let page = html(&hostile());
    let body = &page[page.find("<body>").unwrap()..];
    let mut open: Vec<&str> = Vec::new();
    for tag in body.split('<').skip(1) {
        let tag = tag.split_once('>').unwrap().0;
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if tag.starts_with('/') {
            if name != "html" {
                assert_eq!(open.pop(), Some(name), "{tag}");
            }
        } else if !tag.ends_with('/') && name != "br" {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    let links: Vec<&str> = page.split("href=\"#").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
    assert!(!links.is_empty());
    for link in links {
        assert!(page.contains(&format!("id=\"{link}\"")), "{link}");
    }
    assert!(page.contains("<svg role=\"img\" aria-label=") && page.matches("<rect").count() > 1);
}

#[test]
fn a_spreadsheet_runs_no_cell() {
    let table = csv(&hostile());
    let rows: Vec<Vec<String>> = parsed(&table);
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row.len() == 26));
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell}");
        assert!(!cell.contains(['\u{202e}', '\r', '\n']), "{cell}");
    }
    let paths: Vec<&str> = rows.iter().skip(1).map(|row| row[0].as_str()).collect();
    assert_eq!(paths, ["'+plus.bin", "'=HYPERLINK(1).msb", "a\\u{202e}b<b>.txt", "plain.msb"]);
    let column = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    assert_eq!(rows[2][column("enclosed_name")], "'=cmd '1'.bak");
    assert_eq!(rows[2][column("opened_by")], "“@label”");
    assert_eq!(rows[2][column("verdict")], "opens");
    assert_eq!(rows[4][column("grade")], "");
}

#[test]
fn a_spreadsheet_that_splits_at_semicolons_runs_no_cell_either() {
    let named = Sealing { name: "x;=cmd|'c'.bak", system: Some("one; two ;\"@three"), ..sealing() };
    let table = csv(&story().file("a;b;-c;  =d.msb", named.seal(1, FIRST)).candidates(FIRST).audit());
    for cell in table.split([',', ';', '\n']) {
        let begins = cell.trim_start_matches(['"', ' ']);
        assert!(!begins.starts_with(['=', '+', '-', '@']), "{cell} in {table}");
    }
    assert!(table.contains("a;b;'-c;'  =d.msb") && table.contains("x;'=cmd|'c'.bak"), "{table}");
}

#[test]
fn renderings_depend_on_the_report_alone() {
    let (one, two) = (hostile(), hostile());
    assert_eq!(html(&one), html(&two));
    assert_eq!(csv(&one), csv(&two));
    assert_eq!(one.to_json(), two.to_json());
}

#[test]
#[cfg(feature = "schema")]
fn json_follows_its_published_schema() {
    let schema = mastersecret::audit::report::schema();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/audit.schema.json");
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap() == text, "stale: run again with UPDATE_DOCS=1");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value: serde_json::Value = serde_json::from_str(&hostile().to_json()).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&value).map(|fault| format!("{fault} at {}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    // The validator finds what is wrong.
    let mut broken = value;
    broken["verdict"] = "fine".into();
    assert!(!validator.is_valid(&broken));
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A reader of CSV that is not the writer's: RFC 4180 by hand.
fn parsed(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quoted, c) {
            (true, '"') if chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            (true, '"') => quoted = false,
            (false, '"') => quoted = true,
            (false, ',') => row.push(std::mem::take(&mut cell)),
            (false, '\r') => {}
            (false, '\n') => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (_, c) => cell.push(c),
        }
    }
    rows
}
