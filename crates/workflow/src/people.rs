//! Who packages are for: occupation groups and segments of the home, with their incomes.

use crate::home::Home;
use crate::import::load_members;
use anyhow::{Context, Result, bail};
use bundling::Segment;
use domain::{Bilingual, Member, MemberId, OccupationGroup, Rupiah, SegmentId};
use std::collections::{BTreeSet, HashMap};

/// Who packages are for.
pub(crate) enum People {
    /// Members with their segments, where they have been given, and what those are called.
    Known { members: Vec<Member>, segments: HashMap<MemberId, Option<SegmentId>>, names: HashMap<String, Bilingual> },
    /// Any occupation group, with this median income and so many people.
    Assumed { income: Rupiah, people: u64 },
}

impl People {
    pub(crate) async fn of(home: &Home) -> Result<Self> {
        let path = home.table("assignments");
        let segments =
            if path.is_file() { intake::load_assignments(&path)?.into_iter().collect() } else { HashMap::new() };
        let named = home.store().await?.segments().await?;
        let names = named.into_iter().map(|segment| (segment.id.0, segment.name)).collect();
        Ok(Self::Known { members: load_members(home)?, segments, names })
    }

    /// Every occupation group, then every segment, that has registered members; none where incomes are assumed.
    pub(crate) fn all(&self) -> Result<Vec<Segment>> {
        let Self::Known { members, segments, .. } = self else { return Ok(Vec::new()) };
        let groups: BTreeSet<&str> =
            members.iter().filter(|m| m.registered_on.is_some()).map(|m| m.group.key()).collect();
        let registered: HashMap<&MemberId, bool> = members.iter().map(|m| (&m.id, m.registered_on.is_some())).collect();
        let with_members = segments.iter().filter(|(id, _)| registered.get(id).copied().unwrap_or(false));
        let named: BTreeSet<&str> = with_members.filter_map(|(_, id)| id.as_ref().map(|id| id.0.as_str())).collect();
        groups.into_iter().chain(named).map(|key| self.segment(key)).collect()
    }

    /// Registered members of an occupation group, or of a segment.
    pub(crate) fn segment(&self, key: &str) -> Result<Segment> {
        let group: Option<OccupationGroup> = key.parse().ok();
        let (members, segments, names) = match (self, group) {
            (Self::Known { members, segments, names }, _) => (members, segments, names),
            (Self::Assumed { income, people }, Some(group)) => {
                let (key, name) = (key.to_owned(), group.name());
                return Ok(Segment { key, name, group, median_income: *income, people: *people });
            }
            (Self::Assumed { .. }, None) => bail!("`{key}` is no occupation group such as fisher; --income is for one"),
        };
        let inside = |m: &&Member| match group {
            Some(group) => m.group == group,
            None => segments.get(&m.id).is_some_and(|id| id.as_ref().is_some_and(|id| id.0 == key)),
        };
        let found: Vec<&Member> = members.iter().filter(inside).filter(|m| m.registered_on.is_some()).collect();
        if found.is_empty() {
            let mut known: Vec<&str> = segments.values().flatten().map(|id| id.0.as_str()).collect();
            known.sort_unstable();
            known.dedup();
            bail!(
                "no registered member is in `{key}`, so there is no income to design for; it is an occupation group such as \
                 fisher, or one of the segments {}",
                if known.is_empty() { "that `jangkau segment` makes".to_owned() } else { known.join(", ") }
            );
        }
        // Discounts and add-ons go by occupation: that of most of a segment's people.
        let group = group.unwrap_or_else(|| most_frequent(&found));
        let called = || names.get(key).cloned().unwrap_or_else(|| Bilingual::new(key, key));
        let name = if key == group.key() { group.name() } else { called() };
        let median_income = median(&found).with_context(|| format!("the median income of {key}"))?;
        Ok(Segment { key: key.to_owned(), name, group, median_income, people: found.len() as u64 })
    }
}

fn most_frequent(members: &[&Member]) -> OccupationGroup {
    let mut counts: HashMap<OccupationGroup, u64> = HashMap::new();
    for member in members {
        *counts.entry(member.group).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(group, count)| (*count, std::cmp::Reverse(group.key())));
    most.map_or(OccupationGroup::Other, |(group, _)| group)
}

/// Median declared income; the lower of the middle two when they are even.
fn median(members: &[&Member]) -> Option<Rupiah> {
    let mut incomes: Vec<i64> = members.iter().map(|m| m.declared_income_rupiah).collect();
    incomes.sort_unstable();
    incomes.get(incomes.len().checked_sub(1)? / 2).map(|r| Rupiah::whole(*r))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::{OccupationCode, Sex};

    fn member(id: &str) -> Member {
        Member {
            id: MemberId(id.to_owned()),
            identity_token: String::new(),
            occupation: OccupationCode(6222),
            group: OccupationGroup::Fisher,
            region: "33.21.04.2007".parse().unwrap(),
            urban: false,
            birth_year: 1980,
            sex: Sex::Female,
            declared_income_rupiah: 1_000_000,
            programmes: domain::ProgrammeSet::Basic,
            registered_on: "2025-01-01".parse().ok(),
            paid_by_state: true,
            whatsapp_reachable: false,
            email_reachable: false,
            phone_known: false,
            email_known: false,
            ended_on: None,
        }
    }

    #[test]
    fn a_segment_is_called_by_its_name_and_by_its_key_where_it_has_none() {
        let segment = |key: &str| Some(SegmentId(key.to_owned()));
        let people = People::Known {
            members: vec![member("A"), member("B")],
            segments: [(MemberId("A".into()), segment("state-paid")), (MemberId("B".into()), segment("unpaid"))].into(),
            names: [("state-paid".to_owned(), Bilingual::new("Dibayar pemerintah", "Paid by the state"))].into(),
        };
        let names: Vec<String> = people.all().unwrap().into_iter().map(|segment| segment.name.id).collect();
        assert_eq!(names, ["Nelayan", "Dibayar pemerintah", "unpaid"]);
    }
}
