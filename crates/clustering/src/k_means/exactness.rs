//! Labels, sums and inertia are those of plain arithmetic in double precision, on all instructions, whatever is left out.

#![allow(clippy::unwrap_used)]

use super::block::{BLOCK, Blocks};
use super::kernel::{self, Batch, Groups, Instructions};
use super::labels::label_exactly;
use super::packed::{Frame, LANES, Prepared};
use super::packing::Packer;
use super::records::Records;
use super::table::Table;
use super::{KMeansParams, lloyd};
use linfa::ParamGuard;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

fn table(values: &[f64], width: usize, clusters: usize, instructions: Instructions) -> Table<'_, f64> {
    let records = Records::new(values, width, None, clusters).unwrap();
    Table::new(records, clusters, 2, None, instructions).unwrap()
}

fn labels(values: &[f64], centroids: &[f64], width: usize) -> Vec<u32> {
    let mut labels = vec![[0; LANES]; (values.len() / width).div_ceil(LANES)];
    label_exactly(values, centroids, width, &mut labels);
    labels.as_flattened()[..values.len() / width].to_vec()
}

/// Points of which many are as far from one centroid as from another, to the last bit or nearly.
fn points_near_ties(width: usize, clusters: usize) -> (Vec<f64>, Vec<f64>) {
    let mut rng = Xoshiro256Plus::seed_from_u64(7);
    let centroids: Vec<f64> = (0..clusters * width).map(|_| f64::from(rng.gen_range(-8..8)) + 1000.0).collect();
    let mut values = Vec::new();
    for row in 0..3000 {
        let (a, b) = (rng.gen_range(0..clusters) * width, rng.gen_range(0..clusters) * width);
        for column in 0..width {
            let middle = f64::midpoint(centroids[a + column], centroids[b + column]);
            let nudge = if row % 3 == 0 { 0.0 } else { rng.gen_range(-1e-6..1e-6) };
            values.push(if row % 5 == 0 { rng.gen_range(990.0..1010.0) } else { middle + nudge });
        }
    }
    (values, centroids)
}

