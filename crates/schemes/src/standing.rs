//! How our lowest plan stands against those abroad, in sentences that follow from the lines of the comparison.

use crate::benefit::Risk;
use crate::comparison::ComparedPlan;
use crate::money::{Country, percent_words};
use crate::schemes::{SCHEMES_FILE, TERMS_FILE};
use domain::{Bilingual, Language, ProgrammeSet};
use rust_decimal::Decimal;

/// Price, risks, patience; one sentence where there is nothing to set side by side.
pub(crate) fn sentences(plans: &[ComparedPlan]) -> Vec<Bilingual> {
    let ours = |set: ProgrammeSet| plans.iter().find(|plan| plan.programmes == Some(set));
    let abroad: Vec<&ComparedPlan> = plans.iter().filter(|plan| plan.country != Country::Indonesia).collect();
    let lowest = ours(ProgrammeSet::Basic).or_else(|| ours(ProgrammeSet::WithSavings));
    let Some(own) = lowest.filter(|_| !abroad.is_empty()) else {
        return vec![Bilingual::new(
            "Belum ada yang dapat dibandingkan: perlu satu rencana Indonesia dan satu rencana luar negeri.",
            "There is nothing to compare yet: it takes one plan of Indonesia and one abroad.",
        )];
    };
    let savings = ours(ProgrammeSet::WithSavings).filter(|savings| savings.plan != own.plan);
    vec![price(own, savings, &abroad), risks(own, &abroad), patience(own, &abroad)]
}

/// Where a share stands among those of the others: a third of them at most on one side is an end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Lightest,
    Middle,
    Heaviest,
}

impl Place {
    fn of(smaller: usize, larger: usize) -> Self {
        let all = smaller + larger;
        if smaller * 3 <= all {
            Self::Lightest
        } else if larger * 3 <= all {
            Self::Heaviest
        } else {
            Self::Middle
        }
    }

    fn words(self) -> Bilingual {
        match self {
            Self::Lightest => Bilingual::new("termasuk yang paling ringan", "is among the lightest"),
            Self::Middle => Bilingual::new("ada di tengah", "is in the middle"),
            Self::Heaviest => Bilingual::new("termasuk yang paling berat", "is among the heaviest"),
        }
    }
}

fn price(own: &ComparedPlan, savings: Option<&ComparedPlan>, abroad: &[&ComparedPlan]) -> Bilingual {
    let all = abroad.len();
    let smaller = abroad.iter().filter(|plan| plan.share_of_income < own.share_of_income).count();
    let larger = abroad.iter().filter(|plan| plan.share_of_income > own.share_of_income).count();
    let place = Place::of(smaller, larger);
    let doubt = if abroad.iter().any(|plan| plan.unverified.iter().any(|row| row.starts_with(TERMS_FILE))) {
        doubt(own, abroad, place)
    } else {
        Bilingual::default()
    };
    let share = |plan: &ComparedPlan, language| percent_words(plan.share_of_income, language);
    let (savings_id, savings_en) = savings.map_or_else(Default::default, |savings| {
        (
            format!(" (dengan tabungan JHT {})", share(savings, Language::Id)),
            format!(" ({} with JHT savings)", share(savings, Language::En)),
        )
    });
    let takes = if smaller == 1 { "takes" } else { "take" };
    Bilingual::new(
        format!(
            "Iuran Indonesia {}: {} sebulan adalah {} penghasilan {} pekerja informal{savings_id}; dari {all} rencana luar \
             negeri, {smaller} mengambil bagian lebih kecil dan {larger} lebih besar{}.",
            place.words().id,
            own.worker_a_month.written(Language::Id),
            share(own, Language::Id),
            own.income_basis.name().id,
            doubt.id,
        ),
        format!(
            "Indonesia's contribution {}: {} a month is {} of the {} income of informal workers{savings_en}; of {all} plans \
             abroad, {smaller} {takes} a smaller part and {larger} a larger one{}.",
            place.words().en,
            own.worker_a_month.written(Language::En),
            share(own, Language::En),
            own.income_basis.name().en,
            doubt.en,
        ),
    )
}

