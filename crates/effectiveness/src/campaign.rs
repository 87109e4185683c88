//! The uplift of a campaign lot, from kept and counted, as the result table shows it.

mod area_lot;
mod judgement;
mod lot;
mod months;
mod person_lot;
mod running;
mod table;

pub use area_lot::{
    AREA_ESTIMATOR, AREA_PAIRS_ESTIMATOR, AREA_STRATA_ESTIMATOR, AreaRates, AreaStratum, FEWEST_AREAS, area_notes,
    uplift_by_area, uplift_by_area_in_strata,
};
pub use judgement::{LotAnswer, judge_alone, judge_segments};
pub use lot::{CampaignSums, LotSums, MemberResult};
pub use months::{months_by_area, months_by_person};
pub use person_lot::{
    FEWEST_PEOPLE, PERSON_ESTIMATOR, PERSON_STRATA_ESTIMATOR, PersonStratum, uplift_by_person,
    uplift_by_person_in_strata,
};
pub use running::{
    AREA_RUNNING_ESTIMATOR, PERSON_RUNNING_ESTIMATOR, months_by_area_while_running, months_by_person_while_running,
    uplift_by_area_while_running, uplift_by_person_while_running,
};

pub use table::{CampaignTerms, uplift_table};

use crate::sums::BinarySums;
use domain::{Bilingual, Verdict};

/// Members kept, and members not kept, that both arms together must show before there is an answer: below five the normal
/// tail of the test is not to be trusted (the usual rule for two-by-two tables).
pub const FEWEST_OF_EITHER_OUTCOME: u64 = 5;

/// A verdict that there is none yet.
fn too_early(id: impl Into<String>, en: impl Into<String>) -> Verdict {
    Verdict::TooEarly { needs: Bilingual::new(id, en) }
}

/// Too few kept, or too few not kept, to trust any test; `None` where there are enough.
fn too_few_of_either(all: BinarySums) -> Option<Verdict> {
    let (kept, not_kept) = (all.kept(), all.not_kept());
    (kept < FEWEST_OF_EITHER_OUTCOME || not_kept < FEWEST_OF_EITHER_OUTCOME).then(|| {
        too_early(
            format!(
                "Perlu sedikitnya {FEWEST_OF_EITHER_OUTCOME} orang yang bertahan dan {FEWEST_OF_EITHER_OUTCOME} yang \
                 tidak; kini {kept} bertahan dan {not_kept} tidak."
            ),
            format!(
                "At least {FEWEST_OF_EITHER_OUTCOME} people kept and {FEWEST_OF_EITHER_OUTCOME} not kept are needed; \
                 now {kept} kept and {not_kept} not."
            ),
        )
    })
}

/// The same with the interval inside -1 to 1, where every difference of shares lies; estimate and p-value stay.
fn within_shares(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Estimate { uplift, low, high, level, p_value } => {
            Verdict::Estimate { uplift, low: low.max(-1.0), high: high.min(1.0), level, p_value }
        }
        too_early @ Verdict::TooEarly { .. } => too_early,
    }
}

/// The outcome varies too little inside the arms to measure chance.
fn nothing_varies() -> Verdict {
    too_early(
        "Hasil di dalam tiap kelompok tidak berbeda sama sekali, sehingga peran kebetulan tidak dapat diukur.",
        "The outcomes inside each arm do not differ at all, so chance cannot be measured.",
    )
}
