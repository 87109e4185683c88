//! One small file for each ready mapping, read the way an import reads it.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::{
    Channel, Contribution, Member, MemberId, OccupationCode, OccupationGroup, OccupationTable, ProgrammeSet, Purpose,
    RegionTable, Sex,
};
use intake::{ContributionImport, IdentityKey, Mapping, Quarantine, Standing};
use std::path::{Path, PathBuf};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-30")
}

fn key() -> IdentityKey {
    IdentityKey::from_bytes(&[7; 32])
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn mapping(name: &str) -> Mapping {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../models/mappings/{name}.toml"));
    Mapping::from_toml(name, &std::fs::read_to_string(path).unwrap()).unwrap()
}

/// P000000, P000001 and P000002, with the identity numbers that end in 0001, 0002 and 0003.
fn members() -> Vec<Member> {
    (0..3)
        .map(|n| Member {
            id: MemberId(format!("P{n:06}")),
            identity_token: key().token(&format!("332104410785{:04}", n + 1)).unwrap(),
            occupation: OccupationCode(6222),
            group: OccupationGroup::Fisher,
            region: "33.21.04.2007".parse().unwrap(),
            urban: false,
            birth_year: 1985,
            sex: Sex::Female,
            declared_income_rupiah: 1_500_000,
            programmes: ProgrammeSet::Basic,
            registered_on: Some(day("2025-03-04")),
            paid_by_state: false,
            whatsapp_reachable: false,
            email_reachable: false,
            phone_known: false,
            email_known: false,
            ended_on: None,
        })
        .collect()
}

fn payments(name: &str, file: &str, members: &[Member], earlier: &[Contribution]) -> ContributionImport {
    let standing = Standing { members, key: &key(), earlier, today: today() };
    intake::import_contributions(&fixture(file), &mapping(name), &standing).unwrap()
}

/// Line, column and expectation of what was put aside.
fn reasons(quarantine: &Quarantine) -> Vec<(u64, &str, &str, &str)> {
    quarantine.reasons.iter().map(|b| (b.line, b.column.as_str(), b.value.as_str(), b.expected.as_str())).collect()
}

/// Member row, month, day paid, day known, rupiah, place.
fn rows(import: &ContributionImport) -> Vec<(u32, String, String, String, i64, PaidAt)> {
    let row = |c: &Contribution| {
        let (paid, known) = (c.paid_on.to_string(), c.known_on.to_string());
        (c.member.0, c.coverage_month.to_string(), paid, known, c.amount_rupiah, c.paid_at)
    };
    import.contributions.iter().map(row).collect()
}

fn row(
    member: u32,
    month: &str,
    paid: &str,
    known: &str,
    rupiah: i64,
    at: PaidAt,
) -> (u32, String, String, String, i64, PaidAt) {
    (member, month.into(), paid.into(), known.into(), rupiah, at)
}

#[test]
fn a_bank_export_in_windows_letters_finds_members_by_their_identity_numbers() {
    let read = payments("bank-agent", "bank-agent.csv", &members(), &[]);
    assert_eq!(
        rows(&read),
        [
            row(0, "2026-10", "2026-10-05", "2026-10-06", 16_800, PaidAt::BankAgent),
            row(1, "2026-10", "2026-10-07", "2026-10-07", 16_800, PaidAt::BankAgent),
            row(1, "2026-11", "2026-10-07", "2026-10-08", 8_400, PaidAt::Digital),
        ]
    );
    assert_eq!(
        reasons(&read.quarantine),
        [
            (8, "NIK", "****09", "the identity number of a member in the members table"),
            (9, "Tgl Transaksi", "2026-10-07", "a day written as 30/11/2026 | 30-11-2026"),
        ]
    );
    assert_eq!((read.rows, read.same), (5, 0));
    assert!(!format!("{read:?}").contains("332104410785000"));
}

#[test]
fn the_same_payments_again_are_the_same_as_before_and_others_for_a_paid_month_are_put_aside() {
    let mut earlier = payments("bank-agent", "bank-agent.csv", &members(), &[]).contributions;
    earlier[0].amount_rupiah = 8_400;
    earlier.pop();
    let read = payments("bank-agent", "bank-agent.csv", &members(), &earlier);
    assert_eq!((read.rows, read.same, read.contributions.len(), read.quarantine.rows), (5, 1, 1, 3));
    assert_eq!(
        reasons(&read.quarantine)[0],
        (5, "Bulan Iuran", "10/2026", "a month that was not yet paid by this member")
    );
}

#[test]
fn a_mended_quarantine_is_read_with_the_same_mapping_whatever_it_says_of_letters_and_title_lines() {
    let dir = tempfile::tempdir().unwrap();
    for (name, file, from, to) in [
        ("bank-agent", "bank-agent.csv", "2026-10-07,08/10/2026", "07/10/2026,08/10/2026"),
        ("post-office", "post-office.xlsx", ",16.8\n", ",16.800\n"),
    ] {
        let first = payments(name, file, &members(), &[]);
        let aside = dir.path().join(format!("{name}.csv"));
        first.quarantine.write(&aside).unwrap();
        let text = std::fs::read_to_string(&aside).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(&aside, text.replace(from, to)).unwrap();
        let (members, key) = (members(), key());
        let standing = Standing { members: &members, key: &key, earlier: &first.contributions, today: today() };
        let second = intake::import_contributions(&aside, &mapping(name), &standing).unwrap();
        assert_eq!((second.rows, second.contributions.len()), (2, 1), "{name}: {:?}", second.quarantine);
        assert_eq!(second.contributions[0].member.0, 2);
    }
}

#[test]
fn an_identity_number_that_two_members_have_finds_neither() {
    let mut members = members();
    members[2].identity_token = members[0].identity_token.clone();
    let read = payments("bank-agent", "bank-agent.csv", &members, &[]);
    assert_eq!(reasons(&read.quarantine)[0].3, "an identity number of one member; several members have this one");
}

#[test]
fn a_post_office_workbook_is_read_from_its_sheet_below_the_title_rows() {
    let read = payments("post-office", "post-office.xlsx", &members(), &[]);
    let paid = |member, day: &str| row(member, "2026-10", day, day, 16_800, PaidAt::PostOffice);
    // A typed day, a typed month, the result of a formula.
    assert_eq!(rows(&read), [paid(0, "2026-10-05"), paid(1, "2026-10-05"), paid(2, "2026-10-05")]);
    assert_eq!(
        reasons(&read.quarantine),
        [
            (9, "(row)", "a cell in column G", "cells in the 5 columns of the header"),
            // 16.800 that an English spreadsheet took for a little less than 17.
            (8, "Jumlah (Rp)", "16.8", "an amount in whole rupiah such as 16800, 16.800 or Rp 16.800,00"),
        ]
    );
    assert_eq!(read.rows, 5);
}

#[test]
fn a_community_roster_brings_members_and_prospects_with_numbers_of_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let text = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let occupations = OccupationTable::from_csv("o", &text("occupations.csv")).unwrap();
    let regions = RegionTable::from_csv("r", &text("regions/provinces.csv")).unwrap();
    let path = fixture("wadah-roster.csv");
    let read =
        intake::import_members(&path, &mapping("wadah-roster"), &key(), &occupations, &regions, today()).unwrap();
    let token = key().token("3321040107850002").unwrap();
    let ids: Vec<&str> = read.members.iter().map(|m| m.id.0.as_str()).collect();
    assert_eq!(ids, ["P000001", "wadah-W-002", &format!("wadah-{}", &token[..16]), "wadah-W-004"]);
    let member = &read.members[0];
    assert_eq!(member.registered_on, Some(day("2025-03-04")));
    assert!(member.whatsapp_reachable && !member.urban);
    assert_eq!((member.birth_year, member.declared_income_rupiah), (1985, 1_500_000));
    assert!(read.members[1..].iter().all(|m| m.registered_on.is_none()), "the others are prospects");
    assert_eq!(read.members[1].occupation, OccupationCode(9216), "a code in other letters");
    assert_eq!(read.members[2].programmes, ProgrammeSet::WithSavings);
    assert_eq!(read.members[3].identity_token, "");
    let columns: Vec<(u64, &str)> = read.quarantine.reasons.iter().map(|b| (b.line, b.column.as_str())).collect();
    assert_eq!(columns, [(6, "No KPJ"), (7, "Pekerjaan")]);
    assert_eq!(read.rows, 6);
}

