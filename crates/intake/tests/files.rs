//! Files in, tables out: what is read, what is put aside with its reason, and what must never come out.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::{
    Contact, Contribution, Member, MemberId, MemberRow, Month, OccupationTable, ProgrammeSet, RegionTable, Sex,
};
use domain::{OccupationCode, OccupationGroup, SegmentId};
use intake::{ColumnValues, ContributionImport, IdentityKey, Mapping, MemberImport, Standing, read_table};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const NIK: &str = "3321044107850001";
const HEADER: &str = "member_id,nik,name,phone,email,occupation,region,urban,birth_year,sex,declared_income,programmes,\
                      registered_on,paid_by_state,whatsapp_consent_on,email_consent_on,ended_on";

fn write(dir: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn refusal(dir: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = write(dir, name, bytes);
    read_table(&path).unwrap_err().to_string().replace(&path.display().to_string(), name)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-30")
}

fn key() -> IdentityKey {
    IdentityKey::from_bytes(&[7; 32])
}

fn members_mapping() -> Mapping {
    Mapping::from_toml("m", include_str!("../../../models/mappings/agency-members.toml")).unwrap()
}

fn contributions_mapping() -> Mapping {
    Mapping::from_toml("c", include_str!("../../../models/mappings/agency-contributions.toml")).unwrap()
}

fn import(path: &Path) -> MemberImport {
    let occupations = OccupationTable::from_csv("o", include_str!("../../../models/occupations.csv")).unwrap();
    let regions = RegionTable::from_csv("r", include_str!("../../../models/regions/provinces.csv")).unwrap();
    intake::import_members(path, &members_mapping(), &key(), &occupations, &regions, today()).unwrap()
}

fn contributions(path: &Path, mapping: &Mapping, members: &[Member], earlier: &[Contribution]) -> ContributionImport {
    intake::import_contributions(path, mapping, &Standing { members, key: &key(), earlier, today: today() }).unwrap()
}

fn member(number: usize) -> Member {
    Member {
        id: MemberId(format!("P{number:06}")),
        identity_token: key().token(&format!("332104410785{:04}", number + 1)).unwrap(),
        occupation: OccupationCode(6222),
        group: OccupationGroup::Fisher,
        region: "33.21.04.2007".parse().unwrap(),
        urban: number.is_multiple_of(2),
        birth_year: 1985,
        sex: Sex::Female,
        declared_income_rupiah: 1_500_000,
        programmes: ProgrammeSet::Basic,
        registered_on: (!number.is_multiple_of(3)).then(|| day("2025-03-04")),
        paid_by_state: false,
        whatsapp_reachable: number.is_multiple_of(2),
        email_reachable: false,
        phone_known: true,
        email_known: true,
        ended_on: None,
    }
}

fn contact(member: &Member) -> Contact {
    Contact {
        member: member.id.clone(),
        name: "Siti, \"Bu\" Aminah".to_owned(),
        phone: Some("0812-3456-7890".parse().unwrap()),
        email: Some("siti@contoh.id".to_owned()),
        whatsapp_consent_on: member.whatsapp_reachable.then(|| day("2026-01-02")),
        email_consent_on: None,
    }
}

fn contribution(member: u32, month: &str, paid_on: &str) -> Contribution {
    Contribution {
        member: MemberRow(member),
        coverage_month: month.parse().unwrap(),
        paid_on: day(paid_on),
        known_on: day(paid_on).succ_opt().unwrap(),
        amount_rupiah: 8_400,
        paid_at: PaidAt::PostOffice,
    }
}

#[test]
fn a_semicolon_file_with_a_byte_order_mark_is_read_like_any_other() {
    let dir = TempDir::new().unwrap();
    let table = read_table(&write(&dir, "a.csv", "\u{feff}id;nama\r\n1;Siti, Aminah\r\n\r\n2;\r\n")).unwrap();
    assert_eq!(table.columns[0].name, "id");
    assert_eq!(table.column("nama").unwrap().values, [Some("Siti, Aminah".to_owned()), None]);
    assert_eq!(table.line_of(1), 4, "an empty line counts");
}

#[test]
fn a_gzipped_file_is_read_and_a_quoted_line_break_keeps_the_lines_right() {
    let dir = TempDir::new().unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"a,b\n\"two\nlines\",1\nx,y\n").unwrap();
    let table = read_table(&write(&dir, "a.csv.gz", gzip.finish().unwrap())).unwrap();
    assert_eq!(table.rows(), 2);
    assert_eq!(table.line_of(1), 4);
    let message = table.numbers("b").unwrap_err().to_string();
    assert!(message.contains("line 4, column `b`: `y` is not a number"), "{message}");
}

