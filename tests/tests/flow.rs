//! The whole flow through the binary, on a small population: step by step, and as the demo runs it.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{Dashboard, Ran, run, simulated_home};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const CAMPAIGN: &str = "tarif-januari-2027";

/// A home taken through every step, made once for all tests of this file.
struct Flow {
    _folder: tempfile::TempDir,
    home: PathBuf,
    /// The same home before anything was recorded.
    halfway: PathBuf,
    plan: Value,
    dispatched: Value,
    rows: Vec<Value>,
    table: String,
}

fn step(home: &Path, arguments: &[&str]) -> Ran {
    let mut all = arguments.to_vec();
    all.extend(["--home", home.to_str().unwrap()]);
    let ran = run(&all);
    assert_eq!(ran.code, 0, "{}: {}", arguments.join(" "), ran.err);
    ran
}

fn json(home: &Path, arguments: &[&str]) -> Value {
    let mut all = arguments.to_vec();
    all.push("--json");
    serde_json::from_str(&step(home, &all).out).unwrap()
}

fn flow() -> &'static Flow {
    static FLOW: OnceLock<Flow> = OnceLock::new();
    FLOW.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        let h = home.as_path();
        simulated_home(h, "6000", "11");
        step(h, &["segment", "--as-of", "2026-11-30"]);
        step(h, &["bundle"]);
        let plan = json(h, &["plan", CAMPAIGN, "--by", "rina"]);
        let hash = plan["campaign"]["plan_hash"].as_str().unwrap();
        let early =
            run(&["dispatch", CAMPAIGN, "--home", h.to_str().unwrap(), "--until", "2026-12-31", "--fake-gateway"]);
        assert_eq!(early.code, 1, "an unapproved plan was dispatched: {}", early.out);
        assert!(early.err.contains("not approved"), "{}", early.err);
        for (by, hash, word) in
            [("rina", hash, "rina"), ("budi", "00000000", "read the plan again"), ("budi", "12", "too short")]
        {
            let refused = run(&["approve", CAMPAIGN, "--home", h.to_str().unwrap(), "--hash", hash, "--by", by]);
            assert_eq!(refused.code, 1, "{}", refused.out);
            assert!(refused.err.contains(word), "{}", refused.err);
        }
        step(h, &["approve", CAMPAIGN, "--hash", &hash[..8], "--by", "budi"]);
        let dispatched = json(h, &["dispatch", CAMPAIGN, "--until", "2026-12-31", "--fake-gateway"]);
        step(h, &["simulate", "--play", CAMPAIGN]);
        let halfway = folder.path().join("halfway");
        copy(h, &halfway);
        let outcomes = h.join(format!("incoming/outcomes-{CAMPAIGN}.parquet"));
        let reports = h.join(format!("incoming/counter-reports-{CAMPAIGN}.csv"));
        // Nothing of the file is known yet on that day; it is taken in whole later all the same.
        let early =
            run(&["record", CAMPAIGN, outcomes.to_str().unwrap(), "--home", h.to_str().unwrap(), "--on", "2026-11-30"]);
        assert!(early.code == 1 && early.err.contains("no outcome is recorded"), "{}{}", early.out, early.err);
        assert!(early.err.contains("later day than 2026-11-30, say which with --on"), "{}", early.err);
        step(
            h,
            &[
                "record",
                CAMPAIGN,
                outcomes.to_str().unwrap(),
                "--counter-reports",
                reports.to_str().unwrap(),
                "--on",
                "2027-04-01",
            ],
        );
        let rows = json(h, &["evaluate", "--campaign", CAMPAIGN]).as_array().unwrap().clone();
        let table = step(h, &["evaluate", "--campaign", CAMPAIGN, "--lang", "en"]).out;
        Flow { _folder: folder, home, halfway, plan, dispatched, rows, table }
    })
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

#[test]
fn while_outcomes_come_in_every_interval_is_one_that_may_be_looked_at_daily() {
    let f = flow();
    let h = f.halfway.as_path();
    let outcomes = h.join(format!("incoming/outcomes-{CAMPAIGN}.parquet"));
    step(h, &["record", CAMPAIGN, outcomes.to_str().unwrap(), "--on", "2027-02-15"]);
    let rows = json(h, &["evaluate", "--campaign", CAMPAIGN]);
    let rows = rows.as_array().unwrap();
    assert!(rows.iter().all(|r| r["running"]["known"] == "2027-02-15" && r["running"]["closes"] == "2027-03-31"));
    assert!(rows.iter().all(|r| r["estimator"].as_str().unwrap().contains("valid at every look")), "{:?}", rows[0]);
    assert!(rows.iter().all(|r| r["judgement"]["conclusion"] != "no_evidence"));
    assert!(f.rows.iter().all(|r| r["running"].is_null() && !r["estimator"].as_str().unwrap().contains("every look")));
    let words = step(h, &["evaluate", "--campaign", CAMPAIGN, "--lang", "en"]).out;
    assert!(words.contains("Still running: outcomes are known up to 15 February 2027"), "{words}");
    let dashboard = Dashboard::start(h);
    let page = dashboard.get(&format!("/campaigns/{CAMPAIGN}?lang=en"));
    assert!(page.contains("The campaign is still running.") && !page.contains("hold the true uplift"));
}

