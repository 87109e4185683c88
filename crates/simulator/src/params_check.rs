//! Checks on the population file that its types cannot make: mixes add up to 1, chances lie in 0..=1.

use crate::error::SimulatorError;
use crate::habit::HiddenType;
use crate::params::SimulationParams;
use domain::OccupationGroup;

/// Line of a byte offset, counted from 1.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

struct Check<'a> {
    file: &'a str,
    text: &'a str,
}

impl Check<'_> {
    /// An error at the nth header of that name, or at a key below it where the key is written there.
    fn fail(&self, header: &str, nth: usize, key: &str, reason: String) -> SimulatorError {
        let mut seen = 0;
        let mut line = None;
        for (i, row) in self.text.lines().map(str::trim).enumerate() {
            if row == header {
                if seen == nth {
                    line = Some(i + 1);
                }
                seen += 1;
            } else if line.is_some() {
                if row.starts_with('[') {
                    break;
                }
                if !key.is_empty() && row.split('=').next().is_some_and(|name| name.trim() == key) {
                    line = Some(i + 1);
                    break;
                }
            }
        }
        SimulatorError::Params { file: self.file.to_owned(), line, reason }
    }

    fn chances(&self, header: &str, nth: usize, values: &[(&str, f64)]) -> Result<(), SimulatorError> {
        for (key, value) in values {
            if !(0.0..=1.0).contains(value) {
                let reason = format!("`{key}` is {value}, expected a share from 0 to 1");
                return Err(self.fail(header, nth, key, reason));
            }
        }
        Ok(())
    }

    fn positive(&self, header: &str, nth: usize, values: &[(&str, f64)]) -> Result<(), SimulatorError> {
        for (key, value) in values {
            if !(value.is_finite() && *value > 0.0) {
                let reason = format!("`{key}` is {value}, expected a number above 0");
                return Err(self.fail(header, nth, key, reason));
            }
        }
        Ok(())
    }

    fn not_negative(&self, header: &str, nth: usize, values: &[(&str, f64)]) -> Result<(), SimulatorError> {
        for (key, value) in values {
            if !(value.is_finite() && *value >= 0.0) {
                let reason = format!("`{key}` is {value}, expected 0 or more");
                return Err(self.fail(header, nth, key, reason));
            }
        }
        Ok(())
    }

    fn mix(&self, header: &str, nth: usize, key: &str, shares: &[f64]) -> Result<(), SimulatorError> {
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() > 1e-6 || shares.iter().any(|s| !(0.0..=1.0).contains(s)) {
            let what = if key.is_empty() { String::new() } else { format!(" of `{key}`") };
            let reason =
                format!("the shares{what} in {header} add up to {sum:.4}, expected shares from 0 to 1 adding up to 1");
            return Err(self.fail(header, nth, key, reason));
        }
        Ok(())
    }
}

/// Refuses figures that cannot be, naming file and line.
pub(crate) fn check(params: &SimulationParams, file: &str, text: &str) -> Result<(), SimulatorError> {
    let c = Check { file, text };
    let p = &params.population;
    let header = "[population]";
    let shares = [
        ("member_share", p.member_share),
        ("state_paid_share", p.state_paid_share),
        ("state_renewal", p.state_renewal),
        ("registered_before_share", p.registered_before_share),
        ("never_paid_share", p.never_paid_share),
        ("jht_claim_share", p.jht_claim_share),
        ("same_place", p.same_place),
    ];
    c.chances(header, 0, &shares)?;
    if !(2..=120).contains(&p.months) {
        return Err(c.fail(header, 0, "months", format!("`months` is {}, expected 2 to 120", p.months)));
    }
    let v = &params.villages;
    let header = "[villages]";
    let shares = [
        ("urban_share_kota", v.urban_share_kota),
        ("urban_share_kabupaten", v.urban_share_kabupaten),
        ("coastal_share", v.coastal_share),
        ("fishers_in_coastal_urban", v.fishers_in_coastal_urban),
        ("fishers_in_coastal_rural", v.fishers_in_coastal_rural),
    ];
    c.chances(header, 0, &shares)?;
    let spreads = [
        ("mix_log_sd", v.mix_log_sd),
        ("payment_logit_sd", v.payment_logit_sd),
        ("payment_history_weight", v.payment_history_weight),
    ];
    c.not_negative(header, 0, &spreads)?;
    c.positive(header, 0, &[("workers_per_village", f64::from(v.workers_per_village))])?;
    c.mix("[occupation_mix.urban]", 0, "", &params.occupation_mix.urban.shares())?;
    c.mix("[occupation_mix.rural]", 0, "", &params.occupation_mix.rural.shares())?;
    for (header, r) in [("[reach.urban]", &params.reach.urban), ("[reach.rural]", &params.reach.rural)] {
        let shares = [
            ("phone", r.phone),
            ("internet_given_phone", r.internet_given_phone),
            ("whatsapp_given_internet", r.whatsapp_given_internet),
            ("consent_member", r.consent_member),
            ("consent_prospect", r.consent_prospect),
            ("email", r.email),
        ];
        c.chances(header, 0, &shares)?;
    }
    let l = &params.lapse;
    c.chances("[lapse]", 0, &[("after_first", l.after_first), ("after_second", l.after_second), ("later", l.later)])?;
    let factors = [
        ("season_exponent", l.season_exponent),
        ("price_shock", l.price_shock),
        ("price_after_shock", l.price_after_shock),
        ("lean_below", l.lean_below),
    ];
    c.not_negative("[lapse]", 0, &factors)?;
    for kind in HiddenType::ALL {
        check_type(&c, params, kind)?;
    }
    c.mix("[prepay]", 0, "", &params.prepay.shares())?;
    c.not_negative("[prepay]", 0, &[("after_peak_factor", params.prepay.after_peak_factor)])?;
    let s = &params.standing;
    let shares = [
        ("effect_if_stopped", s.effect_if_stopped),
        ("effect_if_gone", s.effect_if_gone),
        ("kept_if_gone", s.kept_if_gone),
        ("join_a_month", s.join_a_month),
        ("prospect_whatsapp", s.prospect_whatsapp),
        ("prospect_print", s.prospect_print),
        ("prospect_counter", s.prospect_counter),
    ];
    c.chances("[standing]", 0, &shares)?;
    let d = &params.delivery;
    c.chances("[delivery]", 0, &[("whatsapp_delivered", d.whatsapp_delivered), ("counter_met", d.counter_met)])?;
    c.chances("[outcomes]", 0, &[("prepay_at_counter", params.outcomes.prepay_at_counter)])?;
    c.not_negative("[outcomes]", 0, &[("prepay_factor", params.outcomes.prepay_factor)])?;
    let ahead = params.outcomes.months_ahead;
    if !(1..=12).contains(&ahead) {
        let reason = format!("`months_ahead` is {ahead}, expected 1 to 12");
        return Err(c.fail("[outcomes]", 0, "months_ahead", reason));
    }
    check_provinces(&c, params)?;
    check_groups(&c, params)
}

