//! A plan changed after it was approved, read as a diff, approved again, and asked about one person; and a dashboard that ends when it is
//! told to.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{jangkau, ok, planned_home, root, run_on};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

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

struct Dashboard {
    server: Child,
    address: String,
}

impl Drop for Dashboard {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Dashboard {
    fn start(home: &Path) -> Self {
        let arguments = ["serve", "--home", home.to_str().unwrap(), "--address", "127.0.0.1:0", "--lang", "en"];
        let mut server = jangkau().args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        Self { server, address }
    }

    fn ask(&self, method: &str, path: &str, form: &str) -> String {
        let mut stream = self.connection(method, path, form);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn connection(&self, method: &str, path: &str, form: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let (host, length) = (&self.address, form.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{form}"
        )
        .unwrap();
        stream
    }

    /// Ends it as a service manager does.
    fn end(&mut self) {
        let told = Command::new("kill").args(["-TERM", &self.server.id().to_string()]).status().unwrap();
        assert!(told.success());
        assert!(self.server.wait().unwrap().success(), "a dashboard that is told to end ends well");
    }
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
    let page = dashboard.ask("GET", &format!("{versions}?lang=en"), "");
    assert!(
        page.contains("<del>budget = 150000000</del>") || page.contains("<del>budget &#x3D; 150000000</del>"),
        "{page}"
    );
    let hash = second["campaign"]["plan_hash"].as_str().unwrap();
    assert!(page.contains(hash), "the form of approval stands with the diff");
    let approved = dashboard.ask("POST", &format!("/campaigns/{CAMPAIGN}/approve"), &format!("hash={hash}&by=tuti"));
    assert!(approved.starts_with("HTTP/1.1 303"), "{approved}");
    let page = dashboard.ask("GET", &versions, "");
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
        let page = dashboard.ask("POST", &format!("/campaigns/{CAMPAIGN}/person?lang=en"), &format!("member={member}"));
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
    let nobody = dashboard.ask("POST", &format!("/campaigns/{CAMPAIGN}/person?lang=en"), "member=80999999999");
    assert!(nobody.contains("80999999999 is not known"), "{nobody}");
    let searching = dashboard.ask("GET", &format!("/campaigns/{CAMPAIGN}/person?lang=en&member={}", asked[0]), "");
    assert!(!searching.contains("The reasons"), "a number in the address is not answered");

    // A page that follows the campaign is open while the dashboard is told to end.
    let mut open = dashboard.connection("GET", &format!("/campaigns/{CAMPAIGN}/live"), "");
    let mut head = [0; 15];
    open.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    dashboard.end();
    let mut rest = String::new();
    open.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "the open page was let go, not cut off: {rest}");
}
