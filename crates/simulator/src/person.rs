//! A worker's profile, contact and hidden type, each from a stream of its own.

use crate::contact::{email, name, nik, phone};
use crate::draw::{Streams, between, chance, normal, pick};
use crate::error::SimulatorError;
use crate::habit::HiddenType;
use crate::params::SimulationParams;
use crate::settlement::Village;
use chrono::{Days, NaiveDate};
use domain::contribution::{PaidAt, ProgrammeSet};
use domain::{Contact, Member, MemberId, Month, OccupationCode, OccupationGroup, OccupationTable, Sex};

/// The streams of one population, by purpose.
#[derive(Debug)]
pub(crate) struct PersonStreams {
    profile: Streams,
    contact: Streams,
    registration: Streams,
    hidden: Streams,
}

impl PersonStreams {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            profile: Streams::new(seed, "profile"),
            contact: Streams::new(seed, "contact"),
            registration: Streams::new(seed, "registration"),
            hidden: Streams::new(seed, "hidden-type"),
        }
    }
}

/// A worker before any payment.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub member: Member,
    pub nik: String,
    pub contact: Contact,
    pub hidden_type: HiddenType,
    /// Where they usually pay.
    pub usual_place: PaidAt,
    /// Registered and never pays.
    pub never_pays: bool,
}

/// The occupation codes of each group, in the order of the enum; a group without codes is an error.
pub(crate) fn codes_by_group(table: &OccupationTable) -> Result<Vec<Vec<OccupationCode>>, SimulatorError> {
    OccupationGroup::ALL
        .into_iter()
        .map(|group| {
            let codes = table.codes_of(group);
            if codes.is_empty() {
                let reason = format!("no code of group `{}`", group.key());
                return Err(SimulatorError::Table { table: "models/occupations.csv", reason });
            }
            Ok(codes)
        })
        .collect()
}

/// Makes the worker of a row in a village.
pub(crate) fn make_person(
    params: &SimulationParams,
    streams: &PersonStreams,
    codes: &[Vec<OccupationCode>],
    village: &Village,
    row: u32,
    as_of: NaiveDate,
) -> Result<Person, SimulatorError> {
    let mut rng = streams.profile.of(row);
    let group = OccupationGroup::ALL[pick(&mut rng, &village.occupation_weights)];
    let g = params.group(group);
    let occupation = codes[group as usize][between(&mut rng, 0, codes[group as usize].len() as u32 - 1) as usize];
    let sex = if chance(&mut rng, g.female) { Sex::Female } else { Sex::Male };
    // The mean of two uniform ages: few at the ends.
    let age = u32::midpoint(between(&mut rng, g.age_from, g.age_to), between(&mut rng, g.age_from, g.age_to));
    let birth_year = Month::of(as_of).year() - age as i32;
    let (birth_month, birth_day) = (between(&mut rng, 1, 12), between(&mut rng, 1, 28));
    let median = village.mean_income * g.income_factor * (-g.income_log_sd * g.income_log_sd / 2.0).exp();
    let income = median * (g.income_log_sd * normal(&mut rng)).exp();
    let declared_income_rupiah = ((income / 50_000.0).round() as i64 * 50_000).clamp(300_000, 50_000_000);
    let programmes = if chance(&mut rng, g.savings) { ProgrammeSet::WithSavings } else { ProgrammeSet::Basic };

    let (registered_on, never_pays, paid_by_state) = register(params, streams, row, as_of);

    let mut rng = streams.contact.of(row);
    let reach = params.reach.of(village.urban);
    let has_phone = chance(&mut rng, reach.phone);
    let on_whatsapp =
        chance(&mut rng, reach.internet_given_phone) && chance(&mut rng, reach.whatsapp_given_internet) && has_phone;
    let consent = if registered_on.is_some() { reach.consent_member } else { reach.consent_prospect };
    let whatsapp_reachable = chance(&mut rng, consent) && on_whatsapp;
    let person_name = name(&mut rng, sex);
    let number = if has_phone { Some(phone(&mut rng, row)?) } else { None };
    let address = chance(&mut rng, reach.email).then(|| email(&person_name, row));
    let known_since = registered_on.unwrap_or(as_of).min(as_of);
    let days_known = (as_of - known_since).num_days().clamp(0, 700) as u32;
    let consent_on = as_of - Days::new(u64::from(between(&mut rng, 0, days_known)));

    let mut rng = streams.hidden.of(row);
    let hidden_type = HiddenType::ALL[pick(&mut rng, &g.types.shares())];
    let usual_place = if paid_by_state { PaidAt::State } else { PaidAt::ALL[pick(&mut rng, &g.paid_at.shares())] };

    let id = MemberId(format!("BPU{row:08}"));
    let email_reachable = address.is_some();
    Ok(Person {
        nik: nik(village.code.as_str(), birth_year, birth_month, birth_day, sex, row),
        contact: Contact {
            member: id.clone(),
            name: person_name,
            phone: number,
            whatsapp_consent_on: whatsapp_reachable.then_some(consent_on),
            email_consent_on: address.is_some().then_some(consent_on),
            email: address,
        },
        member: Member {
            id,
            identity_token: String::new(),
            occupation,
            group,
            region: village.code,
            urban: village.urban,
            birth_year,
            sex,
            declared_income_rupiah,
            programmes: if paid_by_state { ProgrammeSet::Basic } else { programmes },
            registered_on,
            paid_by_state,
            whatsapp_reachable,
            email_reachable,
            phone_known: has_phone,
            email_known: email_reachable,
            ended_on: None,
        },
        hidden_type,
        usual_place,
        never_pays,
    })
}

/// Day of registration, whether they never pay, and whether the state pays.
fn register(
    params: &SimulationParams,
    streams: &PersonStreams,
    row: u32,
    as_of: NaiveDate,
) -> (Option<NaiveDate>, bool, bool) {
    let mut rng = streams.registration.of(row);
    let p = &params.population;
    if !chance(&mut rng, p.member_share) {
        return (None, false, false);
    }
    let paid_by_state = chance(&mut rng, p.state_paid_share);
    let before = chance(&mut rng, p.registered_before_share);
    let months = if before { between(&mut rng, p.months, p.months + 35) } else { between(&mut rng, 0, p.months - 1) };
    let day = Month::of(as_of).plus(-(months as i32)).first_day() + Days::new(u64::from(between(&mut rng, 0, 27)));
    let never_pays = chance(&mut rng, p.never_paid_share) && !paid_by_state;
    (Some(day.min(as_of)), never_pays, paid_by_state)
}
