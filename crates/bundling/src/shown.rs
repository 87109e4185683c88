//! A package as it is kept and as pages show it.

use crate::catalogue::Catalogue;
use crate::designed::Picked;
use crate::segment::Segment;
use domain::views::{PackageStatus, PackageView};
use domain::{Bilingual, Language, Month, written};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A package as pages show it: offerable where it passes every wall, else a draft.
pub(crate) fn shown(catalogue: &Catalogue, segment: &Segment, picked: &Picked, month: Month) -> PackageView {
    let package = &picked.package;
    let choice = &package.choice;
    let block = Decimal::from(catalogue.plans[choice.plan].block);
    let mut contents = vec![
        catalogue.programmes[choice.programme].name.clone(),
        catalogue.plans[choice.plan].name.clone(),
        catalogue.routes[choice.route].name.clone(),
    ];
    if catalogue.subsidies[choice.subsidy].share > Decimal::ZERO {
        contents.push(catalogue.subsidies[choice.subsidy].name.clone());
    }
    contents.extend(choice.add_ons.iter().map(|place| catalogue.add_ons[*place].name.clone()));
    let status = if package.is_offerable() { PackageStatus::Offerable } else { PackageStatus::Draft };
    let share = package.full_price.decimal() / segment.median_income.decimal();
    PackageView {
        id: segment.key.clone(),
        name: package.name.clone(),
        group: segment.group.key().to_owned(),
        status,
        whom: segment.key.clone(),
        month: Some(month),
        steps: Vec::new(),
        monthly: package.full_price,
        monthly_discounted: package.cash.months[0].to_fund.per(block).unwrap_or(package.full_price),
        share_of_median_income: share.to_f64().unwrap_or(0.0),
        expected: Some(expected(picked)),
        contents,
        checks: package.checks.iter().map(|c| c.words.clone()).collect(),
        unverified: package.unverified.iter().cloned().collect(),
    }
}

/// Who is expected to join and to stay.
pub(crate) fn expected(picked: &Picked) -> Bilingual {
    let package = &picked.package;
    let number = |language, value: f64| written::number(language, value, 0);
    let figures = |language| {
        let [low, high] = package.kept_between.map(|kept| number(language, kept));
        let join = number(language, 1000.0 * package.forecast.take_up);
        [join, number(language, package.forecast.kept_of_thousand()), low, high]
    };
    let best = picked.best_in.map(|share| number(Language::Id, share * 100.0));
    let [join, kept, low, high] = figures(Language::Id);
    let mut id = format!(
        "Perkiraan, bukan bukti: dari 1.000 yang dihubungi {join} ikut dan {kept} masih membayar setelah setahun ({low} sampai {high})."
    );
    let [join, kept, low, high] = figures(Language::En);
    let mut en = format!(
        "A forecast, not evidence: of 1,000 contacted {join} join and {kept} still pay after a year ({low} to {high})."
    );
    if let Some(best) = best {
        id.push_str(&format!(" Terbanyak dalam {best} dari 100 undian atas yang tidak pasti."));
        en.push_str(&format!(" Most in {best} of 100 draws of what is uncertain."));
    }
    Bilingual::new(id, en)
}
