//! One honest tree (Athey & Imbens 2016): split on some people, means from others.

use super::bins::Bins;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Splits from the root to a leaf at most.
const DEEPEST: usize = 8;
/// People of those that choose the splits in each leaf at least.
const FEWEST: usize = 25;
/// People by which the mean of a node is drawn to the mean of the node above.
const SHRINKAGE: f64 = 5.0;

/// Nodes in the order they were made; children come after their parents.
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    value: f64,
    split: Option<Split>,
    left: u32,
    right: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Split {
    column: u32,
    /// The last bin that goes left.
    bin: u8,
    missing_left: bool,
}

impl Split {
    fn is_left(self, bins: &Bins, row: u32) -> bool {
        match bins.columns[self.column as usize][row as usize] {
            0 => self.missing_left,
            bin => bin <= self.bin,
        }
    }
}

/// A person of the sample: the row and what is fitted.
pub(crate) type Sample = (u32, f64);

impl Tree {
    /// Splits chosen on `chooses`, means from `means`.
    pub(crate) fn grow(
        bins: &Bins,
        mut chooses: Vec<Sample>,
        means: &[Sample],
        tried: usize,
        random: &mut Xoshiro256PlusPlus,
    ) -> Self {
        let leaf = Node { value: 0.0, split: None, left: 0, right: 0 };
        let mut tree = Self { nodes: vec![leaf] };
        let all = chooses.len();
        let mut open = vec![(0_usize, 0_usize, all, 0_usize)];
        let mut histogram = vec![(0.0, 0_u32); bins.most_bins()];
        while let Some((node, from, to, depth)) = open.pop() {
            if depth == DEEPEST || to - from < 2 * FEWEST {
                continue;
            }
            let here = &mut chooses[from..to];
            let Some(split) = best_split(bins, here, tried, random, &mut histogram) else { continue };
            let middle = from + part(here, |s| split.is_left(bins, s.0));
            let left = tree.nodes.len();
            tree.nodes.extend([leaf, leaf]);
            tree.nodes[node] = Node { value: 0.0, split: Some(split), left: left as u32, right: left as u32 + 1 };
            open.push((left, from, middle, depth + 1));
            open.push((left + 1, middle, to, depth + 1));
        }
        tree.take_means(bins, means);
        tree
    }

    fn take_means(&mut self, bins: &Bins, means: &[Sample]) {
        let mut sums = vec![(0.0, 0.0); self.nodes.len()];
        for (row, y) in means {
            let mut node = 0;
            loop {
                sums[node].0 += y;
                sums[node].1 += 1.0;
                match self.next(bins, node, *row) {
                    Some(next) => node = next,
                    None => break,
                }
            }
        }
        self.nodes[0].value = if sums[0].1 > 0.0 { sums[0].0 / sums[0].1 } else { 0.0 };
        for node in 0..self.nodes.len() {
            if self.nodes[node].split.is_some() {
                let above = self.nodes[node].value;
                for child in [self.nodes[node].left as usize, self.nodes[node].right as usize] {
                    let (sum, count) = sums[child];
                    self.nodes[child].value = (sum + SHRINKAGE * above) / (count + SHRINKAGE);
                }
            }
        }
    }

    fn next(&self, bins: &Bins, node: usize, row: u32) -> Option<usize> {
        let Node { split, left, right, .. } = self.nodes[node];
        split.map(|split| if split.is_left(bins, row) { left } else { right } as usize)
    }

    pub(crate) fn predict(&self, bins: &Bins, row: u32) -> f64 {
        let mut node = 0;
        while let Some(next) = self.next(bins, node, row) {
            node = next;
        }
        self.nodes[node].value
    }
}

/// The split of a few columns, drawn at random, that takes most of the variance.
fn best_split(
    bins: &Bins,
    samples: &[Sample],
    tried: usize,
    random: &mut Xoshiro256PlusPlus,
    histogram: &mut [(f64, u32)],
) -> Option<Split> {
    let sum: f64 = samples.iter().map(|s| s.1).sum();
    let people = samples.len() as f64;
    let mut order: Vec<u32> = (0..bins.columns.len() as u32).collect();
    let mut best = (sum * sum / people * (1.0 + 1e-12) + 1e-300, None);
    for i in 0..tried.min(order.len()) {
        let other = random.gen_range(i..order.len());
        order.swap(i, other);
        let column = order[i];
        let count = bins.bins(column as usize);
        histogram[..count].fill((0.0, 0));
        let codes = &bins.columns[column as usize];
        for (row, y) in samples {
            let cell = &mut histogram[codes[*row as usize] as usize];
            cell.0 += y;
            cell.1 += 1;
        }
        let missing = histogram[0];
        let sides = if missing.1 > 0 { &[true, false][..] } else { &[false] };
        for missing_left in sides {
            let mut left = if *missing_left { missing } else { (0.0, 0) };
            for (bin, cell) in histogram.iter().enumerate().take(count - 1).skip(1) {
                left = (left.0 + cell.0, left.1 + cell.1);
                let right = samples.len() - left.1 as usize;
                if (left.1 as usize) < FEWEST || right < FEWEST {
                    continue;
                }
                let taken = left.0.powi(2) / f64::from(left.1) + (sum - left.0).powi(2) / right as f64;
                if taken > best.0 {
                    best = (taken, Some(Split { column, bin: bin as u8, missing_left: *missing_left }));
                }
            }
        }
    }
    best.1
}

/// Moves those who go left to the front, both sides in the order they were in, and says how many they are.
fn part(samples: &mut [Sample], is_left: impl Fn(&Sample) -> bool) -> usize {
    let (left, right): (Vec<Sample>, Vec<Sample>) = samples.iter().partition(|s| is_left(s));
    samples[..left.len()].copy_from_slice(&left);
    samples[left.len()..].copy_from_slice(&right);
    left.len()
}
