//! Who a campaign is for: each candidate is let in or gets the first reason met.

use domain::{AudienceFilter, CampaignSpec, Candidate, Channel, Exclusion, RandomisationUnit};

/// The lot a candidate of the audience takes part in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lot {
    /// Drawn alone, for the person-randomised channel named.
    Person(Channel),
    /// Drawn with their village.
    Area,
}

/// The lot of a candidate, or why they are left out.
pub fn admit(spec: &CampaignSpec, candidate: &Candidate) -> Result<Lot, Exclusion> {
    if candidate.restricted {
        return Err(Exclusion::Restricted);
    }
    filter(&spec.audience, candidate)?;
    let by_person = spec.channels.iter().map(|c| c.kind).find(|kind| reaches(*kind, candidate));
    if let Some(channel) = by_person {
        return Ok(Lot::Person(channel));
    }
    let has_area_channel = spec.channels.iter().any(|c| c.kind.unit() == RandomisationUnit::Area);
    if has_area_channel && candidate.region.village().is_some() { Ok(Lot::Area) } else { Err(Exclusion::Unreachable) }
}

/// Whether a person-randomised channel reaches a candidate: number or address known, consent on record. No area channel does.
pub fn reaches(channel: Channel, candidate: &Candidate) -> bool {
    match channel {
        Channel::Whatsapp => candidate.whatsapp_reachable,
        Channel::Email => candidate.email_reachable,
        _ => false,
    }
}

fn filter(audience: &AudienceFilter, candidate: &Candidate) -> Result<(), Exclusion> {
    if !audience.states.contains(&candidate.state) {
        return Err(Exclusion::State);
    }
    if audience.without_groups.contains(&candidate.group) {
        return Err(Exclusion::Group);
    }
    if audience.without_state_paid && candidate.paid_by_state {
        return Err(Exclusion::PaidByState);
    }
    let Some(segment) = &candidate.segment else {
        return Err(Exclusion::NoSegment);
    };
    if !audience.segments.is_empty() && !audience.segments.contains(&segment.0) {
        return Err(Exclusion::Segment);
    }
    Ok(())
}
