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
fn what_the_gateway_holds_back_is_tried_once_more_a_day_later_and_a_number_it_bars_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let hash = planned_home(&home, "3000", "5");
    let home_name = home.to_str().unwrap();
    ok(&home, &["approve", CAMPAIGN, "--hash", &hash, "--by", "budi"]);
    let declared = folder.path().join("gateway.toml");
    let text = "port = 0\n[[codes]]\ncode = 131049\nshare = 0.5\nwhen = \"answer\"\n";
    std::fs::write(&declared, text).unwrap();
    let (child, address) = gateway(declared.to_str().unwrap());
    let sent = |address: &str| {
        let arguments = ["dispatch", CAMPAIGN, "--home", home_name, "--until", "2026-12-19", "--gateway", address];
        let number = ["--phone-number-id", "100000000000001"];
        let ran = jangkau().args(arguments).args(number).env("JANGKAU_WHATSAPP_TOKEN", "fake-access-token").output();
        ran.unwrap()
    };
    let first = sent(&address);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    interrupt(child);

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(Store::open(&home.join("jangkau.db"))).unwrap();
    let failed = || {
        let counts = runtime.block_on(store.touch_counts(CAMPAIGN)).unwrap();
        let own = counts.iter().filter(|c| c.channel == Channel::Whatsapp && c.status == TouchStatus::Failed);
        own.map(|c| c.touches).sum::<u64>()
    };
    let held_back = failed();
    assert!(held_back > 50, "{held_back}");

    // The next look plans the tries, and goes on to days on which they are due: the number is barred there.
    let barred = "port = 0\n[[codes]]\ncode = 131048\nshare = 1.0\nwhen = \"answer\"\n";
    std::fs::write(&declared, barred).unwrap();
    let (child, address) = gateway(declared.to_str().unwrap());
    let second = sent(&address);
    interrupt(child);
    assert!(!second.status.success(), "a barred number is told");
    let counts = runtime.block_on(store.follow_up_counts(CAMPAIGN)).unwrap();
    let tries: u64 = counts.iter().map(|(_, n)| n).sum();
    assert!(tries > 0 && tries <= held_back, "{tries} tries of {held_back} held back: {counts:?}");
    let held = ok(&home, &["holds", "--lang", "en"]);
    assert!(held.contains("number:100000000000001") && held.contains("131048"), "{held}");
    ok(&home, &["holds", "--lift", "number:100000000000001", "--by", "budi"]);
    assert!(ok(&home, &["holds", "--lang", "en"]).contains("nothing is held"));
    let refused = run_on(&home, &["holds", "--lift", "nobody", "--by", "budi"]);
    assert!(refused.code == 1 && refused.err.contains("expected everything, campaign:NAME"), "{}", refused.err);
}
