//! The people a decision looks at: what each option is worth to them, what they may not be given, and the groups of its rules.

use super::limits::people_before_the_lot;
use super::{Chooser, ExpectedGains, Offered};
use crate::error::PlanningError;
use crate::plan::CampaignInput;
use assignment::{Barred, Floor, Grouping, Pool};
use domain::campaign::{FloorBy, FloorSpec};
use domain::{Bilingual, Share};
use std::collections::{BTreeMap, HashMap};

/// What rules call the segments.
pub(super) const SEGMENT: &str = "segment";

/// The pool in the order given, and the floors of the declaration as shares of their groups.
pub(super) fn of(
    input: &CampaignInput<'_>,
    gains: &ExpectedGains,
    offered: &[Offered],
    people: &[&Chooser<'_>],
) -> Result<(Pool, Vec<Floor>), PlanningError> {
    let refused = |error| PlanningError::NoDecision(Box::new(error));
    let mut of_segment: HashMap<&str, Vec<Option<f32>>> = HashMap::new();
    let mut values = Vec::with_capacity(people.len() * offered.len());
    let mut unknown = vec![0_u16; people.len()];
    for (place, chooser) in people.iter().enumerate() {
        let segment = chooser.person.segment.0.as_str();
        let known = of_segment.entry(segment).or_insert_with(|| {
            let of = |option: &Offered| {
                let gain = gains.of.get(&(segment.to_owned(), option.channel))?;
                Some((gain.months() * option.left_of_effect(input.spec)) as f32)
            };
            offered.iter().map(of).collect()
        });
        for (option, months) in known.iter().enumerate() {
            values.push(months.unwrap_or(0.0));
            unknown[place] |= u16::from(months.is_none()) << option;
        }
    }
    let all = u16::MAX >> (u16::BITS as usize).saturating_sub(offered.len()).min(15);
    let barred = |reason: Bilingual, of: &dyn Fn(&Chooser<'_>) -> u16| Barred {
        reason,
        options_of_member: people.iter().map(|chooser| of(chooser)).collect(),
    };
    let mut pool = Pool::of_treated(offered.len(), values, &vec![false; people.len()]).map_err(refused)?;
    let unreached = Bilingual::new(
        "nomor atau alamat tidak diketahui, atau belum ada persetujuan",
        "no number or address is known, or no consent is on record",
    );
    let closed = Bilingual::new(
        "tidak ada hari yang diizinkan baginya pada kanal itu",
        "no day of the schedule is allowed for them on that channel",
    );
    pool = pool.barring(barred(unreached, &|chooser| all & !chooser.reached)).map_err(refused)?;
    pool = pool.barring(barred(closed, &|chooser| chooser.reached & !chooser.open)).map_err(refused)?;
    if unknown.iter().any(|options| *options != 0) {
        let reason = Bilingual::new("pengaruhnya belum diketahui", "nothing is known of what it does");
        pool = pool.barring(Barred { reason, options_of_member: unknown }).map_err(refused)?;
    }
    let declared = input.spec.decision.clone().unwrap_or_default();
    if declared.smallest_cell.is_some() {
        let name = |key: &str| gains.segment_names.get(key).cloned().unwrap_or_else(|| Bilingual::same(key.to_owned()));
        let keys: Vec<&str> = people.iter().map(|chooser| chooser.person.segment.0.as_str()).collect();
        let (segments, _) = grouping(SEGMENT, &keys, name);
        pool = pool.grouped(segments).map_err(refused)?;
    }
    let mut floors = Vec::new();
    for by in FloorBy::ALL {
        let of_kind: Vec<&FloorSpec> = declared.floors.iter().filter(|floor| floor.by == by).collect();
        if of_kind.is_empty() {
            continue;
        }
        let people = people.iter().map(|chooser| chooser.person.candidate);
        let keys: Vec<&str> = match by {
            FloorBy::Region => people.map(|candidate| candidate.region.province()).collect(),
            FloorBy::Occupation => people.map(|candidate| candidate.group.key()).collect(),
        };
        let name = |key: &str| name_of(input, by, key);
        let (groups, sizes) = grouping(by.key(), &keys, name);
        floors.push(Floor {
            by: by.key().to_owned(),
            shares: shares(&of_kind, &sizes, input.spec.holdout.person_share, name)?,
        });
        pool = pool.grouped(groups).map_err(refused)?;
    }
    Ok((pool, floors))
}

/// The name of a province or an occupation group.
fn name_of(input: &CampaignInput<'_>, by: FloorBy, key: &str) -> Bilingual {
    let found = match by {
        FloorBy::Region => {
            let province = input.regions.provinces().find(|province| province.code == key);
            province.map(|province| Bilingual::same(province.name.clone()))
        }
        FloorBy::Occupation => {
            domain::OccupationGroup::ALL.into_iter().find(|group| group.key() == key).map(domain::OccupationGroup::name)
        }
    };
    found.unwrap_or_else(|| Bilingual::same(key.to_owned()))
}

/// A grouping of the people and the size of each of its groups, by key.
fn grouping<'k>(
    called: &str,
    keys: &[&'k str],
    name: impl Fn(&str) -> Bilingual,
) -> (Grouping, BTreeMap<&'k str, u64>) {
    let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
    for key in keys {
        *sizes.entry(key).or_default() += 1;
    }
    let places: HashMap<&str, u16> = sizes.keys().enumerate().map(|(place, key)| (*key, place as u16)).collect();
    let groups = sizes.keys().map(|key| name(key)).collect();
    let of_member = keys.iter().map(|key| places[key]).collect();
    (Grouping { key: called.to_owned(), groups, of_member }, sizes)
}

/// The largest floor of each group as a share of its people, before the lot.
fn shares(
    floors: &[&FloorSpec],
    sizes: &BTreeMap<&str, u64>,
    held_out: Share,
    name: impl Fn(&str) -> Bilingual,
) -> Result<Vec<f64>, PlanningError> {
    for floor in floors {
        let (Some(of), Some(people)) = (&floor.of, floor.people) else { continue };
        let (there, asked) = (sizes.get(of.as_str()).copied().unwrap_or(0), u64::from(people));
        if people_before_the_lot(asked, held_out) > there {
            return Err(PlanningError::FloorBeyondReach { group: name(of).en, asked, there });
        }
    }
    let share = |(key, size): (&&str, &u64)| {
        let mine = floors.iter().filter(|floor| floor.of.as_deref().is_none_or(|of| of == *key));
        let asked = |floor: &&FloorSpec| {
            let by_people = floor.people.map_or(0.0, |people| {
                people_before_the_lot(u64::from(people), held_out).min(*size) as f64 / (*size).max(1) as f64
            });
            floor.share.map_or(0.0, Share::get).max(by_people)
        };
        mine.map(asked).fold(0.0, f64::max)
    };
    Ok(sizes.iter().map(share).collect())
}
