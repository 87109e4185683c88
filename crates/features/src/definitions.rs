//! The payment features: name, unit, meaning and formula of each. The one place where they are defined.

use crate::error::FeatureError;
use crate::feature::{FeatureDef, FeatureUnit};
use crate::formula::{Block, Months, Number, Profile};
use domain::Bilingual;
use domain::contribution::PaidAt;
use std::sync::LazyLock;

/// Whom a feature says something of; for others it is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppliesTo {
    /// Everyone.
    Everyone,
    /// Who is registered by the as-of day.
    Registered,
    /// Who has paid, and is registered or has ended by the as-of day.
    Payers,
}

/// One feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Stable name, as in files.
    pub name: &'static str,
    /// Unit.
    pub unit: FeatureUnit,
    /// What planners call it.
    pub label: Bilingual,
    /// What it says, in a sentence.
    pub meaning: Bilingual,
    /// Whom it says something of.
    pub applies_to: AppliesTo,
    /// How it is made.
    pub formula: Number,
}

/// Edges of the age bands, years.
const AGE_EDGES: &[u32] = &[25, 35, 45, 55];

static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let mut all = regularity();
    all.extend(profile());
    all.extend(windows_and_seasons());
    all.extend(amounts_and_places());
    all
});

/// The payment features in the order of their columns.
pub fn payment_definitions() -> &'static [Definition] {
    &DEFINITIONS
}

/// Those of some names, in the order of the names.
pub(crate) fn chosen(names: &[&str]) -> Result<Vec<&'static Definition>, FeatureError> {
    let one = |name: &&str| {
        DEFINITIONS.iter().find(|d| d.name == *name).ok_or_else(|| FeatureError::UnknownFeature {
            feature: (*name).to_owned(),
            known: DEFINITIONS.iter().map(|d| d.name.to_owned()).collect(),
        })
    };
    names.iter().map(one).collect()
}

/// Names, units, meanings and formulas of the payment features, in the order of their columns.
pub fn payment_feature_defs() -> Vec<FeatureDef> {
    DEFINITIONS.iter().map(Definition::written).collect()
}

impl Definition {
    /// The definition as people read it; the text of the formula comes from the formula.
    pub fn written(&self) -> FeatureDef {
        FeatureDef {
            name: self.name.to_owned(),
            unit: self.unit,
            label: self.label.clone(),
            meaning: self.meaning.clone(),
            formula: self.formula.to_string(),
        }
    }
}

fn define(
    name: &'static str,
    unit: FeatureUnit,
    applies_to: AppliesTo,
    label: (&str, &str),
    meaning: (&str, &str),
    formula: Number,
) -> Definition {
    let (label, meaning) = (Bilingual::new(label.0, label.1), Bilingual::new(meaning.0, meaning.1));
    Definition { name, unit, label, meaning, applies_to, formula }
}

fn zero() -> Number {
    Number::Whole(0)
}

/// Months of a set that are paid, out of all its months; 0 where it is empty.
fn share_paid_of(months: Months) -> Number {
    Months::Paid.and(months.clone()).count().out_of(months.count(), zero())
}

/// How paying differs between two sets of months; 0 where either is empty.
fn difference_paid(one: &Months, other: &Months) -> Number {
    let difference = share_paid_of(one.clone()).minus(share_paid_of(other.clone()));
    one.clone().any(other.clone().any(difference, zero()), zero())
}

