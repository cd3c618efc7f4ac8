//! Answers from outside: what standards and their authors publish, through the program's own functions wherever these
//! let the values in. AES-GCM and HMAC stand in `src/keys/known_answers.rs`, since no key can be set from here.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use mastersecret::{
    canonical::{canonical, hex, sha256, written},
    cost::Cost,
    keys::{self, Memory, info},
    parse::parse,
    password::Password,
    schema::Field,
    tree::Node,
};
use sha2::Sha256;

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// Test vectors of Argon2's authors for Argon2id, version 0x13: phc-winner-argon2, src/test.c. Passes, memory in KiB,
/// lanes, password, salt, tag.
const ARGON2ID: [(u32, u32, u32, &str, &str, &str); 7] = [
    (2, 65536, 1, "password", "somesalt", "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"),
    (2, 256, 1, "password", "somesalt", "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"),
    (2, 256, 2, "password", "somesalt", "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"),
    (1, 65536, 1, "password", "somesalt", "f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98"),
    (4, 65536, 1, "password", "somesalt", "9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c"),
    (2, 65536, 1, "differentpassword", "somesalt", "0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde"),
    (2, 65536, 1, "password", "diffsalt", "bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c"),
];

#[test]
fn the_root_key_is_argon2id() {
    // One memory for all: nothing of a larger derivation reaches a smaller one.
    let mut memory = Memory::new();
    for (passes, memory_kib, lanes, password, salt, tag) in ARGON2ID {
        let password = Password::typed(password).unwrap();
        let cost = Cost { memory_kib, passes, lanes };
        let root = keys::root(&password, salt.as_bytes(), cost, &mut memory).unwrap();
        assert_eq!(hex(root.expose()), tag, "{cost}");
    }
}

