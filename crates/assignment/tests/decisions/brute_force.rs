//! Every decision of a small problem, one after the other.

use crate::problems::Problem;

/// The greatest value in hundredths of a month, `None` where no decision keeps the rules.
pub fn optimum(problem: &Problem) -> Option<i64> {
    let mut given = vec![None; problem.members()];
    let mut best = None;
    loop {
        best = best.max(problem.judged(&given));
        let mut member = 0;
        loop {
            let Some(place) = given.get_mut(member) else { return best };
            *place = match *place {
                None => Some(0),
                Some(option) if option + 1 < problem.options => Some(option + 1),
                Some(_) => None,
            };
            if place.is_some() {
                break;
            }
            member += 1;
        }
    }
}
