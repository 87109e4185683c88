//! Whole-number columns of a row group, decoded some thousand rows at a time straight from their pages: for passes over
//! hundreds of millions of rows, where a table in between costs more than the numbers.
//!
//! Pages as we write them are read: plain or by dictionary, without gaps. Anything else is left to polars by the caller.

use polars::prelude::FileMetadataRef;
use polars_buffer::Buffer;
use polars_parquet::parquet::compression::DecompressionContext;
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::error::ParquetError;
use polars_parquet::parquet::page::{CompressedPage, DataPage, DataPageHeader, Page, split_buffer};
use polars_parquet::parquet::read::{PageReader, decompress};
use polars_parquet::parquet::schema::types::PhysicalType;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};

/// Largest column of a row group that is read into memory at once, bytes; ours have two million at most.
const MOST_BYTES: u64 = 1 << 26;

/// Why a column is not read here.
#[derive(Debug)]
pub(crate) enum PagesError {
    /// Not as we write it; polars may know.
    Other,
    /// A row without a number.
    Gap,
    /// The file cannot be read.
    Io(std::io::Error),
    /// The file contradicts itself.
    Parquet(String),
}

impl From<ParquetError> for PagesError {
    fn from(error: ParquetError) -> Self {
        Self::Parquet(error.to_string())
    }
}

fn broken(what: &str) -> PagesError {
    PagesError::Parquet(what.to_owned())
}

/// A number as stored: in four or eight bytes.
pub(crate) trait Stored: Copy + Default {
    /// What Parquet calls it.
    const TYPE: PhysicalType;
    /// Its bytes.
    const BYTES: usize;
    /// Reads it; `bytes` are [`Self::BYTES`] many.
    fn read(bytes: &[u8]) -> Self;
}

macro_rules! stored {
    ($number:ty, $as:ty, $type:ident) => {
        impl Stored for $number {
            const TYPE: PhysicalType = PhysicalType::$type;
            const BYTES: usize = size_of::<$as>();
            fn read(bytes: &[u8]) -> Self {
                bytes.try_into().map(<$as>::from_le_bytes).unwrap_or_default() as Self
            }
        }
    };
}

stored!(u8, i32, Int32);
stored!(u32, i32, Int32);
stored!(i32, i32, Int32);
stored!(i64, i64, Int64);

/// A column of a row group, read on and on.
pub(crate) struct PagedColumn<T> {
    waiting: VecDeque<CompressedPage>,
    context: DecompressionContext,
    /// Where the next page is decompressed.
    buffer: Vec<u8>,
    dictionary: Vec<T>,
    page: Option<OpenPage>,
}

impl<T: Stored> PagedColumn<T> {
    /// Reads the bytes of the column of a group and looks at each of its pages, decoding none.
    pub(crate) fn open(
        file: &mut File,
        metadata: &FileMetadataRef,
        group: usize,
        name: &str,
    ) -> Result<Self, PagesError> {
        let mut chunks = metadata.row_groups[group].columns_under_root_iter(name).ok_or(PagesError::Other)?;
        let (Some(chunk), None) = (chunks.next(), chunks.next()) else { return Err(PagesError::Other) };
        let bytes = chunk.byte_range();
        let descriptor = &chunk.descriptor().descriptor;
        let flat = descriptor.max_rep_level == 0 && descriptor.max_def_level <= 1;
        if chunk.physical_type() != T::TYPE || !flat || bytes.end.saturating_sub(bytes.start) > MOST_BYTES {
            return Err(PagesError::Other);
        }
        let mut held = vec![0; (bytes.end - bytes.start) as usize];
        file.seek(SeekFrom::Start(bytes.start)).map_err(PagesError::Io)?;
        file.read_exact(&mut held).map_err(PagesError::Io)?;
        let mut pages = PageReader::new(Cursor::new(Buffer::from(held)), chunk, Vec::new(), MOST_BYTES as usize);
        let mut column = Self {
            waiting: VecDeque::new(),
            context: DecompressionContext::Unset,
            buffer: Vec::new(),
            dictionary: Vec::new(),
            page: None,
        };
        if let Some(page) = pages.read_dict()? {
            let page = decompress(CompressedPage::Dict(page), &mut Vec::new(), &mut column.context)?;
            let Page::Dict(page) = page else { return Err(PagesError::Other) };
            column.dictionary = page.buffer.chunks_exact(T::BYTES).map(T::read).collect();
        }
        for page in pages {
            let page = page?;
            let CompressedPage::Data(shown) = &page else { return Err(PagesError::Other) };
            let DataPageHeader::V1(header) = shown.header() else { return Err(PagesError::Other) };
            let levels = Encoding::try_from(header.definition_level_encoding)?;
            match Encoding::try_from(header.encoding)? {
                Encoding::Plain | Encoding::RleDictionary | Encoding::PlainDictionary if levels == Encoding::Rle => {
                    column.waiting.push_back(page);
                }
                _ => return Err(PagesError::Other),
            }
        }
        Ok(column)
    }