fn check_type(c: &Check<'_>, params: &SimulationParams, kind: HiddenType) -> Result<(), SimulatorError> {
    let b = params.behaviour.of(kind);
    let header = format!("[behaviour.{}]", kind.key());
    let shares = [
        ("miss", b.miss),
        ("miss_lean", b.miss_lean),
        ("miss_full_price", b.miss_full_price),
        ("for_good", b.for_good),
        ("back", b.back),
        ("back_discounted", b.back_discounted),
        ("prepay", b.prepay),
        ("late", b.late),
    ];
    c.chances(&header, 0, &shares)?;
    c.not_negative(&header, 0, &[("stop", b.stop)])?;
    if !(1 <= b.first_day && b.first_day <= b.last_day && b.last_day <= 28) {
        let reason = format!("days {} to {}: expected days from 1 to 28 in order", b.first_day, b.last_day);
        return Err(c.fail(&header, 0, "first_day", reason));
    }
    let e = params.effects.of(kind);
    let sizes = [
        ("whatsapp", e.whatsapp),
        ("print", e.print),
        ("counter", e.counter),
        ("counter_where_seasonal", e.counter_where_seasonal),
    ];
    c.chances(&format!("[effects.{}]", kind.key()), 0, &sizes)
}

fn check_provinces(c: &Check<'_>, params: &SimulationParams) -> Result<(), SimulatorError> {
    let header = "[[provinces]]";
    let shares: Vec<f64> = params.provinces.iter().map(|p| p.share).collect();
    c.mix(header, 0, "share", &shares)?;
    for (i, p) in params.provinces.iter().enumerate() {
        c.positive(header, i, &[("mean_income", p.mean_income)])?;
        if params.provinces[..i].iter().any(|earlier| earlier.code == p.code) {
            return Err(c.fail(header, i, "code", format!("province `{}` stands twice, expected once", p.code)));
        }
    }
    Ok(())
}

fn check_groups(c: &Check<'_>, params: &SimulationParams) -> Result<(), SimulatorError> {
    let header = "[[groups]]";
    for group in OccupationGroup::ALL {
        let count = params.groups.iter().filter(|g| g.group == group).count();
        if count != 1 {
            let reason = format!("group `{}` stands {count} times, expected once", group.key());
            let nth = params.groups.iter().rposition(|g| g.group == group).unwrap_or(0);
            return Err(c.fail(header, nth, "group", reason));
        }
    }
    for (i, g) in params.groups.iter().enumerate() {
        c.chances(header, i, &[("female", g.female), ("savings", g.savings)])?;
        c.positive(header, i, &[("income_factor", g.income_factor)])?;
        c.not_negative(header, i, &[("income_log_sd", g.income_log_sd)])?;
        if g.month_index.iter().any(|index| !(index.is_finite() && *index > 0.0)) {
            let reason = "`month_index` must be twelve numbers above 0, January first".to_owned();
            return Err(c.fail(header, i, "month_index", reason));
        }
        if !(15 <= g.age_from && g.age_from <= g.age_to && g.age_to <= 80) {
            let reason = format!("ages {} to {}: expected 15 to 80 in order", g.age_from, g.age_to);
            return Err(c.fail(header, i, "age_from", reason));
        }
        c.mix(header, i, "types", &g.types.shares())?;
        c.mix(header, i, "paid_at", &g.paid_at.shares())?;
    }
    Ok(())
}
