//! Outcomes that stream in from outside: by file and by the service's address, each once, and the open page moves with them; what is
//! recorded at the end says the same.
#![allow(clippy::unwrap_used)]

use hmac::{Hmac, Mac};
use jangkau_tests::{Dashboard, jangkau, ok, planned_home, run_on};
use serde_json::Value;
use sha2::Sha256;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;

const CAMPAIGN: &str = "tarif-januari-2027";
/// Half way: later payments are not known yet.
const HALF_WAY: &str = "2027-02-15";

/// What a bank's reports are answered with, signed with a secret.
fn post(dashboard: &Dashboard, body: &str, secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    dashboard.told("POST", "/api/outcomes", &[("X-Jangkau-Signature-256", &signature)], body.as_bytes())
}

/// The part of the campaign's page that shows how outcomes stand.
fn so_far(dashboard: &Dashboard) -> Option<String> {
    let page = dashboard.get(&format!("/campaigns/{CAMPAIGN}?lang=en"));
    let (_, part) = page.split_once("id=\"so-far\"")?;
    Some(part.split("id=\"ledger\"").next().unwrap().to_owned())
}

/// Lines of a file of contributions as reports of a bank: number, and the day it was known.
fn reports_of(file: &Path) -> Vec<(String, String)> {
    let table = intake::read_table(file).unwrap();
    let of = |name: &str, row: usize| table.column(name).unwrap().values[row].clone().unwrap_or_default();
    (0..table.rows())
        .map(|row| {
            let (month, known) = (of("coverage_month", row), of("known_on", row));
            let (member, paid) = (of("member_id", row), of("paid_on", row));
            (format!("bank,{row},{member},paid,{},{paid},{known}", &month[..7]), known)
        })
        .collect()
}

