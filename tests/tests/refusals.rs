//! Wrong input is met with a sentence and an exit code, never a panic.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{Ran, root, run, simulated_home};
use std::fs;
use std::path::Path;

fn evaluate(path: &Path, control: &str, outcome: &str) -> Ran {
    run(&["evaluate", path.to_str().unwrap(), "--arm", "arm", "--control", control, "--outcome", outcome])
}

#[track_caller]
fn refused(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    for word in words {
        assert!(ran.err.contains(word), "`{word}` is not in: {}", ran.err);
    }
    assert_eq!(ran.err.trim().lines().count(), 1, "one sentence is expected: {}", ran.err);
}

fn file(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn an_experiment_file_that_cannot_be_judged_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let f = folder.path();
    refused(&evaluate(&f.join("none.csv"), "0", "y"), &["none.csv"]);
    refused(&evaluate(&file(f, "empty.csv", ""), "0", "y"), &["empty.csv", "empty"]);
    refused(&evaluate(&file(f, "header.csv", "arm,y\n"), "0", "y"), &["header.csv"]);
    let good = "arm,y\n0,1\n0,0\n1,1\n1,0\n";
    refused(
        &evaluate(&file(f, "names.csv", &good.replace("arm,y", "group,y")), "0", "y"),
        &["names.csv", "`arm`", "group"],
    );
    refused(
        &evaluate(&file(f, "text.csv", &good.replace("1,1", "1,often")), "0", "y"),
        &["text.csv", "line 4", "often", "number"],
    );
    refused(&evaluate(&file(f, "control.csv", good), "9", "y"), &["control.csv", "`9`", "0, 1"]);
    refused(&evaluate(&file(f, "one.csv", "arm,y\n0,1\n0,0\n"), "0", "y"), &["one.csv"]);
    refused(&evaluate(&file(f, "ragged.csv", "arm,y\n0,1\n0\n1,1\n"), "0", "y"), &["ragged.csv", "line 3"]);
    refused(&evaluate(&file(f, "hole.csv", "arm,y\n0,1\n,0\n1,1\n"), "0", "y"), &["hole.csv", "line 3", "arm"]);
    refused(&evaluate(&file(f, "no-outcome.csv", "arm,y\n0,\n0,\n1,\n1,\n"), "0", "y"), &["no-outcome.csv", "empty"]);
    let zeros = "arm,y\n".to_owned() + &"0,1\n".repeat(5) + "1,\n";
    refused(&evaluate(&file(f, "armless.csv", &zeros), "0", "y"), &["armless.csv"]);
}

#[test]
fn a_day_of_assignment_that_is_none_is_refused_with_its_value() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "0,1,2026-11-02\n0,0,2026-11-02\n1,1,2026-11-09\n1,0,2026-11-09\n".repeat(50);
    let path = file(folder.path(), "days.csv", &format!("arm,y,day\n{rows}1,1,30/11/2026\n"));
    let flags = ["--arm", "arm", "--control", "0", "--outcome", "y", "--assigned-on", "day"];
    let ran = run(&[&["evaluate", path.to_str().unwrap()], &flags[..]].concat());
    refused(&ran, &["days.csv, line 202, column day: `30/11/2026` is no day such as 2026-11-30"]);
}

#[test]
fn the_same_unit_twice_is_refused_with_both_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "units.csv", "id,arm,y\na,0,1\nb,0,0\nc,1,1\na,1,0\n");
    let ran =
        run(&["evaluate", path.to_str().unwrap(), "--arm", "arm", "--control", "0", "--outcome", "y", "--unit", "id"]);
    refused(&ran, &["lines 2 and 5"]);
    assert!(!ran.err.contains("panicked"));
}

/// Arms of so many rows, each row as `rest` writes it.
fn arms<const ARMS: usize>(header: &str, sizes: [u32; ARMS], rest: impl Fn(u32, u32) -> String) -> String {
    let mut text = format!("{header}\n");
    for (arm, size) in sizes.into_iter().enumerate() {
        for row in 0..size {
            text.push_str(&rest(arm as u32, row));
            text.push('\n');
        }
    }
    text
}

