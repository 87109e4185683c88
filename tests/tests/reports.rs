//! `--report`: what the document of an analysis says, read as a person reads it.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{fixture, run, shared};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const CAI: &str = "cai2015_rice_insurance_cluster_rct.csv";
const CAI_SHA: &str = "7aa376fbc48918cc9b2b513510d9997509c51444b25c222ea915b785117d1c48";
const HILLSTROM: &str = "hillstrom_email_rct.csv.gz";
const HILLSTROM_SHA: &str = "c59a6358f19c8f2a9714501175befb04c767cf26059f13dbf1a9c3db49cc5937";
const TELCO: &str = "telco_tenure_churn.csv.gz";
const TELCO_SHA: &str = "02d4b9f6efc3249ba52431d29d5906458cfeb98e23c21f0d0434fdd876e737cc";
const PATHS: &str = "channel_paths.csv.gz";
const PATHS_SHA: &str = "1826adfa1ed88ebce9faae1d0e750206b09a6ff1a0e3c90cd81451a674cf1917";

const OF_CAI: [&str; 8] = ["--arm", "default", "--control", "0", "--outcome", "takeup_survey", "--cluster", "village"];

/// Text of a PDF with its runs of blanks as one, a page a string; `None` with a plain line where poppler is missing.
fn pages(pdf: &Path) -> Option<Vec<String>> {
    let started = Command::new("pdftotext").arg(pdf).arg("-").stderr(Stdio::null()).output();
    let Ok(output) = started else {
        let required = std::env::var("JANGKAU_REQUIRE").is_ok_and(|list| list.contains("poppler"));
        assert!(!required, "pdftotext is required (poppler) but does not start");
        println!("not tested: pdftotext (poppler) is not installed");
        return None;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.split('\u{c}').map(|page| page.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
}

/// Words of a page in HTML, without its tags.
fn words(html: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                words.push(' ');
            }
            c if !inside => words.push(c),
            _ => {}
        }
    }
    let words = words.replace("&#x3D;", "=").replace("&#x27;", "'").replace("&amp;", "&").replace("&lt;", "<");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a command with `--report` and gives the file.
fn reported(folder: &TempDir, name: &str, arguments: &[&str]) -> PathBuf {
    let file = folder.path().join(name);
    let shown = file.to_str().unwrap();
    let ran = run(&[arguments, &["--report", shown]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains(shown), "the command says where its report is: {}", ran.out);
    file
}

fn html(folder: &TempDir, arguments: &[&str]) -> String {
    std::fs::read_to_string(reported(folder, "report.html", arguments)).unwrap()
}

#[track_caller]
fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing in {text}");
    }
}

#[test]
fn the_first_page_can_be_read_aloud_in_both_languages() {
    let file = fixture(CAI, CAI_SHA);
    let folder = tempfile::tempdir().unwrap();
    let command = [&["evaluate", file.to_str().unwrap()], OF_CAI.as_slice()].concat();
    for (language, parts) in [
        (
            "id",
            [
                "Berhasil",
                "Dari 100 orang yang diundi ke default = 1, sekitar 52 mencapai hasil (takeup_survey)",
                "sekitar 41: 11 lebih banyak",
                "5 sampai 16 lebih banyak dari tiap 100 (selang 95%)",
                "683 orang (default = 1) dengan 727 pembanding, di 44 wilayah",
                "Mutu bukti: A: diundi",
            ],
        ),
        (
            "en",
            [
                "Works",
                "Of 100 people assigned to default = 1, about 52 reached the outcome (takeup_survey)",
                "about 41: 11 more",
                "5 to 16 more of each 100 (95% interval)",
                "683 people (default = 1) with 727 in the control, in 44 areas",
                "Grade of evidence: A: drawn by lot",
            ],
        ),
    ] {
        let pdf = reported(&folder, "cai.pdf", &[command.as_slice(), &["--lang", language]].concat());
        let Some(pages) = pages(&pdf) else { return };
        holds(&pages[0], &parts);
        holds(&pages.join(" "), &[CAI]);
    }
}

#[test]
fn the_rest_holds_every_estimator_the_counts_and_how_to_repeat_it() {
    let file = fixture(CAI, CAI_SHA);
    let folder = tempfile::tempdir().unwrap();
    let command = [&["--lang", "en", "evaluate", file.to_str().unwrap()], OF_CAI.as_slice()].concat();
    let page = html(&folder, &command);
    assert!(page.contains("<svg") && !page.contains("<script"), "pictures and no scripts");
    let text = words(&page);
    holds(
        &text,
        &[
            "CR1 cluster-robust standard error, t with areas - 1 degrees of freedom (recommended)",
            "+10.565",
            "2.7100",
            "5.099 to 16.030",
            "wild cluster bootstrap-t",
            "Cameron & Miller (2015)",
            "44 areas: 41 with treated people, 39 with control people, 36 with both",
            "No costs were named",
            "727 people",
            CAI_SHA,
            "1,410",
            "--outcome takeup_survey --cluster village",
        ],
    );
}

#[test]
fn segments_that_differ_by_chance_are_not_to_be_picked() {
    let Some(file) = shared(HILLSTROM) else { return };
    let folder = tempfile::tempdir().unwrap();
    let columns = ["--arm", "segment", "--control", "No E-Mail", "--outcome", "visit", "--segment", "history_segment"];
    let command = [&["--lang", "en", "evaluate", file.to_str().unwrap()], columns.as_slice()].concat();
    let text = words(&html(&folder, &[command.as_slice(), &["--cost-each", "450"]].concat()));
    holds(
        &text,
        &[
            "Mens E-Mail: works; Womens E-Mail: works",
            "Of 1,000 people assigned to Mens E-Mail, about 183 reached the outcome (visit); of 1,000 in the control (No E-Mail) \
             about 106: 77 more.",
            "70 to 83 more of each 1,000 (95% interval)",
            "Do not pick segments for Mens E-Mail and Womens E-Mail by this experiment",
            "Cost of one additional member: Rp",
            "Effect of Womens E-Mail by segment",
            "(Cochran Q 5.1, p = 0.5295)",
            "--control 'No E-Mail'",
        ],
    );
}

