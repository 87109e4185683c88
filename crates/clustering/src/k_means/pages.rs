//! Room for the packed points: in large pages where the system has them, so that it is not cleared, and looked up, four
//! kilobytes at a time.

use memmap2::MmapMut;

/// Numbers, at first zero.
pub(crate) enum Pages {
    /// Pages of the system.
    Mapped(MmapMut),
    /// Where it gives none, or for few numbers.
    Plain(Vec<i16>),
}

impl Pages {
    /// Room for so many numbers.
    pub(crate) fn new(length: usize) -> Self {
        let bytes = length * size_of::<i16>();
        if bytes >= 1 << 21
            && let Ok(mapped) = MmapMut::map_anon(bytes)
        {
            // Advice only: where it is not taken, pages are small.
            #[cfg(target_os = "linux")]
            let _ = mapped.advise(memmap2::Advice::HugePage);
            return Self::Mapped(mapped);
        }
        Self::Plain(vec![0; length])
    }

    /// The numbers.
    pub(crate) fn numbers(&mut self) -> &mut [i16] {
        match self {
            // A map begins at a page, so its bytes are aligned for any number.
            Self::Mapped(mapped) => bytemuck::cast_slice_mut(mapped),
            Self::Plain(numbers) => numbers,
        }
    }
}