#[test]
fn files_that_cannot_be_read_are_refused_in_a_sentence() {
    let dir = TempDir::new().unwrap();
    let missing = read_table(Path::new("nowhere.csv")).unwrap_err().to_string();
    assert_eq!(missing, "nowhere.csv: there is no such file");
    assert!(refusal(&dir, "e.csv", "").contains("empty"));
    assert!(refusal(&dir, "h.csv", "a,b\n").contains("no rows"));
    assert_eq!(
        refusal(&dir, "r.csv", "a,b\n1,2\n3\n"),
        "r.csv, line 3: the row has 1 cells, expected a row of 2 cells, as the header has"
    );
    assert!(refusal(&dir, "u.csv", b"a,b\n1,\xff\xfe\n").contains("u.csv, line 2: the text is not UTF-8"));
    assert!(refusal(&dir, "d.csv", "a,b,a\n1,2,3\n").contains("the column `a` 2 times"));
    assert!(refusal(&dir, "p.parquet", b"PAR1 and then nothing").contains("not a readable Parquet table"));
}

#[test]
fn a_column_that_is_not_there_is_answered_with_the_nearest_name() {
    let dir = TempDir::new().unwrap();
    let table = read_table(&write(&dir, "a.csv", "member_id,amount\n1,2\n")).unwrap();
    let message = table.column("amuont").unwrap_err().to_string();
    assert!(
        message.ends_with("no column `amuont` (did you mean `amount`?); the columns are: member_id, amount"),
        "{message}"
    );
}

#[test]
fn members_come_back_as_they_were_written_without_their_identity_numbers() {
    let dir = TempDir::new().unwrap();
    let members: Vec<Member> = (0..50).map(member).collect();
    let contacts: Vec<Contact> = members.iter().map(contact).collect();
    let niks: Vec<String> = (0..50).map(|i| format!("332104410785{:04}", i + 1)).collect();
    let path = dir.path().join("members.csv");
    let people = members.iter().zip(&niks).zip(&contacts).map(|((m, n), c)| (m, n.as_str(), c));
    intake::write_agency_members(&path, people).unwrap();
    let read = import(&path);
    assert_eq!(read.quarantine.reasons, []);
    assert_eq!(read.members, members);
    assert_eq!(read.contacts, contacts);
    assert_eq!(read.rows, 50);
    assert!(!format!("{read:?}").contains("332104410785"));

    let table = dir.path().join("members.parquet");
    intake::save_members(&table, &read.members).unwrap();
    assert_eq!(intake::load_members(&table).unwrap(), members);
    let text = format!("{:?}", read_table(&table).unwrap());
    assert!(!text.contains("332104410785") && !text.contains("6281234567890") && !text.contains("Aminah"));
}

