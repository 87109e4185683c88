//! Where a channel is closed at a moment: asked again just before anything leaves, for a touch may be late.

use crate::calendar::Calendar;
use crate::error::PlanningError;
use crate::policy::SchedulePolicy;
use chrono::{DateTime, Timelike, Utc};
use domain::{CampaignSpec, Channel, RegionTable};

/// The two-digit codes of the provinces whose people may not be reached on a channel at a moment of their own clock: outside the window,
/// on a closed day, in a quiet moment.
pub fn closed_provinces(
    spec: &CampaignSpec,
    policy: &SchedulePolicy,
    calendar: &Calendar,
    regions: &RegionTable,
    channel: Channel,
    at: DateTime<Utc>,
) -> Result<Vec<String>, PlanningError> {
    let mut closed = Vec::new();
    for province in regions.provinces() {
        let local = at.with_timezone(&province.zone.offset());
        let second = local.num_seconds_from_midnight();
        let open = policy.open_spans(spec, calendar, channel, local.date_naive(), &province.code)?;
        if !open.iter().any(|(from, to)| (*from..*to).contains(&second)) {
            closed.push(province.code.clone());
        }
    }
    Ok(closed)
}