/// That incomes abroad are not verified, and how far all of them together may be wrong before the verdict is another.
fn doubt(own: &ComparedPlan, abroad: &[&ComparedPlan], place: Place) -> Bilingual {
    let mut ratios: Vec<Decimal> =
        abroad.iter().filter_map(|plan| plan.share_of_income.checked_div(own.share_of_income)).collect();
    ratios.sort_unstable();
    let count = |is_in: &dyn Fn(&Decimal) -> bool| ratios.iter().filter(|ratio| is_in(ratio)).count();
    // Incomes abroad times a ratio bring its plan level with ours; a little more, or a little less, changes sides.
    let higher = ratios
        .iter()
        .filter(|ratio| **ratio >= Decimal::ONE)
        .find(|ratio| Place::of(count(&|other| other <= *ratio), count(&|other| other > *ratio)) != place);
    let lower = ratios
        .iter()
        .rev()
        .filter(|ratio| **ratio <= Decimal::ONE)
        .find(|ratio| Place::of(count(&|other| other < *ratio), count(&|other| other >= *ratio)) != place);
    let whole = |part: Decimal| (part * Decimal::ONE_HUNDRED).floor().normalize();
    let higher = higher.map(|ratio| whole(*ratio - Decimal::ONE));
    let lower = lower.map(|ratio| whole(Decimal::ONE - *ratio));
    let (id, en) = match (lower, higher) {
        (None, None) => (String::new(), String::new()),
        (Some(low), None) => (format!(" lebih dari {low}% lebih rendah"), format!(" more than {low}% lower")),
        (None, Some(high)) => (format!(" lebih dari {high}% lebih tinggi"), format!(" more than {high}% higher")),
        (Some(low), Some(high)) => (
            format!(" lebih dari {low}% lebih rendah atau {high}% lebih tinggi"),
            format!(" more than {low}% lower or {high}% higher"),
        ),
    };
    let (id, en) = if id.is_empty() {
        (
            ", tetapi kesimpulan ini tidak bergantung padanya".to_owned(),
            ", but the verdict does not turn on them".to_owned(),
        )
    } else {
        (
            format!(": kesimpulan ini berubah bila semuanya{id} daripada yang dicatat"),
            format!(": the verdict changes if all of them are{en} than noted"),
        )
    };
    Bilingual::new(
        format!("; penghasilan di luar negeri belum diverifikasi{id}"),
        format!("; incomes abroad are not verified{en}"),
    )
}

fn risks(own: &ComparedPlan, abroad: &[&ComparedPlan]) -> Bilingual {
    let more = abroad.iter().filter(|plan| plan.risk_count > own.risk_count).count();
    let covered = own.all_risks();
    let elsewhere = |risk: &Risk| !covered.contains(risk) && abroad.iter().any(|plan| plan.all_risks().contains(risk));
    let missing: Vec<Risk> = Risk::ALL.into_iter().filter(elsewhere).collect();
    let (verdict_id, verdict_en) = match more {
        0 => ("Tidak ada rencana luar negeri".to_owned(), "No plan abroad".to_owned()),
        some => (
            format!("{some} dari {} rencana luar negeri", abroad.len()),
            format!("{some} of {} plans abroad", abroad.len()),
        ),
    };
    let verb = if more > 1 { "cover" } else { "covers" };
    let (missing_id, missing_en) = if missing.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!("; yang ada di sana tetapi tidak di sini: {}", listed(&missing, Language::Id)),
            format!("; found there and not here: {}", listed(&missing, Language::En)),
        )
    };
    Bilingual::new(
        format!(
            "{verdict_id} menanggung lebih banyak jenis risiko daripada {} jenis di sini ({}){missing_id}. Jumlah jenis tidak \
             menyatakan besarnya santunan.",
            covered.len(),
            listed(&covered, Language::Id),
        ),
        format!(
            "{verdict_en} {verb} more kinds of risk than the {} here ({}){missing_en}. A count of kinds says nothing of how much \
             is paid.",
            covered.len(),
            listed(&covered, Language::En),
        ),
    )
}

