//! Paper from outside: a plan that can answer its question, letters with codes, counters' lists out and back.

#![allow(clippy::unwrap_used)]

use jangkau_tests::{ok, planned_home, root, run_on};
use std::fs;
use std::path::Path;

const NAME: &str = "surat-januari-2027";

/// The shipped campaign under another name, with changes; everything they replace has to be there.
fn campaign(folder: &Path, changes: &[(&str, &str)]) -> String {
    let (from, to) = (root().join("campaigns/tarif-januari-2027"), folder.join(NAME));
    fs::create_dir_all(&to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    let mut text = fs::read_to_string(to.join("campaign.toml")).unwrap();
    for (old, new) in [("name = \"tarif-januari-2027\"", "name = \"surat-januari-2027\"")].iter().chain(changes) {
        assert!(text.contains(old), "`{old}` is not in the shipped campaign");
        text = text.replacen(old, new, 1);
    }
    fs::write(to.join("campaign.toml"), text).unwrap();
    to.to_str().unwrap().to_owned()
}

#[test]
fn letters_go_out_with_codes_and_counters_lists_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let home = &folder.path().join("home");
    planned_home(home, "3000", "5");

    let known = "known_by = \"2027-03-31\"";
    let asked = campaign(folder.path(), &[(known, "known_by = \"2027-03-31\"\nsmallest_uplift = 0.01")]);
    let refused = run_on(home, &["plan", &asked, "--by", "rina"]);
    assert_eq!(refused.code, 1);
    let expected = ["cannot answer its question", "`outcome.smallest_uplift` is 1.0 points", "outcome.answer_anyway"];
    assert!(expected.iter().all(|words| refused.err.contains(words)), "{}", refused.err);

    let anyway =
        "known_by = \"2027-03-31\"\nsmallest_uplift = 0.01\nanswer_anyway = \"uji coba kecil, disetujui Rina\"";
    let letters = "[paper.agency]";
    let with_letters = "[paper]\nmaterial = \"letter\"\ncrop_marks = true\n\n[paper.agency]";
    let path = campaign(folder.path(), &[(known, anyway), (letters, with_letters)]);
    let planned = ok(home, &["plan", &path, "--by", "rina", "--json", "--lang", "en"]);
    assert!(planned.contains("uji coba kecil") && planned.contains("points up can be found"), "{planned}");
    let (_, hash) = planned.split_once("\"plan_hash\": \"").unwrap();
    ok(home, &["approve", NAME, "--hash", &hash[..8], "--by", "budi"]);
    assert!(ok(home, &["counters", "--lang", "en"]).contains("no lists yet"));
    ok(home, &["dispatch", NAME, "--fake-gateway", "--until", "2026-12-19"]);

    let out = home.join("campaigns").join(NAME).join("out");
    assert!(fs::read(out.join("surat-id.pdf")).unwrap().starts_with(b"%PDF-"));
    let manifest = fs::read_to_string(out.join("surat-manifest.csv")).unwrap();
    let rows: Vec<Vec<&str>> = manifest.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert!(rows.len() > 50 && rows.iter().all(|row| row[2].starts_with('T') && row[4].len() == 10), "{manifest}");

    let list = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|p| p.extension().is_some_and(|e| e == "csv") && p.to_str().unwrap().contains("daftar-kerja"))
        .unwrap();
    let text = fs::read_to_string(&list).unwrap();
    let filled: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(n, line)| match n {
            1 | 2 => format!("{}janji bayar;26/11/2026", line.trim_end_matches(';').to_owned() + ";"),
            _ => line.to_owned(),
        })
        .collect();
    let back = folder.path().join("kembali.csv");
    fs::write(&back, filled.join("\n")).unwrap();
    let back = back.to_str().unwrap();
    let taken = ok(home, &["counters", "--take-in", back, "--by", "Loket A", "--lang", "en"]);
    assert!(taken.contains("2 lines with an outcome: 2 newly noted, 0 known already"), "{taken}");
    let again = ok(home, &["counters", "--take-in", back, "--by", "Loket A", "--lang", "en"]);
    assert!(again.contains("0 newly noted, 2 known already"), "{again}");
    assert!(ok(home, &["counters"]).contains(NAME));
    fs::write(folder.path().join("salah.csv"), filled.join("\n").replace("26/11/2026", "besok")).unwrap();
    let wrong = folder.path().join("salah.csv");
    let refused = run_on(home, &["counters", "--take-in", wrong.to_str().unwrap(), "--by", "Loket A"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("salah.csv, line 2, column tanggal: `besok`"), "{}", refused.err);
}

#[test]
fn banners_are_ordered_village_by_village_and_their_proof_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let home = &folder.path().join("home");
    planned_home(home, "3000", "5");
    let path = campaign(folder.path(), &[("kind = \"print\"", "kind = \"outdoor\"")]);
    let planned = ok(home, &["plan", &path, "--by", "rina", "--json", "--lang", "en"]);
    let (_, hash) = planned.split_once("\"plan_hash\": \"").unwrap();
    ok(home, &["approve", NAME, "--hash", &hash[..8], "--by", "budi"]);
    ok(home, &["dispatch", NAME, "--fake-gateway", "--until", "2026-12-19"]);

    let orders = home.join("campaigns").join(NAME).join("out/pesanan-outdoor.xlsx");
    let table = intake::read_table(&orders).unwrap();
    let cells = |name: &str| table.column(name).unwrap().values.clone();
    let (codes, members) = (cells("pesanan"), cells("anggota"));
    assert!(codes.len() > 2 && codes.iter().all(|code| code.as_ref().unwrap().len() == 10));
    assert!(cells("bukti").iter().all(Option::is_none) && cells("materi").iter().all(Option::is_some));

    let back = folder.path().join("bukti.csv");
    let proof = |rows: &str| fs::write(&back, format!("pesanan;tanggal;bukti\n{rows}")).unwrap();
    let first = codes[0].as_ref().unwrap();
    proof(&format!(
        "{first};26/11/2026;foto-1.jpg\n{};;\nAAAAAAAAAA;26/11/2026;foto-2.jpg\n",
        codes[1].as_ref().unwrap()
    ));
    let take_in = ["bookings", "--take-in", back.to_str().unwrap(), "--by", "CV Spanduk", "--lang", "en"];
    let taken = ok(home, &take_in);
    let expected = format!("2 orders with a proof; {} touches noted as delivered", members[0].as_ref().unwrap());
    assert!(taken.contains(&expected) && taken.contains("not known: AAAAAAAAAA"), "{taken} instead of {expected}");
    assert!(ok(home, &take_in).contains("; 0 touches"), "the same proof again changes nothing");
    proof(&format!("{first};kemarin;foto-1.jpg\n"));
    let refused = run_on(home, &take_in);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("bukti.csv, line 2, column tanggal: `kemarin`"), "{}", refused.err);
}
