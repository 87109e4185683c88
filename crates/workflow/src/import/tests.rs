//! Imports into a home of their own: what changes, what must not, and what a crash leaves.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::Quiet;
use domain::views::ImportView;
use std::collections::BTreeMap;

const HEADER: &str = "member_id,nik,name,phone,email,occupation,region,urban,birth_year,sex,declared_income,programmes,\
                      registered_on,paid_by_state,whatsapp_consent_on,email_consent_on,ended_on";

/// A home in a temporary folder with two members, and files beside it.
struct Place {
    folder: tempfile::TempDir,
    home: Home,
    world: World,
}

impl Place {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(&folder.path().join("home")).unwrap();
        let world = World::load(&home).unwrap();
        Self { folder, home, world }
    }

    async fn with_members() -> Self {
        let place = Self::empty();
        let rows = [member("A1", "0001", "P"), member("A2", "0002", "L")].join("\n");
        let file = place.file("members.csv", &format!("{HEADER}\n{rows}\n"));
        let summary = place.import(FileKind::Members, &file, "agency-members").await.unwrap();
        assert_eq!((summary.new, summary.quarantined), (2, 0));
        place
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    async fn run(&self, kind: FileKind, file: &Path, mapping: &str, dry_run: bool) -> Result<ImportSummary> {
        self.run_on("2026-11-30", kind, file, mapping, dry_run).await
    }

    async fn run_on(
        &self,
        day: &str,
        kind: FileKind,
        file: &Path,
        mapping: &str,
        dry_run: bool,
    ) -> Result<ImportSummary> {
        let at = format!("{day}T16:59:59Z").parse().unwrap();
        let request = ImportRequest { file, kind, mapping, by: "rina", at, dry_run };
        import_file(&self.home, &self.world, &request, &Quiet).await
    }

    async fn import(&self, kind: FileKind, file: &Path, mapping: &str) -> Result<ImportSummary> {
        self.run(kind, file, mapping, false).await
    }

    async fn imports(&self) -> Vec<ImportView> {
        self.home.store().await.unwrap().imports().await.unwrap()
    }

    /// Connections end after they are dropped; the last one puts the log into the file. Two that end at the same moment each take the
    /// other for the last, and leave it to whoever comes next.
    async fn until_the_database_is_closed(&self) {
        let log = self.home.root().join("jangkau.db-wal");
        for waited in 1..2_000 {
            if !log.exists() {
                return;
            }
            if waited % 200 == 0 {
                drop(self.home.store().await.unwrap());
            }
            tokio::task::yield_now().await;
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("{} is still there", log.display());
    }

    /// Every file of the home with its bytes.
    fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut folders = vec![self.home.root().to_owned()];
        let mut files = BTreeMap::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        files
    }
}

fn member(id: &str, serial: &str, sex: &str) -> String {
    format!(
        "{id},332104410785{serial},Wati Suwarsih,0812-3456-{serial},wati{serial}@contoh.id,6222,33.21.04.2007,0,1985,{sex},\
         1500000,JKK+JKM,2025-03-04,0,2026-01-02,2026-01-02,"
    )
}

const PAID: &str = "member_id,coverage_month,paid_on,known_on,amount,paid_at\n";