#[test]
fn the_next_rupiah_is_the_same_on_the_command_line_and_on_the_page() {
    let f = flow();
    let flags = ["allocate", "--campaign", CAMPAIGN, "--budget", "1000000"];
    let told = json(&f.home, &[&flags[..], &["--what-if"]].concat());
    let dashboard = Dashboard::start(&f.home);
    let served: Value =
        serde_json::from_str(&dashboard.get(&format!("/api/campaigns/{CAMPAIGN}/allocate?budget=1000000"))).unwrap();
    assert_eq!(told, served);
    let page = dashboard.get(&format!("/campaigns/{CAMPAIGN}/allocate?budget=1000000"));
    assert!(page.contains(told["verdict"]["id"].as_str().unwrap()), "{page}");
    let lines = told["lines"].as_array().unwrap();
    assert!(!lines.is_empty() && told["cost"].as_f64().unwrap() <= 1e6);
    // What was measured is not replaced by a prior.
    for line in lines {
        let row = f.rows.iter().find(|r| r["segment"] == line["segment"] && r["channel"] == line["channel"]).unwrap();
        let measured = row["verdict"]["kind"] == "estimate";
        assert_eq!(line["source"]["kind"] == "holdout", measured, "{line}");
    }
    let unknown = run(&["allocate", "--home", f.home.to_str().unwrap(), "--campaign", "nothing", "--budget", "5"]);
    assert!(unknown.code == 1 && unknown.err.contains("nothing"), "{}", unknown.err);
}

fn arm(plan: &Value, channel: &Value, unit: &str) -> u64 {
    let arms = plan["arms"].as_array().unwrap();
    let found = arms.iter().find(|a| a["channel"] == *channel && a["unit"] == unit).unwrap();
    found["members"].as_u64().unwrap()
}

