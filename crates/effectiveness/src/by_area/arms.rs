//! Both arms over all areas, checked: what every estimator of rows stands on.

use super::AreaSums;
use crate::error::EffectivenessError;
use crate::sums::Moments;

/// The arms of a comparison of rows that lie in areas.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arms {
    pub treated: Moments,
    pub control: Moments,
    /// Areas with rows.
    pub areas: usize,
}

impl Arms {
    /// Refused without a row in each arm, below three rows or two areas.
    pub(super) fn of(areas: &[AreaSums]) -> Result<Self, EffectivenessError> {
        let merge = |part: fn(&AreaSums) -> Moments| areas.iter().map(part).fold(Moments::default(), Moments::merged);
        let (treated, control) = (merge(|a| a.treated), merge(|a| a.control));
        for (arm, m) in [("treated", treated), ("control", control)] {
            if m.count == 0 {
                return Err(EffectivenessError::EmptyArm { arm: arm.into() });
            }
        }
        let occupied = areas.iter().filter(|a| a.treated.count + a.control.count > 0).count();
        if occupied < 2 {
            return Err(EffectivenessError::TooFewAreas {
                arm: "treated and control together".into(),
                areas: occupied,
            });
        }
        if treated.count + control.count < 3 {
            return Err(EffectivenessError::TooFewRows { arm: "treated".into(), rows: treated.count });
        }
        Ok(Self { treated, control, areas: occupied })
    }

    /// Refused where one area holds a whole arm: leaving it out leaves nothing.
    pub(super) fn refuse_an_arm_in_one_area(&self, areas: &[AreaSums]) -> Result<(), EffectivenessError> {
        for (arm, all, of) in [
            ("treated", self.treated.count, (|a| a.treated.count) as fn(&AreaSums) -> u64),
            ("control", self.control.count, |a| a.control.count),
        ] {
            if areas.iter().any(|a| of(a) == all) {
                return Err(EffectivenessError::TooFewAreas { arm: arm.into(), areas: 1 });
            }
        }
        Ok(())
    }

    /// Sums of residuals of an area's treated and control rows, each arm around its own mean.
    pub(super) fn residuals(&self, area: &AreaSums) -> (f64, f64) {
        let of = |rows: Moments, arm: Moments| rows.total() - rows.count as f64 * arm.mean;
        (of(area.treated, self.treated), of(area.control, self.control))
    }
}