    /// The next rows, as many as there is room for.
    pub(crate) fn fill(&mut self, mut room: &mut [T]) -> Result<(), PagesError> {
        while !room.is_empty() {
            let Some(page) = self.page.as_mut().filter(|page| page.left > 0) else {
                self.next_page()?;
                continue;
            };
            let (now, later) = room.split_at_mut(page.left.min(room.len()));
            page.read(&self.dictionary, now)?;
            room = later;
        }
        Ok(())
    }

    fn next_page(&mut self) -> Result<(), PagesError> {
        if let Some(mut done) = self.page.take() {
            self.buffer = std::mem::take(done.page.buffer_mut());
        }
        let next = self.waiting.pop_front().ok_or_else(|| broken("a column has fewer rows than its group"))?;
        let Page::Data(page) = decompress(next, &mut self.buffer, &mut self.context)? else {
            return Err(broken("a second dictionary"));
        };
        self.page = Some(OpenPage::new(page)?);
        Ok(())
    }
}

/// A page that is being read.
struct OpenPage {
    page: DataPage,
    /// Rows not read yet.
    left: usize,
    /// Where the next byte of the values is, in the page.
    at: usize,
    numbers: Numbers,
}

/// How the values of a page are written.
#[derive(Clone, Copy)]
enum Numbers {
    /// One after the other.
    Plain,
    /// Places in the dictionary, so many bits each, in runs of one place and packs of several.
    Places { bits: u32, run: Run },
}

/// What is left of a run.
#[derive(Clone, Copy)]
enum Run {
    /// The same place again and again.
    Same { place: u32, left: usize },
    /// Packed places, from a bit of the page on.
    Packed { from_bit: usize, left: usize },
}

impl OpenPage {
    fn new(page: DataPage) -> Result<Self, PagesError> {
        let left = page.num_values();
        let parts = split_buffer(&page)?;
        let at = page.buffer().len() - parts.values.len();
        if page.descriptor.max_def_level > 0 && !all_ones(parts.def, left) {
            return Err(PagesError::Gap);
        }
        let (at, numbers) = if page.encoding() == Encoding::Plain {
            (at, Numbers::Plain)
        } else {
            let bits = u32::from(*parts.values.first().ok_or_else(|| broken("a page without values"))?);
            if bits > u32::BITS {
                return Err(broken("places of more than 32 bits"));
            }
            (at + 1, Numbers::Places { bits, run: Run::Same { place: 0, left: 0 } })
        };
        Ok(Self { page, left, at, numbers })
    }

    /// Reads as many rows as there is room for; there are as many.
    fn read<T: Stored>(&mut self, dictionary: &[T], room: &mut [T]) -> Result<(), PagesError> {
        self.left -= room.len();
        let bytes = self.page.buffer();
        match &mut self.numbers {
            Numbers::Plain => {
                let end = self.at + room.len() * T::BYTES;
                let values = bytes.get(self.at..end).ok_or_else(|| broken("a page ends before its values"))?;
                for (number, stored) in room.iter_mut().zip(values.chunks_exact(T::BYTES)) {
                    *number = T::read(stored);
                }
                self.at = end;
                Ok(())
            }
            Numbers::Places { bits, run } => places(bytes, &mut self.at, *bits, run, dictionary, room),
        }
    }
}