#[test]
fn an_unfair_experiment_is_refused_with_what_is_unfair() {
    let folder = tempfile::tempdir().unwrap();
    let f = folder.path();
    let plain = |arm: u32, row: u32| format!("{arm},{}", u32::from(row.is_multiple_of(3)));
    let lost = file(f, "lost.csv", &arms("arm,y", [1000, 800], plain));
    refused(&evaluate(&lost, "0", "y"), &["lost.csv", "`0` 1000, `1` 800", "rows were lost or added"]);
    let with = |more: &[&str]| {
        let mut all = vec!["evaluate", lost.to_str().unwrap(), "--arm", "arm", "--control", "0", "--outcome", "y"];
        all.extend(more);
        run(&all)
    };
    let reasoned = with(&["--ratio-reason", "Satu mitra berhenti", "--lang", "id"]);
    assert_eq!(reasoned.code, 0, "{}", reasoned.err);
    assert!(reasoned.out.contains("Satu mitra berhenti") && reasoned.out.contains("Mutu bukti B"), "{}", reasoned.out);
    let planned = with(&["--shares", "0=1000,1=800", "--lang", "id"]);
    assert!(planned.code == 0 && planned.out.contains("Mutu bukti A"), "{}{}", planned.out, planned.err);
    refused(&with(&["--shares", "0=1,2=1"]), &["`2` is no value of column arm", "0, 1"]);

    let nobody = file(f, "nobody.csv", &arms("arm,y", [50, 50], |arm, _| format!("{arm},0")));
    refused(&evaluate(&nobody, "0", "y"), &["nobody.csv", "column `y` is 0 in every row"]);
    let single = file(f, "single.csv", "arm,y\n0,1\n0,0\n1,1\n");
    refused(&evaluate(&single, "0", "y"), &["single.csv", "arm `1` has 1 rows"]);
    let missing = file(
        f,
        "missing.csv",
        &arms("arm,y", [1000, 1000], |arm, row| if arm == 1 && row % 2 == 0 { "1,".into() } else { plain(arm, row) }),
    );
    refused(&evaluate(&missing, "0", "y"), &["missing.csv", "missing for 500 of 1000 in arm `1`"]);

    let dated = file(f, "dated.csv", "arm,y,lot,paid\n0,1,2026-12-01,2026-12-03\n1,1,2026-12-01,2026-11-30\n");
    let days = ["--assigned-on", "lot", "--outcome-on", "paid"];
    let mut all = vec!["evaluate", dated.to_str().unwrap(), "--arm", "arm", "--control", "0", "--outcome", "y"];
    all.extend(days);
    refused(&run(&all), &["dated.csv, line 3", "2026-11-30", "2026-12-01", "column lot"]);
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_flag_that_says_it() {
    let folder = tempfile::tempdir().unwrap();
    let rows = |arm: u32, row: u32| format!("{arm},{},{}", u32::from(row.is_multiple_of(3)), 16_800 + row);
    let path = file(folder.path(), "t.csv", &arms("arm,y,rupiah", [100, 100], rows));
    let path = path.to_str().unwrap();
    let with = |command: &str, outcome: &str, more: &[&str]| {
        run(&[&[command, path, "--arm", "arm", "--control", "0", "--outcome", outcome], more].concat())
    };
    refused(&with("evaluate", "arm", &[]), &["column arm", "--arm and by --outcome"]);
    refused(&with("evaluate", "y", &["--covariate", "y"]), &["column y", "--outcome and by --covariate"]);
    refused(&with("uplift", "arm", &[]), &["column arm", "--arm and by --outcome"]);
    refused(&with("evaluate", "y", &["--cost-each=-450"]), &["--cost-each", "zero rupiah or more"]);
    refused(&with("evaluate", "y", &["--worthwhile", "nan"]), &["--worthwhile NaN", "above 0"]);
    let below = file(
        folder.path(),
        "below.csv",
        &arms("arm,y,due", [50, 50], |arm, row| format!("{arm},1,{}", 3 - row as i32)),
    );
    let due = ["--arm", "arm", "--control", "0", "--outcome", "y", "--per", "due"];
    refused(&run(&[&["evaluate", below.to_str().unwrap()], &due[..]].concat()), &["line 6", "column due", "0 or more"]);
    for impossible in [
        ["--rate", ".3", "--uplift", "1e-20", "--reached", "1"],
        ["--rate", ".3", "--uplift", ".1", "--reached", "1e-12"],
        ["--deviation", "1e300", "--uplift", "1", "--reached", "1"],
        ["--rate", ".3", "--uplift", ".1", "--ratio", "1e300"],
    ] {
        refused(&run(&[&["power", "--unit", "person"], &impossible[..]].concat()), &["people would be needed"]);
    }
    let drawn =
        ["randomise", path, "--unit", "person", "--key", "rupiah", "--seed", "s", "--arm", "a=1", "--arm", "b=1"];
    let renamed = file(folder.path(), "r.csv", "key\n1\n2\n3\n4\n");
    let renamed = renamed.to_str().unwrap();
    let mut over = drawn
        .map(|text| {
            if text == path {
                renamed
            } else if text == "rupiah" {
                "key"
            } else {
                text
            }
        })
        .to_vec();
    over.extend(["--out", renamed]);
    refused(&run(&over), &["--out names the file that is read"]);
}

#[test]
fn few_amounts_and_the_luckiest_of_many_arms_are_too_early() {
    let folder = tempfile::tempdir().unwrap();
    let few = file(folder.path(), "few.csv", "arm,amount\n0,1\n0,2\n1,900\n1,901\n");
    let ran = run(&[
        "evaluate",
        few.to_str().unwrap(),
        "--arm",
        "arm",
        "--control",
        "0",
        "--outcome",
        "amount",
        "--lang",
        "id",
    ]);
    assert!(ran.code == 0 && ran.out.contains("Terlalu dini"), "{}{}", ran.out, ran.err);
    // Forty arms of which one differs at p = 0.01 or so: by chance one of forty does.
    let rate = |arm: u32, row: u32| u32::from(row < if arm == 7 { 46 } else { 30 });
    let many =
        file(folder.path(), "many.csv", &arms("arm,y", [100; 40], |arm, row| format!("{arm},{}", rate(arm, row))));
    let ran = run(&["evaluate", many.to_str().unwrap(), "--arm", "arm", "--control", "0", "--outcome", "y"]);
    assert!(ran.code == 0 && !ran.out.contains("Berhasil"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_home_that_is_not_there_is_not_made_by_reading_commands() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("typo");
    for command in [vec!["serve"], vec!["bundle"], vec!["segment"], vec!["evaluate", "--campaign", "x"]] {
        let mut arguments = command.clone();
        arguments.extend(["--home", home.to_str().unwrap()]);
        refused(&run(&arguments), &["not a jangkau home"]);
    }
    assert!(!home.exists());
}

#[test]
fn the_dashboard_refuses_every_address_but_loopback() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("h");
    simulated_home(&home, "200", "1");
    refused(&run(&["serve", "--home", home.to_str().unwrap(), "--address", "0.0.0.0:0"]), &["0.0.0.0", "this machine"]);
    refused(&run(&["serve", "--home", home.to_str().unwrap(), "--address", "here"]), &["`here`"]);
}

#[test]
fn bad_member_rows_are_put_aside_with_place_value_and_expectation_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let f = folder.path();
    let header = "member_id,nik,name,phone,email,occupation,region,urban,birth_year,sex,declared_income,programmes,registered_on,paid_by_state,whatsapp_consent_on,email_consent_on,ended_on\n";
    let good = "80000000001,3321041203800001,Siti,081234567890,,6222,33.21.04.2007,false,1980,male,1200000,JKK+JKM,2025-03-02,false,2025-03-02,,\n";
    let future = good
        .replace("80000000001", "80000000002")
        .replace("2025-03-02,false,2025-03-02", "2099-01-01,false,2025-03-02");
    let income = good.replace("80000000001", "80000000003").replace("1200000", "plenty");
    let path = file(f, "members.csv", &format!("{header}{good}{future}{income}"));
    let home = f.join("home");
    let ran = run(&[
        "import",
        "--home",
        home.to_str().unwrap(),
        "--members",
        path.to_str().unwrap(),
        "--as-of",
        "2026-11-30",
        "--json",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&answer[0]["rows"], &answer[0]["new"], &answer[0]["quarantined"]), (&3.into(), &1.into(), &2.into()));
    let quarantine = fs::read_to_string(answer[0]["quarantine_file"].as_str().unwrap()).unwrap();
    let reason = "3,\"column `registered_on`: `2099-01-01`, expected a day up to 2026-11-30\"";
    assert!(quarantine.contains(reason), "{quarantine}");
    assert!(quarantine.contains("4,\"column `declared_income`: `plenty`, expected"), "{quarantine}");
    assert!(quarantine.contains("3321041203800001"), "the row cannot be mended: {quarantine}");
    assert!(!ran.out.contains("3321041203800001") && !ran.err.contains("3321041203800001"), "{}", ran.out);
    let again = run(&[
        "import",
        "--home",
        home.to_str().unwrap(),
        "--members",
        path.to_str().unwrap(),
        "--as-of",
        "2026-11-30",
        "--json",
    ]);
    let answer: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((&answer[0]["already_known"], &answer[0]["new"]), (&false.into(), &0.into()));
    assert_eq!((&answer[0]["same"], &answer[0]["quarantined"]), (&1.into(), &2.into()));
}

#[test]
fn an_import_of_which_nothing_can_be_taken_is_no_success_and_one_with_a_missing_file_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let f = folder.path();
    let home = f.join("home");
    let header = "member_id,nik,name,phone,email,occupation,region,urban,birth_year,sex,declared_income,programmes,registered_on,paid_by_state,whatsapp_consent_on,email_consent_on,ended_on\n";
    let good = "80000000001,3321041203800001,Siti,081234567890,,6222,33.21.04.2007,false,1980,male,1200000,JKK+JKM,2025-03-02,false,2025-03-02,,\n";
    let members = file(f, "members.csv", &format!("{header}{good}"));
    let paid =
        "member_id,coverage_month,paid_on,known_on,amount,paid_at\n80000000001,2026-12,2026-12-05,,16800,digital\n";
    let contributions = file(f, "paid.csv", paid);
    let missing = f.join("nowhere.parquet");
    let import = |contributions: &std::path::Path, as_of: &str| {
        let files = [home.as_path(), &members, contributions].map(|path| path.to_str().unwrap());
        run(&["import", "--home", files[0], "--members", files[1], "--contributions", files[2], "--as-of", as_of])
    };
    refused(&import(&missing, "2026-11-30"), &["nowhere.parquet", "no such file", "nothing was taken in"]);
    assert!(!home.exists(), "a home was made");
    let aside = import(&contributions, "2026-11-30");
    assert!(aside.code == 1 && aside.out.contains("1 put aside"), "{}", aside.out);
    assert!(aside.err.contains("not one row could be taken in of paid.csv"), "{}", aside.err);
    let later = import(&contributions, "2026-12-31");
    assert!(later.code == 0 && later.out.contains("paid.csv: 1 rows, 1 new"), "{} {}", later.out, later.err);

    let nameless = run(&["person", "--home", home.to_str().unwrap(), "--restrict", "80000000001", "--by", "\u{a0} "]);
    assert!(nameless.code == 2 && nameless.err.contains("the name is blank"), "{}", nameless.err);
    let list = file(f, "daftar.csv", "rujukan,hasil,tanggal\nT1,bayar,2025-03-02\n");
    let (home_of, list) = (home.to_str().unwrap(), list.to_str().unwrap());
    let of_no_list = run(&["counters", "--home", home_of, "--take-in", list, "--by", "Loket A", "--lang", "en"]);
    assert!(of_no_list.code == 1 && of_no_list.out.contains("1 references stand on no list"), "{}", of_no_list.out);
    assert!(of_no_list.err.contains("stands on a counter's list, so nothing was noted"), "{}", of_no_list.err);
    let stranger = run(&["person", "--home", home.to_str().unwrap(), "--consents", "80000000009"]);
    refused(&stranger, &["no member `80000000009`"]);
    let said = run(&["person", "--home", home.to_str().unwrap(), "--consents", "80000000001", "--lang", "en"]);
    assert!(said.code == 0 && said.out.contains("2 March 2025") && said.out.contains("members file"), "{}", said.out);
}