/// RFC 9106, section 5.3. It has a secret value and associated data, which this format leaves empty.
#[test]
fn the_library_is_rfc_9106() {
    let data = AssociatedData::new(&[4; 12]).unwrap();
    let params = ParamsBuilder::new().m_cost(32).t_cost(3).p_cost(4).data(data).output_len(32).build().unwrap();
    let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon2.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    assert_eq!(hex(&tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

#[test]
fn derived_keys_are_hkdf_sha256() {
    // RFC 5869, A.3: no salt and no info; the first of its blocks.
    let okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8";
    assert_eq!(hex(keys::derived(&[0x0b; 22], "").expose()), okm[..64]);
    // RFC 5869, A.1, with a salt, which this format leaves out: the library.
    let mut out = [0; 42];
    Hkdf::<Sha256>::new(Some(&bytes("000102030405060708090a0b0c")), &[0x0b; 22])
        .expand(&bytes("f0f1f2f3f4f5f6f7f8f9"), &mut out)
        .unwrap();
    let okm = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
    assert_eq!(hex(&out), okm);
}

/// RFC 4231, sections 4.2 to 4.4 and 4.7.
#[test]
fn the_library_is_hmac_sha256() {
    for (key, data, mac) in [
        (vec![0x0b; 20], b"Hi There".to_vec(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe".to_vec(),
            b"what do ya want for nothing?".to_vec(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (vec![0xaa; 20], vec![0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            vec![0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ] {
        let mut hmac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&key).unwrap();
        hmac.update(&data);
        assert_eq!(hex(&hmac.finalize().into_bytes()), mac);
    }
}

/// FIPS 180-4; the values of NIST's "Cryptographic Standards and Guidelines, Examples with Intermediate Values".
#[test]
fn sha256_is_sha256() {
    for (data, hash) in [
        (&b""[..], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
    ] {
        assert_eq!(hex(&sha256(data)), hash);
    }
}

/// RFC 8785: of the samples in section 3.2.2 what the format can hold, beside the least and the greatest of it.
#[test]
fn canonical_bytes_of_a_tree_are_rfc_8785() {
    let sample = r#"{
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "numbers": [9007199254740991, 0, 10, 123456789012345],
        "literals": [true, false],
        "a_b": {}, "a1": [], "a": 1, "aa": "\u007f\u0080\ud83d\ude00\u0000\b\t\f\r\u001f"
    }"#;
    // Appendix B writes 2^53 - 1 in digits; 3.2.2.2 gives the escapes.
    let expected = "{\"a\":1,\"a1\":[],\"a_b\":{},\"aa\":\"\u{7f}\u{80}\u{1f600}\\u0000\\b\\t\\f\\r\\u001f\",\
                    \"literals\":[true,false],\"numbers\":[9007199254740991,0,10,123456789012345],\
                    \"string\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
    let tree = parse(sample).unwrap();
    assert_eq!(String::from_utf8(canonical(&tree)).unwrap(), expected);
    // Writing and reading keeps the canonical form.
    let text = written(&tree);
    assert!(text.is_ascii());
    assert_eq!(canonical(&parse(&text).unwrap()), canonical(&tree));
}

/// RFC 4648: the test vectors of section 10, and the demand of section 3.5 that unused bits are zero.
#[test]
fn base64_is_canonical_rfc_4648() {
    let decoded = |text: &str| {
        let node = Node::text(text);
        Field::root("", &node).bytes().ok().map(|bytes| String::from_utf8(bytes).unwrap())
    };
    for (text, base64) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(decoded(base64).as_deref(), Some(text));
        assert_eq!(mastersecret::schema::to_base64(text.as_bytes()).as_text(), Some(base64));
    }
    for wrong in ["Zh==", "Zm9=", "Zg", "Zg=", "Zg===", "Z===", "Zm9v\n", "Zm 9v", "Zm9vYg==Zg==", "Zm_-", "=", "Zm9v="]
    {
        assert_eq!(decoded(wrong), None, "{wrong:?}");
    }
}

/// Unicode Standard Annex #15: figures 3 to 6, and the Hangul of the Unicode Standard, section 3.12.
#[test]
fn passwords_are_composed_to_nfc() {
    for (typed, nfc) in [
        ("\u{212b}", "\u{c5}"),
        ("A\u{30a}", "\u{c5}"),
        ("\u{2126}", "\u{3a9}"),
        ("\u{1e69}", "\u{1e69}"),
        ("s\u{323}\u{307}", "\u{1e69}"),
        ("\u{1e0b}\u{323}", "\u{1e0d}\u{307}"),
        ("q\u{307}\u{323}", "q\u{323}\u{307}"),
        ("\u{fb01}", "\u{fb01}"),
        ("2\u{2075}", "2\u{2075}"),
        ("\u{1e9b}\u{323}", "\u{1e9b}\u{323}"),
        ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
        ("\u{958}", "\u{915}\u{93c}"),
    ] {
        assert_eq!(Password::typed(typed).unwrap().expose(), nfc, "{typed:?}");
    }
}

/// The worked example of FORMAT.md, which the second implementation computed: the key schedule, step by step.
#[test]
fn the_worked_example_comes_out() {
    let format = include_str!("../docs/FORMAT.md");
    let example = &format[format.find("### 16.1").unwrap()..format.find("### 16.2").unwrap()];
    let value = |name: &str| {
        let line = example.lines().find(|line| line.starts_with(name) && line[name.len()..].starts_with("  ")).unwrap();
        line[name.len()..].trim().to_owned()
    };
    let password = Password::typed(std::str::from_utf8(&bytes(&value("typed"))).unwrap()).unwrap();
    assert_eq!(hex(password.expose().as_bytes()), value("password"));
    let cost = Cost { memory_kib: 8192, passes: 1, lanes: 1 };
    let root = keys::root(&password, &bytes(&value("salt")), cost, &mut Memory::new()).unwrap();
    assert_eq!(hex(root.expose()), value("root"));
    let from_root = |info| hex(keys::derived(root.expose(), info).expose());
    assert_eq!(from_root(info::SLOT_KEY), value("kek"));
    assert_eq!(from_root(info::SLOT_CHECK), value("check"));
    let file_key = bytes(&value("file key"));
    let from_file_key = |info| hex(keys::derived(&file_key, info).expose());
    assert_eq!(from_file_key(info::FILE_KEY_CHECK), value("key check"));
    assert_eq!(from_file_key(info::PAYLOAD), value("payload key"));
    assert_eq!(from_file_key(info::MAC), value("mac key"));
}
