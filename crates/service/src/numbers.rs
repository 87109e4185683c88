//! Numbers, money and days as people write them in each language.
//!
//! Indonesian: `12.345`, `51,1%`, `+4,2 poin`. English: `12,345`, `51.1%`, `+4.2 points`. Rupiah keep the Indonesian
//! manner in both, because that is how they stand on every receipt.

use chrono::{DateTime, NaiveDateTime, Timelike, Utc};
pub use domain::written::{count, day, month, number as decimal};
use domain::{Language, Month, Rupiah, TimeZoneCode};

/// The smallest share that one decimal of a percentage can show.
const SMALLEST_SHARE: f64 = 0.001;

/// A share between 0 and 1 as a percentage with one decimal: `51,1%`.
pub fn percent(language: Language, share: f64) -> String {
    format!("{}%", decimal(language, share * 100.0, 1))
}

/// `part` of `whole` as a percentage; `None` when the whole is nothing. A part too small to show is `<0,1%`, not zero.
pub fn percent_of(language: Language, part: u64, whole: u64) -> Option<String> {
    (whole > 0).then(|| {
        let share = part as f64 / whole as f64;
        if part > 0 && share < SMALLEST_SHARE {
            format!("<{}", percent(language, SMALLEST_SHARE))
        } else {
            percent(language, share)
        }
    })
}