#[tokio::test]
async fn an_import_is_noted_with_who_when_what_and_how_many() {
    let place = Place::with_members().await;
    let file =
        place.file("c.csv", &format!("{PAID}A1,2026-10,2026-10-05,,16.800,digital\nA9,2026-10,2026-10-05,,1,x\n"));
    let summary = place.import(FileKind::Contributions, &file, "agency-contributions").await.unwrap();
    assert_eq!((summary.rows, summary.new, summary.quarantined), (2, 1, 1));
    let noted = &place.imports().await[0];
    assert_eq!(
        (noted.by.as_str(), noted.mapping.as_str(), noted.kind.as_str()),
        ("rina", "agency-contributions", "contributions")
    );
    assert_eq!((noted.rows, noted.taken_in, noted.quarantined), (2, 1, 1));
    let store = place.home.store().await.unwrap();
    let columns: Vec<String> =
        store.quarantine(&noted.sha256, 100).await.unwrap().into_iter().map(|q| q.column).collect();
    assert_eq!(columns, ["member_id", "paid_at"]);
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_changes_not_a_byte() {
    let place = Place::with_members().await;
    let rows = [member("A1", "0001", "P"), member("A3", "0003", "L"), member("A4", "0004", "X")].join("\n");
    let members = place.file("more.csv", &format!("{HEADER}\n{rows}\n"));
    let contacts = place.file("contacts.csv", "member_id,name,phone,email\nA1,Siti,0813-1111-2222,\nA2,,021,\n");
    let consent = place.file("consent.csv", "member_id,nik,channel,given_on,withdrawn_on\nA1,,WA,,2026-06-01\n");
    let paid = place.file("c.csv", &format!("{PAID}A1,2026-10,2026-10-05,,16.800,digital\n"));
    place.until_the_database_is_closed().await;
    let before = place.bytes();
    let look = place.run(FileKind::Members, &members, "agency-members", true).await.unwrap();
    assert_eq!((look.rows, look.new, look.replaced, look.quarantined), (3, 1, 1, 1));
    let told = look.sentence();
    assert!(told.en.contains("1 would be new") && told.en.contains("1 × sex: expected"), "{}", told.en);
    assert!(told.id.contains("1 akan baru") && told.id.contains("1 × sex: seharusnya"), "{}", told.id);
    assert_eq!(look.quarantine_file, None);
    for (kind, file, mapping, new) in [
        (FileKind::Contributions, &paid, "agency-contributions", 1),
        (FileKind::Contacts, &contacts, "agency-contacts", 0),
        (FileKind::Consent, &consent, "agency-consent", 1),
    ] {
        let look = place.run(kind, file, mapping, true).await.unwrap();
        assert_eq!(look.new, new, "{look:?}");
    }
    let after = place.bytes();
    let changed: Vec<&PathBuf> =
        before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(changed.is_empty(), "a dry run changed {changed:?}");

    let nowhere = Home::look(&place.folder.path().join("new-home"));
    let request = ImportRequest {
        file: &members,
        kind: FileKind::Members,
        mapping: "agency-members",
        by: "rina",
        at: "2026-11-30T16:59:59Z".parse().unwrap(),
        dry_run: true,
    };
    let look = import_file(&nowhere, &place.world, &request, &Quiet).await.unwrap();
    assert_eq!((look.new, look.quarantined), (2, 1));
    assert!(!nowhere.root().exists(), "a dry run made a home");

    let done = place.import(FileKind::Members, &members, "agency-members").await.unwrap();
    assert_eq!((done.new, done.replaced, done.quarantined), (1, 1, 1), "what was said is what happens");
    let again = place.run(FileKind::Members, &members, "agency-members", true).await.unwrap();
    assert_eq!((again.new, again.replaced, again.same, again.quarantined), (0, 0, 2, 1), "{again:?}");
    assert!(place.run(FileKind::Contributions, &paid, "agency-contributions", false).await.unwrap().new == 1);
    assert!(place.run(FileKind::Contributions, &paid, "agency-contributions", true).await.unwrap().already_known);
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let place = Place::with_members().await;
    let file =
        place.file("c.csv", &format!("{PAID}A1,2026-10,2026-10-05,,16.800,digital\nA1,2026-10,2026-10-05,,1,x\n"));
    place.import(FileKind::Contributions, &file, "agency-contributions").await.unwrap();
    let tables = |place: &Place| {
        let folders = ["tables", "quarantine"].map(|f| place.home.root().join(f));
        place.bytes().into_iter().filter(|(p, _)| folders.iter().any(|f| p.starts_with(f))).collect::<Vec<_>>()
    };
    let (before, noted) = (tables(&place), place.imports().await);
    let again = place.import(FileKind::Contributions, &file, "agency-contributions").await.unwrap();
    assert_eq!((again.new, again.same, again.quarantined, again.already_known), (0, 1, 1, false), "{again:?}");
    assert!(tables(&place) == before);
    assert_eq!(place.imports().await, noted);
    let whole = place.file("whole.csv", &format!("{PAID}A1,2026-09,2026-09-05,,16.800,digital\n"));
    assert_eq!(place.import(FileKind::Contributions, &whole, "agency-contributions").await.unwrap().new, 1);
    let (before, noted) = (tables(&place), place.imports().await);
    let again = place.import(FileKind::Contributions, &whole, "agency-contributions").await.unwrap();
    assert!(again.already_known, "{again:?}");
    assert!(tables(&place) == before);
    assert_eq!(place.imports().await, noted);
}

#[tokio::test]
async fn rows_that_were_put_aside_are_taken_in_with_the_same_file_once_they_are_fine() {
    let place = Place::with_members().await;
    let rows = "A1,2026-10,2026-10-05,,16.800,digital\nA1,2026-12,2026-12-05,,16.800,digital\n\
                A3,2026-10,2026-10-05,,16.800,digital\n";
    let file = place.file("c.csv", &format!("{PAID}{rows}"));
    let counts = |s: &ImportSummary| (s.rows, s.new, s.same, s.quarantined);
    let first = place.import(FileKind::Contributions, &file, "agency-contributions").await.unwrap();
    assert_eq!(counts(&first), (3, 1, 0, 2));
    let later = async |dry_run| {
        place.run_on("2027-01-31", FileKind::Contributions, &file, "agency-contributions", dry_run).await.unwrap()
    };
    let look = later(true).await;
    assert_eq!((look.already_known, counts(&look)), (false, (3, 1, 1, 1)));
    assert_eq!(counts(&later(false).await), (3, 1, 1, 1), "the day has come");
    let store = place.home.store().await.unwrap();
    let noted = store.imports().await.unwrap().into_iter().find(|import| import.kind == "contributions").unwrap();
    assert_eq!((noted.rows, noted.taken_in, noted.quarantined), (3, 2, 1));
    assert_eq!(store.quarantine(&noted.sha256, 9).await.unwrap().len(), 1);
    let aside = PathBuf::from(first.quarantine_file.unwrap());
    assert_eq!(fs::read_to_string(&aside).unwrap().lines().count(), 2, "a header and the row of A3");

    let more = place.file("more.csv", &format!("{HEADER}\n{}\n", member("A3", "0003", "P")));
    place.import(FileKind::Members, &more, "agency-members").await.unwrap();
    assert_eq!(counts(&later(false).await), (3, 1, 2, 0), "the member has come");
    assert!(!aside.exists(), "no row is left to mend");
    assert!(later(false).await.already_known);
    assert_eq!(load_contributions_or_none(&place.home).unwrap().len(), 3);
}

#[tokio::test]
async fn rows_that_were_taken_in_do_not_undo_what_came_since_when_their_file_comes_again() {
    let place = Place::with_members().await;
    let late = member("A4", "0004", "P").replace("2025-03-04", "2026-12-04");
    let file = place.file("more.csv", &format!("{HEADER}\n{}\n{late}\n", member("A3", "0003", "L")));
    let first = place.import(FileKind::Members, &file, "agency-members").await.unwrap();
    assert_eq!((first.new, first.quarantined), (1, 1));
    let contacts =
        place.file("contacts.csv", "member_id,name,phone,email\nA3,Joko,0813-1111-2222,\nA4,Siti,0813-1111-3333,\n");
    let aside = place.import(FileKind::Contacts, &contacts, "agency-contacts").await.unwrap();
    assert_eq!((aside.replaced, aside.quarantined), (1, 1), "A4 is not known yet");
    let consent = place
        .file("consent.csv", "member_id,nik,channel,given_on,withdrawn_on\nA3,,WA,,2026-06-01\nA4,,WA,,2026-06-01\n");
    let aside = place.import(FileKind::Consent, &consent, "agency-consent").await.unwrap();
    assert_eq!((aside.new, aside.quarantined), (1, 1));

    let on = "2026-12-31";
    let again = place.run_on(on, FileKind::Members, &file, "agency-members", false).await.unwrap();
    assert_eq!((again.new, again.replaced, again.same, again.quarantined), (1, 0, 1, 0), "{again:?}");
    let newest = place.file("newest.csv", "member_id,name,phone,email\nA3,Joko,0813-1111-9999,\n");
    place.import(FileKind::Contacts, &newest, "agency-contacts").await.unwrap();
    let again = place.run_on(on, FileKind::Contacts, &contacts, "agency-contacts", false).await.unwrap();
    assert_eq!((again.new, again.replaced, again.same, again.quarantined), (0, 1, 1, 0), "{again:?}");
    let again = place.run_on(on, FileKind::Consent, &consent, "agency-consent", false).await.unwrap();
    assert_eq!((again.new, again.same, again.quarantined), (1, 1, 0), "{again:?}");
    let (store, key) = (place.home.store().await.unwrap(), place.home.contacts_key().unwrap());
    let ids = ["A3", "A4"].map(|id| domain::MemberId(id.to_owned()));
    let found = store.contacts_of(&key, &ids).await.unwrap();
    assert_eq!(found[&ids[0]].phone, "081311119999".parse().ok());
    assert_eq!(found[&ids[1]].phone, "081311113333".parse().ok());
    let members = load_members(&place.home).unwrap();
    assert_eq!(members.len(), 4);
    assert!(members.iter().filter(|m| ids.contains(&m.id)).all(|m| !m.whatsapp_reachable));
}

#[tokio::test]
async fn a_second_import_of_a_file_that_breaks_off_leaves_the_tables_and_the_rows_put_aside_as_they_were() {
    let place = Place::with_members().await;
    let late = member("A4", "0004", "P").replace("2025-03-04", "2026-12-04");
    let file = place.file("more.csv", &format!("{HEADER}\n{}\n{late}\n", member("A3", "0003", "L")));
    let first = place.import(FileKind::Members, &file, "agency-members").await.unwrap();
    let aside = PathBuf::from(first.quarantine_file.unwrap());
    let (rows, noted) = (fs::read(&aside).unwrap(), place.imports().await);
    let own = fs::read(place.home.root().join("keys/contacts.key")).unwrap();
    fs::write(place.home.root().join("keys/contacts.key"), "08".repeat(32)).unwrap();
    assert!(place.run_on("2026-12-31", FileKind::Members, &file, "agency-members", false).await.is_err());
    assert!(fs::read(&aside).unwrap() == rows);
    assert_eq!(place.imports().await, noted);
    assert_eq!(load_members(&place.home).unwrap().len(), 3, "the table that waits is not of the import before");
    fs::write(place.home.root().join("keys/contacts.key"), own).unwrap();
    let again = place.run_on("2026-12-31", FileKind::Members, &file, "agency-members", false).await.unwrap();
    assert_eq!((again.new, again.same), (1, 1));
    assert_eq!(load_members(&place.home).unwrap().len(), 4);
}

#[tokio::test]
async fn a_mended_quarantine_is_taken_in_as_an_import_of_its_own() {
    let place = Place::with_members().await;
    let rows = [member("A3", "0003", "X"), member("A4", "0004", "L")].join("\n");
    let file = place.file("more.csv", &format!("{HEADER}\n{rows}\n"));
    let first = place.import(FileKind::Members, &file, "agency-members").await.unwrap();
    assert_eq!((first.new, first.quarantined), (1, 1));
    let aside = PathBuf::from(first.quarantine_file.unwrap());
    let text = fs::read_to_string(&aside).unwrap();
    let mended = place.file("mended.csv", &text.replace(",X,", ",P,"));
    let second = place.import(FileKind::Members, &mended, "agency-members").await.unwrap();
    assert_eq!((second.rows, second.new, second.quarantined), (1, 1, 0), "{second:?}");
    assert_eq!(place.imports().await.len(), 3);
    assert_eq!(load_members(&place.home).unwrap().len(), 4);
    assert!(aside.is_file(), "what was put aside stays for the record");
}

#[tokio::test]
async fn an_import_that_cannot_be_written_leaves_the_home_as_it_was() {
    let place = Place::with_members().await;
    let rows = [member("A3", "0003", "L"), member("A4", "0004", "X")].join("\n");
    let file = place.file("more.csv", &format!("{HEADER}\n{rows}\n"));
    let sha256 = intake::sha256_of_file(&file).unwrap();
    let noted = place.imports().await;
    let tables = fs::read(place.home.table("members")).unwrap();

    // A folder stands where the table is to be written.
    let import = ImportView { sha256: sha256.clone(), ..noted[0].clone() };
    let pending = place.home.pending_table("members", &ImportView { taken_in: 1, quarantined: 1, ..import });
    let lock = place.home.lock_imports().unwrap();
    place.home.drop_unfinished_tables(&lock).unwrap();
    drop(lock);
    fs::create_dir(pending.with_extension("x")).unwrap();
    fs::create_dir_all(place.home.quarantine("more.csv", &sha256)).unwrap();
    let refusal = place.import(FileKind::Members, &file, "agency-members").await.unwrap_err();
    assert!(format!("{refusal:#}").contains("cannot be written"), "{refusal:#}");
    assert_eq!(place.imports().await, noted);
    assert!(fs::read(place.home.table("members")).unwrap() == tables);

    // What was half written is gone with the next import, which succeeds.
    fs::remove_dir(place.home.quarantine("more.csv", &sha256)).unwrap();
    let done = place.import(FileKind::Members, &file, "agency-members").await.unwrap();
    assert_eq!((done.new, done.quarantined), (1, 1));
    assert!(!pending.exists());
}

#[tokio::test]
async fn another_contacts_key_takes_nothing_in_and_leaves_no_rows_behind() {
    let place = Place::with_members().await;
    fs::write(place.home.root().join("keys/contacts.key"), "08".repeat(32)).unwrap();
    let rows = [member("A3", "0003", "L"), member("A4", "0004", "X")].join("\n");
    let file = place.file("more.csv", &format!("{HEADER}\n{rows}\n"));
    let refusal = format!("{:#}", place.import(FileKind::Members, &file, "agency-members").await.unwrap_err());
    assert!(refusal.contains("the contacts key is not the one these contacts were sealed with"), "{refusal}");
    assert_eq!(load_members(&place.home).unwrap().len(), 2);
    assert_eq!(fs::read_dir(place.home.root().join("quarantine")).unwrap().count(), 0);
}

#[tokio::test]
async fn an_import_that_breaks_off_after_the_database_took_it_in_is_ended_at_the_next_opening() {
    let place = Place::with_members().await;
    let file = place.file("more.csv", &format!("{HEADER}\n{}\n", member("A3", "0003", "L")));
    // The table cannot take its place: a folder with something in it stands there.
    let table = place.home.table("members");
    let earlier = fs::read(&table).unwrap();
    let sha256 = intake::sha256_of_file(&file).unwrap();
    let prepared = {
        let store = place.home.store().await.unwrap();
        let at = "2026-11-30T16:59:59Z".parse().unwrap();
        let request = ImportRequest {
            file: &file,
            kind: FileKind::Members,
            mapping: "agency-members",
            by: "rina",
            at,
            dry_run: false,
        };
        let prepared = prepare(&place.home, Some(&place.world), Some(&store), &request).await.unwrap();
        fs::remove_file(&table).unwrap();
        fs::create_dir_all(table.join("in-the-way")).unwrap();
        take_in::take_in(&place.home, &store, &request, None, prepared).await
    };
    assert!(prepared.is_err());
    fs::remove_dir_all(&table).unwrap();
    fs::write(&table, &earlier).unwrap();
    let waiting = fs::read_dir(place.home.root().join("tables")).unwrap();
    let waiting = waiting.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(&sha256[..16]));
    assert_eq!(waiting.count(), 1, "the new table waits");
    assert_eq!(load_members(&place.home).unwrap().len(), 2);

    assert_eq!(place.imports().await.len(), 2, "the database has taken it in");
    assert_eq!(load_members(&place.home).unwrap().len(), 3, "and opening it has ended the import");
    assert!(place.import(FileKind::Members, &file, "agency-members").await.unwrap().already_known);
}

