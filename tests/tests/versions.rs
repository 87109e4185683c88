//! A plan changed after it was approved, read as a diff, approved again, and asked about one person; and a dashboard that ends when it is
//! told to.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{Dashboard, FORM, ok, planned_home, root, run_on};
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

const CAMPAIGN: &str = "tarif-januari-2027";

/// The campaign of the repository with changes: file, what stands there, what is to stand there.
fn changed(folder: &Path, changes: &[(&str, &str, &str)]) -> PathBuf {
    let (from, to) = (root().join("campaigns").join(CAMPAIGN), folder.join(CAMPAIGN));
    fs::create_dir_all(&to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    for (file, before, after) in changes {
        let text = fs::read_to_string(to.join(file)).unwrap();
        assert!(text.contains(before), "{file} holds no `{before}`");
        fs::write(to.join(file), text.replacen(before, after, 1)).unwrap();
    }
    to
}

fn plan(home: &Path, folder: &Path) -> Value {
    serde_json::from_str(&ok(home, &["plan", folder.to_str().unwrap(), "--by", "rina", "--json"])).unwrap()
}

/// What a form is answered with.
fn sent(dashboard: &Dashboard, path: &str, form: &str) -> String {
    dashboard.told("POST", path, &[FORM], form.as_bytes())
}

#[test]
fn a_changed_plan_is_read_approved_again_and_never_changed_once_it_is_on_its_way() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let first = planned_home(&home, "3000", "5");
    ok(&home, &["approve", CAMPAIGN, "--hash", &first, "--by", "budi"]);
    let only = ok(&home, &["diff", CAMPAIGN, "--lang", "en"]);
    assert!(only.contains("version 1, the first") && only.contains("+budget = 150000000"), "{only}");

    let changes = [
        ("campaign.toml", "budget = 150000000", "budget = 120000000"),
        ("campaign.toml", "person_share = 0.3 ", "person_share = 0.4 "),
        ("whatsapp.id.hbs", "{{", "Kabar baik: {{"),
    ];
    let second = plan(&home, &changed(&folder.path().join("second"), &changes));
    assert_eq!((&second["version"], &second["approval_ended"]), (&Value::from(2), &Value::from("budi")));
    let early = run_on(&home, &["dispatch", CAMPAIGN, "--until", "2026-12-19", "--fake-gateway"]);
    assert!(early.code == 1 && early.err.contains("not approved"), "{}", early.err);

    let told = ok(&home, &["diff", CAMPAIGN, "--lang", "en"]);
    for words in [
        "from version 1 to version 2",
        "approved by budi",
        "-budget = 150000000",
        "+budget = 120000000",
        "Kabar baik",
        "held out, drawn by person",
        "\u{2212}Rp30.000.000",
    ] {
        assert!(told.contains(words), "no `{words}` in {told}");
    }
    let json: Value =
        serde_json::from_str(&ok(&home, &["diff", CAMPAIGN, "--from", "1", "--to", "2", "--json"])).unwrap();
    assert_eq!(json["difference"]["texts"][0]["standing"], "changed");
    let unknown = run_on(&home, &["diff", CAMPAIGN, "--to", "7"]);
    assert!(unknown.code == 1 && unknown.err.contains("its versions are 1, 2"), "{}", unknown.err);

    let mut dashboard = Dashboard::start(&home);
    let versions = format!("/campaigns/{CAMPAIGN}/versions");
    let page = dashboard.told("GET", &format!("{versions}?lang=en"), &[], b"");
    assert!(
        page.contains("<del>budget = 150000000</del>") || page.contains("<del>budget &#x3D; 150000000</del>"),
        "{page}"
    );
    let hash = second["campaign"]["plan_hash"].as_str().unwrap();
    assert!(page.contains(hash), "the form of approval stands with the diff");
    let approved = sent(&dashboard, &format!("/campaigns/{CAMPAIGN}/approve"), &format!("hash={hash}&by=tuti"));
    assert!(approved.starts_with("HTTP/1.1 303"), "{approved}");
    let page = dashboard.told("GET", &versions, &[], b"");
    assert!(page.contains("budi") && page.contains("tuti") && !page.contains("name=\"hash\""));

    // The copy that lies in the home is for reading: what was approved is in the database.
    fs::write(home.join("campaigns").join(CAMPAIGN).join("campaign.toml"), "name = 1\n").unwrap();
    ok(&home, &["dispatch", CAMPAIGN, "--until", "2026-12-19", "--fake-gateway"]);
    let refused = run_on(&home, &["plan", root().join("campaigns").join(CAMPAIGN).to_str().unwrap(), "--by", "rina"]);
    assert!(refused.code == 1 && refused.err.contains("under a new name"), "{}", refused.err);

    let (mut contacted, mut held_out, mut left_out) = (0, 0, 0);
    let members = fs::read_to_string(home.join("incoming/members.csv")).unwrap();
    let mut asked = Vec::new();
    for line in members.lines().skip(1).step_by(97).take(12) {
        let member = line.split(',').next().unwrap();
        let page = sent(&dashboard, &format!("/campaigns/{CAMPAIGN}/person?lang=en"), &format!("member={member}"));
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("The reasons"), "{page}");
        assert!(!page.contains("changed since"), "nothing changed since the plan was made: {page}");
        let is = |words: &str| usize::from(page.contains(&format!("{member} {words}")));
        contacted += is("is contacted by this campaign");
        held_out += is("is held out");
        left_out += is("is not in this campaign");
        asked.push(member.to_owned());
    }
    assert_eq!(contacted + held_out + left_out, 12);
    assert!(contacted > 0 && left_out > 0, "{contacted} {held_out} {left_out}");
    let nobody = sent(&dashboard, &format!("/campaigns/{CAMPAIGN}/person?lang=en"), "member=80999999999");
    assert!(nobody.contains("80999999999 is not known"), "{nobody}");
    let searching =
        dashboard.told("GET", &format!("/campaigns/{CAMPAIGN}/person?lang=en&member={}", asked[0]), &[], b"");
    assert!(!searching.contains("The reasons"), "a number in the address is not answered");

    // A page that follows the campaign is open while the dashboard is told to end.
    let mut open = dashboard.begin("GET", &format!("/campaigns/{CAMPAIGN}/live"), &[], b"");
    let mut head = [0; 15];
    open.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    dashboard.end();
    let mut rest = String::new();
    open.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "the open page was let go, not cut off: {rest}");
}
