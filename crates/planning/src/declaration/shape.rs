//! Each value of a declaration against its field: every stranger, gap and wrong shape, with its line.

use super::expected::expected;
use super::mistake::Mistake;
use super::nearest::nearest;
use super::schema::{CAMPAIGN, Field, Shape, Words, homes_of};
use chrono::{Datelike, NaiveDate, NaiveTime};
use domain::{Bilingual, Month, Rupiah};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value that has the shape its field asks for.
#[derive(Debug, Clone)]
struct Placed {
    line: usize,
    /// Without quotes.
    text: String,
}

/// A declaration as far as it could be read, and what was wrong so far.
#[derive(Debug)]
pub struct Reading<'t> {
    source: &'t str,
    line_starts: Vec<usize>,
    values: BTreeMap<String, Placed>,
    /// Lines of tables and of lists, and how many entries a list has.
    tables: BTreeMap<String, (usize, usize)>,
    /// Mistakes met, in no order.
    pub mistakes: Vec<Mistake>,
}

impl<'t> Reading<'t> {
    /// Reads as much as can be read.
    pub fn of(source: &'t str) -> Self {
        let line_starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut reading =
            Self { source, line_starts, values: BTreeMap::new(), tables: BTreeMap::new(), mistakes: Vec::new() };
        let (table, errors) = DeTable::parse_recoverable(source);
        reading.table("", table.get_ref(), &(0..0), CAMPAIGN);
        if !errors.is_empty() {
            // What a broken line was to say is not known, so what seems missing may be there.
            reading.mistakes.retain(|mistake| mistake.value.is_some());
        }
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let (line, shown) = (reading.line_of(span.start), reading.line_text(span.start));
            reading.mistakes.retain(|mistake| mistake.line != line);
            reading.values.retain(|_, placed| placed.line != line);
            reading.mistakes.push(Mistake {
                line,
                field: String::new(),
                says: Bilingual::new(
                    format!("`{shown}` bukan TOML yang benar: {}", error.message().trim()),
                    format!("`{shown}` is not TOML: {}", error.message().trim()),
                ),
                value: Some(shown),
                suggestion: None,
            });
        }
        reading
    }

    /// The value of a field, if it was there and had its shape.
    pub fn value<T: FromStr>(&self, field: &str) -> Option<T> {
        self.values.get(field)?.text.parse().ok()
    }

    /// The text of a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.values.get(field).map(|placed| placed.text.as_str())
    }

    /// Whether a table, list or value stands there.
    pub fn has(&self, field: &str) -> bool {
        self.tables.contains_key(field) || self.values.contains_key(field)
    }

    /// The paths of a list's entries.
    pub fn entries(&self, list: &str) -> Vec<String> {
        let count = self.tables.get(list).map_or(0, |(_, count)| *count);
        (1..=count).map(|i| format!("{list}[{i}]")).collect()
    }

    /// The line of a field, or of what it would stand in.
    pub fn line(&self, field: &str) -> usize {
        let known = |field: &str| {
            self.values.get(field).map(|p| p.line).or_else(|| self.tables.get(field).map(|(line, _)| *line))
        };
        let mut field = field;
        loop {
            match (known(field), field.rfind(['.', '['])) {
                (Some(line), _) => return line,
                (None, Some(cut)) => field = &field[..cut],
                (None, None) => return 1,
            }
        }
    }

    /// Notes a mistake in a field.
    pub fn refuse(&mut self, field: &str, id: impl Into<String>, en: impl Into<String>, suggestion: Option<String>) {
        let (line, value) = (self.line(field), self.text(field).map(str::to_owned));
        self.mistakes.push(Mistake { line, field: field.to_owned(), value, says: Bilingual::new(id, en), suggestion });
    }

    /// The line of a byte of the file.
    pub fn line_of(&self, offset: usize) -> usize {
        // What is missing at the end of the file is missing on its last line, not on the empty one below.
        let last = self.source.trim_end_matches(['\n', '\r']).len();
        self.line_starts.partition_point(|start| *start <= offset.min(last)).max(1)
    }

    fn line_text(&self, offset: usize) -> String {
        shortened(self.source.lines().nth(self.line_of(offset) - 1).unwrap_or_default())
    }

    fn shown(&self, span: &Range<usize>) -> String {
        shortened(self.source.get(span.clone()).unwrap_or_default())
    }

    fn table(&mut self, path: &str, table: &DeTable<'_>, span: &Range<usize>, fields: &'static [Field]) {
        let home = if path.is_empty() { "the top of the file".to_owned() } else { format!("[{path}]") };
        let home_id = if path.is_empty() { "bagian teratas berkas".to_owned() } else { home.clone() };
        let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let mut misspelt: Vec<String> = Vec::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            if let Some(field) = fields.iter().find(|field| field.key == name) {
                self.field(&at(name), value, &key.span(), field.shape);
                continue;
            }
            let known: Vec<&str> = fields.iter().map(|field| field.key).collect();
            let elsewhere = homes_of(name);
            let (mut id, mut en) = (
                format!("`{}` bukan isian {home_id}; yang dikenal: {}", shortened(name), known.join(", ")),
                format!("`{}` is not a field of {home}; known are {}", shortened(name), known.join(", ")),
            );
            if elsewhere.iter().any(String::is_empty) {
                id += "; tempatnya di bagian teratas, sebelum [tabel] pertama";
                en += "; it belongs at the top, before the first [table]";
            } else if let Some(table) = elsewhere.first() {
                id += &format!("; tempatnya di [{table}]");
                en += &format!("; it belongs in [{table}]");
            }
            let suggestion = if elsewhere.is_empty() { nearest(name, known).map(str::to_owned) } else { None };
            misspelt.extend(suggestion.clone());
            self.mistakes.push(Mistake {
                line: self.line_of(key.span().start),
                field: at(name),
                value: Some(self.shown(&value.span())),
                says: Bilingual::new(id, en),
                suggestion,
            });
        }
        let lacking = |field: &&Field| {
            field.required && !table.contains_key(field.key) && !misspelt.iter().any(|meant| meant == field.key)
        };
        for field in fields.iter().filter(lacking) {
            let expected = expected(field.shape);
            self.mistakes.push(Mistake {
                line: self.line_of(span.start),
                field: at(field.key),
                value: None,
                says: Bilingual::new(
                    format!("`{}` belum ada di {home_id}; isinya {}", field.key, expected.id),
                    format!("{home} lacks `{}`, {}", field.key, expected.en),
                ),
                suggestion: None,
            });
        }
    }

    fn field(&mut self, path: &str, value: &Spanned<DeValue<'_>>, key: &Range<usize>, shape: Shape) {
        let line = self.line_of(if key.is_empty() { value.span().start } else { key.start });
        match (shape, value.get_ref()) {
            (Shape::Table(fields), DeValue::Table(table)) => {
                self.tables.insert(path.to_owned(), (line, 0));
                self.table(path, table, key, fields);
            }
            (Shape::Tables(fields), DeValue::Array(list)) if !list.is_empty() => {
                self.tables.insert(path.to_owned(), (line, list.len()));
                for (i, entry) in list.iter().enumerate() {
                    self.field(&format!("{path}[{}]", i + 1), entry, &entry.span(), Shape::Table(fields));
                }
            }
            (Shape::Many(inner), DeValue::Array(list)) => {
                self.tables.insert(path.to_owned(), (line, list.len()));
                for (i, entry) in list.iter().enumerate() {
                    self.field(&format!("{path}[{}]", i + 1), entry, &entry.span(), *inner);
                }
            }
            (shape, found) => match plain(shape, found) {
                Some(text) => {
                    self.values.insert(path.to_owned(), Placed { line, text });
                }
                None => self.wrong(path, line, value, shape),
            },
        }
    }

    fn wrong(&mut self, path: &str, line: usize, value: &Spanned<DeValue<'_>>, shape: Shape) {
        let (shown, expected) = (self.shown(&value.span()), expected(shape));
        let suggestion = match (shape, value.get_ref()) {
            (Shape::Word(words), found) => meant_word(words, found),
            (Shape::Day | Shape::Clock | Shape::Month, DeValue::Datetime(_)) => Some(format!("\"{shown}\"")),
            (Shape::Many(_), found) if !found.is_array() => Some(format!("[{shown}]")),
            (Shape::Flag, DeValue::String(text)) => nearest(text, ["true", "false"]).map(str::to_owned),
            (Shape::Share, DeValue::Integer(percent)) => percent
                .as_str()
                .parse::<f64>()
                .ok()
                .filter(|p| (1.0..=100.0).contains(p))
                .map(|p| format!("{}", p / 100.0)),
            _ => None,
        };
        self.mistakes.push(Mistake {
            line,
            field: path.to_owned(),
            says: Bilingual::new(
                format!("`{path}` berisi {shown}, seharusnya {}", expected.id),
                format!("`{path}` is {shown}, expected {}", expected.en),
            ),
            value: Some(shown),
            suggestion,
        });
    }
}