#[tokio::test]
async fn a_table_the_database_never_took_in_is_dropped_by_the_next_import() {
    let place = Place::with_members().await;
    let noted = place.imports().await.remove(0);
    let stray = place.home.pending_table("members", &ImportView { sha256: "ab".repeat(32), ..noted });
    fs::write(&stray, "half a table").unwrap();
    place.home.store().await.unwrap();
    assert!(stray.is_file(), "an import may be running");
    let file = place.file("c.csv", &format!("{PAID}A1,2026-10,2026-10-05,,16.800,digital\n"));
    place.import(FileKind::Contributions, &file, "agency-contributions").await.unwrap();
    assert!(!stray.exists());
    assert_eq!(load_members(&place.home).unwrap().len(), 2);
}

#[tokio::test]
async fn two_imports_at_once_are_not_possible() {
    let place = Place::with_members().await;
    let file = place.file("c.csv", &format!("{PAID}A1,2026-10,2026-10-05,,16.800,digital\n"));
    let lock = place.home.lock_imports().unwrap();
    let refusal = place.import(FileKind::Contributions, &file, "agency-contributions").await.unwrap_err().to_string();
    assert!(refusal.contains("another import into") && refusal.contains("is running"), "{refusal}");
    drop(lock);
    place.import(FileKind::Contributions, &file, "agency-contributions").await.unwrap();
}

