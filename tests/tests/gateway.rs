//! The made-up gateway from outside: a campaign goes out through it, and what it refuses is judged by its code.

#![allow(clippy::unwrap_used)]

use domain::{Channel, TouchStatus};
use jangkau_tests::{jangkau, ok, planned_home, run_on};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use store::Store;

const CAMPAIGN: &str = "tarif-januari-2027";

/// The gateway and its address.
fn gateway(file: &str) -> (Child, String) {
    let mut child = jangkau().args(["gateway", file, "--lang", "en"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let address = first.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
    (child, address)
}

fn interrupt(mut child: Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_number_that_the_gateway_bars_is_held_until_somebody_lifts_it() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let hash = planned_home(&home, "3000", "5");
    let home_name = home.to_str().unwrap();
    ok(&home, &["approve", CAMPAIGN, "--hash", &hash, "--by", "budi"]);
    let declared = folder.path().join("gateway.toml");
    let sent = |code: u32, share: f64| {
        let fault = format!("port = 0\n[[codes]]\ncode = {code}\nshare = {share:.1}\nwhen = \"answer\"\n");
        std::fs::write(&declared, fault).unwrap();
        let (child, address) = gateway(declared.to_str().unwrap());
        let arguments = ["dispatch", CAMPAIGN, "--home", home_name, "--until", "2026-12-10", "--gateway", &address];
        let number = ["--phone-number-id", "100000000000001"];
        let ran = jangkau().args(arguments).args(number).env("JANGKAU_WHATSAPP_TOKEN", "fake-access-token").output();
        interrupt(child);
        ran.unwrap()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(Store::open(&home.join("jangkau.db"))).unwrap();
    let standing = |status: TouchStatus| {
        let counts = runtime.block_on(store.touch_counts(CAMPAIGN)).unwrap();
        let own = counts.iter().filter(|c| c.channel == Channel::Whatsapp && c.status == status);
        own.map(|c| c.touches).sum::<u64>()
    };
    let waiting = standing(TouchStatus::Planned);

    let barred = sent(131_048, 1.0);
    assert!(!barred.status.success(), "a barred number is told");
    assert_eq!(standing(TouchStatus::HandedOver), 0);
    let held = ok(&home, &["holds", "--lang", "en"]);
    assert!(held.contains("number:100000000000001") && held.contains("131048"), "{held}");
    let nothing = sent(131_049, 0.0);
    assert!(!nothing.status.success() && standing(TouchStatus::HandedOver) == 0, "nothing leaves through it meanwhile");
    ok(&home, &["holds", "--lift", "number:100000000000001", "--by", "budi"]);
    assert!(ok(&home, &["holds", "--lang", "en"]).contains("nothing is held"));
    let refused = run_on(&home, &["holds", "--lift", "nobody", "--by", "budi"]);
    assert!(refused.code == 1 && refused.err.contains("expected everything, campaign:NAME"), "{}", refused.err);

    let open = sent(131_049, 0.5);
    assert!(open.status.success(), "{}", String::from_utf8_lossy(&open.stderr));
    let (left, failed) = (standing(TouchStatus::HandedOver), standing(TouchStatus::Failed));
    assert!(left > 30 && failed > 30, "{left} left and {failed} were held back of {waiting}");
}