fn meant_word(words: Words, found: &DeValue<'_>) -> Option<String> {
    let given = found.as_str().map(str::to_owned).or_else(|| found.as_integer().map(|i| i.as_str().to_owned()))?;
    let list = words.list();
    let named =
        |(_, name): &&(&str, Bilingual)| [&name.id, &name.en].iter().any(|n| n.to_lowercase() == given.to_lowercase());
    if let Some((key, _)) = list.iter().find(named) {
        return Some(format!("\"{key}\""));
    }
    nearest(&given, list.iter().map(|(key, _)| *key)).map(|key| format!("\"{key}\""))
}

fn shortened(text: &str) -> String {
    let text = text.trim();
    let first: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > 60 { format!("{first}...") } else { first }
}

/// The plain text of a value that has the shape; `None` where it has not.
fn plain(shape: Shape, value: &DeValue<'_>) -> Option<String> {
    let whole = || value.as_integer().and_then(|i| i64::from_str_radix(i.as_str(), i.radix()).ok());
    let text = || value.as_str().map(str::to_owned);
    match shape {
        Shape::Text => text().filter(|t| !t.trim().is_empty()),
        Shape::Day => text().filter(|t| t.parse::<NaiveDate>().is_ok_and(|d| (2000..2200).contains(&d.year()))),
        Shape::Clock => text().filter(|t| t.parse::<NaiveTime>().is_ok()),
        Shape::Month => text().filter(|t| t.parse::<Month>().is_ok()),
        Shape::Count => whole().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0).map(|n| n.to_string()),
        Shape::Whole => whole().and_then(|n| u32::try_from(n).ok()).map(|n| n.to_string()),
        Shape::Share => {
            let share = whole().map(|n| n as f64).or_else(|| value.as_float()?.as_str().parse().ok());
            share.filter(|s| (0.0..=1.0).contains(s)).map(|s| s.to_string())
        }
        Shape::Money => {
            let written = || {
                let text: StrDeserializer<'_, ValueError> = value.as_str()?.into_deserializer();
                Rupiah::deserialize(text).ok()
            };
            let most = Rupiah::whole(i64::MAX);
            let money = whole().map(Rupiah::whole).or_else(written);
            money.filter(|r| *r > Rupiah::ZERO && *r <= most).map(|r| r.decimal().to_string())
        }
        Shape::Flag => value.as_bool().map(|b| b.to_string()),
        Shape::Word(words) => text().filter(|t| words.list().iter().any(|(key, _)| key == t)),
        Shape::Many(_) | Shape::Table(_) | Shape::Tables(_) => None,
    }
}