#[test]
fn a_typo_in_a_campaign_is_reported_with_its_line_and_a_suggestion() {
    let folder = tempfile::tempdir().unwrap();
    let f = folder.path();
    let home = f.join("home");
    simulated_home(&home, "200", "1");
    let campaign = f.join("salah");
    fs::create_dir(&campaign).unwrap();
    let text = fs::read_to_string(jangkau_tests::root().join("campaigns/tarif-januari-2027/campaign.toml")).unwrap();
    let bad = text.replace("person_share", "persn_share");
    let line = bad.lines().position(|l| l.starts_with("persn_share")).unwrap() + 1;
    fs::write(campaign.join("campaign.toml"), bad).unwrap();
    let ran = run(&["plan", campaign.to_str().unwrap(), "--home", home.to_str().unwrap(), "--by", "rina"]);
    // Every mistake at once, a sentence with its line each: the misspelt field, and the templates that lie in no folder.
    assert!(ran.code == 1 && ran.out.is_empty(), "{}", ran.err);
    let mistakes: Vec<&str> = ran.err.lines().filter(|l| !l.is_empty()).collect();
    assert_eq!(mistakes.len(), 7, "{}", ran.err);
    assert!(mistakes.iter().all(|mistake| mistake.contains("campaign.toml, line ")), "{}", ran.err);
    let typo = mistakes[0];
    for word in [format!("line {line}:"), "persn_share".into(), "did you mean `person_share`".into()] {
        assert!(typo.contains(&word), "{word} in {typo}");
    }
}