/// A difference of two shares, -1 to 1, in percentage points with its sign and without the unit: `+4,2`.
pub fn signed_points(language: Language, difference: f64) -> String {
    let text = decimal(language, difference * 100.0, 1);
    let is_zero = !text.bytes().any(|b| b.is_ascii_digit() && b != b'0');
    if difference > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// Whole rupiah, `Rp16.800` in both languages.
pub fn rupiah(amount: Rupiah) -> String {
    Rupiah::whole(amount.rounded()).to_string()
}

/// Rupiah to about three digits, as people say them: `Rp341,8 juta`, `Rp4,99 miliar`; in English `Rp341.8 million`. Below a
/// million they are whole.
pub fn rupiah_said(language: Language, amount: Rupiah) -> String {
    const SIZES: [(f64, &str, &str); 3] =
        [(1e12, "triliun", "trillion"), (1e9, "miliar", "billion"), (1e6, "juta", "million")];
    let whole = amount.rounded() as f64;
    let Some((size, id, en)) = SIZES.into_iter().find(|(size, ..)| whole.abs() >= *size) else {
        return rupiah(amount);
    };
    let word = match language {
        Language::Id => id,
        Language::En => en,
    };
    let value = whole.abs() / size;
    let sign = if whole < 0.0 { "-" } else { "" };
    format!("{sign}Rp{} {word}", decimal(language, value, if value < 10.0 { 2 } else { 1 }))
}

/// A month in short, for axes: `Mar 2027`.
pub fn short_month(language: Language, month: Month) -> String {
    let name: String = domain::written::month_name(language, month).chars().take(3).collect();
    format!("{name} {}", month.year())
}

/// The short name of a calendar month, 0 to 11 from January: `Agu`.
pub fn month_name_short(language: Language, month: usize) -> String {
    // Any year will do: only the name is asked for.
    let month = Month::from_index(2026 * 12 + (month % 12) as i32);
    domain::written::month_name(language, month).chars().take(3).collect()
}

/// A moment in Western Indonesian time: `22 November 2026, 17.38 WIB`, in English `17:38 WIB`.
pub fn moment(language: Language, at: DateTime<Utc>) -> String {
    let (local, zone) = local_time(at, TimeZoneCode::Wib);
    let mark = match language {
        Language::Id => '.',
        Language::En => ':',
    };
    format!("{}, {:02}{mark}{:02} {zone}", day(language, local.date()), local.hour(), local.minute())
}

/// A moment on the clock of a zone, as the reasons of a plan write it: `22 November 2026 18:38 WITA`.
pub fn clock(language: Language, at: DateTime<Utc>, zone: TimeZoneCode) -> String {
    let (local, zone) = local_time(at, zone);
    format!("{} {} {zone}", day(language, local.date()), local.format("%H:%M"))
}

/// A moment as a zone has it, with the zone's name. The last hours a calendar can hold have no local time, and stand there as UTC.
fn local_time(at: DateTime<Utc>, zone: TimeZoneCode) -> (NaiveDateTime, &'static str) {
    let there = at.naive_utc().checked_add_offset(zone.offset());
    there.map_or_else(|| (at.naive_utc(), "UTC"), |local| (local, zone.code()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        assert_eq!(count(Language::Id, 1_234_567), "1.234.567");
        assert_eq!(count(Language::En, 1_234_567), "1,234,567");
        assert_eq!(count(Language::Id, 0), "0");
        assert_eq!(percent(Language::Id, 0.5114), "51,1%");
        assert_eq!(percent(Language::En, 0.5114), "51.1%");
        assert_eq!(signed_points(Language::Id, 0.042), "+4,2");
        assert_eq!(signed_points(Language::En, -0.042), "\u{2212}4.2");
        assert_eq!(decimal(Language::Id, 12_345.67, 1), "12.345,7");
        assert_eq!(month_name_short(Language::Id, 7), "Agu");
        assert_eq!(month_name_short(Language::En, 0), "Jan");
    }

    #[test]
    fn a_difference_too_small_to_show_carries_no_sign() {
        assert_eq!(signed_points(Language::Id, 0.0001), "0,0");
        assert_eq!(signed_points(Language::Id, -0.0001), "0,0");
    }

    #[test]
    fn rupiah_stay_indonesian_and_whole() {
        assert_eq!(rupiah(Rupiah::whole(16_800)), "Rp16.800");
        assert_eq!(rupiah("16.800,50".parse().unwrap()), "Rp16.801");
    }

    #[test]
    fn large_amounts_are_said_as_people_say_them() {
        let said = |amount| rupiah_said(Language::Id, Rupiah::whole(amount));
        assert_eq!(said(999_999), "Rp999.999");
        assert_eq!(said(1_000_000), "Rp1,00 juta");
        assert_eq!(said(341_832_960), "Rp341,8 juta");
        assert_eq!(said(4_987_676_727), "Rp4,99 miliar");
        assert_eq!(said(1_234_567_890_123), "Rp1,23 triliun");
        assert_eq!(said(-2_500_000), "-Rp2,50 juta");
        assert_eq!(rupiah_said(Language::En, Rupiah::whole(341_832_960)), "Rp341.8 million");
    }

    #[test]
    fn days_and_hours_are_in_words_and_western_indonesian_time() {
        let day_shown = chrono::NaiveDate::from_ymd_opt(2026, 8, 7).unwrap();
        assert_eq!(day(Language::Id, day_shown), "7 Agustus 2026");
        assert_eq!(day(Language::En, day_shown), "7 August 2026");
        let at = "2026-11-30T18:05:00Z".parse().unwrap();
        assert_eq!(moment(Language::Id, at), "1 Desember 2026, 01.05 WIB");
        assert_eq!(moment(Language::En, at), "1 December 2026, 01:05 WIB");
        assert_eq!(clock(Language::Id, at, TimeZoneCode::Wit), "1 Desember 2026 03:05 WIT");
        assert!(clock(Language::Id, DateTime::<Utc>::MAX_UTC, TimeZoneCode::Wit).ends_with("23:59 UTC"));
        assert!(moment(Language::Id, DateTime::<Utc>::MAX_UTC).ends_with("23.59 UTC"));
        assert!(moment(Language::Id, DateTime::<Utc>::MIN_UTC).ends_with("07.00 WIB"));
    }

    #[test]
    fn a_share_of_nothing_is_not_a_number() {
        assert_eq!(percent_of(Language::Id, 0, 0), None);
        assert_eq!(percent_of(Language::Id, 1, 4).unwrap(), "25,0%");
        assert_eq!(percent_of(Language::Id, 0, 4).unwrap(), "0,0%");
        assert_eq!(percent_of(Language::Id, 12, 40_012).unwrap(), "<0,1%");
    }
}
