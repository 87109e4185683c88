//! Rows in order of falling score: a radix sort on the bits that the scores really use.

use rayon::prelude::*;

/// Bits sorted in one pass; three passes cover the first 33 bits, in which neighbours that are not equal seldom agree.
const DIGIT: u32 = 11;
const MOST_PASSES: u32 = 3;

/// Scores as whole numbers that fall where the score falls, in as few bits as keep every distinct score distinct.
///
/// The bits of a double are already in order, apart from its sign. What no score uses is left out: the gaps between the smallest
/// negative score, zero and the smallest positive score, the common beginning, and zeros at the end (scores that were once
/// single precision have 29 of them). No step of it branches on a score, which would be guessed wrong half of the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys {
    /// What is taken off negative scores, zero, and positive scores.
    gaps: [u64; 3],
    shift: u32,
    last: u64,
    /// Bits in use.
    pub(crate) bits: u32,
}

const SIGN: u64 = 1 << 63;

/// The bits of a score in rising order; zero, of either sign, is the sign bit alone.
fn rising(score: f64) -> u64 {
    let bits = (score + 0.0).to_bits();
    bits ^ (((bits as i64) >> 63) as u64 | SIGN)
}

/// What is seen of scores, as rising bits.
#[derive(Debug, Clone, Copy)]
struct Seen {
    low: u64,
    high: u64,
    negative_high: u64,
    positive_low: u64,
    ones: u64,
}

impl Default for Seen {
    fn default() -> Self {
        Self { low: u64::MAX, high: 0, negative_high: 0, positive_low: u64::MAX, ones: 0 }
    }
}

impl Seen {
    fn of(scores: &[f64]) -> Self {
        scores.iter().fold(Self::default(), |seen, score| {
            let place = rising(*score);
            seen.and(Self {
                low: place,
                high: place,
                negative_high: if place < SIGN { place } else { 0 },
                positive_low: if place > SIGN { place } else { u64::MAX },
                ones: score.to_bits() << 1,
            })
        })
    }

    fn and(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            negative_high: self.negative_high.max(other.negative_high),
            positive_low: self.positive_low.min(other.positive_low),
            ones: self.ones | other.ones,
        }
    }
}

impl Keys {
    /// Looks at all scores, which are finite.
    pub(crate) fn of(scores: &[f64]) -> Self {
        let Seen { low, high, negative_high, positive_low, ones } =
            scores.par_chunks(ROWS_DEALT).map(Seen::of).reduce(Seen::default, Seen::and);
        // The sign was shifted out above.
        let shift = if ones == 0 { 0 } else { ones.trailing_zeros() - 1 };
        let step = 1 << shift;
        let zero = if low < SIGN { negative_high - low + step } else { 0 };
        let gaps = [low, SIGN.wrapping_sub(zero), positive_low.wrapping_sub(zero + step)];
        let mut keys = Self { gaps, shift, last: 0, bits: 0 };
        keys.last = keys.rank(high);
        keys.bits = 64 - keys.last.leading_zeros();
        keys
    }

    fn rank(&self, place: u64) -> u64 {
        let gap = if place > SIGN { self.gaps[2] } else { self.gaps[1] };
        let gap = if place < SIGN { self.gaps[0] } else { gap };
        place.wrapping_sub(gap) >> self.shift
    }

    /// The place of a score: the highest score has the lowest.
    pub(crate) fn place(&self, score: f64) -> u64 {
        self.last - self.rank(rising(score))
    }
}

/// Rows from which the work is parted.
const ROWS_TO_PART: usize = 1 << 16;
/// Parts, so that each fits into a processor's own cache. The answer must not depend on the number of threads, so neither
/// does this.
const PARTS: usize = 16;
/// Rows dealt out to the parts at a time.
const ROWS_DEALT: usize = 1 << 15;
/// Rows looked at to make the parts even.
const SAMPLE: usize = 1024;

