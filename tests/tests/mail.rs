//! Mail about the work from outside: who is asked to approve, which counter gets which list, and what a report's reader holds in hand.
#![allow(clippy::unwrap_used)]

use fake_providers::{FakeSmtp, FakeSmtpConfig, ReceivedMail};
use jangkau_tests::{Ran, ok, planned_home, root, run_on, today};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tokio::runtime::Runtime;

const CAMPAIGN: &str = "tarif-januari-2027";
const SENDER: &str = "Kantor Cabang Démak <kantor@example.org>";

/// A relay on this machine that keeps what it gets.
struct Relay {
    smtp: FakeSmtp,
    address: String,
    _runtime: Runtime,
}

impl Relay {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let smtp = runtime.block_on(FakeSmtp::start(FakeSmtpConfig::default())).unwrap();
        Self { address: format!("smtp://127.0.0.1:{}", smtp.port()), smtp, _runtime: runtime }
    }

    fn try_mail(&self, home: &Path, arguments: &[&str]) -> Ran {
        let way = ["--smtp", &self.address, "--mail-from", SENDER];
        run_on(home, &[&["mail"], arguments, &way].concat())
    }

    /// Mails, which has to go well; the one mail that arrived.
    fn mail(&self, home: &Path, arguments: &[&str]) -> ReceivedMail {
        let before = self.smtp.mails().len();
        let ran = self.try_mail(home, arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        let mails = self.smtp.mails();
        assert_eq!(mails.len(), before + 1);
        mails.last().unwrap().clone()
    }

    /// Must be refused with a sentence, and nothing may arrive.
    fn refused(&self, home: &Path, arguments: &[&str], words: &str) {
        let before = self.smtp.mails().len();
        let ran = self.try_mail(home, arguments);
        assert!(ran.code == 1 && ran.err.contains(words), "{arguments:?}: {} {}", ran.code, ran.err);
        assert_eq!(ran.err.trim().lines().count(), 1, "one sentence: {}", ran.err);
        assert_eq!(self.smtp.mails().len(), before);
    }
}

