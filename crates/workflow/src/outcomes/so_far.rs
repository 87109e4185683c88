//! The result table as it stands while outcomes come in: every interval is one that may be looked at at any time.

use crate::evaluate::LEVEL;
use anyhow::Result;
use domain::{Segment, StillRunning, UpliftRow};
use effectiveness::{BinarySums, CampaignSums, CampaignTerms, Level, LotSums, Moments, uplift_table};
use store::OutcomesSoFar;

/// Uplift by segment and channel from the sums so far, as assigned, each against the held out of the same lot, with confidence
/// sequences. Costs and deliveries are not in it: they are known when the campaign is evaluated.
pub fn table_so_far(campaign: &str, so_far: &OutcomesSoFar, segments: &[Segment]) -> Result<Vec<UpliftRow>> {
    let mut sums = CampaignSums::default();
    for cell in &so_far.cells {
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        let (people, sum) = (count(cell.sum.people), &cell.sum);
        let lot = LotSums {
            people: BinarySums::new(people, count(sum.kept))?,
            months: Moments::from_raw_sums(people, sum.months as f64, sum.months_squared as f64),
            ..LotSums::default()
        };
        sums.add_sums(&cell.segment, cell.arm, &cell.area, &lot);
    }
    let names = segments.iter().map(|segment| (segment.id.clone(), segment.name.clone())).collect();
    let known = so_far.newest_known_on.unwrap_or(so_far.contributions_on).max(so_far.contributions_on);
    let terms = CampaignTerms {
        campaign,
        segments: &names,
        window: so_far.terms.window(),
        running: Some(StillRunning { known, closes: so_far.terms.known_by }),
        level: Level::new(LEVEL)?,
    };
    Ok(uplift_table(&sums, &terms))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::{Arm, Channel, OutcomeSum, OutcomeTerms, RandomisationUnit, SegmentId, Verdict};
    use store::OutcomeCell;

    fn cell(arm: Arm, people: i64, kept: i64) -> OutcomeCell {
        let sum = OutcomeSum { people, kept, months: kept, months_squared: kept, registered: 0 };
        OutcomeCell { segment: SegmentId("fisher".into()), arm, area: String::new(), sum }
    }

    fn rows(kept_treated: i64, kept_held_out: i64) -> Vec<UpliftRow> {
        let so_far = OutcomesSoFar {
            terms: OutcomeTerms {
                first_day: "2026-12-07".parse().unwrap(),
                covered_month: "2027-02".parse().unwrap(),
                known_by: "2027-03-31".parse().unwrap(),
            },
            contributions_on: "2026-11-30".parse().unwrap(),
            reports: 700,
            newest_known_on: Some("2027-01-20".parse().unwrap()),
            cells: vec![
                cell(Arm::Treated(Channel::Whatsapp), 2_000, kept_treated),
                cell(Arm::HeldOut(RandomisationUnit::Person), 1_000, kept_held_out),
            ],
        };
        table_so_far("c", &so_far, &[]).unwrap()
    }

    #[test]
    fn the_interval_so_far_is_the_one_valid_at_every_look_and_wider_than_one_look_allows() {
        let everyone = rows(500, 200).into_iter().find(UpliftRow::counts_everyone).unwrap();
        assert_eq!((everyone.treated, everyone.held_out), (2_000, 1_000));
        let Verdict::Estimate { uplift, low, high, .. } = everyone.verdict else { panic!("{everyone:?}") };
        assert!((uplift - 0.05).abs() < 1e-12 && low < uplift && uplift < high);
        let (treated, held_out) = (BinarySums::new(2_000, 500).unwrap(), BinarySums::new(1_000, 200).unwrap());
        let level = Level::new(LEVEL).unwrap();
        let once = effectiveness::uplift_by_person(treated, held_out, level);
        let always = effectiveness::uplift_by_person_while_running(treated, held_out, level);
        let Verdict::Estimate { low: once_low, high: once_high, .. } = once else { panic!("{once:?}") };
        let Verdict::Estimate { low: always_low, high: always_high, .. } = always else { panic!("{always:?}") };
        assert_eq!((low, high), (always_low, always_high));
        assert!(low < once_low && high > once_high);
        assert!(everyone.estimator.contains("valid at every look"));
    }

    #[test]
    fn nothing_reported_yet_is_too_early_and_says_what_is_missing() {
        assert!(
            rows(0, 0).iter().all(|row| matches!(&row.verdict, Verdict::TooEarly { needs } if !needs.id.is_empty()))
        );
    }
}
