//! The shipped rules and the shipped campaign, for tests.
#![allow(clippy::unwrap_used)]

use crate::calendar::Calendar;
use crate::policy::{PolicyFiles, SchedulePolicy};
use domain::CampaignSpec;

pub(crate) fn world() -> (CampaignSpec, Calendar, SchedulePolicy) {
    let calendar = Calendar::from_csv(include_str!("../../../models/holidays/indonesia.csv")).unwrap();
    let files = PolicyFiles {
        windows: include_str!("../../../models/schedule/windows.csv"),
        moments: include_str!("../../../models/schedule/moments.csv"),
        periods: include_str!("../../../models/schedule/periods.csv"),
        limits: include_str!("../../../models/schedule/limits.csv"),
        capacity: include_str!("../../../models/schedule/capacity.csv"),
        harvest_months: include_str!("../../../models/schedule/harvest_months.csv"),
        standing_holdout: include_str!("../../../models/schedule/standing_holdout.csv"),
        lean_months: include_str!("../../../models/segmentation/lean_months.csv"),
    };
    let policy = SchedulePolicy::from_csv(&files, &calendar).unwrap();
    let text = include_str!("../../../campaigns/tarif-januari-2027/campaign.toml");
    (crate::parse_campaign("c.toml", text).unwrap(), calendar, policy)
}
