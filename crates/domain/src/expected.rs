//! What a row was put aside for, in Indonesian. Quarantine files keep the English sentence, which programs may look for; pages say
//! it in the reader's language.

/// What was expected, in English and in Indonesian; `{}` is a part that both keep as it stands.
const SAID: [(&str, &str); 43] = [
    ("a day written as {}, up to {}", "tanggal yang ditulis sebagai {}, paling lambat {}"),
    ("a day written as {}", "tanggal yang ditulis sebagai {}"),
    ("a day up to {}", "tanggal paling lambat {}"),
    ("a day after 1950", "tanggal sesudah 1950"),
    ("a day on or after {}, when it was paid", "tanggal yang tidak mendahului {}, hari pembayarannya"),
    ("a day on or after the day of registration", "tanggal yang tidak mendahului tanggal pendaftaran"),
    ("the day consent was given or withdrawn", "tanggal persetujuan diberikan atau dicabut"),
    ("a month such as 2026-11", "bulan seperti 2026-11"),
    ("a month from {} to {}, two years ahead", "bulan dari {} sampai {}, dua tahun ke depan"),
    ("a month that was not yet paid by this member", "bulan yang belum dibayar oleh peserta ini"),
    ("a month that no earlier row pays for this member", "bulan yang belum dibayar baris sebelumnya untuk peserta ini"),
    (
        "an amount in whole rupiah such as 16800, 16.800 or Rp 16.800,00",
        "jumlah dalam rupiah bulat seperti 16800, 16.800 atau Rp 16.800,00",
    ),
    ("an amount above zero, up to 1.000.000.000", "jumlah di atas nol, paling banyak 1.000.000.000"),
    (
        "a place of payment: post_office, bank_agent, community_agent, digital, branch or state",
        "tempat membayar: post_office, bank_agent, community_agent, digital, branch atau state",
    ),
    ("a four-digit ISCO-08/KBJI 2014 code such as 6222", "kode KBJI 2014 (ISCO-08) empat angka seperti 6222"),
    ("a Kemendagri code such as 33, 33.21 or 33.21.04.2007", "kode Kemendagri seperti 33, 33.21 atau 33.21.04.2007"),
    (
        "a region whose first two digits are a province in models/regions/provinces.csv",
        "wilayah yang dua angka pertamanya kode provinsi dalam models/regions/provinces.csv",
    ),
    ("a year (or day) of birth from 1900 to this year", "tahun (atau tanggal) lahir dari 1900 sampai tahun ini"),
    ("male or female (L or P)", "laki-laki atau perempuan (L atau P)"),
    (
        "a monthly income in whole rupiah from 0 to 1.000.000.000",
        "penghasilan sebulan dalam rupiah bulat dari 0 sampai 1.000.000.000",
    ),
    ("a programme set: JKK+JKM or JKK+JKM+JHT", "susunan program: JKK+JKM atau JKK+JKM+JHT"),
    (
        "a member number (or, where the mapping names a partner, its own number or an identity number)",
        "nomor peserta (atau, jika pemetaannya menyebut mitra, nomor dari mitra itu atau NIK)",
    ),
    ("a member number of at most 64 characters", "nomor peserta paling panjang 64 huruf"),
    (
        "a member number that no earlier row has (line {} has it)",
        "nomor peserta yang belum dipakai baris sebelumnya (sudah ada di baris {})",
    ),
    (
        "a member that no earlier row has (line {} has this one)",
        "peserta yang belum ada di baris sebelumnya (sudah ada di baris {})",
    ),
    ("a member number of the members file", "nomor peserta yang ada dalam berkas peserta"),
    ("a member number", "nomor peserta"),
    ("true or false (1 or 0, ya or tidak)", "ya atau tidak (1 atau 0, true atau false)"),
    ("an identity number of 16 digits", "NIK 16 angka"),
    (
        "an identity number of one member; several members have this one",
        "NIK milik satu peserta; beberapa peserta memiliki NIK ini",
    ),
    (
        "the identity number of a member in the members table",
        "NIK seorang peserta yang sudah terdaftar di tabel peserta",
    ),
    ("a province code from 11 to 99 in the first two digits", "kode provinsi 11 sampai 99 pada dua angka pertama"),
    (
        "a birth date in digits 7 to 12 (day + 40 for women)",
        "tanggal lahir pada angka ke-7 sampai ke-12 (tanggal + 40 untuk perempuan)",
    ),
    ("a serial above 0000 in the last four digits", "nomor urut di atas 0000 pada empat angka terakhir"),
    ("an e-mail address such as siti@contoh.id", "alamat surel seperti siti@contoh.id"),
    ("an Indonesian mobile number such as 0812-3456-7890", "nomor HP Indonesia seperti 0812-3456-7890"),
    ("whatsapp or email", "whatsapp atau email"),
    ("16 digits", "16 angka"),
    ("a row of {} cells, as the header has", "baris dengan {} sel, seperti baris judul"),
    ("cells in the {} columns of the header", "sel di dalam {} kolom baris judul"),
    ("cells of at most {} bytes", "sel paling besar {} byte"),
    ("cells of readable text", "sel berisi teks yang terbaca"),
    ("a row of CSV: {}", "baris CSV: {}"),
];

/// The sentence in Indonesian; `None` where it is not known, and the English one has to do.
pub fn in_indonesian(expected: &str) -> Option<String> {
    SAID.iter().find_map(|(en, id)| {
        let parts = matched(en, expected)?;
        Some(parts.iter().fold((*id).to_owned(), |said, part| said.replacen("{}", part, 1)))
    })
}

/// What stands at the places of a pattern, if the text is of that pattern.
fn matched<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = pattern.split("{}");
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut parts = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let at = if pieces.peek().is_none() && piece.is_empty() {
            rest.len()
        } else if pieces.peek().is_none() {
            rest.len().checked_sub(piece.len()).filter(|at| rest.is_char_boundary(*at) && &rest[*at..] == piece)?
        } else {
            rest.find(piece)?
        };
        parts.push(&rest[..at]);
        rest = &rest[at + piece.len()..];
    }
    rest.is_empty().then_some(parts)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn sentences_keep_their_parts_in_indonesian() {
        for (en, id) in [
            ("a day up to 2026-11-30", "tanggal paling lambat 2026-11-30"),
            (
                "a day written as 2026-11-30, up to 2026-11-30",
                "tanggal yang ditulis sebagai 2026-11-30, paling lambat 2026-11-30",
            ),
            ("a day written as 30/11/2026 | 2026-11-30", "tanggal yang ditulis sebagai 30/11/2026 | 2026-11-30"),
            (
                "a day on or after 2026-10-05, when it was paid",
                "tanggal yang tidak mendahului 2026-10-05, hari pembayarannya",
            ),
            (
                "a month from 2010-01 to 2028-11, two years ahead",
                "bulan dari 2010-01 sampai 2028-11, dua tahun ke depan",
            ),
            ("a member number", "nomor peserta"),
        ] {
            assert_eq!(in_indonesian(en).unwrap(), id);
        }
        assert_eq!(in_indonesian("a sentence nobody knows"), None);
        assert_eq!(in_indonesian("a member number of nobody"), None);
    }

    #[test]
    fn every_sentence_has_as_many_parts_in_both_languages() {
        for (en, id) in SAID {
            assert_eq!(en.matches("{}").count(), id.matches("{}").count(), "{en}");
        }
    }
}
