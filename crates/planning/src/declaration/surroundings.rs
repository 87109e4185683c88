//! A declaration beside the files it leans on.

use super::nearest::nearest;
use super::shape::Reading;
use crate::calendar::{Calendar, HOLIDAYS_FILE};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

/// What a declaration is checked against; what is `None` is not checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// Names of the template files in the campaign's folder.
    pub templates: Option<&'a BTreeSet<String>>,
    /// Ids of the packages that are designed.
    pub packages: Option<&'a BTreeSet<String>>,
    /// Holidays.
    pub calendar: Option<&'a Calendar>,
}

/// Notes what the surroundings do not hold.
pub fn check(r: &mut Reading<'_>, around: &Surroundings<'_>) {
    if let Some(files) = around.templates {
        templates(r, files);
    }
    if let Some(packages) = around.packages {
        for field in r.entries("packages").iter().map(|entry| format!("{entry}.package")) {
            let Some(id) = r.text(&field).filter(|id| !packages.contains(*id)).map(str::to_owned) else { continue };
            let meant = nearest(&id, packages.iter().map(String::as_str)).map(str::to_owned);
            r.refuse(&field, format!("paket `{id}` belum dirancang"), format!("no package `{id}` is designed"), meant);
        }
    }
    if let Some(calendar) = around.calendar {
        days(r, calendar);
    }
}

fn templates(r: &mut Reading<'_>, files: &BTreeSet<String>) {
    for entry in r.entries("channel") {
        for field in ["template.id", "template.en", "follow_up.template.id", "follow_up.template.en"] {
            let field = format!("{entry}.{field}");
            let Some(file) = r.text(&field).filter(|file| !files.contains(*file)).map(str::to_owned) else { continue };
            let known: Vec<&str> = files.iter().map(String::as_str).collect();
            r.refuse(
                &field,
                format!("tidak ada berkas templat `{file}`; yang ada: {}", known.join(", ")),
                format!("there is no template file `{file}`; there are {}", known.join(", ")),
                nearest(&file, known.iter().copied()).map(str::to_owned),
            );
        }
    }
}

fn days(r: &mut Reading<'_>, calendar: &Calendar) {
    let untils: Vec<String> = r.entries("channel").iter().map(|entry| format!("{entry}.follow_up.until")).collect();
    let (first_year, last_year) = calendar.years();
    for field in ["schedule.first_day", "schedule.last_day"].into_iter().chain(untils.iter().map(String::as_str)) {
        let Some(day) = r.value::<NaiveDate>(field).filter(|d| !(first_year..=last_year).contains(&d.year())) else {
            continue;
        };
        r.refuse(
            field,
            format!("`{field}` {day} di luar hari libur yang tercatat ({first_year} sampai {last_year}); lengkapi {HOLIDAYS_FILE} dahulu"),
            format!("`{field}` {day} lies beyond the holidays on file ({first_year} to {last_year}); complete {HOLIDAYS_FILE} first"),
            None,
        );
    }
}
