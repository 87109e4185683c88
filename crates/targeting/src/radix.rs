//! Rows in order of falling score: a radix sort on the bits that the scores really use.

/// Bits sorted in one pass; three passes cover the first 33 bits, in which neighbours that are not equal seldom agree.
const DIGIT: u32 = 11;
const MOST_PASSES: u32 = 3;

/// Scores as whole numbers that fall where the score falls, in as few bits as keep every distinct score distinct.
///
/// The bits of a double are already in order, apart from its sign. What no score uses is left out: the gap between the
/// smallest negative and the smallest positive score, the common beginning, and zeros at the end (scores that were once
/// single precision have 29 of them).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys {
    negative_low: u64,
    negative_count: u64,
    positive_low: u64,
    shift: u32,
    last: u64,
    /// Bits in use.
    pub(crate) bits: u32,
}

const SIGN: u64 = 1 << 63;

impl Keys {
    /// Looks at all scores, which are finite.
    pub(crate) fn of(scores: &[f64]) -> Self {
        let (mut negative_low, mut negative_high) = (u64::MAX, 0_u64);
        let (mut positive_low, mut positive_high) = (u64::MAX, 0_u64);
        let mut ones = 0_u64;
        for score in scores {
            let size = score.abs().to_bits();
            ones |= size;
            if *score < 0.0 {
                negative_low = negative_low.min(size);
                negative_high = negative_high.max(size);
            } else if size > 0 {
                positive_low = positive_low.min(size);
                positive_high = positive_high.max(size);
            }
        }
        let shift = if ones == 0 { 0 } else { ones.trailing_zeros() };
        let count = |low: u64, high: u64| if low > high { 0 } else { ((high - low) >> shift) + 1 };
        let negative_count = count(negative_low, negative_high);
        let last = negative_count + count(positive_low, positive_high);
        let bits = 64 - last.leading_zeros();
        Self { negative_low, negative_count, positive_low, shift, last, bits }
    }

    /// The place of a score: the highest score has the lowest.
    pub(crate) fn place(&self, score: f64) -> u64 {
        let bits = score.to_bits();
        let rising = if bits & !SIGN == 0 {
            self.negative_count
        } else if bits & SIGN == 0 {
            self.negative_count + 1 + ((bits - self.positive_low) >> self.shift)
        } else {
            self.negative_count - 1 - (((bits & !SIGN) - self.negative_low) >> self.shift)
        };
        self.last - rising
    }
}

/// Sorts records by the lowest `bits` bits of their key. Records of equal keys come in any order.
pub(crate) fn sort_by_key<T: Copy + Default>(mut records: Vec<T>, bits: u32, key: impl Fn(&T) -> u64 + Copy) -> Vec<T> {
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
        let records: Vec<(u64, u32)> = scores.iter().zip(0..).map(|(s, i)| (keys.place(*s), i)).collect();
        sort_by_key(records, keys.bits, |r| r.0).into_iter().map(|(_, i)| scores[i as usize]).collect()
    }

    #[test]
    fn scores_of_every_kind_come_out_in_falling_order_and_only_equal_scores_have_equal_places() {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let kinds: [Vec<f64>; 6] = [
            (0..5000).map(|_| next()).collect(),
            (0..5000).map(|_| next() - 0.5).collect(),
            (0..5000).map(|_| f64::from((next() * 3.0) as u8) - 1.0).collect(),
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
