//! Many generators side by side: random bits as fast as wide instructions make them.

// What is compiled for wide instructions is so only where it is part of the function that asks for them.
#![allow(clippy::inline_always)]

use rand::RngCore;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Generators. As many as fill a loop that compilers make wide by themselves.
const MANY: usize = 64;
/// Sixteen random bits each, made at a time.
pub(crate) const BATCH: usize = 1024;

/// Many of xoshiro256++ (Blackman & Vigna 2021), each with a state of its own.
#[derive(Clone)]
pub(crate) struct Generators {
    state: [[u64; MANY]; 4],
    words: [u64; BATCH / 4],
}

impl Generators {
    /// States from another generator.
    pub(crate) fn seeded(random: &mut Xoshiro256PlusPlus) -> Self {
        let mut state = [[0; MANY]; 4];
        state.as_flattened_mut().fill_with(|| random.next_u64());
        Self { state, words: [0; BATCH / 4] }
    }

    /// The next random bits, a word of each generator in turn.
    #[inline(always)]
    pub(crate) fn bits(&mut self) -> &[i16] {
        let [a, b, c, d] = &mut self.state;
        for words in self.words.as_chunks_mut::<MANY>().0 {
            for lane in 0..MANY {
                words[lane] = a[lane].wrapping_add(d[lane]).rotate_left(23).wrapping_add(a[lane]).to_le();
                let carried = b[lane] << 17;
                c[lane] ^= a[lane];
                d[lane] ^= b[lane];
                b[lane] ^= c[lane];
                a[lane] ^= d[lane];
                c[lane] ^= carried;
                d[lane] = d[lane].rotate_left(45);
            }
        }
        bytemuck::cast_slice(&self.words)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use rand::SeedableRng;

    #[test]
    fn each_generator_is_that_of_the_library() {
        let mut many = Generators::seeded(&mut Xoshiro256PlusPlus::seed_from_u64(8));
        let state = many.state;
        let numbers = many.bits().to_vec();
        for lane in 0..MANY {
            let seed: Vec<u8> = state.iter().flat_map(|part| part[lane].to_le_bytes()).collect();
            let mut single = Xoshiro256PlusPlus::from_seed(seed.try_into().unwrap());
            for step in 0..BATCH / 4 / MANY {
                let found = &numbers[(step * MANY + lane) * 4..][..4];
                let word = found.iter().rev().fold(0, |word, x| word << 16 | u64::from(*x as u16));
                assert_eq!(word, single.next_u64());
            }
        }
    }
}
