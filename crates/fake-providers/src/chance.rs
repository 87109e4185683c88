//! Chance that is a function of a seed and a name, so that a number's fate does not depend on order or threads.

/// A number from 0 (included) to 1 (excluded) that depends on nothing but seed, topic and key.
///
/// FNV-1a over the bytes, finished with the mixing step of SplitMix64.
pub(crate) fn draw(seed: u64, topic: &str, key: &str) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
    for byte in topic.bytes().chain([b'/']).chain(key.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^= hash >> 31;
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_come_out_as_asked_and_the_same_every_time() {
        let hits = (0..10_000).filter(|n| draw(7, "delivered", &format!("62812{n:08}")) < 0.9).count();
        assert!((8_900..9_100).contains(&hits), "{hits}");
        assert!(draw(7, "delivered", "628123").to_bits() == draw(7, "delivered", "628123").to_bits());
        assert!(draw(7, "delivered", "628123").to_bits() != draw(8, "delivered", "628123").to_bits());
        assert!(draw(7, "read", "628123").to_bits() != draw(7, "delivered", "628123").to_bits());
    }
}
