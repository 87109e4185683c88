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

impl Keys {
    /// Looks at all scores, which are finite.
    pub(crate) fn of(scores: &[f64]) -> Self {
        let (mut low, mut high) = (u64::MAX, 0);
        let (mut negative_high, mut positive_low) = (0, u64::MAX);
        let mut ones = 0;
        for score in scores {
            let place = rising(*score);
            low = low.min(place);
            high = high.max(place);
            negative_high = negative_high.max(if place < SIGN { place } else { 0 });
            positive_low = positive_low.min(if place > SIGN { place } else { u64::MAX });
            ones |= score.to_bits() << 1;
        }
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
/// Parts: the answer must not depend on the number of threads, so neither does this.
const PARTS: usize = 4;
/// Rows looked at to part the others evenly.
const SAMPLE: usize = 1024;

/// A record for each row, sorted by key, in parts that follow each other. All rows of a key are in one part.
pub(crate) fn sorted<T: Copy + Default + Send>(
    rows: usize,
    bits: u32,
    record: impl Fn(usize) -> T + Sync,
    key: impl Fn(&T) -> u64 + Copy + Sync,
) -> Vec<Vec<T>> {
    if rows < ROWS_TO_PART {
        return vec![sort_by_key((0..rows).map(record).collect(), bits, key)];
    }
    let mut sample: Vec<u64> = (0..SAMPLE).map(|i| key(&record(i * (rows / SAMPLE)))).collect();
    sample.sort_unstable();
    let mut bounds: Vec<u64> = (1..PARTS).map(|part| sample[part * SAMPLE / PARTS]).collect();
    bounds.insert(0, 0);
    let part = |place: usize| {
        let (from, to) = (bounds[place], bounds.get(place + 1).copied());
        // Every record is written, and kept by going on to the next place: nothing to guess wrong.
        let mut records = vec![T::default(); rows + 1];
        let mut kept = 0;
        for row in 0..rows {
            let record = record(row);
            records[kept] = record;
            let key = key(&record);
            kept += usize::from((key >= from) & to.is_none_or(|to| key < to));
        }
        records.truncate(kept);
        sort_by_key(records, bits, key)
    };
    (0..PARTS).into_par_iter().map(part).collect()
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
        let parts = sorted(scores.len(), keys.bits, |i| (keys.place(scores[i]), i), |r| r.0);
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
