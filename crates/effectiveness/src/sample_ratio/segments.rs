//! The arms' sizes inside each segment.

use super::{SampleRatio, sample_ratio};
use crate::error::EffectivenessError;
use crate::multiplicity::holm;
use serde::{Deserialize, Serialize};

/// The arms' sizes in one segment against the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentRatio {
    /// The segment.
    pub segment: String,
    /// Rows of each arm, in the order of the arms' labels.
    pub rows: Vec<u64>,
    /// Pearson's test.
    pub test: SampleRatio,
    /// Its p-value after Holm over the segments.
    pub p_holm: f64,
}

impl SegmentRatio {
    /// Whether rows were lost or added here, beyond what chance does.
    pub fn is_mismatch(&self) -> bool {
        self.p_holm < super::MISMATCH_BELOW
    }
}

/// Compares the arms' rows of each segment with the planned shares. A fault may hide in one segment (a partner that lost a
/// list) while the whole looks right. Segments without rows are left out.
pub fn sample_ratio_by_segment(
    segments: &[(String, Vec<u64>)],
    planned_shares: &[f64],
) -> Result<Vec<SegmentRatio>, EffectivenessError> {
    let occupied = segments.iter().filter(|(_, rows)| rows.iter().any(|r| *r > 0));
    let mut ratios = occupied
        .map(|(segment, rows)| {
            let test = sample_ratio(rows, planned_shares)?;
            Ok(SegmentRatio { segment: segment.clone(), rows: rows.clone(), test, p_holm: test.p_value })
        })
        .collect::<Result<Vec<SegmentRatio>, EffectivenessError>>()?;
    let adjusted = holm(&ratios.iter().map(|r| r.test.p_value).collect::<Vec<f64>>());
    for (ratio, p) in ratios.iter_mut().zip(adjusted) {
        ratio.p_holm = p;
    }
    Ok(ratios)
}
