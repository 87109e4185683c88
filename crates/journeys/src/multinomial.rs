//! Draws of counts for the bootstrap: a multinomial as a row of binomials.

use rand::Rng;

/// Below this mean a binomial is drawn by walking up its distribution.
const WALKED: f64 = 10.0;

/// Draws `sum(counts)` journeys with replacement and counts how often each of the cells came, into `drawn`.
pub(crate) fn multinomial(rng: &mut impl Rng, counts: &[u64], drawn: &mut [u64]) {
    let mut left: u64 = counts.iter().sum();
    let mut rest = left;
    for (cell, count) in drawn.iter_mut().zip(counts) {
        // `rest` is what the cells from here on held: the last of them takes all that is left.
        *cell = if *count == rest { left } else { binomial(rng, left, *count as f64 / rest as f64) };
        left -= *cell;
        rest -= count;
    }
}

/// A binomial count of `n` at chance `p`.
fn binomial(rng: &mut impl Rng, n: u64, p: f64) -> u64 {
    if n == 0 || p <= 0.0 {
        return 0;
    }
    if p > 0.5 {
        return n - binomial(rng, n, 1.0 - p);
    }
    if n as f64 * p < WALKED { walked(rng, n, p) } else { rejected(rng, n, p) }
}

/// Inversion from zero upwards; chances follow from each other.
fn walked(rng: &mut impl Rng, n: u64, p: f64) -> u64 {
    let odds = p / (1.0 - p);
    let none = (n as f64 * (-p).ln_1p()).exp();
    let mut chance = none;
    let mut at: f64 = rng.r#gen();
    let mut count = 0;
    while at > chance {
        at -= chance;
        count += 1;
        if count > n {
            return n;
        }
        chance *= odds * (n - count + 1) as f64 / count as f64;
        if chance == 0.0 {
            return count;
        }
    }
    count
}

/// Transformed rejection with squeeze: algorithm BTRS of Hörmann 1993, for `n p >= 10` and `p <= 1/2`.
fn rejected(rng: &mut impl Rng, n: u64, p: f64) -> u64 {
    let n = n as f64;
    let spread = (n * p * (1.0 - p)).sqrt();
    let b = 1.15 + 2.53 * spread;
    let a = -0.0873 + 0.0248 * b + 0.01 * p;
    let c = n * p + 0.5;
    let alpha = (2.83 + 5.1 / b) * spread;
    let v_r = 0.92 - 4.2 / b;
    let odds = p / (1.0 - p);
    let m = ((n + 1.0) * p).floor();
    loop {
        let u: f64 = rng.r#gen::<f64>() - 0.5;
        let v: f64 = rng.r#gen();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + c).floor();
        if us >= 0.07 && v <= v_r {
            return k as u64;
        }
        if k < 0.0 || k > n {
            continue;
        }
        let v = (v * alpha / (a / (us * us) + b)).ln();
        let bound = (m + 0.5) * ((m + 1.0) / (odds * (n - m + 1.0))).ln()
            + (n + 1.0) * ((n - m + 1.0) / (n - k + 1.0)).ln()
            + (k + 0.5) * (odds * (n - k + 1.0) / (k + 1.0)).ln()
            + stirling(m)
            + stirling(n - m)
            - stirling(k)
            - stirling(n - k);
        if v <= bound {
            return k as u64;
        }
    }
}

/// What Stirling's formula leaves of `ln k!`.
fn stirling(k: f64) -> f64 {
    const SMALL: [f64; 10] = [
        0.081_061_466_795_327_26,
        0.041_340_695_955_409_29,
        0.027_677_925_684_998_34,
        0.020_790_672_103_765_09,
        0.016_644_691_189_821_19,
        0.013_876_128_823_070_75,
        0.011_896_709_945_891_77,
        0.010_411_265_261_972_1,
        0.009_255_462_182_712_733,
        0.008_330_563_433_362_87,
    ];
    if k < 10.0 {
        return SMALL[k as usize];
    }
    let next = k + 1.0;
    let square = next * next;
    (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / square) / square) / next
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn means_and_variances_are_those_of_a_binomial() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        for (n, p) in [(7, 0.3), (40, 0.9), (1_000, 0.004), (1_000, 0.02), (5_000, 0.37), (2_000_000, 0.81)] {
            let draws: Vec<f64> = (0..60_000).map(|_| binomial(&mut rng, n, p) as f64).collect();
            let mean = draws.iter().sum::<f64>() / 60_000.0;
            let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 59_999.0;
            let expected = n as f64 * p * (1.0 - p);
            assert!((mean - n as f64 * p).abs() < 4.0 * (expected / 60_000.0).sqrt(), "{n} {p}: {mean}");
            assert!((variance / expected - 1.0).abs() < 0.03, "{n} {p}: {variance} {expected}");
        }
    }

    #[test]
    fn chances_of_single_counts_are_those_of_a_binomial() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(6);
        let (n, p, draws) = (60_u64, 0.25_f64, 200_000);
        let mut seen = vec![0.0; 61];
        for _ in 0..draws {
            seen[binomial(&mut rng, n, p) as usize] += 1.0;
        }
        let mut chance = (1.0 - p).powi(60);
        let mut chi_square = 0.0;
        for (k, count) in seen.iter().enumerate() {
            let expected = chance * f64::from(draws);
            if expected > 20.0 {
                chi_square += (count - expected).powi(2) / expected;
            }
            chance *= p / (1.0 - p) * (60 - k) as f64 / (k + 1) as f64;
        }
        // About 24 cells: 55 is beyond 1 in 5,000.
        assert!(chi_square < 55.0, "{chi_square}");
    }

    #[test]
    fn a_draw_holds_as_many_journeys_as_the_sample() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let counts = [0, 5, 100_000, 1, 0, 33, 0];
        let mut drawn = [0; 7];
        for _ in 0..200 {
            multinomial(&mut rng, &counts, &mut drawn);
            assert_eq!(drawn.iter().sum::<u64>(), 100_039);
            assert!(drawn[0] == 0 && drawn[4] == 0 && drawn[6] == 0);
        }
    }
}
