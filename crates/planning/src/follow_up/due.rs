//! Whether a follow-up goes out, asked once its hour has come.

use domain::{FollowUpWhen, TouchStatus};

/// What is known of one member when a follow-up's hour has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Where the first touch stands; `None` when there is none in the ledger.
    pub first_touch: Option<TouchStatus>,
    /// A contribution became known since the first touch was due.
    pub paid: bool,
    /// The outcome of the campaign has been reached.
    pub outcome: bool,
}

/// Whether the follow-up is due. Consent, holdouts, caps and budget are asked again by whoever sends it.
///
/// Never before the first touch was sent, nor where it never left, cancelled or expired. A first touch of which nobody knows whether it went out
/// (`Unknown`) answers neither "not delivered" nor "not read": sending again on a guess is what a ledger is there to prevent.
pub fn is_due(when: FollowUpWhen, facts: &Facts) -> bool {
    use TouchStatus::{Claimed, Failed, HandedOver, Planned, Read, Unknown};
    let Some(first) = facts.first_touch else { return false };
    if matches!(first, Planned | Claimed) || first.never_leaves() {
        return false;
    }
    match when {
        FollowUpWhen::NotPaid => !facts.paid,
        FollowUpWhen::NoOutcome => !facts.outcome,
        FollowUpWhen::NotDelivered => matches!(first, Failed | HandedOver),
        FollowUpWhen::NotRead => !matches!(first, Read | Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_asks_its_own_fact() {
        let facts = |first_touch, paid, outcome| Facts { first_touch: Some(first_touch), paid, outcome };
        let (delivered, failed, unknown) = (TouchStatus::Delivered, TouchStatus::Failed, TouchStatus::Unknown);
        for (when, facts, due) in [
            (FollowUpWhen::NotPaid, facts(delivered, false, false), true),
            (FollowUpWhen::NotPaid, facts(delivered, true, false), false),
            (FollowUpWhen::NotPaid, facts(failed, false, false), true),
            (FollowUpWhen::NotPaid, facts(unknown, false, false), true),
            (FollowUpWhen::NoOutcome, facts(delivered, true, false), true),
            (FollowUpWhen::NoOutcome, facts(delivered, true, true), false),
            (FollowUpWhen::NotDelivered, facts(failed, false, false), true),
            (FollowUpWhen::NotDelivered, facts(TouchStatus::HandedOver, false, false), true),
            (FollowUpWhen::NotDelivered, facts(delivered, false, false), false),
            (FollowUpWhen::NotDelivered, facts(TouchStatus::Read, false, false), false),
            (FollowUpWhen::NotDelivered, facts(unknown, false, false), false),
            (FollowUpWhen::NotRead, facts(delivered, false, false), true),
            (FollowUpWhen::NotRead, facts(TouchStatus::Read, false, false), false),
            (FollowUpWhen::NotRead, facts(unknown, false, false), false),
        ] {
            assert_eq!(is_due(when, &facts), due, "{when:?} {facts:?}");
        }
    }

    #[test]
    fn nothing_is_due_before_the_first_touch_or_after_it_was_withdrawn() {
        for when in FollowUpWhen::ALL {
            for first_touch in [
                None,
                Some(TouchStatus::Planned),
                Some(TouchStatus::Claimed),
                Some(TouchStatus::Cancelled),
                Some(TouchStatus::Expired),
            ] {
                assert!(!is_due(when, &Facts { first_touch, paid: false, outcome: false }), "{when:?} {first_touch:?}");
            }
        }
    }
}