#[tokio::test]
async fn a_person_that_two_partners_know_is_reported_by_number_and_not_merged() {
    let place = Place::with_members().await;
    let roster = "No KPJ,No Anggota,NIK,Nama,No HP,Pekerjaan,Kode Desa,Kota/Desa,Tanggal Lahir,L/P,Penghasilan,Program,\
                  Tgl Daftar,Setuju WA\n\
                  ,W-1,3321044107850001,Wati,,Nelayan,33.21,Desa,1985,P,0,2 Program,,\n\
                  ,W-2,3321044107850009,Joko,,Nelayan,33.21,Desa,1985,L,0,2 Program,,\n";
    let file = place.file("wadah.csv", roster);
    let summary = place.import(FileKind::Members, &file, "wadah-roster").await.unwrap();
    assert_eq!((summary.new, summary.shared_identities), (2, 1));
    let list = fs::read_to_string(summary.shared_identities_file.unwrap()).unwrap();
    assert_eq!(list, "member,shares_identity_with\nA1,wadah-W-1\n");
    assert_eq!(load_members(&place.home).unwrap().len(), 4);
}

#[tokio::test]
async fn contacts_and_consent_change_who_can_be_reached_and_a_withdrawal_outlives_old_files() {
    let place = Place::with_members().await;
    let reach = |place: &Place| {
        let members = load_members(&place.home).unwrap();
        members.iter().map(|m| (m.whatsapp_reachable, m.email_reachable)).collect::<Vec<_>>()
    };
    assert_eq!(reach(&place), [(true, true), (true, true)]);
    let consent = "member_id,nik,channel,given_on,withdrawn_on\nA1,,WA,,2026-06-01\n,3321044107850002,email,2026-02-01,2026-02-01\n";
    let file = place.file("consent.csv", consent);
    let summary = place.import(FileKind::Consent, &file, "agency-consent").await.unwrap();
    assert_eq!((summary.rows, summary.new, summary.same), (2, 2, 0));
    assert_eq!(reach(&place), [(false, true), (true, false)]);

    // The agency sends its file again, with the old yes in it.
    let rows = [member("A1", "0001", "P"), member("A2", "0002", "P")].join("\n");
    let old = place.file("again.csv", &format!("{HEADER}\n{rows}\n"));
    place.import(FileKind::Members, &old, "agency-members").await.unwrap();
    assert_eq!(reach(&place), [(false, true), (true, false)]);

    let contacts = place.file("contacts.csv", "member_id,name,phone,email\nA1,,0813-1111-2222,\nA2,Budi,,\n");
    let summary = place.import(FileKind::Contacts, &contacts, "agency-contacts").await.unwrap();
    assert_eq!((summary.replaced, summary.same), (2, 0));
    let (store, key) = (place.home.store().await.unwrap(), place.home.contacts_key().unwrap());
    let ids = ["A1", "A2"].map(|id| domain::MemberId(id.to_owned()));
    let found = store.contacts_of(&key, &ids).await.unwrap();
    assert_eq!(found[&ids[0]].phone, "081311112222".parse().ok());
    assert_eq!(found[&ids[0]].email.as_deref(), Some("wati0001@contoh.id"), "what the file does not say stays");
    assert_eq!(found[&ids[1]].name, "Budi");
    assert_eq!(found[&ids[1]].whatsapp_consent_on, "2026-01-02".parse().ok());
}

