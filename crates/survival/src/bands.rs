//! Months put together into bands of one baseline hazard each.

use crate::error::SurvivalError;
use crate::person_months::MonthRows;

/// Where the bands begin: 1, 2-3, 4-6, 7-12, 13-24, 25-36, 37-48, 49-60 and 61 or more months.
pub const BAND_STARTS: [u16; 9] = [1, 2, 4, 7, 13, 25, 37, 49, 61];

/// First months of bands, ascending from 1; the last has no end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bands(Vec<u16>);

impl Bands {
    /// The bands that these spells can tell apart: one in which nobody or everybody ended, or nobody was at risk, is put
    /// together with the next one, the last with the one before.
    pub(crate) fn told_apart(starts: &[u16], rows: &MonthRows<'_>) -> Result<Self, SurvivalError> {
        if starts.first() != Some(&1) || starts.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(SurvivalError::BadBands { starts: starts.to_vec() });
        }
        let all = Self(starts.to_vec());
        let mut counts = vec![[0_u64; 2]; all.len()];
        for (months, ended) in rows.months.iter().zip(rows.ended).filter(|(months, _)| **months > 0) {
            for (band, count) in counts.iter_mut().enumerate().take(all.of(*months) + 1) {
                count[0] += u64::from(all.months_in(band, *months));
            }
            counts[all.of(*months)][1] += u64::from(*ended);
        }
        let mut kept: Vec<u16> = Vec::new();
        let mut open: Option<(u16, [u64; 2])> = None;
        for (start, count) in starts.iter().zip(counts) {
            let (start, count) = open.map_or((*start, count), |(s, c)| (s, [c[0] + count[0], c[1] + count[1]]));
            if count[1] > 0 && count[1] < count[0] {
                kept.push(start);
                open = None;
            } else {
                open = Some((start, count));
            }
        }
        if kept.is_empty() { Err(SurvivalError::NobodyEnded) } else { Ok(Self(kept)) }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The band of a month, from 1.
    pub(crate) fn of(&self, month: u16) -> usize {
        self.0.partition_point(|start| *start <= month) - 1
    }

    /// How many of the first `months` months lie in a band.
    pub(crate) fn months_in(&self, band: usize, months: u16) -> u16 {
        let end = self.0.get(band + 1).map_or(months, |next| months.min(next - 1));
        (end + 1).saturating_sub(self.0[band])
    }

    /// `months 4-6`.
    pub(crate) fn name(&self, band: usize) -> String {
        let from = self.0[band];
        match self.0.get(band + 1) {
            Some(next) if *next == from + 1 => format!("month {from}"),
            Some(next) => format!("months {from}-{}", next - 1),
            None => format!("months {from}+"),
        }
    }
}
