//! How often each of many people is drawn, without drawing them one by one.
//!
//! Numbers of Poisson's law, one a person, are those of a draw with replacement given their sum (they are multinomial then). So a
//! resample of n of n people is made of such numbers at a rate a little below one, whose sum is nearly always below n, and of
//! the few draws that are then left. Where the sum is above n the numbers are not used, and people are drawn one by one: who
//! would have been drawn is independent of whether they are, so the law of the resample is the same to the last digit.
//!
//! The numbers come from sixteen random bits each, inverted by comparisons: in the rare case where sixteen bits do not decide,
//! and in the tail, fifty-three more are drawn. All loops are plain, over arrays, and do not fuse, so that they are compiled to
//! whatever instructions a machine has and give the same bits.

// What is compiled for wide instructions is so only where it is part of the function that asks for them.
#![allow(clippy::inline_always)]

use crate::generators::{BATCH, Generators};
use pulp::{Arch, NullaryFnOnce};
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Numbers told apart by comparisons; larger ones, one in 1,700, are looked up.
const CUTS: usize = 5;
/// Sums side by side, or each addition would wait for the one before.
const SUMS: usize = 64;
/// People looked through together for those that sixteen bits do not decide.
const LOOKED_THROUGH: usize = 64;
/// Fewer people are drawn one by one.
const FEWEST: usize = 512;
/// How many standard deviations the expected sum stays below the people: about one resample in 700 is then drawn one by one.
const BELOW: f64 = 3.0;
/// Sixteen bits hold so many numbers.
const STEPS: f64 = 65_536.0;

/// The law of the numbers of so many people.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    /// Chance of a number of at most 0, 1, 2 and so on.
    chances: Vec<f64>,
    /// The step of sixteen bits, counted from the middle, in which each of the first chances lies.
    cuts: [i16; CUTS],
    /// From this step on numbers are looked up.
    tail: i16,
}

/// Randomness of a piece of work.
pub(crate) struct Random {
    pub(crate) single: Xoshiro256PlusPlus,
    many: Generators,
}

impl Random {
    /// From one generator.
    pub(crate) fn new(mut single: Xoshiro256PlusPlus) -> Self {
        let many = Generators::seeded(&mut single);
        Self { single, many }
    }
}

/// What numbers came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Weighed {
    /// Sum of the numbers.
    pub(crate) draws: u64,
    /// Sum of the values, each times its number.
    pub(crate) sum: f64,
}

/// The work, for whatever instructions the machine has.
struct Weigh<'a> {
    weights: &'a Weights,
    values: &'a [f64],
    random: &'a mut Random,
}

impl NullaryFnOnce for Weigh<'_> {
    type Output = Weighed;

    #[inline(always)]
    fn call(self) -> Weighed {
        self.weights.weigh_plain(self.values, self.random)
    }
}

/// Numbers of people done at a time, so that all about them stays in the nearest cache.
struct Batch {
    numbers: [i16; BATCH],
    undecided: [i16; BATCH],
}

impl Weights {
    /// For so many people; `None` of few, of whom so many draws would be left that nothing is gained.
    pub(crate) fn of(people: usize) -> Option<Self> {
        (people >= FEWEST).then(|| Self::at_rate(1.0 - BELOW / (people as f64).sqrt()))
    }

    fn at_rate(rate: f64) -> Self {
        let (mut chances, mut chance, mut sum) = (Vec::new(), (-rate).exp(), 0.0);
        while sum + chance > sum {
            sum += chance;
            chances.push(sum);
            chance *= rate / chances.len() as f64;
        }
        let step = |chance: f64| ((chance * STEPS).floor() - STEPS / 2.0) as i16;
        Self { cuts: std::array::from_fn(|number| step(chances[number])), tail: step(chances[CUTS]), chances }
    }

    /// Draws a number for each value.
    pub(crate) fn weigh(&self, values: &[f64], random: &mut Random) -> Weighed {
        Arch::new().dispatch(Weigh { weights: self, values, random })
    }

    #[inline(always)]
    fn weigh_plain(&self, values: &[f64], random: &mut Random) -> Weighed {
        let mut batch = Batch { numbers: [0; BATCH], undecided: [0; BATCH] };
        let (mut draws, mut sums) = (0, [0.0; SUMS]);
        for values in values.chunks(BATCH) {
            self.invert(&mut batch, random);
            let numbers = &batch.numbers[..values.len()];
            let (whole, rest) = values.as_chunks::<SUMS>();
            for (values, numbers) in whole.iter().zip(numbers.as_chunks::<SUMS>().0) {
                for place in 0..SUMS {
                    sums[place] += values[place] * f64::from(numbers[place]);
                }
            }
            for (value, number) in rest.iter().zip(&numbers[whole.len() * SUMS..]) {
                sums[0] += value * f64::from(*number);
            }
            // No number is above thirty, so that a batch cannot run over.
            draws += numbers.iter().fold(0_i16, |sum, number| sum.wrapping_add(*number)) as u64;
        }
        Weighed { draws, sum: sums.iter().sum() }
    }

