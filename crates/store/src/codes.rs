//! Codes printed on paper: where each leads, and how often it was scanned.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::Sql;
use crate::stored::{count, word};
use crate::vault::ContactsKey;
use chrono::NaiveDate;
use domain::{Channel, RegionCode};
use std::collections::BTreeMap;

/// Letters of a code: digits and capitals that nobody mistakes for one another, 5 bits each.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Length of a code: 50 bits, so that a made-up one is none.
const LENGTH: usize = 10;

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodePlace {
    /// Campaign key.
    pub campaign: String,
    /// How the paper reaches people; it is the arm too, for whoever holds the paper was treated on this channel.
    pub channel: Channel,
    /// Village.
    pub area: RegionCode,
}

/// Scans of one village on one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanCount {
    /// How.
    pub channel: Channel,
    /// Village.
    pub area: RegionCode,
    /// Scans so far.
    pub scans: u64,
}

impl ContactsKey {
    /// The code of a place: the same for the same place, signed so that nobody without the key can make one.
    fn code(&self, place: &CodePlace) -> String {
        let text = format!("code\0{}\0{}\0{}", place.campaign, place.channel.key(), place.area);
        let mark = self.signed(text.as_bytes());
        let bits = mark.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        (0..LENGTH).map(|at| char::from(LETTERS[(bits >> (5 * at) & 31) as usize])).collect()
    }
}

impl Store {
    /// The codes of places, made where there are none yet.
    pub async fn codes_for(&self, key: &ContactsKey, places: &[CodePlace]) -> Result<BTreeMap<CodePlace, String>> {
        let codes: BTreeMap<CodePlace, String> = places.iter().map(|place| (place.clone(), key.code(place))).collect();
        let mut tx = self.begin().await?;
        for (place, code) in &codes {
            Sql::new(
                "INSERT INTO short_code (code, campaign, channel, area) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            )
            .bind(code)
            .bind(&place.campaign)
            .bind(place.channel.key())
            .bind(place.area.as_str())
            .execute(&mut tx)
            .await
            .doing("keeping codes")?;
        }
        tx.commit().await.doing("keeping codes")?;
        Ok(codes)
    }

    /// Counts a scan of a code and says what it stands for; `None` for a code that nobody printed. Nothing else changes, and nothing of
    /// whoever scanned is kept.
    pub async fn scanned(&self, code: &str, on: NaiveDate) -> Result<Option<CodePlace>> {
        let Some(place) = self.place_of_code(code).await? else { return Ok(None) };
        let mut tx = self.begin_shared().await?;
        Sql::new(
            "INSERT INTO scan (code, on_day, scans) VALUES ($1, $2, 1)
             ON CONFLICT (code, on_day) DO UPDATE SET scans = scan.scans + 1",
        )
        .bind(code)
        .bind(on.to_string())
        .execute(&mut tx)
        .await
        .doing("counting a scan")?;
        tx.commit().await.doing("counting a scan")?;
        Ok(Some(place))
    }

    /// What a code stands for, without counting a scan; `None` for a code that nobody printed.
    pub async fn place_of_code(&self, code: &str) -> Result<Option<CodePlace>> {
        let found: Option<(String, String, String)> =
            Sql::new("SELECT campaign, channel, area FROM short_code WHERE code = $1")
                .bind(code)
                .optional(self.reader())
                .await
                .doing("reading a code")?;
        let Some((campaign, channel, area)) = found else { return Ok(None) };
        let (channel, area) = (word("short_code.channel", &channel)?, word("short_code.area", &area)?);
        Ok(Some(CodePlace { campaign, channel, area }))
    }

    /// Scans of a campaign's paper by channel and village, most first; villages without any are left out.
    pub async fn scans(&self, campaign: &str) -> Result<Vec<ScanCount>> {
        let rows: Vec<(String, String, i64)> = Sql::new(
            "SELECT k.channel, k.area, CAST(SUM(s.scans) AS BIGINT) FROM scan AS s JOIN short_code AS k ON k.code = s.code
             WHERE k.campaign = $1 GROUP BY k.channel, k.area ORDER BY 3 DESC, 1, 2",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading scans")?;
        rows.into_iter()
            .map(|(channel, area, scans)| {
                Ok(ScanCount {
                    channel: word("short_code.channel", &channel)?,
                    area: word("short_code.area", &area)?,
                    scans: count("scan.scans", scans)?,
                })
            })
            .collect()
    }
}