#[test]
fn each_arm_says_for_itself_whether_its_segments_differ() {
    let Some(file) = shared(HILLSTROM) else { return };
    let folder = tempfile::tempdir().unwrap();
    let columns = ["--arm", "segment", "--control", "No E-Mail", "--outcome", "spend", "--segment", "history_segment"];
    let command = [&["--lang", "en", "evaluate", file.to_str().unwrap()], columns.as_slice()].concat();
    let text = words(&html(&folder, &command));
    holds(
        &text,
        &[
            "The effect of Womens E-Mail differs between segments by more than chance does",
            "Do not pick segments for Mens E-Mail by this experiment",
            "Mean spend is 1.42 in arm Mens E-Mail and 0.65 in the control (No E-Mail): a difference of +0.77.",
        ],
    );
}

#[test]
fn other_analyses_have_their_reports_too() {
    let folder = tempfile::tempdir().unwrap();
    if let Some(file) = shared(TELCO) {
        let file = file.to_str().unwrap();
        let columns = ["--duration", "tenure", "--event", "churn", "--event-value", "Yes"];
        let text = words(&html(&folder, &[&["--lang", "id", "retention", file], columns.as_slice()].concat()));
        holds(&text, &["masih membayar setelah 12 bulan", "7.043 anggota", "Kaplan", TELCO_SHA]);
    }
    if let Some(file) = shared(PATHS) {
        let file = file.to_str().unwrap();
        let columns = ["--path", "path", "--conversions", "total_conversions", "--nulls", "total_null"];
        let command = [&["--lang", "en", "attribution", file], columns.as_slice(), &["--draws", "100"]].concat();
        let text = words(&html(&folder, &command));
        holds(
            &text,
            &["Credit by rule, not evidence", "D: credit by rule", "do not move budget", "Shapley", PATHS_SHA],
        );
    }
    if let Some(file) = shared(HILLSTROM) {
        let file = file.to_str().unwrap();
        let columns = ["--arm", "segment", "--control", "No E-Mail", "--outcome", "visit", "--score", "history"];
        let command = [&["--lang", "en", "uplift", file], columns.as_slice(), &["--replicates", "80"]].concat();
        let text = words(&html(&folder, &command));
        holds(&text, &["Who gains most?", "Qini", "90\u{2013}100%", "Radcliffe (2007)", HILLSTROM_SHA]);
    }
}

#[test]
fn an_observational_design_is_the_comparison_of_compare() {
    let folder = tempfile::tempdir().unwrap();
    let file = fixture(CAI, CAI_SHA);
    let file = file.to_str().unwrap();
    let sides = [
        "--arm",
        "default",
        "--control",
        "0",
        "--outcome",
        "takeup_survey",
        "--covariate",
        "risk_averse,disaster_prob",
    ];
    let command = [&["evaluate", file, "--design", "observational"], sides.as_slice()].concat();
    let evaluated = run(&[&["--json"], command.as_slice()].concat());
    let compared = run(&[
        "--json",
        "compare",
        file,
        "--treated",
        "default",
        "--outcome",
        "takeup_survey",
        "--covariate",
        "risk_averse,disaster_prob",
    ]);
    assert_eq!((evaluated.code, compared.code), (0, 0), "{} {}", evaluated.err, compared.err);
    assert_eq!(evaluated.out, compared.out);
    let text = words(&html(&folder, &[command.as_slice(), &["--lang", "id"]].concat()));
    holds(
        &text,
        &[
            "C: tidak diundi",
            "Lebih tinggi setelah penyesuaian, bukan bukti akibat",
            "Disesuaikan menurut risk_averse, disaster_prob",
        ],
    );

    for (option, value) in [("--cluster", "village"), ("--cost-each", "450"), ("--shares", "0=1,1=1")] {
        let ran = run(&[command.as_slice(), &[option, value]].concat());
        assert_eq!(ran.code, 1, "{option}");
        holds(&ran.err, &[option, "belongs to a lot", "--design observational says that nobody drew one"]);
    }
    let ran = run(&[&["evaluate", file, "--treated", "1"], OF_CAI.as_slice()].concat());
    assert_eq!(ran.code, 1);
    holds(&ran.err, &["--treated names the compared arm of --design observational"]);
}

#[test]
fn a_file_of_another_kind_is_refused_before_anything_is_computed() {
    for name in ["report.docx", "report", "report.pdf.zip"] {
        let ran = run(&[&["evaluate", "no-such-file.csv"], OF_CAI.as_slice(), &["--report", name]].concat());
        assert_eq!(ran.code, 1, "{name}");
        assert_eq!(
            ran.err.trim(),
            format!("jangkau: --report {name}: a name that ends in .pdf, .html or .md is expected")
        );
    }
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let file = fixture(CAI, CAI_SHA);
    let folder = tempfile::tempdir().unwrap();
    let command = [&["evaluate", file.to_str().unwrap()], OF_CAI.as_slice()].concat();
    for name in ["twice.pdf", "twice.html"] {
        let once = std::fs::read(reported(&folder, name, &command)).unwrap();
        assert!(once == std::fs::read(reported(&folder, name, &command)).unwrap(), "{name} differs");
    }
}