fn patience(own: &ComparedPlan, abroad: &[&ComparedPlan]) -> Bilingual {
    let all = abroad.len();
    let supported: Vec<&ComparedPlan> = abroad.iter().copied().filter(|plan| !plan.state_share.is_zero()).collect();
    let (state_id, state_en) = if own.state_share.is_zero() {
        (
            "Di luar masa potongan negara tidak menambah iuran".to_owned(),
            "Outside discounts the state adds nothing".to_owned(),
        )
    } else {
        (
            format!("Negara membayar {} dari seluruh iuran", percent_words(own.state_share, Language::Id)),
            format!("The state pays {} of all that is paid", percent_words(own.state_share, Language::En)),
        )
    };
    let unsure = unsure(&supported, "state");
    let n = supported.len();
    let missed = missed_months(own, abroad);
    Bilingual::new(
        format!(
            "{state_id}, sedangkan pada {n} dari {all} rencana luar negeri negara ikut membayar{}; {}.",
            unsure.id, missed.id
        ),
        format!("{state_en}, while in {n} of {all} plans abroad it pays a part{}; {}.", unsure.en, missed.en),
    )
}

fn missed_months(own: &ComparedPlan, abroad: &[&ComparedPlan]) -> Bilingual {
    let Some(months) = own.tolerated_months else {
        return Bilingual::new(
            "berapa bulan boleh terlewat tidak diketahui",
            "how many months may be missed is not known",
        );
    };
    let known: Vec<&ComparedPlan> = abroad.iter().copied().filter(|plan| plan.tolerated_months.is_some()).collect();
    let looser = known.iter().filter(|plan| plan.tolerated_months > Some(months)).count();
    let (looser_id, looser_en) = match looser {
        0 => ("tidak satu pun".to_owned(), "none".to_owned()),
        some => (some.to_string(), some.to_string()),
    };
    let unsure = unsure(&known, "tolerance");
    let known = known.len();
    let plural = if months == 1 { "" } else { "s" };
    let allow = if looser == 1 { "allows" } else { "allow" };
    Bilingual::new(
        format!(
            "bulan yang terlewat boleh dilunasi sampai {months} bulan, dan {looser_id} dari {known} rencana luar negeri yang \
             aturannya tercatat lebih longgar{}",
            unsure.id
        ),
        format!(
            "missed months may be made up for {months} month{plural}, and {looser_en} of the {known} plans abroad whose rule \
             is on record {allow} more{}",
            unsure.en
        ),
    )
}

/// How many of these plans have a fact that a person must check; nothing where none has.
fn unsure(plans: &[&ComparedPlan], fact: &str) -> Bilingual {
    let must_be_checked = |plan: &ComparedPlan| {
        let row = format!("{SCHEMES_FILE}: {}", plan.plan);
        plan.unverified.contains(&row) || plan.unverified.contains(&format!("{row} ({fact})"))
    };
    match plans.iter().filter(|plan| must_be_checked(plan)).count() {
        0 => Bilingual::default(),
        n => Bilingual::new(format!(" ({n} di antaranya belum diverifikasi)"), format!(" ({n} of them not verified)")),
    }
}

/// `a, b dan c`.
fn listed(risks: &[Risk], language: Language) -> String {
    let names: Vec<String> = risks.iter().map(|risk| risk.name().in_language(language).to_owned()).collect();
    let and = if language == Language::Id { "dan" } else { "and" };
    match names.as_slice() {
        [] => "-".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}