    /// Numbers by random bits.
    #[inline(always)]
    fn invert(&self, batch: &mut Batch, random: &mut Random) {
        let Random { single, many } = random;
        let (bits, Batch { numbers, undecided }) = (many.bits(), batch);
        for ((bits, number), undecided) in bits.iter().zip(numbers.iter_mut()).zip(undecided.iter_mut()) {
            let (mut above, mut at) = (0, i16::from(*bits >= self.tail));
            for cut in self.cuts {
                above += i16::from(*bits > cut);
                at |= i16::from(*bits == cut);
            }
            (*number, *undecided) = (above, at);
        }
        for (place, some) in undecided.chunks(LOOKED_THROUGH).enumerate() {
            if some.iter().fold(0, |any, one| any | one) != 0 {
                let first = place * LOOKED_THROUGH;
                for place in (first..).zip(some).filter_map(|(place, one)| (*one != 0).then_some(place)) {
                    numbers[place] = self.look_up(bits[place], single);
                }
            }
        }
    }

    /// The number of sixteen bits and fifty-three more.
    #[cold]
    fn look_up(&self, bits: i16, random: &mut Xoshiro256PlusPlus) -> i16 {
        let place = (f64::from(bits) + STEPS / 2.0 + random.r#gen::<f64>()) / STEPS;
        self.chances.iter().take_while(|chance| place >= **chance).count() as i16
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use rand::SeedableRng;

    fn random(seed: u64) -> Random {
        Random::new(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    #[test]
    fn numbers_have_the_chances_of_poissons_law() {
        let weights = Weights::of(10_000).unwrap();
        let (rate, people) = (1.0 - BELOW / 100.0, 4_000_000);
        let mut random = random(5);
        let mut batch = Batch { numbers: [0; BATCH], undecided: [0; BATCH] };
        let mut seen = [0_u32; 32];
        for _ in 0..people / BATCH {
            weights.invert(&mut batch, &mut random);
            batch.numbers.iter().for_each(|number| seen[*number as usize] += 1);
        }
        let people: f64 = seen.iter().map(|n| f64::from(*n)).sum();
        let mut chance = (-rate).exp();
        for (number, seen) in seen.iter().enumerate().take(9) {
            let expected = people * chance;
            let error = (expected * (1.0 - chance)).sqrt();
            assert!((f64::from(*seen) - expected).abs() < 4.0 * error + 1.0, "{number}: {seen} and not {expected}");
            chance *= rate / (number + 1) as f64;
        }
    }

    #[test]
    fn what_sixteen_bits_do_not_decide_is_split_where_the_chance_lies() {
        let weights = Weights::of(10_000).unwrap();
        let mut random = Xoshiro256PlusPlus::seed_from_u64(6);
        let place = weights.chances[1] * STEPS;
        let (bits, share) = ((place.floor() - STEPS / 2.0) as i16, place.fract());
        assert_eq!(bits, weights.cuts[1]);
        let ones = (0..100_000).filter(|_| weights.look_up(bits, &mut random) == 1).count() as f64;
        assert!((ones / 100_000.0 - share).abs() < 4.0 * (share * (1.0 - share) / 100_000.0).sqrt(), "{ones}, {share}");
    }

    #[test]
    fn numbers_are_those_of_the_values_in_their_order_and_few_people_have_none() {
        let weights = Weights::of(3_000).unwrap();
        // Powers of a base beyond any number: the sum tells the number of each of the first values.
        let mut values = vec![0.0; 3_000];
        for (place, power) in [(0, 1.0), (15, 64.0), (1_023, 4_096.0), (1_024, 262_144.0), (2_999, 16_777_216.0)] {
            values[place] = power;
        }
        let of = |values: &[f64]| weights.weigh(values, &mut random(9));
        let (all, ones) = (of(&values), of(&vec![1.0; 3_000]));
        assert_eq!(all.draws, ones.draws);
        assert!((ones.sum - ones.draws as f64).abs() < f64::EPSILON);
        let mut left = all.sum as u64;
        for place in [0, 15, 1_023, 1_024, 2_999] {
            let alone: Vec<f64> = (0..3_000).map(|row| f64::from(u8::from(row == place))).collect();
            assert_eq!(left % 64, of(&alone).sum as u64);
            left /= 64;
        }
        assert!(Weights::of(FEWEST - 1).is_none());
    }

    #[test]
    fn plain_code_gives_the_bits_of_wide_instructions() {
        let weights = Weights::of(5_000).unwrap();
        let values: Vec<f64> = (0..5_000).map(|row| f64::from(row).sin() * 1e5 + 0.1).collect();
        let plain = weights.weigh_plain(&values, &mut random(4));
        let best = weights.weigh(&values, &mut random(4));
        assert_eq!((plain.draws, plain.sum.to_bits()), (best.draws, best.sum.to_bits()));
    }
}