#[tokio::test]
async fn consent_for_one_purpose_stands_beside_consent_to_everything_and_is_kept_with_its_words() {
    let place = Place::with_members().await;
    let consent = "member_id,nik,channel,purpose,given_on,withdrawn_on,text_version,evidence\n\
                   A1,,WA,Penawaran,,2026-06-01,naskah-3,formulir 17\nA1,,Surel,,,2026-06-02,,\n";
    let file = place.file("consent.csv", consent);
    let summary = place.import(FileKind::Consent, &file, "agency-consent-by-purpose").await.unwrap();
    assert_eq!((summary.rows, summary.new, summary.quarantined), (2, 2, 0));
    let member = &load_members(&place.home).unwrap()[0];
    assert_eq!((member.whatsapp_reachable, member.email_reachable), (true, false), "a purpose is not everything");
    let (store, id) = (place.home.store().await.unwrap(), domain::MemberId("A1".to_owned()));
    assert_eq!(store.agreed_to(domain::Purpose::Offers).await.unwrap().whatsapp, [(id.clone(), false)].into());
    assert_eq!(store.agreed_to(domain::Purpose::Contributions).await.unwrap(), store::AgreedTo::default());
    let kept = store.consents_of(&id).await.unwrap();
    let said: Vec<_> =
        kept.iter().map(|c| (c.purpose, c.given, c.text_version.as_str(), c.evidence.as_str())).collect();
    assert_eq!(
        said,
        [(Some(domain::Purpose::Offers), false, "naskah-3", "formulir 17"), (None, false, "", "file consent.csv")]
    );
}

