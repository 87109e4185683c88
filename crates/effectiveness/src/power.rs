//! How many people or areas an experiment needs, and the smallest uplift it can see.
//!
//! Every answer is what a test as assigned (intention to treat) will need: an uplift among those reached is first thinned by
//! how many are reached, and what is lost on the way is added to what must be invited.

mod areas;
mod comparisons;
mod design;
mod looks;
mod needs;
mod people;
mod student;

pub use areas::{AreaNeed, AreaPlan, areas_needed, power_of_areas, smallest_uplift_of_areas};
pub use comparisons::{Comparisons, dunnett_critical};
pub use design::{Outcome, PowerDesign, Target};
pub use looks::{PlannedLooks, looks_inflation};
pub use needs::{Capacity, Needs, needs};
pub use people::{Approximation, PeopleNeed, people_needed, power_of_people, smallest_uplift_of_people};
