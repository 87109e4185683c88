//! Work orders for what others put up, post or hold: what was ordered, and what they say came of it.

use crate::channel::Channel;
use crate::money::Rupiah;
use crate::region::RegionCode;
use crate::text::Bilingual;
use crate::touch::TouchStatus;
use chrono::{Datelike, NaiveDate};

/// Letters of a proof or a reason that are kept.
const MOST_LETTERS: usize = 500;

/// How a day may be written: 2026-12-03, 03-12-2026, 03/12/2026 or 03.12.2026.
const DAYS: [&str; 4] = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"];
/// The same with a year of two digits, which is one of this century.
const SHORT_DAYS: [&str; 3] = ["%d-%m-%y", "%d/%m/%y", "%d.%m.%y"];

/// A day as people in the field write it.
///
/// ```
/// assert_eq!(domain::booking::written_day("03/12/2026"), domain::booking::written_day("2026-12-03"));
/// assert_eq!(domain::booking::written_day("03/12/26"), domain::booking::written_day("2026-12-03"));
/// assert_eq!(domain::booking::written_day("kemarin"), None);
/// ```
pub fn written_day(text: &str) -> Option<NaiveDate> {
    let read = |format: &&str| NaiveDate::parse_from_str(text.trim(), format).ok();
    DAYS.iter()
        .find_map(|format| read(format).filter(|day| day.year() >= 1000))
        .or_else(|| SHORT_DAYS.iter().find_map(read))
}

impl Channel {
    /// Whether others carry it, by a work order for each village, and bring a proof back.
    pub fn is_booked(self) -> bool {
        matches!(self, Self::SocialMedia | Self::Outdoor | Self::CommunityMeeting)
    }
}

/// An order that was given out: one village on one channel of one campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkOrder {
    /// Its number, which is the short code of its village too.
    pub order: String,
    /// How.
    pub channel: Channel,
    /// Where.
    pub area: RegionCode,
    /// What to put up, post or say.
    pub creative: String,
    /// Members it is meant to reach.
    pub members: u64,
    /// What it costs, as planned.
    pub cost: Rupiah,
    /// Of that, what has been placed.
    pub placed: Rupiah,
    /// Of that, what is known not to be placed.
    pub not_placed: Rupiah,
    /// Where it stands.
    pub standing: BookingStanding,
    /// What was said first of how it stands: a proof, or why some of it is not placed. An order that was extended after a proof is open
    /// and has that proof.
    pub told: Option<BookingTold>,
}

impl WorkOrder {
    /// What is neither placed nor known not to be.
    pub fn open(&self) -> Rupiah {
        self.cost - self.placed - self.not_placed
    }
}

/// Where an order stands, from its touches. Each of them only climbs: whoever said that nothing was placed may bring a proof later, never
/// the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BookingStanding {
    /// Nobody has said what came of some of it.
    Open,
    /// Some of it is known not to be placed.
    NotPlaced,
    /// All of it was placed, and there is a proof.
    Placed,
}

impl BookingStanding {
    /// All, those to be worked on first.
    pub const ALL: [Self; 3] = [Self::Open, Self::NotPlaced, Self::Placed];

    /// The stable key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::NotPlaced => "not-placed",
            Self::Placed => "placed",
        }
    }
}

/// What somebody said of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingTold {
    /// Proof of placement, or why nothing was placed.
    pub words: String,
    /// Who said so; empty where it was not written down.
    pub by: String,
    /// The day it was placed, or was said not to be.
    pub on: NaiveDate,
    /// Whether it is a proof.
    pub placed: bool,
}

impl BookingTold {
    /// As the ledger keeps it beside the day: the words on one line, who said so on the next.
    pub fn kept(&self) -> String {
        format!("{}\n{}", self.words, self.by)
    }

    /// Read back.
    pub fn of_kept(text: &str, on: NaiveDate, placed: bool) -> Self {
        let (words, by) = text.split_once('\n').unwrap_or((text, ""));
        Self { words: words.to_owned(), by: by.to_owned(), on, placed }
    }
}

/// What somebody reports of an order, by page or in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingReport {
    /// The order.
    pub order: String,
    /// What came of it.
    pub told: BookingTold,
}

impl BookingReport {
    /// The status that the order's touches climb to.
    pub fn status(&self) -> TouchStatus {
        if self.told.placed { TouchStatus::Delivered } else { TouchStatus::Failed }
    }
}

/// What somebody wrote about an order, in the cells of a line or the fields of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BookingCells<'a> {
    /// Number of the order.
    pub order: &'a str,
    /// The day.
    pub day: &'a str,
    /// Proof of placement.
    pub proof: &'a str,
    /// Why it was not placed.
    pub reason: &'a str,
}

/// A column of work orders, or a field of the form, that somebody fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingColumn {
    /// Number of the order.
    Order,
    /// The day.
    Day,
    /// Proof of placement.
    Proof,
    /// Why it was not placed.
    Reason,
}

impl BookingColumn {
    /// Its name in files.
    pub fn name(self) -> Bilingual {
        let (id, en) = match self {
            Self::Order => ("pesanan", "order"),
            Self::Day => ("tanggal", "date"),
            Self::Proof => ("bukti", "proof"),
            Self::Reason => ("alasan", "reason"),
        };
        Bilingual::new(id, en)
    }
}

/// A cell that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingMistake {
    /// Where.
    pub column: BookingColumn,
    /// What stands there.
    pub value: String,
    /// What should.
    pub expected: Bilingual,
}

