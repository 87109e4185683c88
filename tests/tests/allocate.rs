//! `jangkau allocate FILE`: a plan that can be checked by hand, what it keeps, what it says and what it refuses.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{Ran, run};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A message for everybody is the cheapest gain; what is left moves people to the counters.
const BY_HAND: &str = "segment,channel,people,reach,cost,uplift,deviation,months\n\
                       fishers,whatsapp,4000,4000,586,0.03,0.01,6\n\
                       fishers,counter,4000,4000,5000,0.10,0.01,6\n";

/// Three segments and three channels, half of it left to the priors.
const MIXED: &str = "segment,channel,people,reach,cost,uplift,deviation,months,rate\n\
                     fishers,whatsapp,4000,3000,586,0.02,0.01,6,0.5\n\
                     fishers,print,4000,4000,1500,,,6,\n\
                     fishers,counter,4000,4000,5000,0.06,,6,\n\
                     farmers,whatsapp,6000,2500,586,,,4,\n\
                     farmers,print,6000,6000,1500,0.015,0.01,4,0.4\n\
                     vendors,counter,3000,3000,5000,0.05,0.02,,0.4\n";

struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn file(text: &str) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("channels.csv");
    std::fs::write(&path, text).unwrap();
    File { _folder: folder, path }
}

fn allocate(path: &Path, more: &[&str]) -> Ran {
    run(&[&["allocate", path.to_str().unwrap()], more].concat())
}

