//! Down a ranking once: areas under its curves, and sums at the depths asked for.

use crate::sums::ArmSums;

/// What one way down a ranking gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Swept {
    /// Everybody.
    pub(crate) total: ArmSums,
    /// Area under the Qini curve, in outcomes times people.
    pub(crate) qini_area: f64,
    /// Area under the uplift curve, in outcomes times people.
    pub(crate) uplift_area: f64,
    /// Where the Qini curve ends.
    pub(crate) qini_end: f64,
    /// Where the uplift curve ends.
    pub(crate) uplift_end: f64,
    /// Sums at each cut.
    pub(crate) at: Vec<ArmSums>,
}

impl Swept {
    /// Qini area above the straight line of a random order.
    pub(crate) fn qini_over_random(&self) -> f64 {
        self.qini_area - self.total.people() * self.qini_end / 2.0
    }

    /// Uplift area above the straight line of a random order.
    pub(crate) fn uplift_over_random(&self) -> f64 {
        self.uplift_area - self.total.people() * self.uplift_end / 2.0
    }
}

/// A way down. The curves are known at the end of each tie and straight in between, which is where the mean over all orders
/// inside the tie would lie; an arm of which nobody has come yet counts as mean zero.
#[derive(Debug)]
pub(crate) struct Sweep<'a> {
    cuts: &'a [f64],
    swept: Swept,
    people: f64,
    qini: f64,
    uplift: f64,
}

impl<'a> Sweep<'a> {
    /// `cuts` are numbers of people, rising.
    pub(crate) fn new(cuts: &'a [f64]) -> Self {
        let swept = Swept {
            total: ArmSums::default(),
            qini_area: 0.0,
            uplift_area: 0.0,
            qini_end: 0.0,
            uplift_end: 0.0,
            at: Vec::with_capacity(cuts.len()),
        };
        Self { cuts, swept, people: 0.0, qini: 0.0, uplift: 0.0 }
    }

    /// The end of a tie, where `sum` is everybody up to here.
    #[inline]
    pub(crate) fn reach(&mut self, sum: ArmSums) {
        let people = sum.people();
        let width = people - self.people;
        if width <= 0.0 {
            return;
        }
        while let Some(cut) = self.cuts.get(self.swept.at.len()).filter(|cut| **cut <= people) {
            let part = ((cut - self.people) / width).max(0.0);
            self.swept.at.push(self.swept.total + (sum - self.swept.total).part(part));
        }
        let treated = if sum.treated > 0.0 { sum.treated_outcome / sum.treated } else { 0.0 };
        let control = if sum.control > 0.0 { sum.control_outcome / sum.control } else { 0.0 };
        let (qini, uplift) = ((treated - control) * sum.treated, (treated - control) * people);
        self.swept.qini_area += 0.5 * width * (self.qini + qini);
        self.swept.uplift_area += 0.5 * width * (self.uplift + uplift);
        (self.people, self.qini, self.uplift) = (people, qini, uplift);
        self.swept.total = sum;
    }

    /// Cuts at or beyond the end hold everybody.
    pub(crate) fn finish(mut self) -> Swept {
        self.swept.at.resize(self.cuts.len(), self.swept.total);
        self.swept.qini_end = self.qini;
        self.swept.uplift_end = self.uplift;
        self.swept
    }
}