fn regularity() -> Vec<Definition> {
    use AppliesTo::{Payers, Registered};
    use FeatureUnit::{Months as M, Score, Share};
    let due = || Months::Due;
    let paid_due = || Months::Paid.and(Months::Due);
    let unpaid = || Months::Due.but_not(Months::Paid);
    // Someone who has paid, and only for months that are not due yet, is not behind.
    let run = || Number::EndRun { of: unpaid(), within: due() };
    let since_paid = || Months::Paid.and(due().up_to_last()).any(run(), Months::Paid.any(zero(), run()));
    vec![
        define(
            "months_due",
            M,
            Registered,
            ("Bulan jatuh tempo", "Months due"),
            (
                "Bulan yang seharusnya dibayar sejak terdaftar, selama ada catatan",
                "Months that should have been paid since registration",
            ),
            due().count(),
        ),
        define(
            "months_paid",
            M,
            Registered,
            ("Bulan dibayar", "Months paid"),
            ("Bulan jatuh tempo yang sudah dibayar", "Months due that are paid"),
            paid_due().count(),
        ),
        define(
            "share_paid",
            Share,
            Registered,
            ("Bagian bulan dibayar", "Share of months paid"),
            ("Seberapa sering iuran dibayar", "How often contributions are paid"),
            paid_due().count().out_of(due().count(), Months::Paid.count().at_most(Number::Whole(1))),
        ),
        define(
            "share_on_time",
            Share,
            Payers,
            ("Bagian tepat waktu", "Share on time"),
            (
                "Bagian bulan terbayar yang dibayar sampai tanggal jatuh tempo",
                "Part of paid months paid by the due day",
            ),
            Months::OnTime.count().out_of(Months::Paid.count(), zero()),
        ),
        define(
            "arrears_months",
            M,
            Payers,
            ("Bulan tunggakan", "Months in arrears"),
            (
                "Bulan terakhir yang belum dibayar dan masih dapat dilunasi",
                "Latest unpaid months that may still be paid",
            ),
            since_paid().at_most(Number::Grace),
        ),
        define(
            "longest_gap_months",
            M,
            Payers,
            ("Jeda terpanjang", "Longest gap"),
            (
                "Jeda terpanjang tanpa pembayaran sejak bulan pertama dibayar",
                "Longest run of unpaid months after the first paid one",
            ),
            Number::LongestRun(unpaid().and(paid_due().from_first())),
        ),
        define(
            "current_streak_months",
            M,
            Payers,
            ("Bulan berturut-turut", "Current streak"),
            ("Bulan berturut-turut terbayar sampai sekarang", "Months paid in a row up to now"),
            Number::EndRun { of: paid_due(), within: due() },
        ),
        define(
            "months_since_paid",
            M,
            Payers,
            ("Bulan sejak terlindungi", "Months since covered"),
            ("Bulan sejak bulan terakhir yang terbayar", "Months since the last covered month"),
            since_paid(),
        ),
        define(
            "reactivations",
            Score,
            Payers,
            ("Kali aktif kembali", "Times reactivated"),
            ("Berapa kali kembali setelah berhenti", "How often the member came back after lapsing"),
            Number::RunsBeyondGrace(unpaid().and(paid_due().from_first()).and(paid_due().up_to_last())),
        ),
        define(
            "share_prepaid",
            Share,
            Payers,
            ("Bagian bayar di muka", "Share prepaid"),
            ("Bagian bulan yang dibayar sebelum bulan itu mulai", "Part of months paid before they began"),
            Months::Prepaid.count().out_of(Months::Paid.count(), zero()),
        ),
        define(
            "seasonality",
            Share,
            Payers,
            ("Beda bulan paceklik", "Lean-season difference"),
            (
                "Beda kerajinan membayar pada bulan paceklik; negatif berarti lebih jarang",
                "How paying differs in the lean months of the trade; negative is less",
            ),
            difference_paid(&due().and(Months::Lean), &due().but_not(Months::Lean)),
        ),
        define(
            "mean_amount_rupiah",
            FeatureUnit::Rupiah,
            Payers,
            ("Rata-rata iuran", "Mean contribution"),
            ("Rata-rata iuran per bulan terbayar", "Mean amount of a payment for one month"),
            Number::AmountSum.out_of(Number::Payments, zero()),
        ),
        define(
            "tenure_months",
            M,
            Registered,
            ("Lama terdaftar", "Tenure"),
            ("Bulan sejak terdaftar", "Months since registration"),
            Number::Tenure,
        ),
    ]
}

fn profile() -> Vec<Definition> {
    use AppliesTo::{Everyone, Payers};
    use FeatureUnit::{Rupiah, Share, Years};
    vec![
        define(
            "declared_income",
            Rupiah,
            Everyone,
            ("Penghasilan dilaporkan", "Declared income"),
            ("Penghasilan bulanan yang dilaporkan", "Monthly income as declared"),
            Number::Profile(Profile::DeclaredIncome),
        ),
        define(
            "urban",
            Share,
            Everyone,
            ("Tinggal di kota", "Urban"),
            ("Tinggal di kelurahan perkotaan", "Lives in an urban village"),
            Number::Profile(Profile::Urban),
        ),
        define(
            "age",
            Years,
            Everyone,
            ("Umur", "Age"),
            ("Umur pada tahun ini", "Age in this year"),
            Number::Profile(Profile::Age),
        ),
        define(
            "whatsapp_reachable",
            Share,
            Everyone,
            ("Terjangkau WhatsApp", "Reachable on WhatsApp"),
            ("Nomor diketahui dan persetujuan tercatat", "A number is known and consent is on record"),
            Number::Profile(Profile::Whatsapp),
        ),
        define(
            "paid_by_state",
            Share,
            Everyone,
            ("Dibayar pemerintah", "Paid by the state"),
            ("Iuran dibayar dari anggaran pemerintah", "Contributions paid from a state budget"),
            Number::Profile(Profile::PaidByState),
        ),
        define(
            "months_ahead",
            FeatureUnit::Months,
            Payers,
            ("Bulan terbayar ke depan", "Months paid ahead"),
            ("Bulan setelah bulan ini yang sudah dibayar", "Months after this one that are already paid"),
            Months::Paid.and(Months::Ahead).count(),
        ),
        define(
            "email_reachable",
            Share,
            Everyone,
            ("Terjangkau surel", "Reachable by e-mail"),
            ("Alamat diketahui dan persetujuan tercatat", "An address is known and consent is on record"),
            Number::Profile(Profile::Email),
        ),
        define(
            "phone_known",
            Share,
            Everyone,
            ("Nomor HP diketahui", "Mobile number known"),
            (
                "Nomor HP tercatat, dengan atau tanpa persetujuan",
                "A mobile number is on record, with or without consent",
            ),
            Number::Profile(Profile::Phone),
        ),
        define(
            "savings",
            Share,
            Everyone,
            ("Ikut JHT", "With savings"),
            ("JHT termasuk program yang diikuti", "JHT is among the programmes paid for"),
            Number::Profile(Profile::Savings),
        ),
        define(
            "age_band",
            FeatureUnit::Score,
            Everyone,
            ("Kelompok umur", "Age band"),
            (
                "0 di bawah 25, 1 dari 25, 2 dari 35, 3 dari 45, 4 dari 55 tahun",
                "0 below 25, 1 from 25, 2 from 35, 3 from 45, 4 from 55 years",
            ),
            Number::Band { of: Box::new(Number::Profile(Profile::Age)), edges: AGE_EDGES },
        ),
        define(
            "occupation_group",
            FeatureUnit::Score,
            Everyone,
            ("Kelompok pekerjaan", "Occupation group"),
            (
                "Nomor kelompok pekerjaan menurut urutannya, mulai 0",
                "Number of the occupation group in their order, from 0",
            ),
            Number::Profile(Profile::OccupationGroup),
        ),
    ]
}

