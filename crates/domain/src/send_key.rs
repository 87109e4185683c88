//! The send key of a touch as one number, and the id that is made of it.

use crate::channel::Channel;
use crate::member::MemberRow;

const STEP_BITS: u32 = 4;
const CHANNEL_BITS: u32 = 4;
const ROW_BITS: u32 = 32;
const CAMPAIGN_BITS: u32 = 23;
/// The multipliers of `splitmix64` (Steele, Lea and Flood 2014), whose last step is the shuffling used here, and their inverses modulo
/// 2^64.
const SHUFFLE: [u64; 2] = [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb];
const BACK: [u64; 2] = [inverse(SHUFFLE[0]), inverse(SHUFFLE[1])];

/// Campaign, member, channel and step of a touch in 63 bits, most significant first: 23 bits for the number of the campaign, 32 for the
/// member's row, 4 for the channel and 4 for the step. Touches in the order of their keys are those of one campaign after another,
/// and there in the order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SendKey(i64);

impl SendKey {
    /// `None` where the campaign's number needs more than 23 bits or the step is above 15.
    pub fn new(campaign: u32, row: MemberRow, channel: Channel, step: u8) -> Option<Self> {
        let fits = campaign < 1 << CAMPAIGN_BITS && step < 1 << STEP_BITS;
        let member = (i64::from(campaign) << ROW_BITS) | i64::from(row.0);
        let how = (i64::from(channel_number(channel)) << STEP_BITS) | i64::from(step);
        fits.then_some(Self((member << (CHANNEL_BITS + STEP_BITS)) | how))
    }

    /// The key as a number, never negative.
    pub fn number(self) -> i64 {
        self.0
    }

    /// The key a number stands for; `None` where it stands for none.
    pub fn of_number(number: i64) -> Option<Self> {
        let key = Self(number);
        (number >= 0 && Channel::ALL.get(key.channel_at()).is_some()).then_some(key)
    }

    /// The id made of the key: its bits shuffled, in 16 hexadecimal digits, so that a digit typed wrongly is hardly ever the id of
    /// another touch. [`SendKey::of_id`] reads it back.
    pub fn id(self) -> String {
        format!("{:016x}", shuffled(self.0.cast_unsigned()))
    }

    /// The key that an id was made of; `None` where it was made of none.
    pub fn of_id(id: &str) -> Option<Self> {
        let plain = id.len() == 16 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let shuffled = plain.then(|| u64::from_str_radix(id, 16).ok()).flatten()?;
        Self::of_number(put_back(shuffled).cast_signed())
    }

    /// How.
    pub fn channel(self) -> Channel {
        Channel::ALL[self.channel_at()]
    }

    /// 1 for the first contact, 2 for a follow-up; eight more for one more try of either.
    pub fn step(self) -> u8 {
        (self.0 & 0xf) as u8
    }

    fn channel_at(self) -> usize {
        ((self.0 >> STEP_BITS) & 0xf) as usize
    }
}

/// The number of a campaign, from its name alone: FNV-1a folded to 23 bits. Two names share one in eight million cases; a store refuses
/// the second of them.
pub fn campaign_number(name: &str) -> u32 {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    ((hash ^ (hash >> CAMPAIGN_BITS) ^ (hash >> (2 * CAMPAIGN_BITS))) & ((1 << CAMPAIGN_BITS) - 1)) as u32
}

/// The place of a channel in [`Channel::ALL`], which is how keys number them.
pub fn channel_number(channel: Channel) -> u8 {
    channel as u8
}

/// The id of a touch, from its send key: planning twice makes the same id. Steps are 1 and 2, and eight more for one more try; of a step
/// above 15 the lowest four bits count, and no ledger takes it.
pub fn touch_id(campaign: &str, row: MemberRow, channel: Channel, step: u8) -> String {
    let key = SendKey::new(campaign_number(campaign), row, channel, step & 0xf);
    key.expect("the number of a campaign has 23 bits and the step four").id()
}

/// `splitmix64`'s last step.
fn shuffled(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(SHUFFLE[0]);
    x = (x ^ (x >> 27)).wrapping_mul(SHUFFLE[1]);
    x ^ (x >> 31)
}

/// The number that was shuffled.
fn put_back(mut x: u64) -> u64 {
    x = (x ^ (x >> 31) ^ (x >> 62)).wrapping_mul(BACK[1]);
    x = (x ^ (x >> 27) ^ (x >> 54)).wrapping_mul(BACK[0]);
    x ^ (x >> 30) ^ (x >> 60)
}

/// By Newton's method: each step doubles the bits that are right, from three.
const fn inverse(odd: u64) -> u64 {
    let mut x = odd;
    let mut step = 0;
    while step < 5 {
        x = x.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(x)));
        step += 1;
    }
    x
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_id_is_read_back_as_the_key_it_was_made_of() {
        for campaign in [0, 1, campaign_number("jkk-jkm-2026"), (1 << 23) - 1] {
            for row in [0, 1, 4_711, u32::MAX] {
                for channel in Channel::ALL {
                    for step in [1, 2, 15] {
                        let key = SendKey::new(campaign, MemberRow(row), channel, step).unwrap();
                        assert_eq!(SendKey::of_id(&key.id()), Some(key));
                        assert_eq!((key.channel(), key.step()), (channel, step));
                        assert_eq!(SendKey::of_number(key.number()), Some(key));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_not_a_key_is_none() {
        assert_eq!(SendKey::new(1 << 23, MemberRow(1), Channel::Email, 1), None);
        assert_eq!(SendKey::new(1, MemberRow(1), Channel::Email, 16), None);
        assert_eq!(SendKey::of_number(-1), None);
        assert_eq!(SendKey::of_number(0xf0), None, "there is no channel of this number");
        for id in ["", "t-M000001", "0123456789ABCDEF", "0123456789abcde", "+123456789abcdef"] {
            assert_eq!(SendKey::of_id(id), None, "{id}");
        }
    }

    #[test]
    fn keys_of_a_campaign_stand_in_the_order_of_its_rows() {
        let key = |row, channel, step| SendKey::new(7, MemberRow(row), channel, step).unwrap();
        let mut keys = [key(1, Channel::Whatsapp, 1), key(1, Channel::Print, 2), key(2, Channel::Whatsapp, 1)];
        keys.reverse();
        keys.sort_unstable();
        assert_eq!(keys.map(SendKey::step), [1, 2, 1]);
        assert!(
            key(u32::MAX, Channel::CommunityMeeting, 15) < SendKey::new(8, MemberRow(0), Channel::Whatsapp, 0).unwrap()
        );
    }

    #[test]
    fn channels_are_numbered_as_they_are_listed() {
        for (at, channel) in Channel::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(channel_number(channel)), at);
        }
    }

    #[test]
    fn a_digit_typed_wrongly_is_not_another_touch_of_the_campaign() {
        let ids: std::collections::HashSet<String> =
            (0..2_000).map(|row| touch_id("jkk-jkm-2026", MemberRow(row), Channel::PartnerCounter, 1)).collect();
        for id in ids.iter().take(200) {
            for at in 0..16 {
                for digit in "0123456789abcdef".chars().filter(|digit| id.chars().nth(at) != Some(*digit)) {
                    let wrong: String = id.chars().enumerate().map(|(i, c)| if i == at { digit } else { c }).collect();
                    assert!(!ids.contains(&wrong), "{id} and {wrong}");
                }
            }
        }
    }
}
