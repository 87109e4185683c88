//! Where a figure comes from, and how sure we are of it.

use crate::{Bilingual, Channel, OccupationGroup, Rupiah};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How sure we are of a figure from a dated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Read in a primary source or the operator's own document.
    Confirmed,
    /// Stated in the paper behind the project.
    Stated,
    /// Read in news, vendor or third-party pages.
    Reported,
    /// Follows by arithmetic from the above.
    Derived,
    /// Recalled or assumed: a person must check it before anyone relies on it.
    Unverified,
}

impl Confidence {
    /// True when the figure must be shown as unverified wherever it is used.
    pub fn needs_checking(self) -> bool {
        self == Self::Unverified
    }
}

/// Source, date and confidence of one row of a dated file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Regulation, document or page.
    pub source: String,
    /// The day the figure was read or last known to hold.
    pub as_of: NaiveDate,
    /// How sure we are.
    pub confidence: Confidence,
}

/// A row as `file: row`, its key in words: `models/priors/uplift.csv (WhatsApp to keep members of any segment)`.
pub fn row_in_words(row: &str) -> Bilingual {
    let Some((file, key)) = row.split_once(": ") else { return Bilingual::new(row, row) };
    let words = key_in_words(file, key);
    Bilingual::new(format!("{file} ({})", words.id), format!("{file} ({})", words.en))
}

/// The key of a row in words, where its file makes keys of words known here; else the key.
fn key_in_words(file: &str, key: &str) -> Bilingual {
    let file = file.rsplit('/').next().unwrap_or(file);
    let parts: Vec<&str> = key.split(' ').collect();
    let words = match (file, parts.as_slice()) {
        ("contributions.csv", [programme, "from", income]) => income.parse().ok().map(|income| {
            let (programme, income) = (programme.to_uppercase(), Rupiah::whole(income));
            Bilingual::new(
                format!("{programme} mulai penghasilan {income}"),
                format!("{programme} from an income of {income}"),
            )
        }),
        ("claims.csv", [programme, "of", group]) => {
            let (programme, group) = (programme.to_uppercase(), any_or(group, "kelompok mana pun", "any group"));
            Some(Bilingual::new(format!("{programme} {}", group.id), format!("{programme} of {}", group.en)))
        }
        ("uplift.csv", [aim, segment, channel]) => channel.parse::<Channel>().ok().and_then(|channel| {
            let (aim, channel) = (aim_in_words(aim, segment)?, channel.name());
            Some(Bilingual::new(format!("{} untuk {}", channel.id, aim.id), format!("{} to {}", channel.en, aim.en)))
        }),
        ("months.csv", [aim, segment]) => aim_in_words(aim, segment)
            .map(|aim| Bilingual::new(format!("bulan iuran untuk {}", aim.id), format!("months paid to {}", aim.en))),
        ("windows.csv" | "channels.csv", [channel]) => channel.parse::<Channel>().ok().map(Channel::name),
        ("lean_income.csv" | "lean_months.csv", [group]) => group.parse().ok().map(OccupationGroup::name),
        _ => None,
    };
    words.unwrap_or_else(|| Bilingual::new(key, key))
}

/// What members are wanted for, and of which segment.
fn aim_in_words(aim: &str, segment: &str) -> Option<Bilingual> {
    let (id, en) = match aim {
        "acquire" => ("mendapat peserta", "win members"),
        "retain" => ("mempertahankan peserta", "keep members"),
        _ => return None,
    };
    let of = any_or(segment, "segmen mana pun", "any segment");
    Some(Bilingual::new(format!("{id} {}", of.id), format!("{en} of {}", of.en)))
}

/// The words for `any`, else the name of an occupation group, else the key of a segment.
fn any_or(key: &str, id: &str, en: &str) -> Bilingual {
    match key {
        "any" => Bilingual::new(id, en),
        key => key.parse().map_or_else(|_| Bilingual::new(key, key), OccupationGroup::name),
    }
}

/// Rows as `file: row`, told file by file with the first few of each: `models/catalogue/levers.csv (lump, tracker and 9 more
/// rows)`.
pub fn rows_by_file<'a>(rows: impl IntoIterator<Item = &'a str>) -> Vec<Bilingual> {
    const NAMED: usize = 4;
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        let (file, row) = row.split_once(": ").unwrap_or((row, ""));
        let rows = files.entry(file).or_default();
        if !row.is_empty() {
            rows.push(row);
        }
    }
    let told = |(file, rows): (&str, Vec<&str>)| {
        if rows.is_empty() {
            return Bilingual::new(file, file);
        }
        let named: Vec<Bilingual> = rows.iter().take(NAMED).map(|row| key_in_words(file, row)).collect();
        let said = |of: fn(&Bilingual) -> &str| named.iter().map(of).collect::<Vec<_>>().join(", ");
        let more = rows.len().saturating_sub(NAMED);
        let (rest_id, rest_en) = if more == 0 {
            (String::new(), String::new())
        } else {
            (format!(" dan {more} baris lain"), format!(" and {more} more rows"))
        };
        let (named_id, named_en) = (said(|words| &words.id), said(|words| &words.en));
        Bilingual::new(format!("{file} ({named_id}{rest_id})"), format!("{file} ({named_en}{rest_en})"))
    };
    files.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_file_by_file_and_no_more_than_a_few() {
        let rows = ["b.csv: one", "a.csv: 1", "a.csv: 2", "a.csv: 3", "a.csv: 4", "a.csv: 5", "c.csv"];
        let told: Vec<String> = rows_by_file(rows).into_iter().map(|rows| rows.en).collect();
        assert_eq!(told, ["a.csv (1, 2, 3, 4 and 1 more rows)", "b.csv (one)", "c.csv"]);
    }

    #[test]
    fn keys_of_rows_are_told_in_words_of_both_languages() {
        for (row, id, en) in [
            (
                "models/programmes/contributions.csv: Jht from 10200000",
                "models/programmes/contributions.csv (JHT mulai penghasilan Rp10.200.000)",
                "models/programmes/contributions.csv (JHT from an income of Rp10.200.000)",
            ),
            ("claims.csv: Jkk of any", "claims.csv (JKK kelompok mana pun)", "claims.csv (JKK of any group)"),
            ("claims.csv: Jkm of fisher", "claims.csv (JKM Nelayan)", "claims.csv (JKM of Fishers)"),
            (
                "models/priors/uplift.csv: retain any whatsapp",
                "models/priors/uplift.csv (WhatsApp untuk mempertahankan peserta segmen mana pun)",
                "models/priors/uplift.csv (WhatsApp to keep members of any segment)",
            ),
            (
                "months.csv: acquire fisher-seasonal",
                "months.csv (bulan iuran untuk mendapat peserta fisher-seasonal)",
                "months.csv (months paid to win members of fisher-seasonal)",
            ),
            ("channels.csv: partner_counter", "channels.csv (Loket mitra)", "channels.csv (Partner counter)"),
            ("levers.csv: half_price", "levers.csv (half_price)", "levers.csv (half_price)"),
            ("uplift.csv: odd any whatsapp", "uplift.csv (odd any whatsapp)", "uplift.csv (odd any whatsapp)"),
            ("a file", "a file", "a file"),
        ] {
            assert_eq!(row_in_words(row), Bilingual::new(id, en));
        }
    }
}
