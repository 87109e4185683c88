//! What arrives at the webhook: whatever it holds, it is read or refused; what is not as the provider writes it is counted and takes
//! nothing else with it, no time lies where none can be, and nothing counts under a forged signature.
#![no_main]

use chrono::{DateTime, TimeDelta, Utc};
use dispatch::{parse_reports, sign, verify_signature};
use libfuzzer_sys::fuzz_target;

const SECRET: &[u8] = b"secret";

fuzz_target!(|bytes: &[u8]| {
    let received = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_788);
    if let Ok(reports) = parse_reports(bytes, received) {
        assert!(reports.events.iter().all(|event| event.touch.is_some() || event.provider_id.is_some()));
        assert!(reports.events.iter().all(|event| event.at <= received + TimeDelta::days(1)));
        assert!(reports.stops.iter().all(|stop| stop.on <= (received + TimeDelta::hours(31)).date_naive()));
    }
    let signature = sign(SECRET, bytes);
    assert!(verify_signature(SECRET, bytes, Some(&signature)));
    // The same bytes as a header, which a stranger writes.
    let header = String::from_utf8_lossy(bytes);
    assert!(header.trim() == signature || !verify_signature(SECRET, bytes, Some(&header)));
});
