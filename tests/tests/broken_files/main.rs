//! Some hundred files that are wrong in every way files get wrong. Each ends in rows put aside or in one clear sentence; none
//! in a panic, a hang, memory without end, or a row that is lost without a word.
#![allow(clippy::unwrap_used)]

mod binary;
mod parquet;
mod paths;
mod sheets;
mod text;
mod values;

use chrono::NaiveDate;
use domain::{Contribution, Member, OccupationTable, RegionTable};
use intake::{IdentityKey, Mapping, Quarantine, Standing};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// What a file must end in.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    /// A refusal whose sentence holds these words.
    Refused(&'static str),
    /// Rows taken in and rows put aside.
    Rows(u64, u64),
    /// A file damaged at random: a refusal, or every row accounted for.
    Accounted,
}
use Expected::{Accounted, Refused, Rows};

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A members file.
    Members,
    /// A contributions file.
    Contributions,
}

/// A file and its verdict.
pub struct Broken {
    /// Its name, which no other file has.
    pub name: String,
    /// What it is read as.
    pub kind: Kind,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What it must end in.
    pub expected: Expected,
}

/// A members file.
pub fn members(name: impl Into<String>, bytes: impl Into<Vec<u8>>, expected: Expected) -> Broken {
    Broken { name: name.into(), kind: Kind::Members, bytes: bytes.into(), expected }
}

/// A contributions file.
pub fn contributions(name: impl Into<String>, bytes: impl Into<Vec<u8>>, expected: Expected) -> Broken {
    Broken { name: name.into(), kind: Kind::Contributions, bytes: bytes.into(), expected }
}

/// Columns of a members file.
pub const MEMBER_HEADER: &str = "member_id,nik,name,phone,email,occupation,region,urban,birth_year,sex,declared_income,\
                                 programmes,registered_on,paid_by_state,whatsapp_consent_on,email_consent_on,ended_on";
/// Columns of a contributions file.
pub const PAID_HEADER: &str = "member_id,coverage_month,paid_on,known_on,amount,paid_at";

/// A member row in which nothing is wrong.
pub fn member_row(id: &str) -> String {
    format!(
        "{id},3321044107850001,Wati,0812-3456-7890,wati@contoh.id,6222,33.21.04.2007,0,1985,P,1500000,JKK+JKM,2025-03-04,0,\
         2026-01-02,,"
    )
}

/// A members file of `count` good rows.
pub fn good_members(count: usize) -> String {
    let rows: Vec<String> = (1..=count).map(|n| member_row(&format!("A{n}"))).collect();
    format!("{MEMBER_HEADER}\n{}\n", rows.join("\n"))
}

/// A contributions file of `count` good rows of three members.
pub fn good_contributions(count: usize) -> String {
    let row = |n: usize| format!("A{},{}-{:02},2026-10-05,,16.800,digital", n % 3 + 1, 2024 + n / 36, n / 3 % 12 + 1);
    format!("{PAID_HEADER}\n{}\n", (0..count).map(row).collect::<Vec<_>>().join("\n"))
}

/// Numbers that look random and are the same in every run (splitmix64).
pub struct Seeded(pub u64);

impl Seeded {
    /// The next number, below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    /// A copy with some bytes flipped, a piece cut out, or a piece doubled.
    pub fn damaged(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut copy = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let (at, length) = (self.below(copy.len()), self.below(64) + 1);
            let end = (at + length).min(copy.len());
            match self.below(4) {
                0 => drop(copy.drain(at..end)),
                1 => {
                    let piece = copy[at..end].to_vec();
                    copy.splice(at..at, piece);
                }
                _ => copy[at] ^= 1 << self.below(8),
            }
            if copy.is_empty() {
                copy.push(0);
            }
        }
        copy
    }
}

/// The borders a file is read at.
pub struct Border {
    occupations: OccupationTable,
    regions: RegionTable,
    members: Vec<Member>,
    members_mapping: Mapping,
    contributions_mapping: Mapping,
}

/// The text of a file under `models`.
pub fn model(name: &str) -> String {
    fs::read_to_string(jangkau_tests::root().join("models").join(name)).unwrap()
}

/// The last day that files may speak of.
pub fn today() -> NaiveDate {
    "2026-11-30".parse().unwrap()
}

/// A key for identity numbers.
pub fn key() -> IdentityKey {
    IdentityKey::from_bytes(&[7; 32])
}

/// What came of a file.
#[derive(Debug)]
pub enum Outcome {
    /// The whole file was refused.
    Sentence(String),
    /// Its rows were read.
    Read {
        /// Rows in the file.
        rows: u64,
        /// Rows taken in.
        taken: u64,
        /// Rows known before.
        same: u64,
        /// Rows put aside.
        quarantine: Quarantine,
    },
}