#[tokio::test]
async fn a_roster_without_phones_leaves_phones_as_they_are() {
    let place = Place::with_members().await;
    let mapping = "name = \"short\"\nkind = \"members\"\n[columns]\nmember_id = \"id\"\noccupation = \"job\"\n\
                   [constants]\nregion = \"33.21\"\nbirth_year = \"1985\"\nsex = \"P\"\ndeclared_income = \"0\"\n\
                   programmes = \"JKK+JKM\"\n";
    let mapping = place.file("short.toml", mapping);
    let file = place.file("short.csv", "id,job\nA1,6111\n");
    place.import(FileKind::Members, &file, mapping.to_str().unwrap()).await.unwrap();
    let (store, key) = (place.home.store().await.unwrap(), place.home.contacts_key().unwrap());
    let id = domain::MemberId("A1".to_owned());
    let contact = &store.contacts_of(&key, std::slice::from_ref(&id)).await.unwrap()[&id];
    assert_eq!(contact.phone, "081234560001".parse().ok());
    assert!(load_members(&place.home).unwrap()[0].whatsapp_reachable);
}

#[tokio::test]
async fn no_name_number_or_address_stands_in_any_file_of_the_home() {
    let place = Place::with_members().await;
    let contacts =
        place.file("contacts.csv", "member_id,name,phone,email\nA1,Siti Aminah,0813-1111-2222,siti@contoh.id\n");
    place.import(FileKind::Contacts, &contacts, "agency-contacts").await.unwrap();
    let files = place.bytes();
    assert!(files.keys().any(|path| path.ends_with("jangkau.db")));
    for word in [
        "Wati Suwarsih",
        "6281234560001",
        "0812-3456-0001",
        "wati0001@",
        "Siti Aminah",
        "81311112222",
        "siti@",
        "332104410785",
    ] {
        for (path, bytes) in &files {
            let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
            assert!(!found, "{word} stands in {}", path.display());
        }
    }
}

#[tokio::test]
async fn a_file_about_members_needs_members() {
    let place = Place::empty();
    let file = place.file("consent.csv", "member_id,nik,channel,given_on,withdrawn_on\nA1,,WA,2026-06-01,\n");
    for (kind, mapping) in [
        (FileKind::Consent, "agency-consent"),
        (FileKind::Contacts, "agency-contacts"),
        (FileKind::Contributions, "agency-contributions"),
    ] {
        let refusal = place.import(kind, &file, mapping).await.unwrap_err().to_string();
        assert!(refusal.contains("no members are known yet"), "{refusal}");
    }
}
