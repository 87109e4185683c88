//! What there is to decide among.

use domain::decided::ScheduleWeek;
use domain::{Bilingual, CampaignSpec, Channel};

/// What somebody of the person lot can be given: a channel, in one week of the schedule where weeks are decided too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) channel: Channel,
    /// `None` is any day of the schedule.
    pub(crate) week: Option<ScheduleWeek>,
}

impl Offered {
    /// As people read it.
    pub(crate) fn name(&self) -> Bilingual {
        domain::decided::option_name(self.channel, self.week)
    }

    /// The part of what its channel is expected to do that is left of it: each week of waiting takes its share of what is left.
    pub(crate) fn left_of_effect(&self, spec: &CampaignSpec) -> f64 {
        let lost = spec.decision.as_ref().and_then(|decision| decision.lost_each_week);
        let waited = self.week.map_or(0, |week| week.number - 1);
        lost.map_or(1.0, |lost| (1.0 - lost.get()).powi(i32::try_from(waited).unwrap_or(i32::MAX)))
    }
}

/// All options of a declaration: its channels in their order, each in every week of the schedule where weeks are decided too.
pub(crate) fn offered(spec: &CampaignSpec) -> Vec<Offered> {
    let by_week = spec.decision.as_ref().is_some_and(|decision| decision.lost_each_week.is_some());
    let weeks: Vec<Option<ScheduleWeek>> = if by_week {
        ScheduleWeek::all(spec.schedule.first_day, spec.schedule.last_day).map(Some).collect()
    } else {
        vec![None]
    };
    let channels = super::channels(spec);
    channels.iter().flat_map(|channel| weeks.iter().map(|week| Offered { channel: *channel, week: *week })).collect()
}