#[test]
fn a_day_that_nothing_is_known_of_is_not_segmented() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("h");
    simulated_home(&home, "200", "1");
    let ran = run(&["segment", "--home", home.to_str().unwrap(), "--as-of", "2099-01-01"]);
    refused(&ran, &["--as-of 2099-01-01", "the newest day that anything is known of"]);
    assert!(!home.join("tables/assignments.parquet").exists());
}

#[test]
fn a_home_is_moved_to_postgresql_only() {
    for address in ["sqlite:///x", "http://x", "x"] {
        refused(&run(&["migrate", "--home", "h", "--to", address]), &["begins with postgres:// or postgresql://"]);
    }
}

#[test]
fn numbers_that_cannot_be_meant_are_refused_by_their_cell_and_doubted_ones_told_first() {
    let folder = tempfile::tempdir().unwrap();
    let amounts = |name: &str, amount: &dyn Fn(u32) -> String| {
        let path =
            file(folder.path(), name, &arms("arm,amount", [60, 60], |arm, row| format!("{arm},{}", amount(row))));
        path.to_str().unwrap().to_owned()
    };
    let asked = |command: &str, path: &str, outcome: [&str; 2]| {
        run(&[&[command, path, "--arm", "arm", "--control", "0"], &outcome[..], &["--lang", "en"]].concat())
    };
    let outcome = ["--outcome", "amount"];
    let huge = amounts("huge.csv", &|row| if row == 1 { "1e308".to_owned() } else { row.to_string() });
    let mixed =
        amounts("mixed.csv", &|row| if row % 2 == 0 { (900 + row).to_string() } else { format!("16.{}", 800 + row) });
    for command in ["evaluate", "uplift"] {
        refused(&asked(command, &huge, outcome), &["huge.csv, line 3, column amount: `1e308`", "1e15"]);
        refused(&asked(command, &mixed, outcome), &["mixed.csv, line 3, column amount: `16.801`", "900", "`16801`"]);
    }
    let past = ["power", "--unit", "person", "--uplift", "100", "--past"];
    refused(&run(&[&past[..], &[&mixed], &outcome].concat()), &["mixed.csv, line 3", "`16801`"]);
    let pointed = amounts("pointed.csv", &|row| format!("16.{}", 800 + row));
    let ran = asked("evaluate", &pointed, outcome);
    assert!(
        ran.code == 0 && ran.out.starts_with("! Every number with a point in column amount"),
        "{}{}",
        ran.out,
        ran.err
    );
}

