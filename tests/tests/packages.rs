//! Packages from outside: designed, compared, kept in versions, moved on, set as a fact sheet.

#![allow(clippy::unwrap_used)]

use jangkau_tests::{Ran, run, simulated_home};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

struct Kept {
    _folder: tempfile::TempDir,
    home: PathBuf,
}

/// A home with some members.
fn home() -> &'static Path {
    static HOME: OnceLock<Kept> = OnceLock::new();
    let kept = HOME.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        simulated_home(&home, "1500", "5");
        Kept { _folder: folder, home }
    });
    &kept.home
}

fn bundle(home: &Path, arguments: &[&str]) -> Ran {
    let home = home.to_str().unwrap();
    run(&[&["bundle"], arguments, &["--home", home]].concat())
}

fn json(home: &Path, arguments: &[&str]) -> Value {
    let ran = bundle(home, &[arguments, &["--json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_package_in_the_papers_words_goes_from_nothing_to_a_fact_sheet_in_one_command() {
    let folder = tempfile::tempdir().unwrap();
    for (segment, with, language, words) in [
        ("fisher", "gear-insurance,catch-market-access", "id", ["Rp16.800 sebulan", "menunggu izin OJK"]),
        (
            "farmer",
            "post-harvest-training,fertiliser-subsidy-access",
            "en",
            ["Rp16.800 a month", "waiting for Ministry"],
        ),
    ] {
        let sheet = folder.path().join(format!("{segment}.html"));
        let sheet_name = sheet.to_str().unwrap();
        let arguments = ["design", "--segment", segment, "--with", with, "--report", sheet_name, "--lang", language];
        let ran = bundle(home(), &arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let html = std::fs::read_to_string(&sheet).unwrap();
        for word in words {
            assert!(html.contains(word), "{segment}: {word}");
        }
        // What a leaflet may say stands there with its condition, and nothing without.
        let home_name = home().to_str().unwrap();
        let text = folder.path().join("sheet.txt");
        let parts: Vec<&str> = html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
        let plain = parts.join("\n");
        std::fs::write(&text, plain).unwrap();
        let checked = run(&["schemes", "--check", text.to_str().unwrap(), "--home", home_name]);
        assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);
    }
}

#[test]
fn designs_are_the_same_for_the_same_seed_and_packages_lie_side_by_side() {
    let one = json(home(), &["design", "--segment", "fisher", "--seed", "4"]);
    assert_eq!(one, json(home(), &["design", "--segment", "fisher", "--seed", "4"]));
    let picks = one[0]["picks"].as_array().unwrap();
    assert_eq!(picks.len(), 4);
    for pick in picks {
        let year = &pick["package"]["cash"]["year"];
        assert_eq!(year["fund"], 0, "{year}");
        assert!(pick["package"]["checks"].as_array().unwrap().iter().all(|check| check["passed"] == true));
    }
    let compared = bundle(
        home(),
        &[
            "compare",
            "basic.monthly.none.self",
            "basic.season-6.none.agent+gear-insurance",
            "--segment",
            "fisher",
            "--lang",
            "en",
        ],
    );
    assert_eq!(compared.code, 0, "{}", compared.err);
    assert!(
        compared.out.contains("Kept after a year") && compared.out.contains("no clearance by OJK"),
        "{}",
        compared.out
    );
}

#[test]
fn a_kept_package_has_versions_and_only_walls_let_it_be_offered() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    simulated_home(&home, "800", "6");
    let first = json(&home, &["--group", "fisher", "--by", "rina"]);
    assert_eq!(first[0]["package"]["steps"][0]["version"], 1);
    assert_eq!(first[0]["package"]["steps"][0]["by"], "rina");
    let step = |to: &str| bundle(&home, &["move", "fisher", "--to", to, "--by", "budi", "--on", "2026-12-05"]);
    let refused = step("in-clearance");
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("is offerable; from there it cannot become in_clearance"), "{}", refused.err);
    for to in ["draft", "in-clearance", "offerable"] {
        assert_eq!(step(to).code, 0, "{to}");
    }
    // The same parts again are no new version; others are.
    let again = json(&home, &["--group", "fisher", "--by", "rina"]);
    assert_eq!(again[0]["package"]["steps"].as_array().unwrap().len(), 4);
    let other = json(&home, &["--group", "fisher", "--by", "rina", "--add-ons", "0"]);
    assert_eq!(other[0]["package"]["steps"][4]["version"], 2);
    assert_eq!(step("withdrawn").code, 0);
    let out = step("draft");
    assert!(out.err.contains("is withdrawn; from there it cannot become draft"), "{}", out.err);
    // A campaign may not promise what is withdrawn.
    let home_name = home.to_str().unwrap();
    json(&home, &["--group", "farmer", "--by", "rina"]);
    let segmented = run(&["segment", "--home", home_name, "--as-of", "2026-11-30"]);
    assert_eq!(segmented.code, 0, "{}", segmented.err);
    let plan = run(&["plan", "tarif-januari-2027", "--home", home_name, "--by", "rina"]);
    assert_eq!(plan.code, 1);
    assert!(plan.err.contains("package `fisher` is withdrawn, not offerable"), "{}", plan.err);
}

#[test]
fn a_package_whose_wall_has_since_closed_is_not_offered() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    simulated_home(&home, "800", "6");
    json(&home, &["--group", "fisher"]);
    assert_eq!(bundle(&home, &["move", "fisher", "--to", "draft", "--by", "budi"]).code, 0);
    let models = home.join("models/catalogue");
    std::fs::create_dir_all(&models).unwrap();
    let walls = include_str!("../../models/catalogue/walls.csv").replace("lean_month,0.04", "lean_month,0.001");
    std::fs::write(models.join("walls.csv"), walls).unwrap();
    let refused = bundle(&home, &["move", "fisher", "--to", "offerable", "--by", "budi"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("may not be offered") && refused.err.contains("above the limit of 0.1%"),
        "{}",
        refused.err
    );
}

#[test]
fn a_segment_or_part_that_is_not_there_is_said() {
    for (arguments, words) in [
        (vec!["design", "--segment", "pilots"], "no registered member is in `pilots`"),
        (
            vec!["design", "--segment", "fisher", "--with", "boat"],
            "there is no add-on `boat` in models/catalogue; there are gear-insurance",
        ),
        (vec!["design", "--segment", "fisher", "--programme", "gold"], "there is no programme set `gold`"),
        (vec!["design", "--segment", "fisher", "--with", "post-harvest-training"], "not for fishers"),
        (vec!["compare", "basic", "basic.monthly.none.self", "--segment", "fisher"], "there is no package `basic`"),
        (vec!["move", "nobody", "--to", "draft", "--by", "x"], "there is no package `nobody`"),
    ] {
        let ran = bundle(home(), &arguments);
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_campaign_that_promises_too_much_is_not_planned() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    simulated_home(&home, "800", "6");
    let home_name = home.to_str().unwrap();
    json(&home, &["--group", "fisher", "--group", "farmer"]);
    assert_eq!(run(&["segment", "--home", home_name, "--as-of", "2026-11-30"]).code, 0);
    let campaign = folder.path().join("janji");
    std::fs::create_dir(&campaign).unwrap();
    let mut spoilt = None;
    for file in std::fs::read_dir(jangkau_tests::root().join("campaigns/tarif-januari-2027")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let (name, mut text) = (path.file_name().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap());
            if spoilt.is_none() && path.extension().is_some_and(|e| e == "hbs") {
                text.push_str("\nAhli waris pasti menerima Rp42 juta.\n");
                spoilt = Some(name.to_string_lossy().into_owned());
            }
            std::fs::write(campaign.join(name), text).unwrap();
        }
    }
    let plan = run(&["plan", campaign.to_str().unwrap(), "--home", home_name, "--by", "rina"]);
    assert_eq!(plan.code, 1, "{}", plan.out);
    assert!(plan.err.contains("is promised without its condition"), "{spoilt:?}: {}", plan.err);
}

#[test]
fn the_ready_packages_are_those_of_the_designer() {
    let packages = jangkau_tests::root().join("models/packages");
    let readme = std::fs::read_to_string(packages.join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("models/packages")).unwrap();
    let commands: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("jangkau bundle design ")).collect();
    assert_eq!(commands.len(), 4);
    for command in commands {
        let arguments: Vec<&str> = ["bundle", "design"].into_iter().chain(command.split_whitespace()).collect();
        let ran = jangkau_tests::jangkau().args(&arguments).current_dir(folder.path()).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let name = arguments.last().unwrap();
        let made = std::fs::read_to_string(folder.path().join(name)).unwrap();
        let kept = std::fs::read_to_string(jangkau_tests::root().join(name)).unwrap();
        assert!(made == kept, "{name} is not what the designer makes of the catalogue today: make it anew");
    }
}

