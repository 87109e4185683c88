//! The best order that could be had in hindsight, which the coefficients are measured against.

use crate::sums::ArmSums;
use crate::sweep::{Sweep, Swept};

/// The Qini order of hindsight: treated with the outcome, then everybody without, then control with the outcome.
pub(crate) fn qini(total: ArmSums) -> Swept {
    let [treated_with, treated_without, control_with, control_without] = parts(total);
    down(&[treated_with, treated_without + control_without, control_with])
}

/// The uplift order of hindsight: treated with the outcome, control without, and then, of treated without and control with
/// the outcome, the one that has fewer people last (as scikit-uplift orders them).
pub(crate) fn uplift(total: ArmSums) -> Swept {
    let [treated_with, treated_without, control_with, control_without] = parts(total);
    if control_with.control > treated_without.treated {
        down(&[treated_with, control_without, control_with, treated_without])
    } else {
        down(&[treated_with, control_without, treated_without, control_with])
    }
}

/// Treated with and without the outcome, control with and without.
fn parts(total: ArmSums) -> [ArmSums; 4] {
    let treated = |people, outcome| ArmSums { treated: people, treated_outcome: outcome, ..ArmSums::default() };
    let control = |people, outcome| ArmSums { control: people, control_outcome: outcome, ..ArmSums::default() };
    [
        treated(total.treated_outcome, total.treated_outcome),
        treated(total.treated - total.treated_outcome, 0.0),
        control(total.control_outcome, total.control_outcome),
        control(total.control - total.control_outcome, 0.0),
    ]
}

fn down(ties: &[ArmSums]) -> Swept {
    let mut sweep = Sweep::new(&[]);
    let mut sum = ArmSums::default();
    for tie in ties {
        sum += *tie;
        sweep.reach(sum);
    }
    sweep.finish()
}