/// A record for each row, sorted by key, in parts that follow each other; what `finish` makes of each part. All rows of a key
/// are in one part.
pub(crate) fn sorted<T: Copy + Default + Send + Sync, R: Send>(
    rows: usize,
    bits: u32,
    record: impl Fn(usize) -> T + Sync,
    key: impl Fn(&T) -> u64 + Copy + Sync,
    finish: impl Fn(Vec<T>) -> R + Sync,
) -> Vec<R> {
    if rows < ROWS_TO_PART {
        return vec![finish(sort_by_key((0..rows).map(record).collect(), bits, key))];
    }
    // The part of each leading digit, by the share of a sample that comes before it.
    let digit = |record: &T| (key(record) >> bits.saturating_sub(DIGIT)) as usize;
    let mut part_of = vec![0_usize; 1 << DIGIT];
    for i in 0..SAMPLE {
        part_of[digit(&record(i * (rows / SAMPLE)))] += 1;
    }
    let mut before = 0;
    for part in &mut part_of {
        before += std::mem::replace(part, before * PARTS / SAMPLE);
    }
    let dealt: Vec<Vec<Vec<T>>> = (0..rows.div_ceil(ROWS_DEALT))
        .into_par_iter()
        .map(|deal| {
            let mut parts: Vec<Vec<T>> = (0..PARTS).map(|_| Vec::with_capacity(ROWS_DEALT / PARTS * 5 / 4)).collect();
            for row in deal * ROWS_DEALT..rows.min((deal + 1) * ROWS_DEALT) {
                let record = record(row);
                parts[part_of[digit(&record)].min(PARTS - 1)].push(record);
            }
            parts
        })
        .collect();
    let gathered = |part: usize| {
        let mut records = Vec::with_capacity(dealt.iter().map(|parts| parts[part].len()).sum());
        for parts in &dealt {
            records.extend_from_slice(&parts[part]);
        }
        records
    };
    (0..PARTS).into_par_iter().map(|part| finish(sort_by_key(gathered(part), bits, key))).collect()
}

/// Sorts records by the lowest `bits` bits of their key. Records of equal keys come in any order.
fn sort_by_key<T: Copy + Default>(mut records: Vec<T>, bits: u32, key: impl Fn(&T) -> u64 + Copy) -> Vec<T> {
    if records.len() < 1 << DIGIT {
        records.sort_unstable_by_key(key);
        return records;
    }
    let passes = bits.div_ceil(DIGIT).min(MOST_PASSES);
    let first_bit = bits.saturating_sub(passes * DIGIT);
    let mut other = vec![T::default(); records.len()];
    let mut counts = vec![[0_u32; 1 << DIGIT]; MOST_PASSES as usize];
    let digit = |record: &T, pass: u32| (key(record) >> (first_bit + pass * DIGIT)) as usize & ((1 << DIGIT) - 1);
    for record in &records {
        for pass in 0..passes {
            counts[pass as usize][digit(record, pass)] += 1;
        }
    }
    for pass in 0..passes {
        let counts = &mut counts[pass as usize];
        if counts.iter().any(|c| *c as usize == records.len()) {
            continue;
        }
        let mut next = 0;
        for count in counts.iter_mut() {
            next += std::mem::replace(count, next);
        }
        for record in &records {
            let place = &mut counts[digit(record, pass)];
            other[*place as usize] = *record;
            *place += 1;
        }
        std::mem::swap(&mut records, &mut other);
    }
    if first_bit > 0 {
        sort_runs(&mut records, |r| key(r) >> first_bit, key);
    }
    records
}

/// Puts the runs that agree in the sorted bits in order; they are short.
fn sort_runs<T: Copy>(records: &mut [T], front: impl Fn(&T) -> u64, key: impl Fn(&T) -> u64 + Copy) {
    let mut start = 0;
    while start < records.len() {
        let same = front(&records[start]);
        let mut end = start + 1;
        while end < records.len() && front(&records[end]) == same {
            end += 1;
        }
        if end - start > 1 {
            records[start..end].sort_unstable_by_key(key);
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order_of(scores: &[f64]) -> Vec<f64> {
        let keys = Keys::of(scores);
        let parts = sorted(scores.len(), keys.bits, |i| (keys.place(scores[i]), i), |r| r.0, |part| part);
        parts.concat().into_iter().map(|(_, i)| scores[i]).collect()
    }

    #[test]
    fn scores_of_every_kind_come_out_in_falling_order_and_only_equal_scores_have_equal_places() {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let kinds: [Vec<f64>; 6] = [
            (0..90_000).map(|_| next()).collect(),
            (0..5000).map(|_| next() - 0.5).collect(),
            (0..90_000).map(|_| f64::from((next() * 3.0) as u8) - 1.0).collect(),
            (0..5000).map(|_| f64::from(next() as f32)).collect(),
            (0..5000).map(|_| (next() - 0.5) * 10_f64.powf(600.0 * (next() - 0.5))).collect(),
            (0..5000).map(|_| 0.7 + 1e-16 * (next() * 9.0).floor()).chain([0.0, -0.0, f64::MAX, f64::MIN]).collect(),
        ];
        for scores in kinds {
            let mut expected = scores.clone();
            expected.sort_by(|a, b| b.total_cmp(a));
            for (a, b) in order_of(&scores).into_iter().zip(&expected) {
                assert!((a - *b).abs() <= 0.0, "{a} {b}");
            }
            let keys = Keys::of(&scores);
            for pair in expected.windows(2) {
                assert_eq!(pair[0] <= pair[1], keys.place(pair[0]) == keys.place(pair[1]), "{pair:?}");
            }
        }
    }
}
