//! Paper from outside: a plan that can answer its question, letters with codes, counters' lists out and back.

#![allow(clippy::unwrap_used)]

use jangkau_tests::{Dashboard, FORM, ok, planned_home, root, run_on, today};
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

/// A file sent by the page of work orders; the words of the answer.
fn send_orders(dashboard: &Dashboard, file: &Path) -> String {
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"by\"\r\n\r\nRina\r\n--x\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"pesanan-outdoor.xlsx\"\r\n\r\n"
        .to_vec();
    body.extend(fs::read(file).unwrap());
    body.extend(b"\r\n--x--\r\n");
    let kind = [("Content-Type", "multipart/form-data; boundary=x")];
    let path = format!("/campaigns/{NAME}/bookings/returned?lang=en");
    String::from_utf8(dashboard.body("POST", &path, &kind, &body)).unwrap()
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
    // Handed out just now, so met today at the earliest.
    let today = today().format("%d/%m/%Y").to_string();
    let filled: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(n, line)| match n {
            1 | 2 => format!("{}janji bayar;{today}", line.trim_end_matches(';').to_owned() + ";"),
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
    fs::write(folder.path().join("salah.csv"), filled.join("\n").replace(&today, "besok")).unwrap();
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
    let expected = format!("1 orders with a proof; {} touches noted as delivered", members[0].as_ref().unwrap());
    assert!(taken.contains(&expected) && taken.contains("not known: AAAAAAAAAA"), "{taken} instead of {expected}");
    assert!(ok(home, &take_in).contains("; 0 touches"), "the same proof again changes nothing");
    proof(&format!("{first};kemarin;foto-1.jpg\n"));
    let refused = run_on(home, &take_in);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("bukti.csv, line 2, column tanggal: `kemarin`"), "{}", refused.err);

    the_page_gives_and_takes_the_same_workbooks(home, &orders, &codes);
}

/// What dispatch wrote is what the page gives; what its form notes stands in the next workbook; and that one, sent back by page or by
/// command, changes nothing.
fn the_page_gives_and_takes_the_same_workbooks(home: &Path, dispatched: &Path, codes: &[Option<String>]) {
    let dashboard = Dashboard::start(home);
    let page = format!("/campaigns/{NAME}/bookings");
    let given = home.join("pesanan-outdoor.xlsx");
    let download = || {
        fs::write(&given, dashboard.body("GET", &format!("{page}/pesanan-outdoor.xlsx"), &[], b"")).unwrap();
        let table = intake::read_table(&given).unwrap();
        [
            "pesanan", "desa", "tempat", "mulai", "selesai", "materi", "tautan", "anggota", "biaya", "tanggal",
            "bukti", "alasan",
        ]
        .map(|name| table.column(name).unwrap().values.clone())
    };
    let before = intake::read_table(dispatched).unwrap();
    let now = download();
    for (column, name) in
        now.iter().zip(["pesanan", "desa", "tempat", "mulai", "selesai", "materi", "tautan", "anggota", "biaya"])
    {
        assert_eq!(column, &before.column(name).unwrap().values, "{name} is as dispatch wrote it");
    }
    assert_eq!((now[9][0].as_deref(), now[10][0].as_deref()), (Some("2026-11-26"), Some("foto-1.jpg")));

    let (second, third) = (codes[1].as_ref().unwrap(), codes[2].as_ref().unwrap());
    let post = |fields: String| {
        String::from_utf8(dashboard.body("POST", &format!("{page}?lang=en"), &[FORM], fields.as_bytes())).unwrap()
    };
    let noted = post(format!("order={second}&by=Rina&what=placed&day=2026-11-26&proof=foto+12,+papan+Jl.+Pemuda"));
    assert!(noted.contains("Newly noted as placed: 1."), "{noted}");
    let noted = post(format!("order={third}&by=Rina&what=not-placed&reason=izin+desa+belum+ada"));
    assert!(noted.contains("Newly noted as not placed: 1."), "{noted}");
    let now = download();
    assert_eq!(now[10][1].as_deref(), Some("foto 12, papan Jl. Pemuda"));
    assert_eq!((now[10][2].as_deref(), now[11][2].as_deref()), (None, Some("izin desa belum ada")));

    let again = send_orders(&dashboard, &given);
    assert!(again.contains("nothing changed") && again.contains("Noted before: 3"), "{again}");
    let by_command = ["bookings", "--take-in", given.to_str().unwrap(), "--by", "Rina", "--lang", "en"];
    let taken = ok(home, &by_command);
    assert!(taken.contains("2 orders with a proof, 1 not placed; 0 touches noted"), "{taken}");
    assert_eq!(download(), now, "and the record is what it was");
    let untouched = send_orders(&dashboard, dispatched);
    assert!(untouched.contains("Orders with a proof or a reason: 0."), "{untouched}");
    let page = dashboard.get(&format!("{page}?lang=en"));
    for words in ["Placed", "Not placed", "foto 12, papan Jl. Pemuda", "izin desa belum ada", "Awaiting proof"] {
        assert!(page.contains(words), "{words}");
    }
}