#[test]
fn an_own_experiment_takes_the_place_of_a_prior_and_changes_what_is_designed() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    simulated_home(&home, "1500", "5");
    let due = |home: &Path| {
        let found =
            json(home, &["compare", "basic.season-3.none.self", "basic.monthly.none.self", "--segment", "fisher"]);
        found[0]["forecast"]["take_up"].as_f64().unwrap()
    };
    let before = due(&home);
    // 1,000 people an arm: 5% join when paid at once, 20% when due after the season. The ratio is 4; the prior says 2.
    let mut rows = "id,arm,joined\n".to_owned();
    for person in 0..1_000 {
        rows.push_str(&format!(
            "c{person},at_once,{}\nt{person},after_season,{}\n",
            u8::from(person < 50),
            u8::from(person < 200)
        ));
    }
    let file = folder.path().join("due-date.csv");
    std::fs::write(&file, rows).unwrap();
    let (file, home_name) = (file.to_str().unwrap(), home.to_str().unwrap());
    let columns = ["--arm", "arm", "--control", "at_once", "--outcome", "joined", "--unit", "id"];
    let learn = |lever: &str| {
        let asked = ["--lever", lever, "--home", home_name, "--lang", "en"];
        run(&[&["evaluate", file], columns.as_slice(), asked.as_slice()].concat())
    };
    let refused = learn("lapse_later");
    assert!(refused.code == 1 && refused.err.contains("cannot be learnt from one comparison"), "{}", refused.err);
    assert!((due(&home) - before).abs() < 1e-12);
    let ran = learn("due_after_season");
    assert!(ran.code == 0 && ran.out.contains("Lever due_after_season: 2.000"), "{}{}", ran.out, ran.err);
    assert!((due(&home) / before - 2.0).abs() < 1e-6, "{} {before}", due(&home));
    let kept = std::fs::read_to_string(home.join("models/catalogue/levers.csv")).unwrap();
    assert!(kept.contains("due_after_season,4.000000,") && kept.contains("confirmed,experiment"), "{kept}");

    // A survey does not outweigh it.
    let mut choices = "person,task,alt,chosen,after_season\n".to_owned();
    for task in 0..400 {
        let takes = task % 3 != 0;
        choices.push_str(&format!("p{task},1,a,{},1\np{task},1,b,{},0\n", u8::from(takes), u8::from(!takes)));
    }
    let survey = folder.path().join("survey.csv");
    std::fs::write(&survey, choices).unwrap();
    let asked = [
        "choice",
        "fit",
        survey.to_str().unwrap(),
        "--id",
        "person",
        "--task",
        "task",
        "--alt",
        "alt",
        "--chosen",
        "chosen",
        "--attributes",
        "after_season",
        "--lever",
        "due_after_season=after_season",
        "--home",
        home_name,
    ];
    let refused = run(&asked);
    assert!(
        refused.code == 1 && refused.err.contains("stands on experiment, which is surer than choices"),
        "{}",
        refused.err
    );
}

/// Casaburi & Willis 2018: a price cut of 30% does nothing, a due date at the harvest multiplies take-up by fifteen.
#[test]
fn the_due_date_of_contract_farmers_in_kenya_is_a_lever() {
    let Some(path) = studies::path("casaburi_willis_2018_mainexp.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    simulated_home(&home, "1500", "5");
    let (file, home_name) = (path.to_str().unwrap(), home.to_str().unwrap());
    let learn = |lever: &str| {
        run(&[
            "evaluate",
            file,
            "--arm",
            "treatment",
            "--control",
            "A1",
            "--outcome",
            "tookup",
            "--lever",
            lever,
            "--home",
            home_name,
            "--lang",
            "en",
        ])
    };
    let unnamed = learn("due_after_season");
    assert!(unnamed.code == 1 && unnamed.err.contains("name one: --lever due_after_season=ARM"), "{}", unnamed.err);
    assert_eq!(learn("due_after_season=B").code, 0);
    let kept = std::fs::read_to_string(home.join("models/catalogue/levers.csv")).unwrap();
    // 146 of 204 over 9 of 196.
    assert!(kept.contains("due_after_season,15.586057,"), "{kept}");
}
