//! What arrives at the webhook: whatever it holds, it is read or refused, never half of it, and never under a forged signature.
#![no_main]

use dispatch::{parse_reports, sign, verify_signature};
use libfuzzer_sys::fuzz_target;

const SECRET: &[u8] = b"secret";

fuzz_target!(|bytes: &[u8]| {
    if let Ok(reports) = parse_reports(bytes) {
        assert!(reports.events.iter().all(|event| event.touch.is_some() || event.provider_id.is_some()));
    }
    let signature = sign(SECRET, bytes);
    assert!(verify_signature(SECRET, bytes, Some(&signature)));
    // The same bytes as a header, which a stranger writes.
    let header = String::from_utf8_lossy(bytes);
    assert!(header.trim() == signature || !verify_signature(SECRET, bytes, Some(&header)));
});
