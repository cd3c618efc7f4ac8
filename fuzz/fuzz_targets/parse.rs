//! Text to tree: the same documents as another strict reader, the same tree after writing, the same canonical form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mastersecret::{
    canonical::{canonical, written},
    fault::FaultCode,
    limits,
    parse::parse,
    text::decode,
    tree::{Node, Value},
};
use mastersecret_fuzz::{
    MIB, generator, judge, planted,
    said::{can_be_shown, stands_in},
    seeds::{self, Start},
    within,
};

/// How deep a tree is and how many values it has.
fn measured(node: &Node, text: &str) -> (usize, usize) {
    assert!(text.is_char_boundary(node.at as usize) && (node.at as usize) < text.len());
    let below: Vec<&Node> = match &node.value {
        Value::List(nodes) => nodes.iter().collect(),
        Value::Object(members) => members.iter().map(|member| &member.node).collect(),
        Value::Number(number) => {
            assert!(*number <= limits::NUMBER);
            return (0, 1);
        }
        Value::Text(text) => {
            assert!(!text.is_empty());
            return (0, 1);
        }
        Value::Bool(_) => return (0, 1),
    };
    let sizes = below.into_iter().map(|node| measured(node, text));
    sizes.fold((1, 1), |(depth, values), (below, count)| (depth.max(below + 1), values + count))
}

const START: Start = Start { seeds: seeds::documents, words: seeds::document_words, longest: 8192, runs: 8000 };

fuzz_target!(init: START.begin(), |bytes: &[u8]| {
    within(16 * MIB + 256 * bytes.len(), || {
        let decoded = decode(bytes);
        assert_eq!(decoded.as_ref().ok().map(|(text, _)| text.as_str()), judge::decoded(bytes).as_deref());
        let Ok((text, _)) = decoded else {
            return;
        };
        let other = judge::parsed(&text);
        let tree = match parse(&text) {
            Ok(tree) => tree,
            Err(fault) => {
                can_be_shown(&fault);
                stands_in(&text, fault.place.as_ref().unwrap());
                let uncounted = matches!(fault.code, FaultCode::TooDeep | FaultCode::TooManyValues);
                assert!(other.is_none() || uncounted, "{fault}");
                return;
            }
        };
        let other = other.expect("the other reader refuses it");
        let (depth, values) = measured(&tree, &text);
        assert!(depth <= limits::DEPTH && values <= limits::VALUES);

        let clean = written(&tree);
        assert!(clean.is_ascii());
        // The judge sorts names; here their order counts.
        let in_order: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(clean, generator::document::laid_out(&in_order));
        assert_eq!(parse(&clean).unwrap(), tree);
        let form = canonical(&tree);
        assert_eq!(form, generator::document::canonical(&other).into_bytes());
        let again = parse(std::str::from_utf8(&form).unwrap()).unwrap();
        assert_eq!(canonical(&again), form);

        // Whatever its beginning lacks, it is called cut short.
        let whole = text.trim_end();
        let mut end = text.len() * 7 % whole.len();
        while !whole.is_char_boundary(end) {
            end -= 1;
        }
        let fault = parse(&whole[..end]).unwrap_err();
        assert_eq!(fault.code, FaultCode::CutShort, "{}", &whole[..end]);
        planted(depth > 3);
    });
});