impl BookingMistake {
    /// In a sentence, for a form.
    pub fn sentence(&self) -> Bilingual {
        let Self { column, value, expected: Bilingual { id, en } } = self;
        let name = column.name();
        Bilingual::new(
            format!("{}: `{value}`; seharusnya {id}", name.id),
            format!("{}: `{value}`; expected {en}", name.en),
        )
    }
}

impl BookingCells<'_> {
    /// What was written about an order: `None` where nothing was, else the report, or everything that cannot be understood. A proof
    /// needs the day it was placed; without a day, a reason is of today.
    pub fn read(&self, by: &str, today: NaiveDate) -> Result<Option<BookingReport>, Vec<BookingMistake>> {
        let [order, written, proof, reason] = [self.order, self.day, self.proof, self.reason].map(one_line);
        if [&written, &proof, &reason].into_iter().all(String::is_empty) {
            return Ok(None);
        }
        let mut mistakes = Vec::new();
        let mut refuse = |column, value: &str, id: String, en: String| {
            mistakes.push(BookingMistake { column, value: value.to_owned(), expected: Bilingual::new(id, en) });
        };
        if order.is_empty() {
            refuse(BookingColumn::Order, "", "nomor pesanan".into(), "the number of the order".into());
        }
        if proof.is_empty() && reason.is_empty() {
            let (id, en) =
                ("bukti pemasangan, atau alasan tidak dipasang", "a proof of placement, or why it was not placed");
            refuse(BookingColumn::Proof, "", id.into(), en.into());
        }
        if !proof.is_empty() && !reason.is_empty() {
            let (id, en) = ("kosong, karena ada bukti pemasangan", "nothing, since there is a proof of placement");
            refuse(BookingColumn::Reason, &reason, id.into(), en.into());
        }
        for (column, words) in [(BookingColumn::Proof, &proof), (BookingColumn::Reason, &reason)] {
            let letters = words.chars().count();
            if letters > MOST_LETTERS {
                let shown = format!("{}\u{2026}", words.chars().take(40).collect::<String>());
                refuse(
                    column,
                    &shown,
                    format!("paling banyak {MOST_LETTERS} huruf, bukan {letters}"),
                    format!("at most {MOST_LETTERS} letters, not {letters}"),
                );
            }
        }
        let day = if written.is_empty() && proof.is_empty() { Some(today) } else { written_day(&written) };
        let day = day.filter(|day| *day <= today);
        if day.is_none() {
            let slashes = today.format("%d/%m/%Y");
            refuse(
                BookingColumn::Day,
                &written,
                format!("hari pemasangan seperti {today} atau {slashes}, paling lambat {today}"),
                format!("the day it was done, such as {today} or {slashes}, up to {today}"),
            );
        }
        match day {
            Some(on) if mistakes.is_empty() => {
                let placed = !proof.is_empty();
                let told = BookingTold { words: if placed { proof } else { reason }, by: one_line(by), on, placed };
                Ok(Some(BookingReport { order: order.to_ascii_uppercase(), told }))
            }
            _ => Err(mistakes),
        }
    }
}

/// The words without line breaks and blanks at either end.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(order: &str, day: &str, proof: &str, reason: &str) -> Result<Option<BookingReport>, Vec<String>> {
        let today = "2026-12-05".parse().unwrap();
        BookingCells { order, day, proof, reason }
            .read(" CV  Spanduk ", today)
            .map_err(|mistakes| mistakes.iter().map(|m| m.sentence().en).collect())
    }

    #[test]
    fn a_proof_with_its_day_and_a_reason_are_read() {
        let placed = read("ab2c", "03/12/2026", "foto 12,\n papan Jl. Pemuda", "").unwrap().unwrap();
        assert_eq!((placed.order.as_str(), placed.status()), ("AB2C", TouchStatus::Delivered));
        assert_eq!(placed.told.kept(), "foto 12, papan Jl. Pemuda\nCV Spanduk");
        assert_eq!(BookingTold::of_kept(&placed.told.kept(), placed.told.on, true), placed.told);
        let not = read("ab2c", "", "", "izin desa belum ada").unwrap().unwrap();
        assert_eq!((not.told.on.to_string(), not.status()), ("2026-12-05".to_owned(), TouchStatus::Failed));
        assert_eq!(read("ab2c", " ", "", "\n"), Ok(None), "an open line says nothing");
    }

    #[test]
    fn what_cannot_be_is_refused_with_what_was_expected() {
        let day = "the day it was done, such as 2026-12-05 or 05/12/2026, up to 2026-12-05";
        assert_eq!(read("a", "2026-12-06", "f", "").unwrap_err(), [format!("date: `2026-12-06`; expected {day}")]);
        assert_eq!(read("a", "", "f", "").unwrap_err(), [format!("date: ``; expected {day}")]);
        assert_eq!(
            read("", "2026-12-01", "", "").unwrap_err(),
            [
                "order: ``; expected the number of the order",
                "proof: ``; expected a proof of placement, or why it was not placed"
            ]
        );
        let both = read("a", "2026-12-01", "f", "hujan").unwrap_err();
        assert_eq!(both, ["reason: `hujan`; expected nothing, since there is a proof of placement"]);
        let long = read("a", "2026-12-01", &"x".repeat(501), "").unwrap_err();
        assert!(long[0].contains("at most 500 letters, not 501"), "{long:?}");
    }
}