#[test]
fn contacts_change_what_they_name_and_an_unreadable_number_is_put_aside() {
    let read =
        intake::import_contacts(&fixture("agency-contacts.csv"), &mapping("agency-contacts"), &members(), &key())
            .unwrap();
    assert_eq!(read.changes.len(), 2);
    assert_eq!(read.changes[0].name.as_deref(), Some("Siti"));
    assert_eq!(read.changes[1].phone, "6281311112222".parse().ok());
    assert!(read.changes[1].name.is_none() && read.changes[1].email.is_none());
    assert_eq!(
        reasons(&read.quarantine),
        [(4, "phone", "****55", "an Indonesian mobile number such as 0812-3456-7890")]
    );
    assert!(!format!("{read:?}").contains("8123"), "contacts are not printed");
}

#[test]
fn consent_is_read_by_member_number_or_identity_number() {
    let read =
        intake::import_consent(&fixture("agency-consent.csv"), &mapping("agency-consent"), &members(), &key(), today())
            .unwrap();
    let changes: Vec<_> = read.changes.iter().map(|c| (c.member.0, c.channel, c.given_on, c.withdrawn_on)).collect();
    assert_eq!(
        changes,
        [
            (0, Channel::Whatsapp, Some(day("2026-05-01")), None),
            (1, Channel::Email, Some(day("2026-05-01")), Some(day("2026-06-01"))),
            (2, Channel::Whatsapp, None, Some(day("2026-07-01"))),
        ]
    );
    assert_eq!(
        reasons(&read.quarantine),
        [(5, "channel", "sms", "whatsapp or email"), (6, "given_on", "", "the day consent was given or withdrawn")]
    );
}

