//! Texts of paths into channels, in parts side by side.

use crate::error::JourneysError;
use crate::paths::{JourneyRow, MOST_CHANNELS};
use foldhash::fast::FixedState;
use rayon::prelude::*;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Most journeys that are counted: touches can then be counted too without running over.
const MOST_COUNTED: u64 = 1_000_000_000_000;
/// Rows that one thread reads at a time.
const PART: usize = 1 << 16;
/// Slots of the short way to a channel's code; a power of two.
const SLOTS: usize = 1 << 8;

/// Paths as codes of channels.
pub(crate) struct Parsed {
    pub(crate) channels: Vec<String>,
    pub(crate) touches: Vec<u16>,
    pub(crate) ends: Vec<u32>,
}

/// Counts and values of rows.
pub(crate) struct Counted {
    pub(crate) conversions: Vec<u64>,
    pub(crate) nulls: Vec<u64>,
    /// Empty where nothing has a value.
    pub(crate) values: Vec<Decimal>,
}

/// Takes the counts and values of rows, and refuses those that cannot be.
pub(crate) fn count(rows: &[JourneyRow<'_>]) -> Result<Counted, JourneysError> {
    let mut counted = Counted { conversions: vec![0; rows.len()], nulls: vec![0; rows.len()], values: Vec::new() };
    let into = counted.conversions.par_chunks_mut(PART).zip(counted.nulls.par_chunks_mut(PART));
    let parts = rows.par_chunks(PART).zip(into).map(|(rows, (conversions, nulls))| {
        for ((r, conversions), nulls) in rows.iter().zip(conversions).zip(nulls) {
            (*conversions, *nulls) = (r.conversions, r.nulls);
        }
        checked(rows).ok()
    });
    let whole = match parts.collect::<Option<Vec<_>>>().and_then(|parts| Checked::sum(&parts)) {
        Some(whole) => whole,
        // A part does not know the rows before it, so what is wrong is looked for from the first row on.
        None => checked(rows)?,
    };
    if rows.is_empty() {
        return Err(JourneysError::NoJourneys);
    }
    if whole.converted == 0 {
        return Err(JourneysError::NoConversions { journeys: whole.journeys });
    }
    if !whole.value.is_zero() {
        counted.values = rows.iter().map(|r| r.value).collect();
    }
    Ok(counted)
}

/// What rows come to together.
#[derive(Debug, Clone, Copy, Default)]
struct Checked {
    journeys: u64,
    converted: u64,
    value: Decimal,
}

impl Checked {
    /// Together, where that is not too many.
    fn sum(parts: &[Self]) -> Option<Self> {
        parts.iter().try_fold(Self::default(), |all, part| {
            Some(Self {
                journeys: all.journeys.checked_add(part.journeys).filter(|n| *n < MOST_COUNTED)?,
                converted: all.converted + part.converted,
                value: all.value.checked_add(part.value)?,
            })
        })
    }
}

/// What rows come to, or the first that cannot be.
fn checked(rows: &[JourneyRow<'_>]) -> Result<Checked, JourneysError> {
    let mut all = Checked::default();
    for (row, r) in rows.iter().enumerate() {
        if !r.value.is_zero() {
            if r.value.is_sign_negative() {
                return Err(JourneysError::NegativeValue { row: row + 1, value: r.value.to_string() });
            }
            if r.conversions == 0 {
                return Err(JourneysError::ValueWithoutConversion { row: row + 1, value: r.value.to_string() });
            }
        }
        let journeys = r.conversions.checked_add(r.nulls);
        let one = Checked { journeys: journeys.unwrap_or(u64::MAX), converted: r.conversions, value: r.value };
        all = Checked::sum(&[all, one]).ok_or(JourneysError::TooLarge { row: row + 1 })?;
    }
    Ok(all)
}

/// Every path as codes of channels in the order of their names.
pub(crate) fn parse(rows: &[JourneyRow<'_>], separator: &str) -> Result<Parsed, JourneysError> {
    let bare = separator.trim();
    let bare = if bare.is_empty() { separator } else { bare };
    let parts: Vec<Part<'_>> = rows
        .par_chunks(PART)
        .enumerate()
        .map(|(part, rows)| Part::read(rows, part * PART, bare))
        // All of them, so that it is the first refusal whichever thread was first.
        .collect::<Vec<_>>()
        .into_iter()
        .collect::<Result<_, _>>()?;
    let mut names: Vec<&str> = parts.iter().flat_map(|p| p.channels.names.iter().copied()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() > MOST_CHANNELS {
        return Err(too_many(separator));
    }
    let mut before = 0;
    for (part, p) in parts.iter().enumerate() {
        before += p.touches.len();
        if u32::try_from(before).is_err() {
            return Err(JourneysError::TooLarge { row: (part * PART + p.ends.len()).max(1) });
        }
    }
    let mut parsed = Parsed {
        channels: names.iter().map(|name| (*name).to_owned()).collect(),
        touches: vec![0; before],
        ends: vec![0; rows.len()],
    };
    let (mut touches, mut before) = (parsed.touches.as_mut_slice(), 0);
    let mut rooms = Vec::with_capacity(parts.len());
    for p in &parts {
        let (room, rest) = touches.split_at_mut(p.touches.len());
        rooms.push((before, room));
        (touches, before) = (rest, before + p.touches.len());
    }
    parts.par_iter().zip(rooms).zip(parsed.ends.par_chunks_mut(PART)).for_each(|((p, (before, touches)), ends)| {
        let place = |name: &&str| names.binary_search(name).map_or(0, |place| place as u16);
        let places: Vec<u16> = p.channels.names.iter().map(place).collect();
        touches.iter_mut().zip(&p.touches).for_each(|(to, code)| *to = places[usize::from(*code)]);
        ends.iter_mut().zip(&p.ends).for_each(|(to, end)| *to = (before + end) as u32);
    });
    Ok(parsed)
}

fn too_many(separator: &str) -> JourneysError {
    JourneysError::TooManyChannels { most: MOST_CHANNELS, separator: separator.to_owned() }
}

/// What one thread read, in codes of its own.
struct Part<'a> {
    channels: Channels<'a>,
    touches: Vec<u16>,
    ends: Vec<usize>,
}

impl<'a> Part<'a> {
    fn read(rows: &[JourneyRow<'a>], before: usize, bare: &str) -> Result<Self, JourneysError> {
        let mut part = Self {
            channels: Channels::new(),
            touches: Vec::with_capacity(rows.len() * 4),
            ends: Vec::with_capacity(rows.len()),
        };
        let single = if let [byte] = bare.as_bytes() { Some(*byte) } else { None };
        for (row, r) in rows.iter().enumerate() {
            let whole = match single {
                Some(byte) => part.path_between_bytes(r.path, byte),
                None => part.path(r.path, bare),
            };
            if let Err(touch) = whole {
                return Err(refusal(r.path, before + row + 1, touch));
            }
            if part.channels.names.len() > MOST_CHANNELS {
                return Err(too_many(bare));
            }
        }
        Ok(part)
    }

    /// Takes in a path; the number of a touch that is empty otherwise.
    fn path(&mut self, path: &'a str, bare: &str) -> Result<(), usize> {
        for (touch, name) in path.split(bare).enumerate() {
            self.touches.push(self.channels.code(name).ok_or(touch + 1)?);
        }
        self.ends.push(self.touches.len());
        Ok(())
    }

    /// The same for a separator of one byte.
    fn path_between_bytes(&mut self, path: &'a str, separator: u8) -> Result<(), usize> {
        let (bytes, mut start, mut touch) = (path.as_bytes(), 0, 1_usize);
        loop {
            let left = &bytes[start..];
            let length = left.iter().position(|byte| *byte == separator).unwrap_or(left.len());
            // One byte of a separator is no part of a longer letter, so the ends are ends of letters.
            self.touches.push(self.channels.code(&path[start..start + length]).ok_or(touch)?);
            start += length + 1;
            touch += 1;
            if start > bytes.len() {
                self.ends.push(self.touches.len());
                return Ok(());
            }
        }
    }
}

fn refusal(path: &str, row: usize, touch: usize) -> JourneysError {
    if path.trim().is_empty() {
        return JourneysError::EmptyPath { row };
    }
    JourneysError::EmptyTouch { row, touch, path: path.chars().take(60).collect() }
}

/// Channel names with their codes. Short names are looked up by their bytes as two numbers first, as few channels make up nearly
/// all touches.
struct Channels<'a> {
    codes: HashMap<&'a str, u16, FixedState>,
    names: Vec<&'a str>,
    slots: Vec<Slot>,
}

/// A name of 1 to 16 bytes, whole, and its code.
#[derive(Clone, Copy, Default)]
struct Slot {
    name: ShortName,
    code: u16,
}

/// The length (0 for none) and all bytes of a short name.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct ShortName {
    length: usize,
    bytes: (u64, u64),
}

impl<'a> Channels<'a> {
    fn new() -> Self {
        Self { codes: HashMap::default(), names: Vec::new(), slots: vec![Slot::default(); SLOTS] }
    }

    /// The code of a name, blanks around it left out; `None` of an empty one.
    #[inline]
    fn code(&mut self, name: &'a str) -> Option<u16> {
        let bytes = name.as_bytes().trim_ascii();
        let Some(short) = ShortName::of(bytes) else { return self.looked_up(name) };
        let slot = short.slot();
        if self.slots[slot].name == short {
            return Some(self.slots[slot].code);
        }
        let code = self.looked_up(name)?;
        self.slots[slot] = Slot { name: short, code };
        Some(code)
    }

    fn looked_up(&mut self, name: &'a str) -> Option<u16> {
        // Blanks beyond ASCII, as spreadsheets leave them, do not count either.
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        let next = self.names.len() as u16;
        let code = *self.codes.entry(name).or_insert(next);
        if code == next {
            self.names.push(name);
        }
        Some(code)
    }
}

impl ShortName {
    /// `None` of an empty or a longer name.
    #[inline]
    fn of(name: &[u8]) -> Option<Self> {
        let bytes = match name.len() {
            8..=16 => (u64::from_le_bytes(*name.first_chunk()?), u64::from_le_bytes(*name.last_chunk()?)),
            4..=7 => (
                u64::from(u32::from_le_bytes(*name.first_chunk()?)),
                u64::from(u32::from_le_bytes(*name.last_chunk()?)),
            ),
            1..=3 => (u64::from(name[0]) | u64::from(name[name.len() / 2]) << 8, u64::from(name[name.len() - 1])),
            _ => return None,
        };
        Some(Self { length: name.len(), bytes })
    }

    #[inline]
    fn slot(self) -> usize {
        let mixed =
            (self.bytes.0 ^ self.bytes.1.rotate_left(23) ^ self.length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as usize & (SLOTS - 1)
    }
}
