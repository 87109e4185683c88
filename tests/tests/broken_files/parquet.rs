//! Parquet tables: cut, damaged, of other types, nested, without rows.

use crate::Expected::{Accounted, Refused, Rows};
use crate::{Broken, Expected, Seeded, contributions};
use std::fs;

/// Files under `tests/fixtures/broken`, each with three rows of the members A1, A2 and A3 unless its name says otherwise.
const MADE: [(&str, Expected); 22] = [
    ("good", Rows(3, 0)),
    ("list-amount", Refused("the column `amount` holds lists")),
    ("struct-member", Refused("the column `member_id` holds columns inside a column")),
    ("map-place", Refused("the column `paid_at` holds")),
    ("decimal-amount", Refused("the column `amount` holds decimal numbers")),
    ("hours-paid", Rows(3, 0)),
    ("zoned-paid", Refused("the column `paid_on` holds moments with a time zone")),
    ("binary-member", Rows(0, 3)),
    ("dictionary-place", Rows(3, 0)),
    ("nulls", Rows(0, 3)),
    ("null-type", Rows(0, 3)),
    ("far-days", Rows(1, 2)),
    ("duration-amount", Refused("holds hours or durations")),
    ("time-month", Refused("holds hours or durations")),
    ("half-amount", Rows(1, 2)),
    ("unsigned-amount", Rows(1, 2)),
    ("brotli", Accounted),
    ("zstd", Accounted),
    ("gzip", Accounted),
    ("no-rows", Refused("no rows below")),
    ("no-columns", Refused("no rows below")),
    ("many-equal-rows", Refused("no column `coverage_month`")),
];

/// The files.
pub fn files() -> Vec<Broken> {
    let folder = jangkau_tests::root().join("tests/fixtures/broken");
    let read = |name: &str| fs::read(folder.join(format!("{name}.parquet"))).unwrap();
    let mut files: Vec<Broken> =
        MADE.iter().map(|(name, expected)| contributions(format!("{name}.parquet"), read(name), *expected)).collect();
    let good = read("good");
    for tenth in 1..10 {
        let cut = good[..good.len() * tenth / 10].to_vec();
        files.push(contributions(
            format!("cut-at-{tenth}-tenths.parquet"),
            cut,
            Refused("not a readable Parquet table"),
        ));
    }
    let end = "its end is missing or damaged";
    files.extend([
        contributions("head-only.parquet", b"PAR1".to_vec(), Refused(end)),
        contributions("head-and-end.parquet", b"PAR1PAR1".to_vec(), Refused(end)),
        contributions("length-too-long.parquet", b"PAR1\xff\xff\xff\x7fPAR1".to_vec(), Refused(end)),
        contributions("length-0.parquet", b"PAR1\0\0\0\0PAR1".to_vec(), Refused("not a readable Parquet table")),
        contributions("encrypted.parquet", [&good[..good.len() - 1], b"E"].concat(), Refused(end)),
        contributions("rubbish-behind.parquet", [good.as_slice(), b"x"].concat(), Refused(end)),
    ]);
    let mut seeded = Seeded(77);
    for n in 0..60 {
        files.push(contributions(format!("damaged-{n:02}.parquet"), seeded.damaged(&good), Accounted));
    }
    files
}
