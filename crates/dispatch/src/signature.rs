//! Whether what is posted to us comes from the provider.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Whether `X-Hub-Signature-256` (`sha256=` and 64 hex digits) is that of these very bytes. Compares in constant time.
/// Check the body as it came, before it is parsed: written again, its escapes differ. An empty secret verifies nothing.
pub fn verify_signature(app_secret: &[u8], raw_body: &[u8], header: Option<&str>) -> bool {
    let Some(given) = header.and_then(|h| h.trim().strip_prefix("sha256=")).and_then(|h| hex::decode(h).ok()) else {
        return false;
    };
    !app_secret.is_empty() && mac(app_secret, raw_body).verify_slice(&given).is_ok()
}

/// The value of `X-Hub-Signature-256` for a body.
pub fn sign(app_secret: &[u8], raw_body: &[u8]) -> String {
    format!("sha256={}", hex::encode(mac(app_secret, raw_body).finalize().into_bytes()))
}

fn mac(app_secret: &[u8], raw_body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(app_secret).expect("HMAC takes keys of any length");
    mac.update(raw_body);
    mac
}

/// The answer to a verification challenge (`hub.mode`, `hub.verify_token`, `hub.challenge`): the challenge, to be sent
/// back as it is with 200; `None` means 403. Compares the token in constant time. An empty expected token answers nobody.
pub fn answer_challenge(
    mode: Option<&str>,
    verify_token: Option<&str>,
    challenge: Option<&str>,
    expected_token: &str,
) -> Option<String> {
    let known = bool::from(verify_token.unwrap_or_default().as_bytes().ct_eq(expected_token.as_bytes()));
    let asked = mode == Some("subscribe") && !expected_token.is_empty();
    challenge.filter(|_| known && asked).map(str::to_owned)
}
