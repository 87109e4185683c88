//! Where people live: Kemendagri region codes and the time their clocks show.

use crate::error::DomainError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Characters of the longest code, that of a village.
const LONGEST: usize = 13;

/// A Kemendagri code of a province (`33`), regency (`33.21`), district (`33.21.04`) or village (`33.21.04.2007`).
///
/// Held in place, without a string of its own: everyone in a plan has one, in several tables.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionCode {
    /// ASCII digits and points, then zeros: so codes stand in the order of their texts.
    text: [u8; LONGEST],
    length: u8,
}

impl RegionCode {
    /// The whole code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..usize::from(self.length)]).unwrap_or_default()
    }

    /// The province part, two digits.
    pub fn province(&self) -> &str {
        &self.as_str()[..2]
    }

    /// The regency part (`33.21`) where the code goes that deep.
    pub fn regency(&self) -> Option<&str> {
        self.as_str().get(..5)
    }

    /// The village part, that is the whole code, where it goes that deep. A village is the area that is randomised.
    pub fn village(&self) -> Option<&str> {
        self.as_str().get(..LONGEST)
    }
}

impl FromStr for RegionCode {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        let t = text.trim();
        let lengths: Vec<usize> = t.split('.').map(str::len).collect();
        let shape_ok = matches!(lengths.as_slice(), [2] | [2, 2] | [2, 2, 2] | [2, 2, 2, 4]);
        if shape_ok && t.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            let mut held = [0; LONGEST];
            held[..t.len()].copy_from_slice(t.as_bytes());
            Ok(Self { text: held, length: t.len() as u8 })
        } else {
            Err(DomainError::unreadable(text, "a Kemendagri code such as 33, 33.21 or 33.21.04.2007"))
        }
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RegionCode").field(&self.as_str()).finish()
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for RegionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RegionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The three Indonesian time zones. None has daylight saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimeZoneCode {
    /// West, UTC+7.
    Wib,
    /// Central, UTC+8.
    Wita,
    /// East, UTC+9.
    Wit,
}

impl TimeZoneCode {
    /// Hours ahead of UTC.
    pub fn offset_hours(self) -> i32 {
        match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        }
    }

    /// The fixed offset.
    pub fn offset(self) -> chrono::FixedOffset {
        chrono::FixedOffset::east_opt(self.offset_hours() * 3600).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
    }

    /// `WIB`, `WITA` or `WIT`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
        }
    }
}

/// One province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Province {
    /// Two-digit code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its clock.
    pub zone: TimeZoneCode,
    /// Inhabitants.
    pub population: u64,
}

/// The provinces, from `models/regions/provinces.csv`.
#[derive(Debug, Clone, Default)]
pub struct RegionTable {
    provinces: BTreeMap<String, Province>,
}

impl RegionTable {
    /// Reads `code,name,zone,iana_tz,pop_male_2024s2,pop_female_2024s2,pop_total_2024s2`.
    pub fn from_csv(file: &str, text: &str) -> Result<Self, DomainError> {
        #[derive(Deserialize)]
        struct Row {
            code: String,
            name: String,
            zone: TimeZoneCode,
            pop_total_2024s2: u64,
        }
        let mut provinces = BTreeMap::new();
        for (i, row) in csv::Reader::from_reader(text.as_bytes()).deserialize::<Row>().enumerate() {
            let row = row.map_err(|e| DomainError::Rules {
                file: file.to_owned(),
                line: Some(i + 2),
                reason: e.to_string(),
            })?;
            provinces.insert(
                row.code.clone(),
                Province { code: row.code, name: row.name, zone: row.zone, population: row.pop_total_2024s2 },
            );
        }
        Ok(Self { provinces })
    }

    /// The province a code lies in.
    pub fn province_of(&self, code: &RegionCode) -> Option<&Province> {
        self.provinces.get(code.province())
    }

    /// All provinces by code.
    pub fn provinces(&self) -> impl Iterator<Item = &Province> {
        self.provinces.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_depth_keep_their_text_and_the_order_of_their_texts() {
        let texts = ["33", "33.2", "33.21", "33.21.04", "33.21.04.2007", "34", "33.21.04.20071", "3x", "33.21.04."];
        let mut codes: Vec<RegionCode> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        codes.sort_unstable();
        let said: Vec<&str> = codes.iter().map(RegionCode::as_str).collect();
        assert_eq!(said, ["33", "33.21", "33.21.04", "33.21.04.2007", "34"]);
        let village = codes[3];
        assert_eq!(format!("{village} {village:?}"), "33.21.04.2007 RegionCode(\"33.21.04.2007\")");
        assert_eq!(
            (village.province(), village.regency(), village.village()),
            ("33", Some("33.21"), Some("33.21.04.2007"))
        );
        assert_eq!((codes[0].regency(), codes[2].village()), (None, None));
    }
}
