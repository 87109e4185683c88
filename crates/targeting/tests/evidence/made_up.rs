//! Experiments whose truth is known.

use crate::uniform;
use targeting::{Columns, Feature, FeatureValues, Trial};

/// People with a number, a number that some have not, and a word, drawn into the control, WhatsApp and print.
pub struct MadeUp {
    pub columns: Columns,
    pub arm: Vec<u32>,
    pub outcome: Vec<f64>,
    /// The chance of the outcome by arm and person.
    pub chance: Vec<[f64; 3]>,
    pub names: Vec<String>,
}

/// What a person is like.
pub struct Person {
    pub months: f64,
    pub age: Option<f64>,
    pub work: &'static str,
}

impl MadeUp {
    /// `gain` is what WhatsApp and print add to the chance of a person, which without them is 0.2 to 0.4.
    pub fn draw(seed: u64, people: usize, gain: impl Fn(&Person) -> [f64; 2]) -> Self {
        let mut next = uniform(seed);
        let (mut months, mut ages, mut works) = (Vec::new(), Vec::new(), Vec::new());
        let (mut arm, mut outcome, mut chance) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..people {
            let person = Person {
                months: (next() * 24.0).floor(),
                age: (next() > 0.15).then_some(18.0 + (next() * 45.0).floor()),
                work: ["nelayan", "petani", "pedagang"][(next() * 3.0) as usize],
            };
            let base = 0.2 + 0.2 * person.months / 24.0;
            let [whatsapp, print] = gain(&person);
            let chances = [base, base + whatsapp, base + print];
            let drawn = (next() * 3.0) as u32;
            outcome.push(f64::from(u8::from(next() < chances[drawn as usize])));
            arm.push(drawn);
            chance.push(chances);
            months.push(person.months);
            ages.push(person.age.unwrap_or(f64::NAN));
            works.push(Some(person.work.to_owned()));
        }
        let features = [
            Feature { name: "months".into(), values: FeatureValues::Numbers(months) },
            Feature { name: "age".into(), values: FeatureValues::Numbers(ages) },
            Feature { name: "work".into(), values: FeatureValues::Words(works) },
        ];
        let names = ["control", "whatsapp", "print"].map(String::from).to_vec();
        Self { columns: Columns::of(&features).unwrap(), arm, outcome, chance, names }
    }

    pub fn trial(&self) -> Trial<'_> {
        Trial { outcome: &self.outcome, arm: &self.arm, arms: &self.names, area: None, columns: &self.columns }
    }

    /// The mean outcome, had everybody got the arm chosen for them.
    pub fn truth(&self, choice: impl Fn(usize) -> usize) -> f64 {
        self.chance.iter().enumerate().map(|(row, chances)| chances[choice(row)]).sum::<f64>()
            / self.chance.len() as f64
    }
}

/// WhatsApp helps those who paid for long and harms the others; print helps fishers alone.
pub fn differs(person: &Person) -> [f64; 2] {
    let print = if person.work == "nelayan" { 0.15 } else { -0.05 };
    [if person.months >= 12.0 { 0.12 } else { -0.08 }, print]
}