#[test]
fn the_approver_reads_what_changed_and_the_mail_itself_approves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (home, relay) = (folder.path().join("home"), Relay::start());
    let first = planned_home(&home, "3000", "5");
    fs::write(home.join("address.url"), "https://jangkau.example.org\n").unwrap();
    let ask = ["approval", CAMPAIGN, "--to", "budi@example.org"];

    let mail = relay.mail(&home, &[ask.as_slice(), &["--lang", "id"]].concat());
    assert_eq!(mail.to, ["budi@example.org"]);
    assert_eq!(mail.header("Subject"), "Mohon persetujuan: Tarif Januari 2027: tetap terlindungi (versi 1)");
    assert!(mail.header("From").contains("Démak") && mail.attachments().is_empty());
    let page = format!("https://jangkau.example.org/campaigns/{CAMPAIGN}/versions");
    for words in [
        first.as_str(),
        &page,
        &format!("jangkau approve {CAMPAIGN} --home HOME --hash {first} --by NAMA"),
        "Boleh menyetujui: siapa pun selain rina",
        "dari anggaran Rp150.000.000",
        "Ini versi pertama",
        "tidak menyetujui apa pun",
    ] {
        assert!(mail.text().contains(words), "no `{words}` in {}", mail.text());
    }

    let changed = folder.path().join(CAMPAIGN);
    fs::create_dir_all(&changed).unwrap();
    for file in fs::read_dir(root().join("campaigns").join(CAMPAIGN)).unwrap() {
        let file = file.unwrap();
        let text = fs::read_to_string(file.path()).unwrap().replace("budget = 150000000", "budget = 120000000");
        fs::write(changed.join(file.file_name()), text).unwrap();
    }
    let planned = ok(&home, &["plan", changed.to_str().unwrap(), "--by", "rina", "--json"]);
    let second: Value = serde_json::from_str(&planned).unwrap();
    let second = second["campaign"]["plan_hash"].as_str().unwrap();
    let mail = relay.mail(&home, &[ask.as_slice(), &["--lang", "en"]].concat());
    assert_eq!(mail.header("Subject"), "Approval asked for: January 2027 price: stay protected (version 2)");
    let text = mail.text();
    for words in [
        second,
        "What changed since version 1",
        "budget: Rp150.000.000 → Rp120.000.000 (−Rp30.000.000)",
        "-budget = 150000000",
        "+budget = 120000000",
        "This mail approves nothing",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
    assert!(!text.contains(&first));
    let early = run_on(&home, &["dispatch", CAMPAIGN, "--until", "2026-12-19", "--fake-gateway"]);
    assert!(early.code == 1 && early.err.contains("not approved"), "{}", early.err);

    let asked = ok(&home, &["mail", "sent", CAMPAIGN, "--json"]);
    let kept: Vec<serde_json::Value> = serde_json::from_str(&asked).unwrap();
    assert_eq!(kept.iter().map(|mail| mail["standing"].as_str()).collect::<Vec<_>>(), [Some("sent"); 2], "{asked}");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (smtp, words) in [
        ("smtp://relay.example.org:25", "expected TLS or STARTTLS for every relay but 127.0.0.1"),
        ("relay.example.org", "expected host and port"),
        (&format!("smtp://{closed}"), "nothing left, send again later"),
    ] {
        let ran = run_on(&home, &[&["mail"], &ask[..], &["--smtp", smtp, "--mail-from", SENDER]].concat());
        assert!(ran.code == 1 && ran.err.contains(words), "{}", ran.err);
    }
    assert_eq!(ok(&home, &["mail", "sent", CAMPAIGN, "--json"]), asked, "what never left is not written down as sent");

    ok(&home, &["approve", CAMPAIGN, "--hash", second, "--by", "budi"]);
    relay.refused(&home, &ask, "is approved already, by budi; there is nothing to ask for");
    relay.refused(&home, &["approval", "nobody", "--to", "budi@example.org"], "no campaign `nobody` is planned");
    for wrong in ["budi", "budi@example.org,dewi@example.org"] {
        relay.refused(&home, &["approval", CAMPAIGN, "--to", wrong], "expected one e-mail address");
    }
}

/// References of the lines of a list.
fn references(csv: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8(csv.to_vec()).unwrap();
    assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"), "as it was written");
    text.lines().skip(1).map(|line| line.split(';').next().unwrap().to_owned()).collect()
}

