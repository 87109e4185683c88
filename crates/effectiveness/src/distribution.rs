//! Tails and quantiles, exact far out: a p-value of 1e-112 keeps its digits.

use statrs::function::{beta::beta_reg, erf, gamma::gamma_ur};
use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

/// Degrees of freedom from which Student's tail is taken from the normal tail by Hill's expansion; below, from the
/// incomplete beta function, whose continued fraction stops converging at some tens of thousands.
const HILL_FROM: f64 = 5000.0;

/// Two-sided p-value of a standard normal statistic.
pub fn normal_two_sided(z: f64) -> f64 {
    erf::erfc(z.abs() * FRAC_1_SQRT_2)
}

/// The `z` with two-sided normal tail `alpha` (1.959964 for 0.05).
pub fn normal_critical(alpha: f64) -> f64 {
    SQRT_2 * erf::erfc_inv(alpha)
}

/// Two-sided p-value of Student's t with `df` degrees of freedom (not necessarily whole); not a number where `df` is not
/// above zero.
///
/// Source of the expansion for many degrees of freedom: G. W. Hill 1970, Algorithm 395.
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    let t2 = t * t;
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if t2.is_infinite() {
        return 0.0;
    }
    if df < HILL_FROM {
        return beta_reg(df / 2.0, 0.5, df / (df + t2));
    }
    let a = df - 0.5;
    let b = 48.0 * a * a;
    let y = a * (t2 / df).ln_1p();
    let correction = (((-0.4 * y - 3.3) * y - 24.0) * y - 85.5) / (0.8 * y * y + 100.0 + b) + y + 3.0;
    normal_two_sided((correction / b + 1.0) * y.sqrt())
}

/// The `t` with two-sided tail `alpha` (0 to 1) at `df` degrees of freedom; not a number outside of these.
pub fn student_critical(alpha: f64, df: f64) -> f64 {
    if !(alpha > 0.0 && alpha < 1.0 && df > 0.0) {
        return f64::NAN;
    }
    let (mut low, mut high) = (0.0_f64, 2.0_f64);
    while student_two_sided(high, df) > alpha && high < 1e12 {
        low = high;
        high *= 2.0;
    }
    // Cornish-Fisher start, then Newton on the tail, kept inside the bracket.
    let z = normal_critical(alpha);
    let mut t = z + (z.powi(3) + z) / (4.0 * df);
    for _ in 0..200 {
        if !(t > low && t < high) {
            t = f64::midpoint(low, high);
        }
        let excess = student_two_sided(t, df) - alpha;
        if excess > 0.0 {
            low = t;
        } else {
            high = t;
        }
        let step = excess / (2.0 * student_density(t, df));
        let next = t + step;
        if step.abs() <= 1e-14 * t.abs() || (high - low) <= 1e-15 * high {
            return next.clamp(low, high);
        }
        t = next;
    }
    t
}

/// Density of Student's t, accurate enough to steer Newton's steps.
fn student_density(t: f64, df: f64) -> f64 {
    let log_ratio = if df > 1e4 {
        0.5 * (df / 2.0).ln() - 1.0 / (4.0 * df)
    } else {
        statrs::function::gamma::ln_gamma(f64::midpoint(df, 1.0)) - statrs::function::gamma::ln_gamma(df / 2.0)
    };
    (log_ratio - 0.5 * (df * PI).ln() - 0.5 * (df + 1.0) * (t * t / df).ln_1p()).exp()
}

/// Upper tail of chi-square at `df` degrees of freedom; not a number where `df` is not above zero.
pub fn chi_square_upper(x: f64, df: f64) -> f64 {
    if x.is_nan() || df.is_nan() || df <= 0.0 {
        f64::NAN
    } else if x <= 0.0 {
        1.0
    } else if x.is_infinite() {
        0.0
    } else {
        gamma_ur(df / 2.0, x / 2.0)
    }
}

/// Upper tail of the standard normal at `z`.
pub fn normal_upper(z: f64) -> f64 {
    0.5 * erf::erfc(z * FRAC_1_SQRT_2)
}

/// Density of the standard normal.
pub(crate) fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}
