//! How much true effects vary between segments, beyond chance.

/// Effects with their sampling variances, at least two of them, all finite with a positive variance.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Effects {
    pub(super) effects: Vec<f64>,
    pub(super) variances: Vec<f64>,
}

impl Effects {
    /// Of pairs (effect, standard error) that have both; `None` below two.
    pub(super) fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        let usable = |(effect, error): &&(f64, f64)| effect.is_finite() && error.is_finite() && *error > 0.0;
        let used: Vec<&(f64, f64)> = pairs.iter().filter(usable).collect();
        (used.len() >= 2).then(|| Self {
            effects: used.iter().map(|(effect, _)| *effect).collect(),
            variances: used.iter().map(|(_, error)| error * error).collect(),
        })
    }

    /// Segments minus one.
    pub(super) fn df(&self) -> f64 {
        (self.effects.len() - 1) as f64
    }

    /// Weights where true effects vary by `tau_squared`.
    fn weights(&self, tau_squared: f64) -> impl Iterator<Item = f64> + '_ {
        self.variances.iter().map(move |variance| 1.0 / (variance + tau_squared))
    }

    /// Mean effect weighted by precision, and the sum of weights.
    pub(super) fn mean(&self, tau_squared: f64) -> (f64, f64) {
        let total: f64 = self.weights(tau_squared).sum();
        let mean = self.weights(tau_squared).zip(&self.effects).map(|(w, effect)| w * effect).sum::<f64>() / total;
        (mean, total)
    }

    /// Weighted squares around the weighted mean; Cochran's Q at `tau_squared` 0.
    pub(super) fn q(&self, tau_squared: f64) -> f64 {
        let (mean, _) = self.mean(tau_squared);
        self.weights(tau_squared).zip(&self.effects).map(|(w, effect)| w * (effect - mean).powi(2)).sum()
    }

    /// Variance of true effects by moments (DerSimonian & Laird 1986).
    pub(super) fn dersimonian_laird(&self) -> f64 {
        let total: f64 = self.weights(0.0).sum();
        let squares: f64 = self.weights(0.0).map(|w| w * w).sum();
        ((self.q(0.0) - self.df()) / (total - squares / total)).max(0.0)
    }

    /// The variance of true effects at which Q is just its degrees of freedom (Paule & Mandel 1982).
    pub(super) fn paule_mandel(&self) -> f64 {
        if self.q(0.0) <= self.df() {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, self.variances.iter().fold(0.0_f64, |a, b| a.max(*b)));
        while self.q(high) > self.df() && high < 1e300 {
            low = high;
            high *= 2.0;
        }
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if self.q(middle) > self.df() {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }
}
