//! Payment features of a made-up country, beside the tools people would use instead: `features.py` runs them on the same files.
//!
//! `features-peer generate FILE MEMBERS member|month|none` writes 24 months of contributions of which exactly two thirds are
//! paid, sorted by member or by month, or in no order. `features-peer run FILE MEMBERS [all]` reads it back into sixteen
//! features of every member, or all there are, and prints seconds, the peak of resident memory and the mean of each feature
//! as JSON.

use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::member::columns::MemberColumns;
use domain::{Contribution, MemberRow, Month, OccupationGroup, ProgrammeRules, ProgrammeSet};
use features::{FeatureError, LeanMonths, PaymentSums, chosen_features_of, features_of};
use intake::{IntakeError, TableWriter, scan_contributions};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

const MONTHS: i32 = 24;
const ROWS_AT_A_TIME: usize = 1 << 18;
const MEMBERS_AT_A_TIME: usize = 1 << 15;

/// What every tool makes of the same rows.
const SIXTEEN: [&str; 16] = [
    "months_paid",
    "share_paid",
    "share_on_time",
    "longest_gap_months",
    "current_streak_months",
    "months_since_paid",
    "reactivations",
    "share_prepaid",
    "mean_amount_rupiah",
    "longest_streak_months",
    "share_at_post_office",
    "share_at_bank_agent",
    "share_at_community_agent",
    "share_at_digital",
    "share_paid_last_6",
    "share_paid_last_12",
];

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["generate", file, members, order @ ("member" | "month" | "none")] => {
            generate(Path::new(file), members.parse()?, order)
        }
        ["run", file, members] => run(Path::new(file), members.parse()?, Some(&SIXTEEN)),
        ["run", file, members, "all"] => run(Path::new(file), members.parse()?, None),
        _ => Err("usage: features-peer generate FILE MEMBERS member|month|none, or run FILE MEMBERS [all]".into()),
    }
}

fn first_month() -> Month {
    Month::from_index(2024 * 12 + 11)
}

fn as_of() -> NaiveDate {
    first_month().plus(MONTHS - 1).last_day()
}

/// SplitMix64's finisher: the same cell is the same payment in every order.
fn mixed(cell: u64) -> u64 {
    let z = cell.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The payment of a cell; one month of each quarter is left out.
fn payment(member: u32, at: i32) -> Option<Contribution> {
    let quarter = mixed(u64::from(member) * 8 + (at / 3) as u64);
    if quarter % 3 == (at % 3) as u64 {
        return None;
    }
    let cell = mixed(1 << 40 | (u64::from(member) * MONTHS as u64 + at as u64));
    let coverage_month = first_month().plus(at);
    // A fifth is paid in the month before.
    let paid_in = if cell.is_multiple_of(5) { coverage_month.plus(-1) } else { coverage_month };
    let paid_on = paid_in.first_day() + chrono::Days::new(cell >> 8 & 15) + chrono::Days::new(cell >> 12 & 7);
    Some(Contribution {
        member: MemberRow(member),
        coverage_month,
        paid_on,
        known_on: paid_on + chrono::Days::new(cell >> 16 & 3),
        amount_rupiah: if cell >> 20 & 1 == 0 { 16_800 } else { 36_800 },
        paid_at: PaidAt::ALL[(cell >> 24) as usize % 5],
    })
}

fn generate(file: &Path, members: u32, order: &str) -> Result<(), Box<dyn Error>> {
    let mut writer = TableWriter::create(file)?;
    let mut rows = Vec::with_capacity(ROWS_AT_A_TIME);
    let mut put = |contribution: Option<Contribution>, last: bool| -> Result<(), IntakeError> {
        rows.extend(contribution);
        if rows.len() == ROWS_AT_A_TIME || last && !rows.is_empty() {
            writer.append_contributions(&rows)?;
            rows.clear();
        }
        Ok(())
    };
    let (months, cells) = (MONTHS as u32, members * MONTHS as u32);
    let mut shuffled: Vec<u32> = Vec::new();
    if order == "none" {
        shuffled.extend(0..cells);
        shuffled.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(1));
    }
    for at in 0..cells {
        let (member, month) = if order == "month" {
            (at % members, at / members)
        } else {
            let cell = shuffled.get(at as usize).copied().unwrap_or(at);
            (cell / months, cell % months)
        };
        put(payment(member, month as i32), false)?;
    }
    put(None, true)?;
    println!("{} rows", writer.finish()?);
    Ok(())
}