impl Border {
    fn new(folder: &Path) -> Self {
        let mapping = |name: &str| Mapping::from_toml(name, &model(&format!("mappings/{name}.toml"))).unwrap();
        let mut border = Self {
            occupations: OccupationTable::from_csv("o", &model("occupations.csv")).unwrap(),
            regions: RegionTable::from_csv("r", &model("regions/provinces.csv")).unwrap(),
            members: Vec::new(),
            members_mapping: mapping("agency-members"),
            contributions_mapping: mapping("agency-contributions"),
        };
        let path = folder.join("good-members.csv");
        fs::write(&path, good_members(3)).unwrap();
        let read = intake::import_members(
            &path,
            &border.members_mapping,
            &key(),
            &border.occupations,
            &border.regions,
            today(),
        );
        border.members = read.unwrap().members;
        border
    }

    /// Reads a file as an import does. A panic is told apart from an answer.
    pub fn read(&self, kind: Kind, path: &Path) -> Result<Outcome, String> {
        catch_unwind(AssertUnwindSafe(|| self.read_or_refuse(kind, path))).map_err(|_| "a panic".to_owned())
    }

    fn read_or_refuse(&self, kind: Kind, path: &Path) -> Outcome {
        let read = match kind {
            Kind::Members => {
                let (o, r) = (&self.occupations, &self.regions);
                intake::import_members(path, &self.members_mapping, &key(), o, r, today()).map(|i| Outcome::Read {
                    rows: i.rows,
                    taken: i.members.len() as u64,
                    same: 0,
                    quarantine: i.quarantine,
                })
            }
            Kind::Contributions => {
                let earlier: &[Contribution] = &[];
                let standing = Standing { members: &self.members, key: &key(), earlier, today: today() };
                intake::import_contributions(path, &self.contributions_mapping, &standing).map(|i| Outcome::Read {
                    rows: i.rows,
                    taken: i.contributions.len() as u64,
                    same: i.same,
                    quarantine: i.quarantine,
                })
            }
        };
        read.unwrap_or_else(|e| Outcome::Sentence(e.to_string()))
    }
}

/// Why a verdict is not the expected one.
fn fault(outcome: &Outcome, expected: Expected, path: &Path, folder: &Path) -> Option<String> {
    match outcome {
        Outcome::Sentence(sentence) => {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let shown = sentence.replace(&folder.display().to_string(), "");
            if sentence.contains('\n') || sentence.len() > 2_000 + folder.as_os_str().len() {
                return Some(format!("the refusal is no short line: {shown:.200}"));
            }
            if !name.chars().any(char::is_control) && !sentence.contains(&name) {
                return Some("the refusal does not name the file".to_owned());
            }
            match expected {
                Refused(words) if sentence.contains(words) => None,
                Accounted => None,
                _ => Some(format!("refused: {shown}")),
            }
        }
        Outcome::Read { rows, taken, same, quarantine } => {
            if *rows != taken + same + quarantine.rows {
                return Some(format!("{rows} rows, {taken} taken, {same} the same, {} aside", quarantine.rows));
            }
            if quarantine.rows > 0 && quarantine.reasons.is_empty() {
                return Some("rows were put aside without a reason".to_owned());
            }
            if let Some(bad) = quarantine.reasons.iter().find(|b| {
                let is_said = domain::expected::in_indonesian(&b.expected).is_some();
                format!("{b}").contains('\n') || b.expected.is_empty() || !is_said
            }) {
                return Some(format!("a reason is no line: {bad:?}"));
            }
            let aside = folder.join("aside.csv");
            if quarantine.write(&aside).is_err() || (quarantine.is_empty() && quarantine.rows > 0) {
                return Some("the rows put aside cannot be kept".to_owned());
            }
            match expected {
                Rows(t, q) if (*taken, quarantine.rows) == (t, q) => None,
                Accounted => None,
                _ => Some(format!("{taken} taken, {} aside: {:?}", quarantine.rows, quarantine.reasons.first())),
            }
        }
    }
}

fn verdict(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Sentence(sentence) => {
            format!("refused  {sentence}")
        }
        Outcome::Read { rows, taken, quarantine, .. } => {
            format!("read     {rows} rows, {taken} taken, {} aside", quarantine.rows)
        }
    }
}

#[test]
fn every_broken_file_ends_in_rows_put_aside_or_a_clear_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let border = Border::new(folder.path());
    let mut files = Vec::new();
    files.extend(text::files());
    files.extend(values::files());
    files.extend(sheets::files());
    files.extend(parquet::files());
    let mut faults = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    let count = files.len();
    for broken in files {
        assert!(names.insert(broken.name.clone()), "{} is there twice", broken.name);
        let path: PathBuf = folder.path().join(&broken.name);
        fs::write(&path, &broken.bytes).unwrap();
        let size = broken.bytes.len();
        drop(broken.bytes);
        match border.read(broken.kind, &path) {
            Ok(outcome) => {
                let line = verdict(&outcome).replace(&format!("{}/", folder.path().display()), "");
                println!("{:<44} {size:>9}  {line:.150}", broken.name);
                if let Some(fault) = fault(&outcome, broken.expected, &path, folder.path()) {
                    faults.push(format!("{}: expected {:?}, {fault}", broken.name, broken.expected));
                }
            }
            Err(panic) => faults.push(format!("{}: {panic}", broken.name)),
        }
        fs::remove_file(&path).unwrap();
    }
    println!("{count} files");
    assert!(count >= 200, "only {count} files");
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
}