/// The program speaks Indonesian unless it is asked for English, in what it refuses as in what it answers.
#[test]
fn what_is_refused_is_said_in_indonesian() {
    let folder = tempfile::tempdir().unwrap();
    let f = folder.path();
    let home = f.join("home");
    simulated_home(&home, "300", "3");
    let home = home.to_str().unwrap();
    let words = file(f, "words.csv", "arm,y\n0,1\n0,0\n1,often\n1,0\n");
    let campaign = f.join("salah");
    fs::create_dir_all(&campaign).unwrap();
    for entry in fs::read_dir(root().join("campaigns/tarif-januari-2027")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, campaign.join(path.file_name().unwrap())).unwrap();
    }
    let declared = fs::read_to_string(campaign.join("campaign.toml")).unwrap();
    let wrong =
        declared.replace("budget = 150000000", "budgett = 150000000").replace("\"2026-12-19\"", "\"19 Desember\"");
    fs::write(campaign.join("campaign.toml"), wrong).unwrap();
    let members = format!("{home}/incoming/members.csv");
    for (arguments, words) in [
        (vec!["evaluate", words.to_str().unwrap(), "--arm", "arm", "--control", "0", "--outcome", "y"], "baris 4"),
        (vec!["plan", campaign.to_str().unwrap(), "--home", home, "--by", "rina"], "maksudnya `budget`"),
        (vec!["approve", "tidak-ada", "--home", home, "--hash", "0123456789", "--by", "budi"], "kampanye"),
        (vec!["import", "--members", "tidak-ada.csv", "--home", home, "--as-of", "2026-11-30"], "tidak ada"),
        (vec!["import", "--members", &members, "--members-mapping", "mana", "--home", home], "pemetaan"),
        (vec!["segment", "--home", "tidak/ada", "--as-of", "2026-11-30"], "tidak"),
        (vec!["counters", "--take-in", words.to_str().unwrap(), "--home", home, "--by", "Loket"], "kolom"),
    ] {
        let ran = run(&[arguments.as_slice(), &["--lang", "id"]].concat());
        assert_eq!(ran.code, 1, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(words), "`{words}` is not in: {}", ran.err);
        for english in [" expected ", " the ", " is not ", " there is ", " cannot "] {
            assert!(!ran.err.contains(english), "{arguments:?}: English is left in: {}", ran.err);
        }
    }
}
