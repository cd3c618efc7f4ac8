//! AES-256-GCM and the keyed parts of the schedule against answers from outside. Keys can only be set in here.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn key(hex: &str) -> Key {
    let mut key = Key::zeroed();
    key.expose_mut().copy_from_slice(&bytes(hex));
    key
}

const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const FEFFE9: &str = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
const D9313225: &str = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
                        1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
const C522DC1F: &str = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                        8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";

/// Key, nonce, plaintext, ciphertext, tag; no additional data.
///
/// The first two: NIST CAVP, gcmEncryptExtIV256.rsp, Keylen = 256, IVlen = 96, Taglen = 128, AADlen = 0, PTlen = 0 and 128,
/// Count = 0. The rest: McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 15.
const GCM: [[&str; 5]; 5] = [
    [
        "b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4",
        "516c33929df5a3284ff463d7",
        "",
        "",
        "bdc1ac884d332457a1d2664f168c76f0",
    ],
    [
        "31bdadd96698c204aa9ce1448ea94ae1fb4a9a0b3c9d773b51bb1822666b8f22",
        "0d18e06c7c725ac9e362e1ce",
        "2db5168e932556f8089a0622981d017d",
        "fa4362189661d163fcd6a56d8bf0405a",
        "d636ac1bbedd5cc3ee727dc2ab4a9489",
    ],
    [ZEROS, "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"],
    [
        ZEROS,
        "000000000000000000000000",
        "00000000000000000000000000000000",
        "cea7403d4d606b6e074ec5d3baf39d18",
        "d0d1c8a799996bf0265b98b5d48ab919",
    ],
    [FEFFE9, "cafebabefacedbaddecaf888", D9313225, C522DC1F, "b094dac5d93471bdec1a502270e3cc6c"],
];

#[test]
fn sealed_is_aes_256_gcm() {
    for [k, nonce, plain, cipher, tag] in GCM {
        let nonce: [u8; NONCE_BYTES] = bytes(nonce).try_into().unwrap();
        let sealed = Sealed::seal(&key(k), nonce, &SecretBytes::new(bytes(plain)), "");
        assert_eq!(hex(&sealed.to_bytes()), format!("{}{cipher}{tag}", hex(&nonce)));
        let read = Sealed::from_bytes(&sealed.to_bytes()).unwrap();
        assert_eq!(hex(read.open(&key(k), "").unwrap().expose()), plain);
        // Every bit counts, and so does the additional data.
        assert!(read.open(&key(k), "x").is_none());
        for bit in 0..sealed.ciphertext.len() * 8 {
            let mut changed = read.clone();
            *changed.ciphertext.get_mut(bit / 8).unwrap() ^= 1 << (bit % 8);
            assert!(changed.open(&key(k), "").is_none(), "bit {bit}");
        }
    }
}

/// McGrew and Viega, test case 16: additional data that is no text, so that it does not fit through [`Sealed`].
#[test]
fn the_library_covers_additional_data() {
    let mut text = bytes(D9313225);
    text.truncate(60);
    let aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    let nonce: [u8; NONCE_BYTES] = bytes("cafebabefacedbaddecaf888").try_into().unwrap();
    let tag = Aes256Gcm::new(key(FEFFE9).expose().into())
        .encrypt_inout_detached(&Nonce::<Aes256Gcm>::from(nonce), &aad, text.as_mut_slice().into())
        .unwrap();
    assert_eq!(text, bytes(C522DC1F).split_at(60).0);
    assert_eq!(hex(&tag), "76fc6ece0f4e1768cddf8853bb2d551b");
}

#[test]
fn a_sealed_string_is_nonce_ciphertext_tag_and_nothing_shorter() {
    assert!(Sealed::from_bytes(&[0; NONCE_BYTES + TAG_BYTES - 1]).is_none());
    assert!(Sealed::from_bytes(&[0; NONCE_BYTES + TAG_BYTES]).is_some());
}

/// HMAC as RFC 2104 writes it, from SHA-256 alone.
fn hmac_by_hand(key: &[u8; KEY_BYTES], data: &[u8]) -> Vec<u8> {
    let pad = |with: u8| [key.map(|byte| byte ^ with).as_slice(), &[with; 32]].concat();
    let inner = crate::canonical::sha256(&[pad(0x36), data.to_vec()].concat());
    crate::canonical::sha256(&[pad(0x5c), inner.to_vec()].concat()).to_vec()
}

#[test]
fn the_mac_is_hmac_under_its_own_key() {
    // RFC 4231, section 4.2: the key there, 20 bytes, is the same as one filled up with zeros.
    let mut rfc = [0; KEY_BYTES];
    rfc.first_chunk_mut::<20>().unwrap().fill(0x0b);
    let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
    assert_eq!(hex(&hmac_by_hand(&rfc, b"Hi There")), expected);

    let file_key = FileKey::new(key(FEFFE9));
    let own = derived(file_key.expose(), info::MAC);
    for data in [&b""[..], b"Hi There", &[7; 1000]] {
        let mac = file_key.mac(data);
        assert_eq!(mac.to_vec(), hmac_by_hand(own.expose(), data));
        assert!(file_key.mac_holds(data, &mac));
        for bit in 0..mac.len() * 8 {
            let mut other = mac;
            *other.get_mut(bit / 8).unwrap() ^= 1 << (bit % 8);
            assert!(!file_key.mac_holds(data, &other), "bit {bit}");
        }
    }
}

#[test]
fn memory_is_taken_in_whole_and_kept_for_less() {
    let mut memory = Memory::new();
    assert_eq!(memory.blocks(16).unwrap().len(), 16);
    assert_eq!(memory.blocks(8).unwrap().len(), 16);
    assert_eq!(memory.blocks(24).unwrap().len(), 24);
}