fn windows_and_seasons() -> Vec<Definition> {
    use AppliesTo::{Payers, Registered};
    use FeatureUnit::Share;
    let mut all = vec![
        define(
            "longest_streak_months",
            FeatureUnit::Months,
            Payers,
            ("Rentang terpanjang", "Longest streak"),
            ("Bulan jatuh tempo terbayar berturut-turut paling lama", "Most due months paid in a row"),
            Number::LongestRun(Months::Paid.and(Months::Due)),
        ),
        define(
            "share_paid_last_6",
            Share,
            Registered,
            ("Dibayar, 6 bulan terakhir", "Share paid, last 6 months"),
            ("Bagian yang dibayar dari 6 bulan jatuh tempo terakhir", "Part paid of the 6 months that were due last"),
            share_paid_of(Months::Due.latest(6)),
        ),
        define(
            "share_paid_last_12",
            Share,
            Registered,
            ("Dibayar, 12 bulan terakhir", "Share paid, last 12 months"),
            ("Bagian yang dibayar dari 12 bulan jatuh tempo terakhir", "Part paid of the 12 months that were due last"),
            share_paid_of(Months::Due.latest(12)),
        ),
        define(
            "discount_difference",
            Share,
            Payers,
            ("Beda bulan diskon", "Discount difference"),
            (
                "Beda kerajinan membayar pada bulan dengan potongan iuran; positif berarti lebih sering",
                "How paying differs in months with a discount; positive is more often",
            ),
            difference_paid(&Months::Due.and(Months::Discounted), &Months::Due.but_not(Months::Discounted)),
        ),
    ];
    for block in Block::ALL {
        let (name, span) = match block {
            Block::Three => ("share_prepaid_3", "3-5"),
            Block::Six => ("share_prepaid_6", "6-11"),
            Block::Twelve => ("share_prepaid_12", "12+"),
        };
        let months = block.months();
        all.push(define(
            name,
            Share,
            Payers,
            (&format!("Dalam blok {months} bulan"), &format!("In blocks of {months} months")),
            (
                &format!("Bagian bulan yang dibeli sekaligus {span} bulan, tanpa tunggakan"),
                &format!("Part of months bought {span} at once, arrears left out"),
            ),
            Number::BlockMonths(block).out_of(Number::Payments, zero()),
        ));
    }
    all
}

fn amounts_and_places() -> Vec<Definition> {
    use AppliesTo::Payers;
    let mut all = vec![
        define(
            "latest_amount_rupiah",
            FeatureUnit::Rupiah,
            Payers,
            ("Iuran terakhir", "Latest contribution"),
            ("Iuran bulan terakhir yang terbayar", "Amount of the last paid month"),
            Number::AmountLatest,
        ),
        define(
            "amount_change",
            FeatureUnit::Score,
            Payers,
            ("Perubahan iuran", "Change of the contribution"),
            (
                "Iuran terakhir dibagi iuran pertama; 1 berarti tetap",
                "Latest contribution over the first; 1 is unchanged",
            ),
            Number::AmountLatest.out_of(Number::AmountFirst, Number::Whole(1)),
        ),
    ];
    for place in PaidAt::ALL {
        let name = match place {
            PaidAt::PostOffice => "share_at_post_office",
            PaidAt::BankAgent => "share_at_bank_agent",
            PaidAt::CommunityAgent => "share_at_community_agent",
            PaidAt::Digital => "share_at_digital",
            PaidAt::Branch => "share_at_branch",
            PaidAt::State => "share_at_state",
        };
        let said =
            if place == PaidAt::State { Bilingual::new("anggaran pemerintah", "a state budget") } else { place.name() };
        all.push(define(
            name,
            FeatureUnit::Share,
            Payers,
            (&format!("Dibayar: {}", said.id), &format!("Paid at: {}", said.en)),
            ("Bagian pembayaran di tempat ini", "Part of the payments made at this place"),
            Number::PaymentsAt(place).out_of(Number::Payments, zero()),
        ));
    }
    all
}