#[test]
fn every_bad_value_of_a_row_is_reported_and_the_row_kept_out() {
    let dir = TempDir::new().unwrap();
    let good =
        format!("A1,{NIK},Siti,08123456789,siti@contoh.id,6222,33.21,ya,1985,P,Rp1.500.000,JKK+JKM,2025-03-04,0,,,");
    let bad = "A2,3321044107850000,Budi,08123456789,,62,04.01,maybe,1850,X,-5,JHT,2099-01-01,0,2026-13-01,,";
    let twin = good.replace("P,Rp1.500.000", "P,2000000");
    let path = write(&dir, "m.csv", format!("{HEADER}\n{good}\n{bad}\n{twin}\n"));
    let read = import(&path);
    assert_eq!((read.rows, read.members.len(), read.quarantine.rows), (3, 1, 2));
    let bad_columns: Vec<&str> =
        read.quarantine.reasons.iter().filter(|b| b.line == 3).map(|b| b.column.as_str()).collect();
    assert_eq!(
        bad_columns,
        [
            "nik",
            "occupation",
            "region",
            "birth_year",
            "sex",
            "declared_income",
            "programmes",
            "urban",
            "registered_on",
            "whatsapp_consent_on"
        ]
    );
    let twin = read.quarantine.reasons.iter().find(|b| b.line == 4).unwrap();
    assert!(twin.column == "member_id" && twin.expected.contains("line 2 has it"), "{twin:?}");
    let future = read.quarantine.reasons.iter().find(|b| b.value == "2099-01-01").unwrap();
    assert_eq!(future.expected, "a day up to 2026-11-30");
}

#[test]
fn an_identity_number_shows_in_no_reason_and_no_printed_value() {
    let dir = TempDir::new().unwrap();
    // Once bad, once in the wrong column, once with a letter in it.
    let rows = format!(
        "A1,3321047207850001,S,,,6222,33,1,1985,P,1,JKK+JKM,,0,,,\n\
         {NIK},{NIK},S,,,{NIK},33,1,1985,P,1,JKK+JKM,,0,,,\n\
         A3,33210441O7850001,S,{NIK},,6222,33,1,1985,P,1,JKK+JKM,,0,,,\n"
    );
    let read = import(&write(&dir, "m.csv", format!("{HEADER}\n{rows}")));
    assert_eq!(read.quarantine.rows, 3);
    let text = format!("{read:?}");
    for number in [NIK, "3321047207850001", "33210441O7850001"] {
        assert!(!text.contains(number), "{text}");
    }
    assert!(text.contains("****01"));
}

#[test]
fn a_phone_that_cannot_be_read_is_left_out_and_the_member_stays() {
    let dir = TempDir::new().unwrap();
    let row = "A1,,Siti,021-555,siti,6222,33.21,1,1985,P,1500000,JKK+JKM,,0,2026-01-01,,";
    let read = import(&write(&dir, "m.csv", format!("{HEADER}\n{row}\n")));
    assert_eq!(read.members.len(), 1);
    assert!(!read.members[0].whatsapp_reachable && read.contacts[0].phone.is_none());
    assert_eq!(read.members[0].identity_token, "");
    let columns: Vec<&str> = read.blanked.iter().map(|b| b.column.as_str()).collect();
    assert_eq!(columns, ["phone", "email"]);
}