/// An error of the file or of the sums.
#[derive(Debug, thiserror::Error)]
enum ScanError {
    #[error(transparent)]
    File(#[from] IntakeError),
    #[error(transparent)]
    Sums(#[from] FeatureError),
}

fn run(file: &Path, members: usize, chosen: Option<&[&str]>) -> Result<(), Box<dyn Error>> {
    let rules = ProgrammeRules::from_csv(
        include_str!("../../../models/programmes/contributions.csv"),
        include_str!("../../../models/programmes/discounts.csv"),
        include_str!("../../../models/programmes/rules.csv"),
    )?;
    let begun = Instant::now();
    let lean = LeanMonths::default();
    let mut sums = match chosen {
        Some(names) => PaymentSums::for_features(members, as_of(), &rules, &lean, names)?,
        None => PaymentSums::new(members, as_of(), &rules, &lean),
    };
    let shared = sums.shared();
    let rows = scan_contributions::<ScanError>(file, 2, |batch| Ok(shared.add(batch)?))?;
    drop(shared);
    let summed = begun.elapsed();
    let means = means(&sums, members, chosen)?;
    let seconds = begun.elapsed().as_secs_f64();
    let means: Vec<String> =
        means.iter().map(|(name, sum)| format!("\"{name}\": {:.9}", sum / members as f64)).collect();
    println!(
        "{{\"rows\": {rows}, \"sum_seconds\": {:.3}, \"seconds\": {seconds:.3}, \"rss_mb\": {}, \"means\": {{{}}}}}",
        summed.as_secs_f64(),
        peak_resident_mb()?,
        means.join(", ")
    );
    Ok(())
}

/// The sum of each feature over all members, made chunk by chunk on two threads and added up in the order of the members.
fn means(sums: &PaymentSums, members: usize, chosen: Option<&[&str]>) -> Result<Vec<(String, f64)>, FeatureError> {
    let chunk = |number: usize| {
        let start = number * MEMBERS_AT_A_TIME;
        let people = everyone(start as u32..(start + MEMBERS_AT_A_TIME).min(members) as u32);
        let table = match chosen {
            Some(names) => chosen_features_of(sums, &people, names)?,
            None => features_of(sums, &people)?,
        };
        let columns = table.named_columns();
        Ok(columns.iter().map(|(name, values)| ((*name).to_owned(), values.iter().sum())).collect())
    };
    let chunks = members.div_ceil(MEMBERS_AT_A_TIME);
    let made = Mutex::new(vec![None; chunks]);
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= chunks {
                return;
            }
            let sums: Result<Vec<(String, f64)>, FeatureError> = chunk(number);
            made.lock().unwrap_or_else(PoisonError::into_inner)[number] = Some(sums);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
    let mut all: Vec<(String, f64)> = Vec::new();
    for sums in made.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten() {
        let sums = sums?;
        if all.is_empty() {
            all = sums;
        } else {
            all.iter_mut().zip(sums).for_each(|((_, own), (_, more))| *own += more);
        }
    }
    Ok(all)
}

/// Members registered when the months begin, alike but for their number.
fn everyone(rows: std::ops::Range<u32>) -> MemberColumns {
    let count = rows.len();
    MemberColumns {
        row: rows.collect(),
        group: vec![OccupationGroup::Farmer; count],
        urban: vec![false; count],
        birth_year: vec![1985; count],
        declared_income_rupiah: vec![1_000_000; count],
        programmes: vec![ProgrammeSet::Basic; count],
        registered_on: vec![Some(first_month().first_day()); count],
        ended_on: vec![None; count],
        paid_by_state: vec![false; count],
        whatsapp_reachable: vec![true; count],
        email_reachable: vec![false; count],
        phone_known: vec![true; count],
        email_known: vec![false; count],
    }
}

/// The most memory this process ever held, as the kernel counts it.
fn peak_resident_mb() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("the kernel tells no VmHWM")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kilobytes / 1024)
}
