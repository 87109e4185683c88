//! What other crates refuse, in both languages: their own sentences are for whoever works at a terminal.

use crate::error::ServiceError;
use allocation::AllocationError;
use bundling::BundlingError;
use domain::{Bilingual, Language, Rupiah};
use planning::PlanningError;
use store::StoreError;

impl ServiceError {
    /// 400, in both languages.
    pub(crate) fn unanswerable(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Unanswerable { detail: Bilingual::new(id, en) }
    }
}

/// What the store refuses whoever steers a campaign. A database that fails is not their fault.
pub(crate) fn of_steering(error: StoreError) -> ServiceError {
    let id = match &error {
        StoreError::UnknownCampaign { campaign } => format!("tidak ada kampanye `{campaign}`; rencanakan dulu"),
        StoreError::AlreadyApproved { campaign, by } => {
            format!("rencana kampanye `{campaign}` ini sudah disetujui oleh {by}")
        }
        StoreError::OtherPlan { campaign, given, stored } => format!(
            "rencana kampanye `{campaign}` yang tersimpan adalah {stored}, bukan {given}; baca lagi rencananya sebelum \
             menyetujui"
        ),
        StoreError::SamePerson { campaign, by } => {
            format!("kampanye `{campaign}` direncanakan oleh {by}; orang kedua yang harus menyetujuinya")
        }
        StoreError::NotAnApprover { campaign, by, approvers } => {
            format!("{by} tidak berwenang menyetujui kampanye `{campaign}`; deklarasinya menyebut {approvers}")
        }
        StoreError::NobodyApproves { campaign } => {
            format!("persetujuan kampanye `{campaign}` tidak menyebut nama; tulis nama yang menyetujui")
        }
        StoreError::NobodyHalts { campaign } => {
            format!("penghentian kampanye `{campaign}` tidak menyebut nama; tulis nama yang menghentikannya")
        }
        StoreError::Evaluated { campaign } => {
            format!("kampanye `{campaign}` sudah selesai dinilai; tidak ada lagi yang perlu dihentikan")
        }
        StoreError::Cancelled { campaign } => {
            format!("kampanye `{campaign}` sudah dibatalkan; rencanakan kampanye baru dengan nama lain")
        }
        StoreError::Overtaken { campaign, other, people } => format!(
            "kampanye `{other}` disetujui sesudah `{campaign}` direncanakan, dan {people} orang akan disapa oleh keduanya dalam \
             seminggu; rencanakan `{campaign}` sekali lagi supaya batas dan jarak kontak terjaga"
        ),
        StoreError::SendingBegan { campaign } => format!(
            "pengiriman kampanye `{campaign}` sudah dimulai, jadi rencananya tetap; batalkan kampanye ini, lalu rencanakan yang \
             baru dengan nama lain"
        ),
        StoreError::NotApproved { campaign, .. } => format!("kampanye `{campaign}` belum disetujui"),
        _ => return ServiceError::Store(error),
    };
    ServiceError::unanswerable(id, error.to_string())
}

/// Why no package could be designed, kept or moved on.
pub(crate) fn of_bundling(error: &BundlingError) -> Bilingual {
    let id = match error {
        BundlingError::Rule(error) => format!("aturan program tidak mencakupnya ({error})"),
        BundlingError::Unknown { what, id, known } => {
            format!("tidak ada {} `{id}` di katalog; yang ada: {known}", part_of_package(what))
        }
        BundlingError::NoIncome { segment, median } => {
            format!("penghasilan median {segment} {median}; paket memerlukan yang di atas Rp0")
        }
        BundlingError::TooManyAddOns { asked, most } => {
            format!("{asked} manfaat tambahan sekaligus; paling banyak {most} yang dicari")
        }
        BundlingError::NotAllowed { add_on, why } => format!("`{add_on}` tidak boleh ada dalam paket ini: {}", why.id),
        BundlingError::NothingPasses { programme, segment, why } => {
            format!("tidak ada paket `{programme}` untuk {segment} yang lolos semua batas: {}", why.id)
        }
        BundlingError::NoSuchStep { key, from, to } => {
            format!("paket `{key}` {}; dari situ tidak dapat menjadi {}", status_words(from), status_words(to))
        }
        BundlingError::NoVersion { key } => format!("paket `{key}` belum punya versi; susun dan simpan lagi"),
        BundlingError::NotOfferable { key, month, why } => format!(
            "paket `{key}` belum boleh ditawarkan pada {}: {}",
            domain::written::month(Language::Id, *month),
            why.id
        ),
        BundlingError::NothingOfferable { segment, nearest, why } => {
            format!(
                "tidak ada paket untuk {segment} yang lolos semua batas; yang terdekat, {nearest}, gagal: {}",
                why.id
            )
        }
    };
    Bilingual::new(id, error.to_string())
}

/// A part of a package, as the form calls it.
fn part_of_package(what: &str) -> &str {
    match what {
        "payment plan" => "cara bayar",
        "subsidy" => "bantuan iuran",
        "route" => "cara mendaftar",
        "add-on" => "manfaat tambahan",
        "programme set" => "program wajib",
        "package" => "paket",
        other => other,
    }
}

/// What a package is, in Indonesian; the key itself where it is none.
fn status_words(key: &str) -> String {
    let known = domain::views::PackageStatus::ALL.into_iter().find(|status| status.key() == key);
    known.map_or_else(|| key.to_owned(), |status| status.words().id)
}

/// Why there is no allocation. What only a broken basis causes keeps its one sentence.
pub(crate) fn of_allocation(error: &AllocationError) -> Bilingual {
    let id = match error {
        AllocationError::NothingToOffer => "tidak ada segmen yang dapat ditawari kanal".to_owned(),
        AllocationError::NegativeMoney { what, rupiah } => {
            format!("{} {rupiah}, seharusnya paling sedikit {}", money(what), Rupiah::ZERO)
        }
        AllocationError::TooMuchMoney { what, rupiah, most } => {
            format!("{} {rupiah}, seharusnya paling banyak {most}", money(what))
        }
        AllocationError::LimitOnNothing { channel } => {
            format!("ada batas untuk kanal `{channel}`, yang tidak ditawarkan ke segmen mana pun")
        }
        AllocationError::RunAboveCapacity { channel, least, most } => {
            format!("kanal `{channel}`: pesanan terkecil {least}, seharusnya paling banyak kapasitasnya, {most}")
        }
        AllocationError::TooManyRuns { channels, most } => {
            format!("{channels} kanal punya pesanan terkecil atau biaya tetap, seharusnya paling banyak {most}")
        }
        other => format!("pembagiannya tidak dapat dihitung ({other})"),
    };
    Bilingual::new(id, error.to_string())
}

fn money(what: &str) -> &str {
    if what == "the budget" { "anggarannya" } else { what }
}

/// Why versions of a plan cannot be read beside each other.
pub(crate) fn of_versions(error: &PlanningError) -> Bilingual {
    let id = match error {
        PlanningError::UnknownVersion { asked, known } => {
            format!("rencana ini tidak punya versi {asked}; versinya {known}")
        }
        PlanningError::NoVersions => {
            "belum ada versi rencana yang disimpan; rencanakan lagi untuk menyimpannya".to_owned()
        }
        other => format!("versinya tidak dapat dibandingkan ({other})"),
    };
    Bilingual::new(id, error.to_string())
}

/// That a computation was broken off.
pub(crate) fn broken_off(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::unanswerable(
        format!("perhitungannya terhenti ({error}); coba lagi"),
        format!("the computation broke off ({error}); try again"),
    )
}
