//! The page as one file: its template, filled, with the policy that its contents need and no more.

use anyhow::{Context, Result, bail, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

/// Fills each `{{name}}` of a template. Every name must be known, and every part used exactly once.
pub fn fill(template: &str, parts: &[(&str, &str)]) -> Result<String> {
    let mut pieces = template.split("{{");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    let mut used = Vec::new();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").context("a `{{` without `}}` in the page's template")?;
        let (_, part) = parts
            .iter()
            .find(|(known, _)| *known == name)
            .with_context(|| format!("the page's template asks for an unknown part `{name}`"))?;
        ensure!(!used.contains(&name), "the page's template uses the part `{name}` twice");
        used.push(name);
        filled.push_str(part);
        filled.push_str(rest);
    }
    for (name, _) in parts {
        ensure!(used.contains(name), "the page's template does not use the part `{name}`");
    }
    // Browsers hash an inline script after turning CR LF into LF, so a CR would break the policy.
    ensure!(!filled.contains('\r'), "the page holds a carriage return");
    Ok(filled)
}

/// The page's Content Security Policy: its own script, its own style, workers made from its own text, WebAssembly.
/// Everything else is refused, the network above all.
pub fn policy(script: &str, style: &str) -> String {
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; worker-src blob:; \
         img-src data: blob:; base-uri 'none'; form-action 'none'",
        source(script),
        source(style)
    )
}

/// Refuses text that would end the element it is put into, or begin a comment there.
pub fn inline<'a>(text: &'a str, element: &str) -> Result<&'a str> {
    let lower = text.to_ascii_lowercase();
    for mark in [format!("</{element}"), "<!--".to_owned()] {
        if lower.contains(&mark) {
            bail!("the page's {element} holds `{mark}` and cannot be put into the page as it is");
        }
    }
    Ok(text.trim_end())
}

/// A policy's name for an inline text: the base64 of its SHA-256 (CSP Level 3, section 6.7.3).
fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_template_is_filled_once_and_its_parts_are_taken_as_they_are() {
        assert_eq!(fill("<{{a}}|{{b}}>", &[("a", "{{b}}"), ("b", "2")]).unwrap(), "<{{b}}|2>");
        for (template, parts) in [
            ("{{a}}", &[][..]),
            ("{{a}}{{a}}", &[("a", "1")]),
            ("", &[("a", "1")]),
            ("{{a", &[("a", "1")]),
            ("{{a}}", &[("a", "1\r\n")]),
        ] {
            assert!(fill(template, parts).is_err(), "{template}");
        }
    }

    #[test]
    fn the_policy_names_script_and_style_by_hash() {
        // The example of CSP Level 3, section 8.3.
        let policy = policy("alert('Hello, world.');", "");
        assert!(
            policy.contains("script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=' 'wasm-unsafe-eval';")
        );
        assert!(policy.contains("style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';"));
    }

    #[test]
    fn text_that_would_leave_its_element_is_refused() {
        assert_eq!(inline("a\n", "script").unwrap(), "a");
        assert!(inline("a</style>", "script").is_ok());
        assert!(inline("a</Script>", "script").is_err());
        assert!(inline("a<!--", "script").is_err());
    }
}