#[test]
fn the_quarantine_cannot_run_a_formula_in_a_spreadsheet_and_comes_back_as_it_was() {
    let dir = TempDir::new().unwrap();
    let rows = format!(
        "A1,{NIK},=HYPERLINK(\"\"x\"\"),+62 812-3456-7890,,6222,33.21,1,1985,X,1500000,JKK+JKM,,0,,,\n\
         A2,,'=quoted,,,6222,33.21,1,1985,Y,1500000,JKK+JKM,,0,,,\nA3,too,few\n"
    )
    .replace("=HYPERLINK(\"\"x\"\")", "\"=HYPERLINK(\"\"x\"\")\"");
    let read = import(&write(&dir, "m.csv", format!("{HEADER}\n{rows}")));
    assert_eq!((read.rows, read.members.len(), read.quarantine.rows), (3, 0, 3));
    let path = dir.path().join("q.csv");
    read.quarantine.write(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    for cell in ["\"'=HYPERLINK(\"\"x\"\")\"", ",'+62 812-3456-7890,", ",''=quoted,", "A3 | too | few", NIK] {
        assert!(text.contains(cell), "{cell} is not in {text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "only its owner reads it");
    }

    // Unmended it is put aside again, with the row that fits no header still in it.
    let again = import(&path);
    assert_eq!((again.rows, again.members.len(), again.quarantine.rows), (3, 0, 3));
    let second = dir.path().join("q2.csv");
    again.quarantine.write(&second).unwrap();
    assert!(fs::read_to_string(&second).unwrap().contains("A3 | too | few"));

    // Mended, as a spreadsheet with Indonesian settings saves it.
    let mended = text.replace(",X,1500000", ",L,1500000").replace(",Y,1500000", ",P,1500000");
    let read = import(&write(&dir, "mended.csv", mended));
    assert_eq!((read.members.len(), read.quarantine.rows), (2, 1), "{:?}", read.quarantine);
    assert_eq!(read.contacts[0].name, "=HYPERLINK(\"x\")");
    assert_eq!(read.contacts[0].phone, "081234567890".parse().ok());
    assert_eq!(read.contacts[1].name, "'=quoted");
    assert_eq!(read.members[0].identity_token, key().token(NIK).unwrap());
}

#[test]
fn contributions_come_back_as_they_were_written_in_parquet_and_at_home() {
    let dir = TempDir::new().unwrap();
    let members: Vec<Member> = (0..3).map(member).collect();
    let paid = vec![
        contribution(0, "2026-10", "2026-10-05"),
        contribution(0, "2027-02", "2026-10-05"),
        contribution(2, "2026-10", "2026-11-09"),
    ];
    let path = dir.path().join("c.parquet");
    intake::write_agency_contributions(&path, &paid, &members).unwrap();
    let read = contributions(&path, &contributions_mapping(), &members, &[]);
    assert_eq!(read.quarantine.reasons, []);
    assert_eq!(read.contributions, paid);

    let home = dir.path().join("home.parquet");
    intake::save_contributions(&home, &paid).unwrap();
    assert_eq!(intake::load_contributions(&home).unwrap(), paid);
    let bytes = fs::read(&home).unwrap();
    intake::save_contributions(&home, &paid).unwrap();
    assert_eq!(bytes, fs::read(&home).unwrap(), "the same rows make the same bytes");
}

#[test]
fn contributions_of_strangers_from_the_future_or_twice_are_put_aside() {
    let dir = TempDir::new().unwrap();
    let members: Vec<Member> = (0..2).map(member).collect();
    let rows = "P000000,2026-10,2026-10-05,2026-10-06,16.800,digital\n\
                P000000,2026-10,2026-10-07,2026-10-08,16800,digital\n\
                P999999,2026-10,2026-10-05,2026-10-06,16800,digital\n\
                P000001,2026-10,2099-01-01,2099-01-02,16800,digital\n\
                P000001,2026-11,2026-10-05,,0,warung\n\
                P000001,2027-01,2026-10-05,,8400,branch\n";
    let text = format!("member_id,coverage_month,paid_on,known_on,amount,paid_at\n{rows}");
    let path = write(&dir, "c.csv", text);
    let read = contributions(&path, &contributions_mapping(), &members, &[]);
    let bad: Vec<(u64, &str)> = read.quarantine.reasons.iter().map(|b| (b.line, b.column.as_str())).collect();
    let expected =
        [(3, "coverage_month"), (4, "member_id"), (5, "paid_on"), (5, "known_on"), (6, "amount"), (6, "paid_at")];
    assert_eq!(bad, expected);
    assert_eq!((read.rows, read.quarantine.rows, read.contributions.len()), (6, 4, 2));
    assert_eq!(read.contributions[0].amount_rupiah, 16_800);
    assert_eq!(read.contributions[1].known_on, day("2026-10-05"), "known when paid, without a day of its own");
    assert_eq!(read.contributions[1].coverage_month, "2027-01".parse::<Month>().unwrap());
}

#[test]
fn a_contribution_known_before_it_was_paid_is_put_aside() {
    let dir = TempDir::new().unwrap();
    let members: Vec<Member> = (0..2).map(member).collect();
    let text = "member_id,coverage_month,paid_on,known_on,amount,paid_at\n\
                P000000,2026-10,2026-10-05,2026-10-04,16800,digital\n\
                P000001,2026-10,2026-10-05,2026-10-05,16800,digital\n\
                P000001,2026-09,5 Oktober,2026-10-05,16800,digital\n";
    let path = write(&dir, "c.csv", text);
    let read = contributions(&path, &contributions_mapping(), &members, &[]);
    assert_eq!(read.contributions.len(), 1);
    let told: Vec<(u64, &str, &str, &str)> = read
        .quarantine
        .reasons
        .iter()
        .map(|b| (b.line, b.column.as_str(), b.value.as_str(), b.expected.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (2, "known_on", "2026-10-04", "a day on or after 2026-10-05, when it was paid"),
            (4, "paid_on", "5 Oktober", "a day written as 2026-11-30"),
        ]
    );
    let all = &read.quarantine.reasons;
    assert!(all.iter().all(|b| domain::expected::in_indonesian(&b.expected).is_some()), "{all:?}");
}

#[test]
fn a_partner_file_with_its_own_names_dates_and_codes_is_read_through_its_mapping() {
    let dir = TempDir::new().unwrap();
    let mapping = "name = \"pos\"\nkind = \"contributions\"\ndate_format = \"%d/%m/%Y\"\n[columns]\nmember_id = \"KPJ\"\n\
                   coverage_month = \"bulan\"\npaid_on = \"tgl bayar\"\namount = \"jumlah\"\npaid_at = \"loket\"\n\
                   [codes.paid_at]\nPOS = \"post_office\"\n";
    let mapping = Mapping::from_toml("pos.toml", mapping).unwrap();
    let text = "KPJ;bulan;tgl bayar;jumlah;loket\nP000001;01/10/2026;05/10/2026;Rp 16.800,00;POS\n";
    let members: Vec<Member> = (0..2).map(member).collect();
    let read = contributions(&write(&dir, "pos.csv", text), &mapping, &members, &[]);
    assert_eq!(read.quarantine.reasons, []);
    let expected =
        Contribution { known_on: day("2026-10-05"), amount_rupiah: 16_800, ..contribution(1, "2026-10", "2026-10-05") };
    assert_eq!(read.contributions, [expected]);
}

#[test]
fn a_contribution_of_nobody_is_not_written() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("c.parquet");
    let stray = [contribution(7, "2026-10", "2026-10-05")];
    let message = intake::write_agency_contributions(&path, &stray, &[member(0)]).unwrap_err().to_string();
    assert!(message.contains("member row 7, the members table has 1 rows"), "{message}");
}

#[test]
fn a_mapping_for_members_does_not_read_contributions() {
    let dir = TempDir::new().unwrap();
    let path = write(&dir, "c.csv", "member_id\n1\n");
    let message = intake::import_contributions(
        &path,
        &members_mapping(),
        &Standing { members: &[], key: &key(), earlier: &[], today: today() },
    )
    .unwrap_err()
    .to_string();
    assert!(message.contains("expected one that reads contributions"), "{message}");
}

#[test]
fn columns_and_assignments_come_back_as_saved() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("t.parquet");
    let columns = [
        ("whole", ColumnValues::Whole(vec![1, -2])),
        ("measured", ColumnValues::Measured(vec![0.1, f64::MAX])),
        ("words", ColumnValues::Words(vec!["a".into(), String::new()])),
        ("flags", ColumnValues::Flags(vec![true, false])),
    ];
    intake::save_columns(&path, &columns).unwrap();
    let read = intake::load_columns(&path).unwrap();
    for ((name, values), (read_name, read_values)) in columns.iter().zip(&read) {
        assert_eq!((*name, values), (read_name.as_str(), read_values));
    }
    let short = intake::save_columns(&path, &[("a", ColumnValues::Whole(vec![1])), ("b", ColumnValues::Whole(vec![]))]);
    assert!(short.unwrap_err().to_string().contains("`b` has 0 rows"));

    let members: Vec<Member> = (0..2).map(member).collect();
    intake::save_assignments(&path, &members, &[Some(SegmentId("fisher-seasonal".into())), None]).unwrap();
    let read = intake::load_assignments(&path).unwrap();
    assert_eq!(read[0], (members[0].id.clone(), Some(SegmentId("fisher-seasonal".into()))));
    assert_eq!(read[1].1, None);
}
