//! A straight axis with round steps.

/// From figures to places on the sheet.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
    step: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis that holds `low` to `high` and zero, in about `steps` round steps, drawn from `from` to `to` on the sheet.
    pub(crate) fn with_zero(low: f64, high: f64, steps: f64, from: f64, to: f64) -> Self {
        let (low, mut high) = (low.min(0.0), high.max(0.0));
        if high - low < 1e-12 {
            high = 1.0;
        }
        let step = round_step((high - low) / steps);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step, from, to }
    }

    /// The place of a figure.
    pub(crate) fn place(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// The round figures, each a whole number of steps so that they carry no rounding dust.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        let first = (self.low / self.step).round() as i64;
        let last = (self.high / self.step).round() as i64;
        (first..=last).map(|i| i as f64 * self.step).collect()
    }

    /// Places after the comma that tell the ticks apart.
    pub(crate) fn decimals(&self) -> usize {
        (-self.step.log10().floor()).max(0.0) as usize
    }
}

/// 1, 2 or 5 times a power of ten, at least `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let leading = rough / power;
    let round = [1.0, 2.0, 5.0].into_iter().find(|r| leading <= r + 1e-9).unwrap_or(10.0);
    round * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_all_figures_and_zero() {
        let axis = Axis::with_zero(3.0, 47.0, 5.0, 0.0, 100.0);
        assert_eq!(axis.ticks(), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!(axis.decimals(), 0);
        let axis = Axis::with_zero(-0.31, 0.18, 5.0, 0.0, 100.0);
        assert!(axis.place(-0.31) >= 0.0 && axis.place(0.18) <= 100.0);
        assert_eq!(axis.decimals(), 1);
    }

    #[test]
    fn figures_that_are_all_zero_still_have_an_axis() {
        assert_eq!(Axis::with_zero(0.0, 0.0, 5.0, 0.0, 1.0).ticks().len(), 6);
    }
}