#[test]
fn a_counter_gets_its_own_list_and_a_reader_the_very_report() {
    let folder = tempfile::tempdir().unwrap();
    let (home, relay) = (folder.path().join("home"), Relay::start());
    let hash = planned_home(&home, "3000", "5");
    ok(&home, &["approve", CAMPAIGN, "--hash", &hash, "--by", "budi"]);
    let refused_list = |regency: &str, to: &str, words: &str| {
        relay.refused(&home, &["worklist", CAMPAIGN, "--regency", regency, "--to", to], words);
    };
    refused_list("33.21", "demak@example.org", "no counter has an open list");
    relay.refused(&home, &["report", CAMPAIGN, "--to", "dewi@example.org"], "has no results yet");

    ok(&home, &["dispatch", CAMPAIGN, "--until", "2026-12-19", "--fake-gateway"]);
    let lists: Value = serde_json::from_str(&ok(&home, &["counters", "--json"])).unwrap();
    let lists = lists.as_array().unwrap();
    assert!(lists.len() > 1, "{lists:?}");
    let (one, other) = (lists[0]["regency"].as_str().unwrap(), lists[1]["regency"].as_str().unwrap());
    let place = lists[0]["place"].as_str().unwrap();
    refused_list("99.99", "demak@example.org", &format!("its lists are {one} {place}"));

    let mail =
        relay.mail(&home, &["worklist", CAMPAIGN, "--regency", one, "--to", "loket@example.org", "--lang", "id"]);
    assert!(mail.header("Subject").starts_with(&format!("Daftar kerja loket {place}: ")), "{}", mail.header("Subject"));
    let (members, task) = (lists[0]["open"].as_u64().unwrap(), "Temui setiap peserta");
    assert!(mail.text().contains(&format!("{members} peserta")) && mail.text().contains(task), "{}", mail.text());
    let files = mail.attachments();
    let (csv, pdf) = (&files[0], &files[1]);
    let kind = |name: &str| std::path::Path::new(name).extension().map(|kind| kind.to_string_lossy().into_owned());
    assert_eq!([kind(&csv.0), kind(&pdf.0)], [Some("csv".to_owned()), Some("pdf".to_owned())]);
    assert!(pdf.1.starts_with(b"%PDF"));
    assert_eq!(csv.0, format!("daftar-kerja-{CAMPAIGN}-{one}.csv"));
    let counter: String =
        format!("loket mitra {place}").to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
    let out = home.join("campaigns").join(CAMPAIGN).join("out");
    let written = fs::read(out.join(format!("daftar-kerja-{counter}.csv"))).unwrap();
    assert_eq!(references(&csv.1), references(&written), "the list of this counter, whole, and of no other");
    assert_eq!(csv.1.len(), written.len());
    // What came by mail is taken back like a list from the page.
    let filled = folder.path().join("terisi.csv");
    let text = String::from_utf8(csv.1.clone()).unwrap();
    let last = text.trim_end().lines().last().unwrap();
    fs::write(&filled, text.replace(last, &last.replace(";;", &format!(";bayar;{}", today())))).unwrap();
    let taken = ok(&home, &["counters", "--take-in", filled.to_str().unwrap(), "--by", "Loket", "--json"]);
    assert!(taken.contains("\"noted\": 1"), "{taken}");
    let again = relay.mail(
        &home,
        &["worklist", CAMPAIGN, "--regency", &place.to_uppercase(), "--to", "loket@example.org", "--lang", "en"],
    );
    assert!(again.header("Subject").starts_with(&format!("Worklist of the counter of {place}: ")));
    assert_eq!(references(&again.attachments()[0].1).len() as u64, members - 1, "who was met is on the list no more");

    refused_list(other, "Loket@example.org", &format!("was sent the list of {one}"));
    let both = relay.mail(&home, &["worklist", CAMPAIGN, "--regency", other, "--to", "loket@example.org", "--several"]);
    assert!(references(&both.attachments()[0].1).is_disjoint(&references(&csv.1)));

    let played = ok(&home, &["simulate", "--play", CAMPAIGN]);
    let later = played.lines().next().unwrap();
    ok(&home, &["record", CAMPAIGN, later, "--on", "2027-04-01"]);
    let file = folder.path().join("laporan.pdf");
    let written = || {
        ok(&home, &["evaluate", "--campaign", CAMPAIGN, "--report", file.to_str().unwrap(), "--lang", "en"]);
        fs::read(&file).unwrap()
    };
    // Midnight may fall between the two.
    let before = written();
    let mail = relay.mail(&home, &["report", CAMPAIGN, "--to", "Dewi <dewi@example.org>", "--lang", "en"]);
    let files = mail.attachments();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].0, format!("{CAMPAIGN}.en.pdf"));
    assert!(files[0].1 == before || files[0].1 == written(), "the report that the command writes, byte for byte");
    assert!(
        mail.text().contains("Grade of evidence: ") && mail.text().contains("January 2027 price"),
        "{}",
        mail.text()
    );

    let sent = ok(&home, &["mail", "sent", CAMPAIGN, "--lang", "en"]);
    assert_eq!(sent.lines().count(), 4, "{sent}");
    assert!(sent.contains(&format!("loket@example.org: worklist {one}  sent")), "{sent}");
    let whole: Value = serde_json::from_str(&ok(&home, &["mail", "sent", CAMPAIGN, "--json"])).unwrap();
    assert_eq!(whole.as_array().unwrap().len(), 4);
}