fn answer(text: &str, more: &[&str]) -> Value {
    let file = file(text);
    let ran = allocate(&file.path, &[more, &["--json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn people(answer: &Value, channel: &str) -> u64 {
    let lines = answer["lines"].as_array().unwrap();
    lines.iter().filter(|l| l["channel"] == channel).map(|l| l["people"].as_u64().unwrap()).sum()
}

#[test]
fn the_plan_is_the_one_worked_out_by_hand() {
    let found = answer(BY_HAND, &["--budget", "6.000.000", "--most", "counter=1000"]);
    // 4,000 messages cost 2,344,000; each move to a counter costs 4,414 more: 828 moves fit into the other 3,656,000.
    assert_eq!((people(&found, "counter"), people(&found, "whatsapp")), (828, 3_172));
    assert_eq!(found["cost"], 3_172 * 586 + 828 * 5_000);
    let members = 3_172.0 * 0.03 + 828.0 * 0.10;
    assert!((found["members"].as_f64().unwrap() - members).abs() < 1e-9);
    assert!((found["months"].as_f64().unwrap() - 6.0 * members).abs() < 1e-9);
    // The two channels err apart from each other.
    let half = 1.959_963_984_540_054 * ((31.72_f64).powi(2) + (8.28_f64).powi(2)).sqrt();
    assert!((found["low"].as_f64().unwrap() - (members - half)).abs() < 1e-6);
    assert!((found["high"].as_f64().unwrap() - (members + half)).abs() < 1e-6);
    assert!(found["gap"].as_f64().unwrap() < 0.001);
}

#[test]
fn the_verdict_comes_first_and_names_people_members_interval_and_bound_in_both_languages() {
    let file = file(BY_HAND);
    let flags = ["--budget", "6000000", "--most", "counter=1000", "--what-if"];
    let ran = allocate(&file.path, &[&flags[..], &["--lang", "id"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let verdict = "Dengan Rp6.000.000: 828 orang ke Loket mitra, 3.172 orang ke WhatsApp. Sekitar 178 anggota tambahan (selang \
                   95% 114 sampai 242) dan 1.068 bulan iuran terbayar; paling banyak 0,1% di bawah rencana terbaik yang mungkin.";
    assert_eq!(ran.out.lines().next().unwrap(), verdict);
    for words in
        ["Bagaimana kalau anggarannya lain", "Rp24.000.000", "\u{2588}", "berikutnya", "Satu uji lagi", "garis lurus"]
    {
        assert!(ran.out.contains(words), "{words} in {}", ran.out);
    }
    let ran = allocate(&file.path, &[&flags[..], &["--lang", "en"]].concat());
    assert!(
        ran.out.starts_with("With Rp6.000.000: 828 people by Partner counter, 3,172 people by WhatsApp."),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("at most 0.1% below the best plan there can be"), "{}", ran.out);
    assert!(ran.out.contains("What if the budget were another"), "{}", ran.out);
}

#[test]
fn budget_and_capacities_are_kept_in_every_way_they_can_be_said() {
    let more = ["--most", "whatsapp=4500", "--least", "print=1000", "--fixed", "print=500000", "--tier", "2000"];
    let rest = ["--days", "2", "--counter-hours", "100", "--budget", "14000000", "--what-if"];
    let found = answer(MIXED, &[&more[..], &rest].concat());
    assert!(found["cost"].as_f64().unwrap() <= 14e6);
    assert!(people(&found, "whatsapp") <= 4_000, "the smaller of tier times days and --most: {found}");
    assert!(people(&found, "counter") <= 1_200);
    assert!(people(&found, "print") == 0 || people(&found, "print") >= 1_000);
    let budgets = found["what_if"].as_array().unwrap();
    assert_eq!(budgets.len(), 5);
    for (budget, quarters) in budgets.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0]) {
        assert!((budget["budget"].as_f64().unwrap() - 3.5e6 * quarters).abs() < 1e-6);
        assert!(budget["cost"].as_f64().unwrap() <= budget["budget"].as_f64().unwrap());
    }
    let months: Vec<f64> = budgets.iter().map(|b| b["months"].as_f64().unwrap()).collect();
    assert!(months.windows(2).all(|pair| pair[1] >= pair[0] - 1e-9), "{months:?}");
}

#[test]
fn one_channel_for_each_whole_segment_is_never_divided() {
    let found = answer(MIXED, &["--budget", "20000000", "--one-each"]);
    let lines = found["lines"].as_array().unwrap();
    let mut segments: Vec<&str> = lines.iter().map(|l| l["segment"].as_str().unwrap()).collect();
    let all = segments.len();
    segments.dedup();
    assert_eq!(segments.len(), all);
    assert!(found["gap"].as_f64().unwrap() >= 0.0 && found["cost"].as_f64().unwrap() <= 20e6);
}

#[test]
fn a_measured_uplift_goes_before_the_prior_and_each_line_says_which_it_is() {
    let text = "segment,channel,people,cost,uplift,deviation\na,whatsapp,1000,586,0.02,0.01\nb,whatsapp,1000,586,,\n\
                c,whatsapp,1000,586,0.03,\n";
    let found = answer(text, &["--budget", "100000000", "--learn", "0"]);
    let sources: Vec<&Value> = found["lines"].as_array().unwrap().iter().map(|l| &l["source"]).collect();
    assert_eq!(sources[0]["kind"], "file");
    assert!(sources[0]["line"] == 2 && sources[0]["deviation_from"].is_null());
    assert_eq!(sources[1]["kind"], "prior");
    assert_eq!(sources[1]["row"], "models/priors/uplift.csv: retain any whatsapp");
    assert_eq!(sources[2]["kind"], "file");
    assert_eq!(sources[2]["deviation_from"], sources[1]["row"]);
    assert!(
        found["standing"][0]["id"].as_str().unwrap().starts_with("1 dari 3 baris bertumpu pada praduga"),
        "{found}"
    );
    assert!(found["learning"].as_array().unwrap().is_empty());
}

#[test]
fn what_nobody_measured_is_a_prior_and_counted_apart() {
    let text = "segment,channel,people,cost,uplift\na,whatsapp,1000,586,\n";
    let file = file(text);
    let ran = allocate(&file.path, &["--budget", "500000", "--aim", "acquire", "--lang", "id"]);
    assert!(ran.out.contains("1 dari 1 baris bertumpu pada praduga yang belum diukur"), "{}", ran.out);
    assert!(
        ran.out.contains(
            "praduga, belum diukur: models/priors/uplift.csv (WhatsApp untuk mendapat peserta segmen mana pun)"
        ),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("Selang itu memuat nol"), "{}", ran.out);
}

#[test]
fn gains_wear_off_only_where_parts_were_measured() {
    let text = "segment,channel,people,cost,uplift,deviation,parts,months\n\
                a,whatsapp,3000,586,,0.01,0.06|0.03|0.00,6\nb,whatsapp,3000,586,0.03,0.01,,6\n";
    let found = answer(text, &["--budget", "586000"]);
    let line = &found["lines"].as_array().unwrap()[0];
    assert_eq!((line["segment"].as_str(), line["straight"].as_bool()), (Some("a"), Some(false)));
    assert!((line["members"].as_f64().unwrap() - 60.0).abs() < 1e-6, "the best third first: {line}");
    assert!(found["standing"][1]["en"].as_str().unwrap().contains("On 1 of 1 lines gains wear off"), "{found}");
}

#[test]
fn one_more_experiment_is_priced_in_words_for_the_lines_most_in_doubt() {
    let text = "segment,channel,people,cost,uplift,deviation,months,rate\n\
                a,whatsapp,5000,586,0.010,0.02,6,0.5\na,print,5000,586,0.012,0.001,6,0.5\n";
    let found = answer(text, &["--budget", "2930000"]);
    let lesson = &found["learning"][0];
    assert_eq!(lesson["experiment"]["channel"], "whatsapp");
    assert!(lesson["learning"]["chance_of_change"].as_f64().unwrap() > 0.2);
    assert!(lesson["learning"]["deviation_after"].as_f64() < lesson["learning"]["deviation_now"].as_f64());
    assert_eq!(lesson["worthwhile"], true);
    let words = lesson["sentence"]["id"].as_str().unwrap();
    assert!(words.contains("Layak diuji. Undian 3.500 orang disapa dan 1.500 pembanding"), "{words}");
}

#[test]
fn the_json_keeps_its_names() {
    let found = answer(BY_HAND, &["--budget", "6000000", "--what-if"]);
    let names = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names.join(" ")
    };
    assert_eq!(
        sorted(names(&found)),
        "budget cost gap high learning limits lines low members months months_bound next_rupiah next_words notes one_each origin \
         people standing verdict what_if"
    );
    assert_eq!(
        sorted(names(&found["lines"][0])),
        "channel channel_name cost high low members months months_from people segment segment_name source source_words straight"
    );
    assert_eq!(sorted(names(&found["what_if"][0])), "budget cost gap high low members months people");
    assert_eq!(sorted(names(&found["learning"][0])), "cost experiment learning months_cost sentence worth worthwhile");
    assert_eq!(sorted(names(&found["next_rupiah"])), "months more");
}

#[test]
fn what_cannot_be_answered_is_refused_in_one_sentence() {
    let head = "segment,channel,people,reach,cost,uplift,deviation\n";
    let good = format!("{head}a,whatsapp,100,100,586,0.03,0.01\n");
    let row = |row: &str| format!("{head}{row}\n");
    let cases: [(String, &[&str], &str); 14] = [
        (good.clone(), &["--budget", "-5"], "the budget is -Rp5, expected at least Rp0"),
        (good.clone(), &["--budget", "9000000000000000000"], "expected at most Rp1.000.000.000.000.000"),
        (good.clone(), &["--budget", "5", "--segment", "b"], "there is no segment `b`; there are: a"),
        (good.clone(), &["--budget", "5", "--most", "pigeon=4"], "limit on channel `pigeon`"),
        (
            good.clone(),
            &["--budget", "5", "--most", "whatsapp=9", "--least", "whatsapp=10"],
            "smallest run is 10, expected at most its capacity of 9",
        ),
        (
            row("a,whatsapp,100,100,586,three,0.01"),
            &["--budget", "5"],
            "line 2, column `uplift`: `three` is not a number",
        ),
        (
            row("a,whatsapp,100,200,586,0.03,0.01"),
            &["--budget", "5"],
            "reaches 200 people of segment `a`, expected at most its 100",
        ),
        (row("a,whatsapp,100,100,586,3,0.01"), &["--budget", "5"], "the uplift is 3, expected a number from -1 to 1"),
        (row("a,whatsapp,99.5,99,586,0.03,0.01"), &["--budget", "5"], "column `people`: 99.5; expected a whole number"),
        (row("a,whatsapp,100,100,-1,0.03,0.01"), &["--budget", "5"], "column `cost`: `-1`; expected rupiah"),
        (row("a,pigeon,100,100,586,,"), &["--budget", "5"], "channel `pigeon` has no planning prior"),
        (row(",whatsapp,100,100,586,0.03,0.01"), &["--budget", "5"], "column `segment`: empty"),
        (
            format!("{good}a,print,90,90,1500,0.01,0.01\n"),
            &["--budget", "5"],
            "line 3, column `people`: 90; segment `a` has 100 above",
        ),
        ("segment,channel,people,cost\na,whatsapp,100,586\n".into(), &["--budget", "5"], "uplift"),
    ];
    for (text, more, words) in cases {
        let file = file(&text);
        let ran = allocate(&file.path, more);
        assert_eq!(ran.code, 1, "{words}: {}", ran.out);
        assert!(ran.err.contains(words) && ran.err.trim_end().lines().count() == 1, "{words} in {}", ran.err);
    }
}

#[test]
fn a_file_without_rows_or_money_has_a_plain_answer() {
    let file = file("segment,channel,people,cost,uplift\n");
    assert_eq!(allocate(&file.path, &["--budget", "5"]).code, 1);
    let found = answer(BY_HAND, &["--budget", "0", "--what-if"]);
    assert!(found["lines"].as_array().unwrap().is_empty());
    assert!(found["verdict"]["id"].as_str().unwrap().contains("tidak seorang pun"), "{found}");
}

#[test]
fn people_and_rupiah_are_read_with_thousands_points() {
    let pointed = BY_HAND.replace("4000,4000,586", "4.000,4.000,586").replace(",5000,", ",Rp5.000,");
    let (plain, pointed) = (BY_HAND, pointed.as_str());
    let [plain, pointed] =
        [plain, pointed].map(|text| answer(text, &["--budget", "6.000.000", "--most", "counter=1000"]));
    assert_eq!((&pointed["cost"], people(&pointed, "counter")), (&plain["cost"], people(&plain, "counter")));
    for (wrong, words) in
        [("1,000.5", "expected a whole number of people"), ("1.0000", "expected a whole number of people")]
    {
        let file = file(&BY_HAND.replacen("4000,4000,586", &format!("\"{wrong}\",4000,586"), 1));
        let ran = allocate(&file.path, &["--budget", "6000000"]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(ran.err.contains("line 2, column `people`") && ran.err.contains(words), "{}", ran.err);
    }
}
