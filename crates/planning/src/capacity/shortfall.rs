//! What does not fit, with its figures.

use super::{CapacityDay, Limit};
use chrono::NaiveDate;
use domain::{Bilingual, Channel, Language, written};
use std::fmt;

/// How long a number of touches takes a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Touches asked for.
    pub touches: u64,
    /// Working days with room they take; beyond the holidays on file at the pace of the last day.
    pub days: u64,
    /// The day they are done; `None` where that lies beyond the holidays on file, or where there is no room at all.
    pub on: Option<NaiveDate>,
    /// What holds the day with the least room.
    pub held_by: Limit,
}

impl Done {
    /// In a sentence, such as "1,000,000 touches take 100 days, until 24 March 2027: the WhatsApp portfolio tier of 10,000 people a
    /// day".
    pub fn words(&self) -> Bilingual {
        let held = self.held_by.words();
        let count = |language, n| written::count(language, n);
        let (until_id, until_en) = match self.on {
            Some(day) => (
                format!("sampai {}", written::day(Language::Id, day)),
                format!("until {}", written::day(Language::En, day)),
            ),
            None => {
                ("melewati hari libur yang tercatat".to_owned(), "which lies beyond the holidays on file".to_owned())
            }
        };
        Bilingual::new(
            format!(
                "{} sentuhan memerlukan {} hari, {until_id}: {}",
                count(Language::Id, self.touches),
                count(Language::Id, self.days),
                held.id
            ),
            format!(
                "{} touches take {} days, {until_en}: {}",
                count(Language::En, self.touches),
                count(Language::En, self.days),
                held.en
            ),
        )
    }
}

/// How long `touches` take on these days.
pub(super) fn done(touches: u64, days: &[CapacityDay]) -> Done {
    let mut left = touches;
    let (mut used, mut on, mut pace) = (0, None, 0);
    let mut tightest: Option<&CapacityDay> = None;
    for day in days.iter().filter(|day| day.room > 0) {
        if left == 0 {
            break;
        }
        left = left.saturating_sub(day.room);
        used += 1;
        pace = day.room;
        on = Some(day.day);
        if tightest.is_none_or(|least| day.room < least.room) {
            tightest = Some(day);
        }
    }
    let held_by = tightest.or(days.first()).map_or(Limit::PerDay, |day| day.limited_by);
    match (left, pace) {
        (0, _) => Done { touches, days: used, on, held_by },
        (_, 0) => Done { touches, days: 0, on: None, held_by },
        (left, pace) => Done { touches, days: used + left.div_ceil(pace), on: None, held_by },
    }
}

/// Touches that the days of the schedule do not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// By which channel.
    pub channel: Channel,
    /// Touches to place.
    pub touches: u64,
    /// Working days between first and last day.
    pub days: u64,
    /// What they hold together.
    pub room: u64,
    /// Touches left without a day. Caps, gaps and quiet moments can leave some although the room would do for their number.
    pub left: u64,
    /// How long they would take beyond the schedule.
    pub done: Done,
}

impl Shortfall {
    /// With figures and what to change.
    pub fn words(&self) -> Bilingual {
        let (key, done) = (self.channel.key(), self.done.words());
        let count = |language, n| written::count(language, n);
        let figures = |l| (count(l, self.touches), count(l, self.days), count(l, self.room), count(l, self.left));
        let (id, en) = (figures(Language::Id), figures(Language::En));
        Bilingual::new(
            format!(
                "{} sentuhan lewat {key} tidak muat: {} hari kerja menampung {}, {} tanpa hari. {}. Perbesar per_day atau \
                 kapasitas, perpanjang jadwal atau persempit sasaran",
                id.0, id.1, id.2, id.3, done.id
            ),
            format!(
                "{} touches by {key} do not fit: {} working days hold {}, {} are left without a day. {}. Raise per_day or \
                 capacity, lengthen the schedule or narrow the audience",
                en.0, en.1, en.2, en.3, done.en
            ),
        )
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().en)
    }
}
