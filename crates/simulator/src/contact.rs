//! Made-up names, telephone numbers, e-mail addresses and identity numbers. None belongs to a person we know of.

use crate::draw::{between, chance};
use domain::{DomainError, PhoneNumber, Sex};
use rand::RngCore;

const MEN: [&str; 40] = [
    "Agus", "Bambang", "Budi", "Cahyo", "Dedi", "Eko", "Fajar", "Gunawan", "Hadi", "Heri", "Imam", "Iwan", "Joko",
    "Karyono", "Lukman", "Made", "Mulyadi", "Nanang", "Ngatno", "Opik", "Parman", "Petrus", "Rahmat", "Rizal", "Rudi",
    "Sahrul", "Slamet", "Sugeng", "Suparjo", "Supri", "Tarno", "Taufik", "Ujang", "Wahyu", "Wayan", "Widodo", "Yanto",
    "Yohanes", "Yusuf", "Zainal",
];
const WOMEN: [&str; 40] = [
    "Aminah", "Asih", "Ayu", "Citra", "Dewi", "Endang", "Erna", "Fatimah", "Fitri", "Hartini", "Ida", "Indah",
    "Jumiati", "Kartini", "Komang", "Lestari", "Lilis", "Maria", "Marni", "Mega", "Murni", "Nurul", "Nyoman",
    "Partini", "Puji", "Ratna", "Rini", "Rohani", "Rosmini", "Salamah", "Siti", "Sri", "Sulastri", "Sumarni", "Tini",
    "Tuti", "Wati", "Yanti", "Yuliana", "Zubaidah",
];
const SECOND: [&str; 36] = [
    "Anwar",
    "Arifin",
    "Basri",
    "Darmawan",
    "Firmansyah",
    "Ginting",
    "Hakim",
    "Halim",
    "Handoko",
    "Hasan",
    "Hidayat",
    "Irawan",
    "Iskandar",
    "Kusuma",
    "Lubis",
    "Mahendra",
    "Manullang",
    "Maulana",
    "Nainggolan",
    "Nugroho",
    "Pattiasina",
    "Permana",
    "Pratama",
    "Purnomo",
    "Rahman",
    "Ramadhan",
    "Saputra",
    "Santoso",
    "Setiawan",
    "Sihombing",
    "Siregar",
    "Susanto",
    "Syahputra",
    "Utama",
    "Wibowo",
    "Wijaya",
];

/// A name; a quarter of the people have a single one.
pub(crate) fn name(rng: &mut impl RngCore, sex: Sex) -> String {
    let firsts = if sex == Sex::Female { &WOMEN } else { &MEN };
    let first = firsts[between(rng, 0, firsts.len() as u32 - 1) as usize];
    if chance(rng, 0.25) {
        return first.to_owned();
    }
    let second = SECOND[between(rng, 0, SECOND.len() as u32 - 1) as usize];
    [first, " ", second].concat()
}

/// A mobile number, different for each row. Prefixes 0871 to 0876 have the shape of a mobile number and, as far as we know,
/// are given to no operator.
pub(crate) fn phone(rng: &mut impl RngCore, row: u32) -> Result<PhoneNumber, DomainError> {
    // 76_543_211 is odd and no multiple of 5, so rows below 10^8 never share their last eight digits.
    let tail = u64::from(row).wrapping_mul(76_543_211).wrapping_add(24_681_357) % 100_000_000;
    format!("087{}{tail:08}", between(rng, 1, 6)).parse()
}

/// An address in a domain reserved for examples.
pub(crate) fn email(name: &str, row: u32) -> String {
    let first = name.split(' ').next().unwrap_or(name).to_lowercase();
    format!("{first}.{row}@example.org")
}

/// A structurally valid 16-digit NIK: region of first registration, date of birth (women: day + 40), serial from 0001.
///
/// `region` is a village code with dots; the serial follows the row, so no two neighbours share a number.
pub(crate) fn nik(region: &str, birth_year: i32, month: u32, day: u32, sex: Sex, row: u32) -> String {
    let mut digits = String::with_capacity(16);
    digits.extend(region.bytes().filter(u8::is_ascii_digit).take(6).map(char::from));
    let day = if sex == Sex::Female { day + 40 } else { day };
    push_digits(&mut digits, day, 2);
    push_digits(&mut digits, month, 2);
    push_digits(&mut digits, birth_year.rem_euclid(100) as u32, 2);
    push_digits(&mut digits, 1 + row % 9_999, 4);
    digits
}

fn push_digits(text: &mut String, number: u32, width: u32) {
    for place in (0..width).rev() {
        text.push(char::from(b'0' + (number / 10_u32.pow(place) % 10) as u8));
    }
}