#[test]
fn every_treated_member_is_handed_over_once_and_nobody_else() {
    let f = flow();
    for (channel, unit) in [("whatsapp", "person"), ("print", "area"), ("partner_counter", "area")] {
        let planned = arm(&f.plan, &channel.into(), unit);
        let report = f.dispatched.as_array().unwrap().iter().find(|r| r["channel"] == channel).unwrap();
        assert_eq!(report["outcomes"]["handed_over"].as_u64(), Some(planned), "{report}");
    }
    let again = json(&f.home, &["dispatch", CAMPAIGN, "--until", "2026-12-31", "--fake-gateway"]);
    for report in again.as_array().unwrap() {
        let sent: u64 = report["outcomes"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
        assert_eq!(sent, 0, "a second dispatch sent something: {report}");
    }
}

#[test]
fn the_table_counts_everyone_in_the_plan_and_compares_them_with_the_truth() {
    let f = flow();
    for (channel, unit) in [("whatsapp", "person"), ("print", "area"), ("partner_counter", "area")] {
        let of_channel: Vec<&Value> = f.rows.iter().filter(|r| r["channel"] == channel).collect();
        let (all, segments): (Vec<&Value>, Vec<&Value>) = of_channel.into_iter().partition(|r| r["segment"] == "all");
        assert_eq!(all.len(), 1);
        for (column, arm_of) in [("treated", Value::from(channel)), ("held_out", Value::Null)] {
            let planned = arm(&f.plan, &arm_of, unit);
            assert_eq!(all[0][column].as_u64(), Some(planned));
            assert_eq!(segments.iter().map(|r| r[column].as_u64().unwrap()).sum::<u64>(), planned);
        }
        assert!(all[0]["true_uplift"].as_f64().unwrap() > 0.0);
        assert_eq!(all[0]["verdict"]["kind"], "estimate", "{}", all[0]);
        for row in segments {
            let counts = row["treated"].as_u64().unwrap() + row["held_out"].as_u64().unwrap();
            assert!(counts > 0, "an empty line: {row}");
        }
    }
    assert!(f.table.contains("hold the true uplift"), "{}", f.table);
}

#[test]
fn the_dashboard_shows_the_same_numbers_as_the_table() {
    let f = flow();
    let dashboard = Dashboard::start(&f.home);
    let api: Value = serde_json::from_str(&dashboard.get(&format!("/api/campaigns/{CAMPAIGN}/uplift"))).unwrap();
    let served = api.as_array().or_else(|| api["rows"].as_array()).unwrap_or_else(|| panic!("no rows: {api}"));
    assert_eq!(served, &f.rows);
    let page = dashboard.get(&format!("/campaigns/{CAMPAIGN}?lang=en"));
    for row in f.rows.iter().filter(|r| r["segment"] == "all") {
        let uplift = row["verdict"]["uplift"].as_f64().unwrap() * 100.0;
        let shown = format!("{:.1}", uplift.abs());
        assert!(page.contains(&shown), "{shown} is not on the page");
    }
    let sentence = f.table.lines().find(|l| l.contains("hold the true uplift")).unwrap();
    let numbers: Vec<&str> = sentence.split_whitespace().filter(|w| w.parse::<u32>().is_ok()).take(2).collect();
    assert!(page.contains(&format!("{} of {} segment intervals", numbers[0], numbers[1])), "{sentence}");
    for path in ["/", "/segments", "/packages", "/partners", "/campaigns"] {
        assert!(dashboard.get(path).contains("</html>"), "{path}");
    }
}

#[test]
fn a_member_can_ask_why() {
    let f = flow();
    let mut answers = BTreeSet::new();
    let members = std::fs::read_to_string(f.home.join("incoming/members.csv")).unwrap();
    for line in members.lines().skip(1).take(12) {
        let member = line.split(',').next().unwrap();
        let ran = step(&f.home, &["plan", CAMPAIGN, "--explain", member, "--lang", "en"]);
        answers.insert(ran.out.lines().next().unwrap().split(':').next().unwrap().to_owned());
    }
    assert!(answers.len() >= 2, "twelve members all got the same kind of answer: {answers:?}");
    let unknown = run(&["plan", CAMPAIGN, "--home", f.home.to_str().unwrap(), "--explain", "nobody"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("nobody"), "{}", unknown.err);
}

#[test]
fn no_identity_number_phone_or_address_leaves_the_incoming_files() {
    let f = flow();
    let members = std::fs::read_to_string(f.home.join("incoming/members.csv")).unwrap();
    let column = |place: usize, count: usize| -> Vec<&str> {
        let cells = members.lines().skip(1).map(|l| l.split(',').nth(place).unwrap());
        cells.filter(|cell| !cell.is_empty()).take(count).collect()
    };
    let (niks, phones, emails) = (column(1, 50), column(3, 50), column(4, 20));
    assert!(niks.iter().all(|n| n.len() == 16), "{niks:?}");
    assert!(phones.len() == 50 && phones.iter().all(|p| p.starts_with("628")), "{phones:?}");
    assert!(!emails.is_empty() && emails.iter().all(|e| e.contains('@')), "{emails:?}");
    let personal: Vec<&str> = [niks, phones, emails].concat();
    let mut files = vec![f.home.clone()];
    while let Some(path) = files.pop() {
        if path.ends_with("incoming") {
            continue;
        }
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for cell in &personal {
            let found = bytes.windows(cell.len()).any(|w| w == cell.as_bytes());
            assert!(!found, "{cell} stands in {}", path.display());
        }
    }
}

#[test]
fn paper_is_made_for_exactly_the_villages_drawn_for_it() {
    let f = flow();
    let out = f.home.join(format!("campaigns/{CAMPAIGN}/out"));
    let manifest = std::fs::read_to_string(out.join("selebaran-manifest.csv")).unwrap();
    let copies: u64 = manifest.lines().skip(1).map(|l| l.rsplit(',').nth(3).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(copies, arm(&f.plan, &"print".into(), "area"));
    assert!(std::fs::read(out.join("selebaran.pdf")).unwrap().starts_with(b"%PDF"));
    let mut on_lists: BTreeMap<String, u64> = BTreeMap::new();
    for entry in std::fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("daftar-kerja-") && path.extension().is_some_and(|e| e == "csv") {
            for line in std::fs::read_to_string(&path).unwrap().lines().skip(1) {
                *on_lists.entry(line.split(';').nth(1).unwrap().to_owned()).or_default() += 1;
            }
            assert!(path.with_extension("pdf").is_file(), "{name} has no PDF beside it");
        }
    }
    assert_eq!(on_lists.len() as u64, arm(&f.plan, &"partner_counter".into(), "area"));
    assert!(on_lists.values().all(|n| *n == 1), "somebody stands on two worklists");
}

#[test]
fn a_campaign_by_e_mail_writes_to_everyone_drawn_for_it() {
    let f = flow();
    let folder = tempfile::tempdir().unwrap();
    let campaign = folder.path().join("surel");
    std::fs::create_dir(&campaign).unwrap();
    let source = jangkau_tests::root().join(format!("campaigns/{CAMPAIGN}"));
    for entry in std::fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().replace("whatsapp", "email");
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.replace("whatsapp", "email").replace(&format!("name = \"{CAMPAIGN}\""), "name = \"surel\"");
        std::fs::write(campaign.join(name), text).unwrap();
    }
    let plan = json(&f.home, &["plan", campaign.to_str().unwrap(), "--by", "rina"]);
    let planned = arm(&plan, &"email".into(), "person");
    assert!(planned > 0);
    step(&f.home, &["approve", "surel", "--hash", plan["campaign"]["plan_hash"].as_str().unwrap(), "--by", "budi"]);
    let unconfigured = run(&["dispatch", "surel", "--home", f.home.to_str().unwrap(), "--until", "2026-12-31"]);
    assert_eq!(unconfigured.code, 1);
    assert!(unconfigured.err.contains("--smtp"), "{}", unconfigured.err);
    let sent = json(&f.home, &["dispatch", "surel", "--until", "2026-12-31", "--fake-gateway"]);
    let report = sent.as_array().unwrap().iter().find(|r| r["channel"] == "email").unwrap();
    assert_eq!(report["outcomes"]["handed_over"].as_u64(), Some(planned), "{report}");
}

/// What a segment model leaves behind.
const MODEL_FILES: [&str; 7] =
    ["params.toml", "model.toml", "profiles.json", "card.id.md", "card.en.md", "rows.parquet", "spread.json"];

#[test]
fn the_same_seed_makes_the_same_files_and_the_same_plan() {
    let folder = tempfile::tempdir().unwrap();
    let mut made = Vec::new();
    for name in ["a", "b"] {
        let home = folder.path().join(name);
        simulated_home(&home, "1500", "3");
        step(&home, &["segment", "--as-of", "2026-11-30"]);
        step(&home, &["bundle"]);
        let plan = json(&home, &["plan", CAMPAIGN, "--by", "rina"]);
        let bytes = |file: &str| std::fs::read(home.join(file)).unwrap();
        made.push((
            bytes("incoming/members.csv"),
            bytes("incoming/contributions.parquet"),
            bytes("tables/truth.parquet"),
            MODEL_FILES.map(|file| bytes(&format!("models/2026-11-30-default/{file}"))),
            bytes("tables/features.parquet"),
            bytes("exports/segments.xlsx"),
            plan["campaign"]["plan_hash"].clone(),
        ));
    }
    assert!(made[0] == made[1], "two runs of one seed differ");
}

#[test]
fn the_demo_ends_after_the_table_when_told_so_and_can_be_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("demo");
    for _ in 0..2 {
        let ran = run(&["demo", "--home", home.to_str().unwrap(), "--workers", "2000", "--no-serve", "--lang", "id"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("WhatsApp") && ran.out.contains("Loket mitra"), "{}", ran.out);
    }
    the_report_of_a_campaign_is_one_on_the_page_and_on_the_command_line(&home, folder.path());
    let precious = folder.path().join("precious");
    std::fs::create_dir(&precious).unwrap();
    std::fs::write(precious.join("letter.txt"), "keep me").unwrap();
    let ran = run(&["demo", "--home", precious.to_str().unwrap(), "--no-serve"]);
    assert_eq!(ran.code, 1);
    assert!(precious.join("letter.txt").is_file(), "the demo removed somebody's file");
}

fn the_report_of_a_campaign_is_one_on_the_page_and_on_the_command_line(home: &Path, folder: &Path) {
    let written = |name: &str| {
        let file = folder.join(name);
        let place = ["--home", home.to_str().unwrap(), "--campaign", CAMPAIGN, "--report", file.to_str().unwrap()];
        let ran = run(&[&["evaluate", "--lang", "id"], place.as_slice()].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(&format!("Laporan: {}", file.display())), "{}", ran.out);
        std::fs::read(file).unwrap()
    };
    let html = String::from_utf8(written("laporan.html")).unwrap();
    for part in ["Yang perlu dilakukan sekarang", "Pembanding, per desa", "Biaya menurut kanal", "dari tiap 100"] {
        assert!(html.contains(part), "`{part}` is missing");
    }
    let pdf = String::from_utf8_lossy(&written("laporan.pdf")).into_owned();
    let served = Dashboard::start(home).get(&format!("/campaigns/{CAMPAIGN}/report.pdf?lang=id"));
    assert!(served.starts_with("%PDF") && served == pdf, "page and command line give different reports");
}
