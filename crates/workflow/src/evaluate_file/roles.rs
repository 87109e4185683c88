//! One column, one thing to say: an outcome that is also the arm proves itself.

use anyhow::{Result, bail};

/// Roles that may share a column, because all of them only group rows.
const GROUPINGS: [&str; 4] = ["--strata", "--segment", "--cluster", "--unit"];

/// Refuses a column that is named for two things. Roles are flags with the column given to them.
pub(crate) fn refuse_two_roles(file: &str, roles: &[(&str, &str)]) -> Result<()> {
    for (place, (role, column)) in roles.iter().enumerate() {
        let earlier = roles[..place].iter().find(|(other, named)| {
            named == column && !(GROUPINGS.contains(role) && GROUPINGS.contains(other) && role != other)
        });
        if let Some((other, _)) = earlier {
            bail!("{file}, column {column}: named by {other} and by {role}; each needs a column of its own");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_one_role_but_groupings_may_be_the_same() {
        let refused = |roles: &[(&str, &str)]| refuse_two_roles("f.csv", roles).err().map(|e| e.to_string());
        assert_eq!(refused(&[("--arm", "a"), ("--outcome", "b"), ("--strata", "c"), ("--segment", "c")]), None);
        assert_eq!(
            refused(&[("--arm", "a"), ("--outcome", "a")]).as_deref(),
            Some("f.csv, column a: named by --arm and by --outcome; each needs a column of its own")
        );
        assert!(refused(&[("--outcome", "y"), ("--covariate", "y")]).is_some());
        assert!(refused(&[("--covariate", "x"), ("--covariate", "x")]).is_some());
    }
}
