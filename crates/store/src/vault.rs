//! Sealing what identifies a person. Whoever has the file without the key reads no name, number or address.

use crate::error::{Result, StoreError};
use chacha20poly1305::aead::{Aead, Generate, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// Bytes of a nonce. Drawn at random for each box: 192 bits do not meet twice.
const NONCE_BYTES: usize = 24;

/// The secret that seals names, phones and addresses.
#[derive(Clone)]
pub struct ContactsKey {
    cipher: XChaCha20Poly1305,
    /// What marks are made with: another key than the one that seals, derived from it.
    marks: Hmac<Sha256>,
}

impl fmt::Debug for ContactsKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactsKey(hidden)")
    }
}

impl ContactsKey {
    /// From 64 hexadecimal digits. The error never shows them.
    pub fn from_hex(text: &str) -> Result<Self> {
        let bytes = hex::decode(text.trim()).map_err(|_| StoreError::ContactsKey)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| StoreError::ContactsKey)?;
        Ok(Self::from_bytes(&bytes))
    }

    /// From 32 bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let cipher = XChaCha20Poly1305::new(&Key::from(*bytes));
        let keyed = |key: &[u8]| Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        let derived = keyed(bytes).chain_update(b"marks of phone numbers").finalize().into_bytes();
        Self { cipher, marks: keyed(&derived) }
    }

    /// A mark of a phone number in digits: the same for the same number, and without the key nobody can tell of which.
    pub(crate) fn mark(&self, digits: &str) -> String {
        hex::encode(self.marks.clone().chain_update(digits.as_bytes()).finalize().into_bytes())
    }

    /// A keyed signature of bytes that are no phone number: the caller begins them with a word.
    pub(crate) fn signed(&self, bytes: &[u8]) -> Vec<u8> {
        self.marks.clone().chain_update(bytes).finalize().into_bytes().to_vec()
    }

    /// The number of a receipt.
    pub(crate) fn receipt(&self, text: &str) -> String {
        hex::encode(&self.signed(format!("receipt\0{text}").as_bytes())[..8])
    }

    /// Seals a text for a member and a field: moved to another place it does not open.
    pub(crate) fn seal(&self, member: &str, field: &str, text: &str) -> Result<String> {
        let nonce = XNonce::try_generate().map_err(|_| StoreError::NoRandomness)?;
        let aad = place(member, field);
        let payload = Payload { msg: text.as_bytes(), aad: &aad };
        let sealed = self.cipher.encrypt(&nonce, payload).map_err(|_| StoreError::NoRandomness)?;
        Ok(hex::encode(nonce) + &hex::encode(sealed))
    }

    /// Opens what [`ContactsKey::seal`] made.
    pub(crate) fn open(&self, member: &str, field: &str, sealed: &str) -> Result<String> {
        let bytes = hex::decode(sealed).map_err(|_| StoreError::WrongContactsKey)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(StoreError::WrongContactsKey)?;
        let aad = place(member, field);
        let opened = self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &aad });
        let text = opened.map_err(|_| StoreError::WrongContactsKey)?;
        String::from_utf8(text).map_err(|_| StoreError::WrongContactsKey)
    }
}

/// Member and field, told apart by a byte that neither holds.
fn place(member: &str, field: &str) -> Vec<u8> {
    [member.as_bytes(), field.as_bytes()].join(&0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_sealed_text_opens_only_with_its_key_and_in_its_place() {
        let key = ContactsKey::from_bytes(&[7; 32]);
        let sealed = key.seal("M1", "phone", "6281234567890").unwrap();
        assert!(!sealed.contains("6281234567890"));
        assert_ne!(sealed, key.seal("M1", "phone", "6281234567890").unwrap(), "no two boxes are alike");
        assert_eq!(key.open("M1", "phone", &sealed).unwrap(), "6281234567890");
        let other_digit = if &sealed[60..61] == "0" { "1" } else { "0" };
        let tampered = format!("{}{other_digit}{}", &sealed[..60], &sealed[61..]);
        let wrong = "the contacts key is not the one these contacts were sealed with";
        for other in [
            ContactsKey::from_bytes(&[8; 32]).open("M1", "phone", &sealed),
            key.open("M2", "phone", &sealed),
            key.open("M1", "name", &sealed),
            key.open("M1", "phone", &tampered),
            key.open("M1", "phone", "6281234567890"),
            key.open("M1", "phone", ""),
        ] {
            let message = other.unwrap_err().to_string();
            assert!(message.starts_with(wrong), "{message}");
        }
    }

    #[test]
    fn a_box_that_another_implementation_made_opens() {
        // python, pynacl 1.6.2:
        // nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(b"Siti", b"M1\0name", bytes(range(24)), bytes(range(32)))
        let key = ContactsKey::from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f").unwrap();
        let nonce = "000102030405060708090a0b0c0d0e0f1011121314151617";
        assert_eq!(key.open("M1", "name", &format!("{nonce}{GOLDEN}")).unwrap(), "Siti");
    }
    const GOLDEN: &str = "cdab7b16ae0ae28ae639b0ee58ea49cdbd128427";

    #[test]
    fn a_key_is_never_printed_and_must_be_32_bytes() {
        assert_eq!(format!("{:?}", ContactsKey::from_bytes(&[1; 32])), "ContactsKey(hidden)");
        let message = ContactsKey::from_hex("abcd").unwrap_err().to_string();
        assert!(message.contains("64 hexadecimal digits") && !message.contains("abcd"), "{message}");
    }
}
