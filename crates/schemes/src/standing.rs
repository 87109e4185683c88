//! How our lowest plan stands against those abroad, in sentences that follow from the lines of the comparison.

use crate::benefit::Risk;
use crate::comparison::ComparedPlan;
use crate::money::{Country, percent_words};
use crate::schemes::TERMS_FILE;
use domain::{Bilingual, Language, ProgrammeSet};

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

fn price(own: &ComparedPlan, savings: Option<&ComparedPlan>, abroad: &[&ComparedPlan]) -> Bilingual {
    let all = abroad.len();
    let smaller = abroad.iter().filter(|plan| plan.share_of_income < own.share_of_income).count();
    let larger = abroad.iter().filter(|plan| plan.share_of_income > own.share_of_income).count();
    let (verdict_id, verdict_en) = if smaller * 3 <= all {
        ("termasuk yang paling ringan", "is among the lightest")
    } else if larger * 3 <= all {
        ("termasuk yang paling berat", "is among the heaviest")
    } else {
        ("ada di tengah", "is in the middle")
    };
    let share = |plan: &ComparedPlan, language| percent_words(plan.share_of_income, language);
    let with_savings = |language| savings.map(|savings| share(savings, language));
    let (savings_id, savings_en) = (
        with_savings(Language::Id).map_or_else(String::new, |s| format!(" (dengan tabungan JHT {s})")),
        with_savings(Language::En).map_or_else(String::new, |s| format!(" ({s} with JHT savings)")),
    );
    let is_guess = abroad.iter().any(|plan| plan.unverified.iter().any(|row| row.starts_with(TERMS_FILE)));
    let (guess_id, guess_en) = if is_guess {
        (
            "; penghasilan di luar negeri belum diverifikasi, jadi urutan ini baru perkiraan",
            "; incomes abroad are not verified, so this order is a first guess",
        )
    } else {
        ("", "")
    };
    Bilingual::new(
        format!(
            "Iuran Indonesia {verdict_id}: {} sebulan adalah {} penghasilan {} pekerja informal{savings_id}; dari {all} \
             rencana luar negeri, {smaller} mengambil bagian lebih kecil dan {larger} lebih besar{guess_id}.",
            own.worker_a_month.written(Language::Id),
            share(own, Language::Id),
            own.income_basis.name().id,
        ),
        format!(
            "Indonesia's contribution {verdict_en}: {} a month is {} of the {} income of informal workers{savings_en}; of {all} \
             plans abroad, {smaller} take a smaller part and {larger} a larger one{guess_en}.",
            own.worker_a_month.written(Language::En),
            share(own, Language::En),
            own.income_basis.name().en,
        ),
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
    let supported = abroad.iter().filter(|plan| !plan.state_share.is_zero()).count();
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
    let known = abroad.iter().filter(|plan| plan.tolerated_months.is_some()).count();
    let (missed_id, missed_en) = match own.tolerated_months {
        None => (
            "berapa bulan boleh terlewat tidak diketahui".to_owned(),
            "how many months may be missed is not known".to_owned(),
        ),
        Some(months) => {
            let looser = abroad.iter().filter(|plan| plan.tolerated_months > Some(months)).count();
            let plural = if months == 1 { "" } else { "s" };
            (
                format!(
                    "bulan yang terlewat boleh dilunasi sampai {months} bulan, dan {} dari {known} rencana luar negeri yang \
                     aturannya tercatat lebih longgar",
                    if looser == 0 { "tidak satu pun".to_owned() } else { looser.to_string() }
                ),
                format!(
                    "missed months may be made up for {months} month{plural}, and {} of the {known} plans abroad whose rule is \
                     on record allow more",
                    if looser == 0 { "none".to_owned() } else { looser.to_string() }
                ),
            )
        }
    };
    let all = abroad.len();
    Bilingual::new(
        format!(
            "{state_id}, sedangkan pada {supported} dari {all} rencana luar negeri negara ikut membayar; {missed_id}."
        ),
        format!("{state_en}, while in {supported} of {all} plans abroad it pays a part; {missed_en}."),
    )
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