fn file_of(folder: &Path, name: &str, lines: &[(String, String)]) -> String {
    let mut text = "source,report,member_id,what,coverage_month,paid_on,known_on\n".to_owned();
    for (line, _) in lines {
        writeln!(text, "{line}").unwrap();
    }
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn take(home: &Path, file: &str, on: &str) -> Value {
    serde_json::from_str(&ok(home, &["outcomes", file, "--on", on, "--json"])).unwrap()
}

#[test]
fn reports_by_file_and_by_post_count_once_move_the_open_page_and_agree_with_what_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let home = &folder.path().join("home");
    let hash = planned_home(home, "6000", "11");
    ok(home, &["approve", CAMPAIGN, "--hash", &hash, "--by", "budi"]);
    ok(home, &["dispatch", CAMPAIGN, "--until", "2026-12-31", "--fake-gateway"]);
    ok(home, &["simulate", "--play", CAMPAIGN]);
    let contributions = home.join(format!("incoming/outcomes-{CAMPAIGN}.parquet"));
    let all = reports_of(&contributions);
    let (half, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, known)| known.as_str() <= HALF_WAY);
    assert!(half.len() > 500 && rest.len() > 100, "{} {}", half.len(), rest.len());

    // Two files that overlap, one of them twice; then a file with lines that are none.
    let cut = half.len() / 2;
    let first = file_of(folder.path(), "first.csv", &half[..cut + 50]);
    let second = file_of(folder.path(), "second.csv", &half[cut..]);
    let told = take(home, &first, HALF_WAY);
    assert_eq!((told["taken"].as_u64(), told["repeated"].as_u64()), (Some(cut as u64 + 50), Some(0)), "{told}");
    assert!(told["campaigns"][CAMPAIGN].as_u64().unwrap() > 0);
    let told = take(home, &second, HALF_WAY);
    assert_eq!((told["taken"].as_u64(), told["repeated"].as_u64()), (Some((half.len() - cut) as u64 - 50), Some(50)));
    assert_eq!(take(home, &first, "2027-02-20")["taken"], 0);
    let early = file_of(folder.path(), "early.csv", &rest[..2]);
    let ran = run_on(home, &["outcomes", &early, "--on", HALF_WAY, "--lang", "en"]);
    assert!(ran.out.contains("2 refused") && ran.out.contains("line 2, known_on:"), "{}", ran.out);
    assert!(ran.code == 1 && ran.err.contains("not one report could be taken of"), "{}", ran.err);
    let nameless = run_on(home, &["outcomes", &early, "--source", " \u{200b}"]);
    assert!(nameless.code == 2 && nameless.err.contains("the name is blank"), "{}", nameless.err);

    let dashboard = Dashboard::start(home);
    let before = so_far(&dashboard).expect("the page shows how outcomes stand");
    assert!(
        before.contains("Not final.") && before.contains("95% interval") && before.contains("31 March 2027"),
        "{before}"
    );
    let mut live = BufReader::new(dashboard.begin("GET", &format!("/campaigns/{CAMPAIGN}/live"), &[], b""));
    let mut line = String::new();
    while !line.contains("text/event-stream") {
        line.clear();
        assert!(live.read_line(&mut line).unwrap() > 0, "no stream of events");
    }

    // Another sender reports three hundred of the plan, and takes all of it back later.
    let secret = fs::read_to_string(home.join("keys/outcomes.key")).unwrap();
    let secret = secret.trim();
    let members: BTreeSet<&str> = rest.iter().map(|(line, _)| line.split(',').nth(2).unwrap()).collect();
    let reports = |what: &str, from: usize| -> String {
        let lines = members.iter().take(300).zip(from..).map(|(member, number)| {
            format!(
                r#"{{"source":"pos","report":{number},"member_id":"{member}","what":"{what}","coverage_month":"2027-03","paid_on":"2025-06-15","known_on":"2025-06-16"}}"#
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let forged = post(&dashboard, &reports("paid", 0), "another secret of somebody");
    assert!(forged.starts_with("HTTP/1.1 401") && forged.contains("nothing was read"), "{forged}");
    let taken = post(&dashboard, &reports("paid", 0), secret);
    assert!(taken.starts_with("HTTP/1.1 200") && taken.contains(r#""repeated":0"#), "{taken}");
    line.clear();
    while !line.contains("event: changed") {
        line.clear();
        assert!(live.read_line(&mut line).unwrap() > 0, "the page was told nothing");
    }
    let after = so_far(&dashboard).unwrap();
    assert_ne!(before, after);
    assert!(post(&dashboard, &reports("paid", 0), secret).contains(r#""taken":0"#));
    assert_eq!(after, so_far(&dashboard).unwrap());
    let other = post(&dashboard, &reports("registered", 0).replace(r#","coverage_month":"2027-03""#, ""), secret);
    assert!(
        other.starts_with("HTTP/1.1 422") && other.contains("the earlier report of pos with this number says"),
        "{other}"
    );
    assert!(post(&dashboard, &reports("reversed", 1_000), secret).starts_with("HTTP/1.1 200"));
    let reversed = so_far(&dashboard).unwrap();
    let intervals = |part: &str| part.split("<table").skip(1).collect::<String>();
    assert!(intervals(&reversed) == intervals(&before) && intervals(&after) != intervals(&before));

    // The rest comes; then the agency's contributions are recorded, and both say the same.
    let late = file_of(folder.path(), "rest.csv", &rest);
    assert_eq!(take(home, &late, "2027-06-30")["taken"].as_u64(), Some(rest.len() as u64));
    let recorded = ok(home, &["record", CAMPAIGN, contributions.to_str().unwrap(), "--on", "2027-04-01", "--json"]);
    let recorded: Value = serde_json::from_str(&recorded).unwrap();
    let streamed = &recorded["streamed"];
    assert!(streamed["reports"].as_u64().unwrap() > 600, "{streamed}");
    assert_eq!(streamed["agree"], recorded["people"], "{streamed}");
    assert!(so_far(&dashboard).is_some(), "recorded, not evaluated");
    ok(home, &["evaluate", "--campaign", CAMPAIGN]);
    assert!(so_far(&dashboard).is_none(), "the evaluation has taken its place");
}

#[test]
fn a_secret_too_short_and_a_file_without_its_columns_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let home = &folder.path().join("home");
    planned_home(home, "1500", "3");
    let path = folder.path().join("bank.csv");
    fs::write(&path, "report,member_id,what,coverage_month,paid_on\n1,M1,paid,2027-01,2026-11-01\n").unwrap();
    let path = path.to_str().unwrap();
    let refused = run_on(home, &["outcomes", path, "--on", HALF_WAY]);
    assert!(refused.code == 1 && refused.err.contains("source"), "{}", refused.err);
    let taken = ok(home, &["outcomes", path, "--on", HALF_WAY, "--source", "bank", "--lang", "en"]);
    assert!(taken.contains("1 reports taken") && taken.contains("1 about people who are in no plan"), "{taken}");
    let short = jangkau()
        .args(["--lang", "en", "serve", "--home", home.to_str().unwrap(), "--address", "127.0.0.1:0"])
        .env("JANGKAU_OUTCOMES_SECRET", "short")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&short.stderr).into_owned();
    assert!(!short.status.success() && told.contains("expected at least 16") && !told.contains("short"), "{told}");
}
