//! What only the simulator knows: the chance to be kept when left alone, and what each channel adds.

use crate::habit::{HiddenType, Standing, back_chance, lives_by_season, miss_chance, stop_chance};
use crate::history::Setting;
use crate::person::Person;
use domain::{MemberRow, Month};

/// The truth about one worker in the campaign that follows the as-of day.
///
/// Effects are additive on the probability, in shares (0.04 is four points), and never push it above 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TruthRow {
    /// Row in the members table.
    pub row: MemberRow,
    /// How the worker pays.
    pub hidden_type: HiddenType,
    /// Probability that the outcome month is covered when the worker is left alone.
    pub p_kept_held_out: f64,
    /// Probability that a WhatsApp message sent to them is delivered; 0 where WhatsApp cannot reach them.
    pub whatsapp_delivery_probability: f64,
    /// Added by a WhatsApp message that is delivered.
    pub effect_whatsapp_if_delivered: f64,
    /// Added by assignment to WhatsApp: delivery probability times the effect if delivered.
    pub effect_whatsapp: f64,
    /// Added by assignment to print, whether or not the leaflet is read.
    pub effect_print: f64,
    /// Added by assignment to a partner's counter, whether or not the counter meets them.
    pub effect_counter: f64,
}

/// The truth about a worker who stands as `standing` on the as-of day and is covered to `covered_to`.
pub(crate) fn truth_of(
    setting: &Setting<'_>,
    person: &Person,
    row: u32,
    standing: Standing,
    covered_to: Option<Month>,
    village_effect: f64,
) -> TruthRow {
    let params = setting.params;
    let first = Month::of(setting.as_of).plus(1);
    let outcome = Month::of(setting.as_of).plus(params.outcomes.months_ahead as i32);
    let delivery = if person.member.whatsapp_reachable { params.delivery.whatsapp_delivered } else { 0.0 };
    let certain = covered_to.is_some_and(|to| to >= outcome);
    let (p, whatsapp, print, counter) = if certain {
        (1.0, 0.0, 0.0, 0.0)
    } else if person.member.paid_by_state {
        (params.population.state_renewal, 0.0, 0.0, 0.0)
    } else {
        let own = kept_alone(setting, person, standing, covered_to, first, outcome);
        let p = if own <= 0.0 { 0.0 } else { shift_log_odds(own.min(0.999), village_effect) };
        let (whatsapp, print, counter) = effects(setting, person, standing);
        (p, whatsapp, print, counter)
    };
    let room = 1.0 - p;
    let effect_whatsapp_if_delivered = whatsapp.min(room);
    TruthRow {
        row: MemberRow(row),
        hidden_type: person.hidden_type,
        p_kept_held_out: p,
        whatsapp_delivery_probability: delivery,
        effect_whatsapp_if_delivered,
        effect_whatsapp: delivery * effect_whatsapp_if_delivered,
        effect_print: print.min(room),
        effect_counter: counter.min(room),
    }
}

/// Follows the chances to be paying and to be stopped month by month; months already covered carry no hazard.
fn kept_alone(
    setting: &Setting<'_>,
    person: &Person,
    standing: Standing,
    covered_to: Option<Month>,
    first: Month,
    outcome: Month,
) -> f64 {
    let params = setting.params;
    let kind = person.hidden_type;
    let (mut paying, mut stopped, paid_months) = match standing {
        Standing::Prospect => {
            let months = outcome.months_since(first) + 1;
            return 1.0 - (1.0 - params.standing.join_a_month).powi(months);
        }
        Standing::Gone => return params.standing.kept_if_gone,
        Standing::Paying { paid_months } => (1.0, 0.0, paid_months),
        Standing::Stopped => (0.0, 1.0, 3),
    };
    let mut month = first;
    let mut pays_outcome = 0.0;
    while month <= outcome {
        if covered_to.is_none_or(|to| to < month) {
            let ahead = setting.month(person.member.group, month);
            let stop = stop_chance(params, kind, paid_months, &ahead);
            let back = back_chance(params, kind, &ahead) / ahead.price_factor.max(1.0);
            let back_now = stopped * back;
            stopped = stopped - back_now + paying * stop * (1.0 - params.behaviour.of(kind).for_good);
            paying *= 1.0 - stop;
            pays_outcome = paying * (1.0 - miss_chance(params, kind, &ahead)) + back_now;
            paying += back_now;
        }
        month = month.plus(1);
    }
    pays_outcome
}

fn effects(setting: &Setting<'_>, person: &Person, standing: Standing) -> (f64, f64, f64) {
    let s = &setting.params.standing;
    let part = match standing {
        Standing::Prospect => return (s.prospect_whatsapp, s.prospect_print, s.prospect_counter),
        Standing::Paying { .. } => 1.0,
        Standing::Stopped => s.effect_if_stopped,
        Standing::Gone => s.effect_if_gone,
    };
    let e = setting.params.effects.of(person.hidden_type);
    let counter = if lives_by_season(person.member.group) { e.counter_where_seasonal } else { e.counter };
    (part * e.whatsapp, part * e.print, part * counter)
}

fn shift_log_odds(p: f64, by: f64) -> f64 {
    let odds = p / (1.0 - p) * by.exp();
    odds / (1.0 + odds)
}