#[test]
fn consent_says_for_what_in_which_words_and_what_shows_it() {
    let (file, by_purpose) = (fixture("agency-consent-by-purpose.csv"), mapping("agency-consent-by-purpose"));
    let read = intake::import_consent(&file, &by_purpose, &members(), &key(), today()).unwrap();
    let changes: Vec<_> = read
        .changes
        .iter()
        .map(|c| (c.member.0, c.channel, c.purpose, c.text_version.as_deref(), c.evidence.as_deref()))
        .collect();
    assert_eq!(
        changes,
        [
            (1, Channel::Whatsapp, Some(Purpose::Offers), Some("naskah-3"), Some("formulir 17")),
            (2, Channel::Email, Some(Purpose::Contributions), Some("naskah-2"), None),
            (2, Channel::Whatsapp, None, None, None),
        ]
    );
    let reasons = reasons(&read.quarantine);
    assert_eq!(reasons.len(), 2);
    assert_eq!(reasons[0], (5, "purpose", "hadiah", "contributions or offers"));
    assert_eq!((reasons[1].0, reasons[1].1, reasons[1].3), (6, "text_version", "at most 80 characters"));
}

#[test]
fn a_mapping_that_could_be_read_two_ways_is_refused() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/mappings/bank-agent.toml"))
            .unwrap();
    let refused = |from: &str, to: &str| Mapping::from_toml("m", &text.replace(from, to)).unwrap_err().to_string();
    let both = refused("\"%d-%m-%Y\"]", "\"%m/%d/%Y\"]");
    assert!(both.contains("`%d/%m/%Y` and `%m/%d/%Y` read `04/05/2023` as different days"), "{both}");
    assert!(refused("\"%d-%m-%Y\"]", "\"%Q\"]").contains("`%Q` writes no day"));
    assert!(refused("\"%m/%Y\"", "\"%d\"").contains("writes no month"));
    assert!(refused("header_row = 4", "header_row = 0").contains("header_row is 0"));
    assert!(refused("windows-1252", "ebcdic").contains("ebcdic"));
    assert!(refused("nik = \"NIK\"\n", "").contains("[columns] has no `member_id`"));
    assert!(refused("[columns]", "[constants]\nnik = \"1\"\n[columns]").contains("differs from person to person"));
    assert!(refused("[columns]", "[constants]\namount = \"1\"\n[columns]").contains("both a column and a constant"));
    assert!(refused("nik = \"NIK\"", "own_number = \"No\"").contains("say whose"));
    assert!(refused("name =", "partner = \"Bank BRI\"\nname =").contains("no key"));
}