/// Whether the levels of so many rows are 1, each a number there.
fn all_ones(levels: &[u8], rows: usize) -> bool {
    let (mut at, mut seen) = (0, 0);
    while seen < rows {
        match next_run(levels, &mut at, 1) {
            Ok(Run::Same { place: 1, left }) => seen += left,
            Ok(Run::Packed { from_bit, left }) => {
                let count = left.min(rows - seen);
                let one = |bit: usize| levels.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1);
                if !(from_bit..from_bit + count).all(one) {
                    return false;
                }
                seen += count;
            }
            _ => return false,
        }
    }
    true
}

/// Decodes runs and packs of places into numbers.
fn places<T: Stored>(
    bytes: &[u8],
    at: &mut usize,
    bits: u32,
    run: &mut Run,
    dictionary: &[T],
    mut room: &mut [T],
) -> Result<(), PagesError> {
    let unknown = || broken("a place beyond the dictionary");
    while !room.is_empty() {
        match run {
            Run::Same { left: 0, .. } | Run::Packed { left: 0, .. } => *run = next_run(bytes, at, bits)?,
            Run::Same { place, left } => {
                let (now, later) = room.split_at_mut((*left).min(room.len()));
                now.fill(*dictionary.get(*place as usize).ok_or_else(unknown)?);
                *left -= now.len();
                room = later;
            }
            Run::Packed { from_bit, left } => {
                let (now, later) = room.split_at_mut((*left).min(room.len()));
                if !unpacked(bytes, *from_bit, bits as usize, dictionary, now) {
                    return Err(unknown());
                }
                *from_bit += now.len() * bits as usize;
                *left -= now.len();
                room = later;
            }
        }
    }
    Ok(())
}

fn next_run(bytes: &[u8], at: &mut usize, bits: u32) -> Result<Run, PagesError> {
    if bits == 0 {
        return Ok(Run::Same { place: 0, left: usize::MAX });
    }
    let short = || broken("a page ends within a run");
    let header = whole_number(bytes, at).filter(|header| header >> 1 > 0).ok_or_else(short)?;
    if header & 1 == 1 {
        let from_bit = at.checked_mul(8).ok_or_else(short)?;
        // The last pack may be cut where its values end.
        let all = (header >> 1).checked_mul(bits as usize).ok_or_else(short)?;
        let held = all.min(bytes.len().saturating_sub(*at));
        *at += held;
        let left = held * 8 / bits as usize;
        return if left == 0 { Err(short()) } else { Ok(Run::Packed { from_bit, left }) };
    }
    let stored = bytes.get(*at..*at + bits.div_ceil(8) as usize).ok_or_else(short)?;
    *at += stored.len();
    let place = stored.iter().rev().fold(0, |place, byte| place << 8 | u32::from(*byte));
    Ok(Run::Same { place, left: header >> 1 })
}

/// A number of seven bits a byte, lowest first.
fn whole_number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut number = 0;
    for shift in (0..u32::BITS).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= usize::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// False where a place is beyond the dictionary.
fn unpacked<T: Stored>(bytes: &[u8], from_bit: usize, bits: usize, dictionary: &[T], room: &mut [T]) -> bool {
    let mask = (1_u64 << bits) - 1;
    let mut known = true;
    for (number, bit) in room.iter_mut().zip((from_bit..).step_by(bits)) {
        let place = (eight_bytes(bytes, bit >> 3) >> (bit & 7) & mask) as usize;
        match dictionary.get(place) {
            Some(value) => *number = *value,
            None => known = false,
        }
    }
    known
}

/// The eight bytes from a place on; beyond the end they are 0.
fn eight_bytes(bytes: &[u8], at: usize) -> u64 {
    if let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        return u64::from_le_bytes(*eight);
    }
    let tail = bytes.get(at..).unwrap_or_default();
    tail.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}
