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

/// Areas so far, and where the curves are.
#[derive(Debug, Clone, Copy, Default)]
struct Areas {
    people: f64,
    qini: f64,
    uplift: f64,
    qini_area: f64,
    uplift_area: f64,
}

impl Areas {
    /// On to where `sum` is everybody so far.
    fn reach(self, sum: ArmSums) -> Self {
        let people = sum.people();
        let width = people - self.people;
        let gain = if sum.treated > 0.0 && sum.control > 0.0 {
            // One division instead of two.
            (sum.treated_outcome * sum.control - sum.control_outcome * sum.treated) / (sum.treated * sum.control)
        } else {
            sum.treated_mean().unwrap_or(0.0) - sum.control_mean().unwrap_or(0.0)
        };
        let (qini, uplift) = (gain * sum.treated, gain * people);
        Self {
            people,
            qini,
            uplift,
            qini_area: self.qini_area + 0.5 * width * (self.qini + qini),
            uplift_area: self.uplift_area + 0.5 * width * (self.uplift + uplift),
        }
    }
}

/// A way down. The curves are known at the end of each tie and straight in between, which is where the mean over all orders
/// inside the tie would lie; an arm of which nobody has come yet counts as mean zero.
#[derive(Debug)]
pub(crate) struct Sweep<'a> {
    cuts: &'a [f64],
    /// The next cut; beyond everybody where there is none.
    next: f64,
    at: Vec<ArmSums>,
    sum: ArmSums,
    areas: Areas,
}

impl<'a> Sweep<'a> {
    /// `cuts` are numbers of people, rising.
    pub(crate) fn new(cuts: &'a [f64]) -> Self {
        let next = cuts.first().copied().unwrap_or(f64::INFINITY);
        let at = Vec::with_capacity(cuts.len());
        Self { cuts, next, at, sum: ArmSums::default(), areas: Areas::default() }
    }

    /// The end of a tie, where `sum` is everybody up to here.
    #[inline]
    pub(crate) fn reach(&mut self, sum: ArmSums) {
        if sum.people() >= self.next {
            self.cut(sum);
        }
        self.areas = self.areas.reach(sum);
        self.sum = sum;
    }

    /// Notes the cuts between the last tie's end and this one's.
    #[cold]
    fn cut(&mut self, sum: ArmSums) {
        let people = sum.people();
        let width = people - self.areas.people;
        while self.next <= people {
            let part = if width > 0.0 { ((self.next - self.areas.people) / width).max(0.0) } else { 1.0 };
            self.at.push(self.sum + (sum - self.sum).part(part));
            self.next = self.cuts.get(self.at.len()).copied().unwrap_or(f64::INFINITY);
        }
    }

    /// Cuts at or beyond the end hold everybody.
    pub(crate) fn finish(mut self) -> Swept {
        self.at.resize(self.cuts.len(), self.sum);
        Swept {
            total: self.sum,
            qini_area: self.areas.qini_area,
            uplift_area: self.areas.uplift_area,
            qini_end: self.areas.qini,
            uplift_end: self.areas.uplift,
            at: self.at,
        }
    }
}
