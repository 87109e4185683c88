//! A campaign's declaration as somebody types it: whatever it holds, it is read or refused in sentences with lines of the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planning::{PlanningError, parse_campaign};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match parse_campaign("campaign.toml", text) {
        Ok(spec) => assert!(spec.budget.rounded() > 0, "a campaign without money was read"),
        Err(error) => {
            assert!(error.to_string().contains("campaign.toml"), "{error}");
            if let PlanningError::Declaration(mistakes) = &error {
                let lines = text.lines().count().max(1);
                assert!(!mistakes.list.is_empty());
                assert!(mistakes.list.iter().all(|m| (1..=lines).contains(&m.line)), "{error}");
            }
        }
    }
});
