//! Who gets what, decided for everyone at once, from files.

#![allow(clippy::unwrap_used)]

use jangkau_tests::run;
use serde_json::Value;
use std::path::Path;

const RULES: &str = r#"
budget = 900000
[[option]]
column = "message"
name = { id = "pesan WhatsApp", en = "a WhatsApp message" }
channel = "whatsapp"
cost = 600
[[option]]
column = "visit"
name = { id = "kunjungan loket", en = "a visit to the counter" }
channel = "counter"
cost = 9000
uses = { counter = 15 }
[[capacity]]
key = "counter"
name = { id = "waktu loket", en = "counter time" }
unit = { id = "jam", en = "hour" }
of = 60
by = "outlet"
amount = 600
[[floor]]
by = "province"
share = 0.3
"#;

/// 400 members in two provinces; those of the second are worth less, and a tenth of all cannot get a message.
fn members(folder: &Path) -> String {
    let mut text = "member,province,outlet,message,visit\n".to_owned();
    for n in 0..400 {
        let (province, worth) = if n % 2 == 0 { ("Jawa Tengah", 0.5) } else { ("Papua", 0.01) };
        let message = if n % 10 == 0 { String::new() } else { format!("{:.3}", worth * 0.1 * f64::from(1 + n % 7)) };
        text.push_str(&format!("m{n},{province},o{},{message},{:.3}\n", n % 4, worth * f64::from(1 + n % 5)));
    }
    let file = folder.join("members.csv");
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn everyone_gets_one_option_or_nothing_inside_money_counters_and_floors() {
    let folder = tempfile::tempdir().unwrap();
    let (file, rules, out) = (members(folder.path()), folder.path().join("rules.toml"), folder.path().join("who.csv"));
    std::fs::write(&rules, RULES).unwrap();
    let (rules, out_name) = (rules.to_str().unwrap(), out.to_str().unwrap());
    let asked =
        ["decide", &file, "--rules", rules, "--budget-percent", "120", "--explain", "m1", "--json", "--out", out_name];
    let ran = run(&asked);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(found["gap"].as_f64().unwrap() < 0.01 && found["members"] == 400, "{found}");
    assert!(found["scenarios"][0]["more"].as_f64().unwrap() > 0.0, "{found}");

    let who = std::fs::read_to_string(&out).unwrap();
    let (mut money, mut minutes, mut served) = (0, [0; 4], [0; 2]);
    for (n, line) in who.lines().skip(1).enumerate() {
        let (member, option) = line.split_once(',').unwrap();
        assert_eq!(member, format!("m{n}"));
        match option {
            "message" => {
                assert!(n % 10 != 0, "an empty cell bars the option: {line}");
                money += 600;
            }
            "visit" => {
                money += 9_000;
                minutes[n % 4] += 15;
            }
            other => assert_eq!(other, ""),
        }
        served[n % 2] += u32::from(!option.is_empty());
    }
    assert!(money <= 900_000 && minutes.iter().all(|used| *used <= 600), "{money} {minutes:?}");
    assert!(served.iter().all(|people| *people >= 60), "{served:?}");
    assert_eq!(found["cost"].as_i64(), Some(money));

    let told = run(&["decide", &file, "--rules", rules, "--lang", "en"]);
    for words in ["kept months expected of 400 members", "Who must not be left out:", "What binds:"] {
        assert!(told.out.contains(words), "{words} in {}", told.out);
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = members(folder.path());
    let refused = |rules: &str, members: &str| {
        let path = folder.path().join("rules.toml");
        std::fs::write(&path, rules).unwrap();
        let ran = run(&["decide", members, "--rules", path.to_str().unwrap()]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        ran.err
    };
    let floor = RULES.replace("share = 0.3", "share = 0.99").replace("budget = 900000", "budget = 100000");
    assert!(refused(&floor, &file).contains("floors cannot be met"));
    let unknown = RULES.replace("[[floor]]", "[[floor]]\nshares = { Bali = 0.2 }");
    assert!(refused(&unknown, &file).contains("names `Bali`, and no member has that in column province"));
    assert!(refused(&RULES.replace("cost = 600", "cost = -1"), &file).contains("expected whole rupiah of 0 or more"));
    assert!(refused(&RULES.replace("budget =", "budgets ="), &file).contains("budgets"));
    let name = RULES.replace("name = { id = \"pesan WhatsApp\", en = \"a WhatsApp message\" }", "name = 3");
    let words = refused(&name, &file);
    assert!(
        words.contains("rules.toml, line 5: ") && words.contains("expected a name such as \"Kunjungan\""),
        "{words}"
    );
    let words = refused(&RULES.replace("budget = 900000", "budget = \"Rp900.000\""), &file);
    assert!(words.contains("line 2: ") && words.contains("expected a whole number such as 5000000"), "{words}");
    let words = refused(&RULES.replace("column = \"visit\"", "column = \"message\""), &file);
    assert!(words.contains("line 9: column `message` is that of the [[option]] on line 4 already"), "{words}");
    let twice = folder.path().join("twice.csv");
    std::fs::write(&twice, std::fs::read_to_string(&file).unwrap().replacen("\nm3,", "\nm1,", 1)).unwrap();
    let words = refused(RULES, twice.to_str().unwrap());
    assert!(words.contains("twice.csv, line 5, column member: `m1` stands on line 3 already"), "{words}");
    let broken = folder.path().join("broken.csv");
    let text = std::fs::read_to_string(&file).unwrap().replacen("m1,Papua,o1,0.002", "m1,Papua,o1,much", 1);
    std::fs::write(&broken, text).unwrap();
    let words = refused(RULES, broken.to_str().unwrap());
    assert!(words.contains("line 3, column message: `much`"), "{words}");
}

#[test]
fn a_name_may_be_one_text_for_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let (file, rules) = (members(folder.path()), folder.path().join("rules.toml"));
    let name = RULES.replace("name = { id = \"pesan WhatsApp\", en = \"a WhatsApp message\" }", "name = \"WA\"");
    std::fs::write(&rules, name).unwrap();
    let ran = run(&["decide", &file, "--rules", rules.to_str().unwrap(), "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["options"][0]["name"], serde_json::json!({ "id": "WA", "en": "WA" }));
}

#[test]
fn the_files_that_are_read_are_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let (file, rules) = (members(folder.path()), folder.path().join("rules.toml"));
    std::fs::write(&rules, RULES).unwrap();
    let (rules, before) = (rules.to_str().unwrap(), std::fs::read_to_string(&file).unwrap());
    let nowhere = folder.path().join("tidak-ada/who.csv");
    for (out, words) in [
        (file.as_str(), "--out names the file that is read"),
        (rules, "--out names the file that is read"),
        (nowhere.to_str().unwrap(), "there is no folder"),
        (folder.path().to_str().unwrap(), "is a folder"),
    ] {
        let ran = run(&["decide", &file, "--rules", rules, "--out", out]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(ran.err.contains(words) && ran.out.is_empty(), "{}", ran.err);
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    assert_eq!(std::fs::read_to_string(rules).unwrap(), RULES);
}

#[test]
fn a_decision_that_gives_nobody_anything_names_the_rule() {
    let folder = tempfile::tempdir().unwrap();
    let (file, rules) = (members(folder.path()), folder.path().join("rules.toml"));
    let without_floor = RULES.split("[[floor]]").next().unwrap();
    let cells = format!("{without_floor}\n[smallest_cell]\nby = \"province\"\nmembers = 1000\n");
    let broke = without_floor.replace("budget = 900000", "budget = 0");
    for (text, rule) in [(cells, "because of the smallest cells"), (broke, "because of the budget")] {
        std::fs::write(&rules, text).unwrap();
        let ran = run(&["decide", &file, "--rules", rules.to_str().unwrap(), "--lang", "en"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.starts_with("! Nobody is given anything") && ran.out.contains(rule), "{}", ran.out);
    }
}
