//! Cutting the tree back: the link that puts the fewest people right for each rule it costs goes first.

use super::grow::Branch;

/// A rule that puts fewer than one in two hundred people right is not worth a line on the card.
const WORTH_ONE_IN: u128 = 200;

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

#[cfg(test)]
mod tests {
    use super::super::grow::{Fork, Question};
    use super::*;

    fn leaf(people: &[u64]) -> Branch {
        Branch { people: people.to_vec(), next: None }
    }

    fn fork(yes: Branch, no: Branch) -> Branch {
        let people = yes.people.iter().zip(&no.people).map(|(yes, no)| yes + no).collect();
        Branch { people, next: Some(Box::new(Fork { question: Question::Known { feature: 0 }, yes, no })) }
    }

    #[test]
    fn two_rules_that_say_the_same_become_one() {
        let tree = fork(fork(leaf(&[90, 10]), leaf(&[60, 40])), leaf(&[0, 100]));
        assert_eq!(leaves(&prune(tree, 12)), 2);
    }

    #[test]
    fn the_rule_that_puts_fewest_people_right_goes_first() {
        // Without the left question 30 more are wrong, without the right one 20.
        let tree = || fork(fork(leaf(&[100, 0, 0]), leaf(&[0, 30, 0])), fork(leaf(&[0, 0, 100]), leaf(&[0, 20, 0])));
        let kept = prune(tree(), 3).next.expect("three rules need a question");
        assert_eq!((leaves(&kept.yes), leaves(&kept.no)), (2, 1));
        assert_eq!(leaves(&prune(tree(), 4)), 4);
    }

    #[test]
    fn a_rule_for_fewer_than_one_in_two_hundred_is_dropped() {
        let tree = |few| fork(leaf(&[1000 - few, 0]), leaf(&[0, few]));
        assert_eq!((leaves(&prune(tree(4), 12)), leaves(&prune(tree(5), 12))), (1, 2));
    }
}