fn cloud(rows: usize, width: usize) -> Vec<f64> {
    let mut rng = Xoshiro256Plus::seed_from_u64(3);
    (0..rows * width).map(|_| rng.r#gen()).collect()
}

#[test]
fn all_instructions_give_the_labels_of_the_exact_distance() {
    for width in [1, 2, 3, 10, 17] {
        let (values, centroids) = points_near_ties(width, 6);
        let expected = labels(&values, &centroids, width);
        for instructions in Instructions::available() {
            let mut table = table(&values, width, 6, instructions);
            table.assign(&centroids);
            assert!(table.labels() == expected, "{instructions:?} on {width} columns");
        }
    }
}

#[test]
fn what_is_left_out_of_a_round_keeps_the_label_of_the_exact_distance() {
    // Centroids walk by ever smaller steps, so that first all, then few groups are looked at; on the way points are sorted.
    for (clusters, width) in [(2, 1), (6, 4), (20, 4), (33, 9)] {
        let values = cloud(3 * BLOCK + 21, width);
        for instructions in Instructions::available() {
            let mut table = table(&values, width, clusters, instructions);
            let mut centroids = values[..clusters * width].to_vec();
            let mut rng = Xoshiro256Plus::seed_from_u64(11);
            let mut looked_at = Vec::new();
            for round in 0..32 {
                let step = 0.1 * 0.8_f64.powi(round);
                for x in &mut centroids {
                    *x += rng.gen_range(-step..step);
                }
                looked_at.push(table.active_groups(&centroids));
                table.assign(&centroids);
                assert!(table.labels() == labels(&values, &centroids, width), "{instructions:?}, round {round}");
            }
            assert!(looked_at[0] > 190 && looked_at[31] < 40, "{looked_at:?}");
            assert!(table.is_sorted());
        }
    }
}

#[test]
fn points_beyond_what_can_be_packed_get_the_label_of_the_exact_distance() {
    let (width, clusters) = (4, 6);
    let mut values = cloud(2 * BLOCK + 9, width);
    for (row, point) in values.chunks_exact_mut(width).enumerate().filter(|(row, _)| row % 197 == 0) {
        for x in point {
            *x = (*x - 0.5) * if row % 2 == 0 { 1e3 } else { 1e9 };
        }
    }
    let frame = Frame::of(&values, width);
    let is_beyond = |point: &[f64]| {
        point.iter().zip(&frame.origin).any(|(x, o)| ((x - o) * frame.scale).abs() > f64::from(super::packed::MOST))
    };
    let beyond = values.chunks_exact(width).filter(|point| is_beyond(point)).count();
    assert!((10..12).contains(&beyond), "{beyond}");
    for instructions in Instructions::available() {
        let mut table = table(&values, width, clusters, instructions);
        let mut centroids = values[width * 50..width * (50 + clusters)].to_vec();
        // One of them among the far points.
        centroids[0] = 400.0;
        for round in 0..24 {
            table.assign(&centroids);
            assert!(table.labels() == labels(&values, &centroids, width), "{instructions:?}, round {round}");
            for x in &mut centroids {
                *x += 0.05 * 0.7_f64.powi(round);
            }
        }
        assert!(table.active_groups(&centroids) < 40, "{}", table.active_groups(&centroids));
    }
}

#[test]
fn whole_runs_are_the_same_to_the_last_bit_on_all_instructions() {
    for clusters in [6, 24] {
        let (mut values, centroids) = points_near_ties(5, clusters);
        values.extend(cloud(3000, 5).iter().map(|x| 990.0 + 20.0 * x));
        let params = KMeansParams::new(clusters).tolerance(0.0);
        let run = |instructions| {
            let mut table = table(&values, 5, clusters, instructions);
            let fitted = lloyd::one_run(params.check_ref().unwrap(), &mut table, centroids.clone()).unwrap();
            (fitted, table.is_sorted())
        };
        let (baseline, sorted) = run(Instructions::Baseline);
        assert!(baseline.iterations > 3 && sorted);
        for instructions in Instructions::available() {
            let (fitted, _) = run(instructions);
            assert_eq!(fitted.labels, baseline.labels);
            assert_eq!(fitted.inertia.to_bits(), baseline.inertia.to_bits(), "{instructions:?}");
            assert_eq!(fitted.centroids, baseline.centroids);
        }
    }
}

#[test]
fn the_first_round_on_the_way_is_the_first_round() {
    let values = cloud(20_000, 3);
    let weights: Vec<f64> = (0..20_000).map(|row| f64::from(row % 4)).collect();
    let centroids = values[..15].to_vec();
    for weights in [None, Some(weights.as_slice())] {
        let records = Records::new(&values, 3, weights, 5).unwrap();
        let open = |start| Table::new(records, 5, 2, start, Instructions::best()).unwrap();
        let (mut before, mut after) = (open(Some(&centroids)), open(None));
        let (before, after) = (before.assign(&centroids), after.assign(&centroids));
        assert_eq!((&before.sums, &before.masses, before.changed), (&after.sums, &after.masses, 20_000));
    }
}

#[test]
fn inertia_by_sums_is_inertia_by_points_and_is_not_taken_where_digits_are_lost() {
    let values = cloud(5_000, 4);
    let far: Vec<f64> = values.iter().map(|x| x * 1e-3 + 1e6).collect();
    for (values, by_sums) in [(&values, true), (&far, false)] {
        let mut table = table(values, 4, 3, Instructions::best());
        let centroids = values[..12].to_vec();
        table.assign(&centroids);
        let direct = table.inertia_by_points(&centroids);
        let found = table.inertia_by_sums(&centroids);
        assert_eq!(found.is_some(), by_sums);
        assert!((found.unwrap_or(direct) - direct).abs() < 1e-12 * direct);
    }
}

#[test]
fn few_points_need_the_exact_distance() {
    // Of ordinary points hardly any is too close to call, or the packed numbers would be for nothing.
    let values = cloud(16_000, 10);
    let frame = Frame::of(&values, 10);
    let prepared = Prepared::new(&values[..80], &frame);
    let mut packer = Packer::new(&frame, Instructions::best());
    let mut coordinates = vec![0; 160_000];
    let mut blocks = Blocks::new(16_000);
    let mut batch = Batch::new();
    let mut close = 0;
    for mut block in blocks.each(&mut coordinates, 10) {
        let points = &values[block.first * 10..values.len().min((block.first + BLOCK) * 10)];
        block.pack(points, None, &mut packer);
        let groups = block.norms.len();
        let active = u64::MAX >> (64 - groups);
        let groups = Groups { coordinates: block.coordinates, norms: block.norms, before: block.labels, active };
        kernel::nearest(Instructions::best(), groups, &prepared, &mut batch);
        close += batch.unsure[..groups.norms.len()].iter().map(|bits| bits.count_ones()).sum::<u32>();
    }
    assert!(close < 16, "{close} of 16,000");
}
