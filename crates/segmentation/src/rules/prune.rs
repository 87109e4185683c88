//! Cutting the tree back: the link that puts the fewest people right for each rule it costs goes first.

use super::grow::Branch;

/// A rule that puts fewer than one in a thousand people right is not worth a line on the card.
const WORTH_ONE_IN: u128 = 1000;

/// Weakest links (Breiman et al. 1984, section 3.3) until there are at most `max_rules` and each is worth its line.
pub(crate) fn prune(mut tree: Branch, max_rules: usize) -> Branch {
    let people = u128::from(tree.people.iter().sum::<u64>());
    while let Some(link) = weakest(&tree) {
        let worthless = u128::from(link.saved) * WORTH_ONE_IN < people * link.rules as u128;
        if !worthless && leaves(&tree) <= max_rules {
            break;
        }
        cut(&mut tree, &link.answers);
    }
    tree
}

/// The segment that most people of a branch are in; the first of equals.
pub(crate) fn most(people: &[u64]) -> usize {
    let mut best = 0;
    for (segment, count) in people.iter().enumerate() {
        if *count > people[best] {
            best = segment;
        }
    }
    best
}

pub(crate) fn leaves(branch: &Branch) -> usize {
    branch.next.as_ref().map_or(1, |fork| leaves(&fork.yes) + leaves(&fork.no))
}

fn wrong(people: &[u64]) -> u64 {
    people.iter().sum::<u64>() - people[most(people)]
}

fn wrong_below(branch: &Branch) -> u64 {
    branch.next.as_ref().map_or_else(|| wrong(&branch.people), |fork| wrong_below(&fork.yes) + wrong_below(&fork.no))
}

struct Link {
    /// People put right by what hangs below.
    saved: u64,
    /// Rules more than without it.
    rules: usize,
    /// How to get there from the root.
    answers: Vec<bool>,
}

impl Link {
    fn weaker_than(&self, other: &Self) -> bool {
        u128::from(self.saved) * (other.rules as u128) < u128::from(other.saved) * self.rules as u128
    }
}

/// The weakest link; of equals the deepest, so that little is cut at a time.
fn weakest(branch: &Branch) -> Option<Link> {
    let fork = branch.next.as_ref()?;
    let saved = wrong(&branch.people) - wrong_below(branch);
    let mut best: Option<Link> = None;
    for (answer, side) in [(true, &fork.yes), (false, &fork.no)] {
        if let Some(mut link) = weakest(side) {
            link.answers.insert(0, answer);
            if best.as_ref().is_none_or(|best| link.weaker_than(best)) {
                best = Some(link);
            }
        }
    }
    let here = Link { saved, rules: leaves(branch) - 1, answers: Vec::new() };
    match best {
        Some(below) if !here.weaker_than(&below) => Some(below),
        _ => Some(here),
    }
}

fn cut(branch: &mut Branch, answers: &[bool]) {
    let Some((answer, rest)) = answers.split_first() else {
        branch.next = None;
        return;
    };
    if let Some(fork) = branch.next.as_mut() {
        cut(if *answer { &mut fork.yes } else { &mut fork.no }, rest);
    }
}
