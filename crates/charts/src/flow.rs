//! Who moved where: people in places on the left, the same people in places on the right.

use crate::error::{ChartError, not_empty};
use crate::number::{percent, words};
use crate::sheet::{DEEP, Hang, INK, LABEL, MARGIN, NOTE, Sheet, TRUTH, Type, VALUE, WIDTH, clean, width, wrap};
use domain::Language;
use domain::written::count;
use std::collections::BTreeMap;

/// A place people can be in, on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowPlace {
    /// Key; people who are under the same key on both sides have stayed.
    pub key: String,
    /// Name.
    pub label: String,
}

/// People who were in one place and then in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowMove {
    /// Key of the place on the left.
    pub from: String,
    /// Key of the place on the right.
    pub to: String,
    /// How many.
    pub people: u64,
}

/// What a flow chart shows.
#[derive(Debug, Clone, Copy)]
pub struct Flow<'a> {
    /// What stands over the left and the right side.
    pub headings: (&'a str, &'a str),
    /// Places on the left, in any order.
    pub left: &'a [FlowPlace],
    /// Places on the right, in any order.
    pub right: &'a [FlowPlace],
    /// The moves; several between the same places add up.
    pub moves: &'a [FlowMove],
}

/// Places drawn on a side; the smallest beyond are summed as one.
const MOST_PLACES: usize = 12;
/// Flows of a smaller share of all people are counted in a sentence and not drawn.
const SMALLEST_FLOW: f64 = 0.002;
const BARS_HIGH: f64 = 300.0;
const BAR: f64 = 12.0;
const LABEL_ROOM: f64 = 196.0;
/// Room for three lines of label.
const SLOT: f64 = 41.0;

const OTHERS: (&str, &str) = ("lainnya", "others");
const STAYED: (&str, &str) = ("tetap", "stayed");
const MOVED: (&str, &str) = ("berpindah", "moved");
const NOT_DRAWN: (&str, &str) = (
    "orang lagi berpindah dalam aliran yang terlalu kecil untuk digambar",
    "more people moved in flows too small to draw",
);

/// Ribbons from left to right, as thick as people are many: those who stayed in blue, those who moved in orange. Up to twelve
/// places a side, largest first on the left and beside their origin on the right, the rest as "others"; moves below a
/// five-hundredth of all people are summed in a sentence under the chart.
pub fn flow(language: Language, title: &str, unit: &str, flow: &Flow<'_>) -> Result<String, ChartError> {
    let summed = summed(title, flow)?;
    let total: u64 = summed.values().sum();
    if total == 0 {
        return Err(ChartError::NothingToDraw { title: title.to_owned() });
    }
    let left = Side::of(language, flow.left, |(from, _)| *from, &summed);
    let right = Side::of(language, flow.right, |(_, to)| *to, &summed);
    let mut joined = Joined::new();
    for ((from, to), people) in &summed {
        let moved = flow.left[*from].key != flow.right[*to].key;
        *joined.entry((left.place_of[*from], right.place_of[*to], moved)).or_insert(0) += people;
    }
    let (left, right) = (left.places, beside(&right.places, &mut joined));

    let mut sheet = Sheet::titled(title, unit);
    let kinds = [false, true].map(|moved| joined.keys().any(|(.., m)| *m == moved));
    let top = legend(&mut sheet, language, kinds, flow.headings);
    let scale = BARS_HIGH / total as f64;
    let (from, to) = (MARGIN + LABEL_ROOM + 8.0, WIDTH - MARGIN - LABEL_ROOM - 8.0);
    let (left_tops, left_high) = stacked(&left, scale);
    let (right_tops, right_high) = stacked(&right, scale);
    let high = left_high.max(right_high);
    let (left_from, right_from) = (top + (high - left_high) / 2.0, top + (high - right_high) / 2.0);
    let undrawn = ribbons(
        &mut sheet,
        &joined,
        total,
        scale,
        (from + BAR, to - BAR),
        (left_tops.iter().map(|y| y + left_from).collect(), right_tops.iter().map(|y| y + right_from).collect()),
    );
    for (places, tops, offset, x, hang) in
        [(&left, &left_tops, left_from, from, Hang::End), (&right, &right_tops, right_from, to - BAR, Hang::Start)]
    {
        for (place, y) in places.iter().zip(tops) {
            let tall = (place.people as f64 * scale).max(1.5);
            sheet.rect((x, y + offset), (BAR, tall), INK);
            let beside = if matches!(hang, Hang::End) { x - 7.0 } else { x + BAR + 7.0 };
            place_label(&mut sheet, language, place, total, (beside, y + offset + tall / 2.0), hang);
        }
    }
    tell(&mut sheet, language, &joined, (&left, &right));
    let mut bottom = top + high + 6.0;
    if undrawn > 0 {
        bottom += 18.0;
        let sentence = format!("{} {}.", count(language, undrawn), words(NOT_DRAWN, language));
        sheet.text(MARGIN, bottom, Hang::Start, NOTE, &sentence);
        sheet.tell(sentence);
    }
    Ok(sheet.finish(bottom + 14.0))
}

/// People by place on the left and place on the right, as positions in the lists given.
fn summed(title: &str, flow: &Flow<'_>) -> Result<BTreeMap<(usize, usize), u64>, ChartError> {
    not_empty(title, flow.moves)?;
    let find = |places: &[FlowPlace], key: &str| {
        places
            .iter()
            .position(|place| place.key == key)
            .ok_or_else(|| ChartError::UnknownPlace { title: title.to_owned(), key: key.to_owned() })
    };
    let mut summed = BTreeMap::new();
    for step in flow.moves {
        let places = (find(flow.left, &step.from)?, find(flow.right, &step.to)?);
        *summed.entry(places).or_insert(0) += step.people;
    }
    Ok(summed)
}

/// People by place drawn on the left, place drawn on the right, and whether they moved: among the "others" some stayed.
type Joined = BTreeMap<(usize, usize, bool), u64>;

/// A place as drawn.
#[derive(Debug, Clone)]
struct Place {
    label: String,
    people: u64,
}

/// One side: its places as drawn, and where each place given ended up among them.
struct Side {
    places: Vec<Place>,
    place_of: Vec<usize>,
}

impl Side {
    fn of(
        language: Language,
        given: &[FlowPlace],
        end: fn(&(usize, usize)) -> usize,
        summed: &BTreeMap<(usize, usize), u64>,
    ) -> Self {
        let mut people = vec![0; given.len()];
        for (ends, count) in summed {
            people[end(ends)] += count;
        }
        let mut order: Vec<usize> = (0..given.len()).filter(|i| people[*i] > 0).collect();
        order.sort_by(|a, b| people[*b].cmp(&people[*a]).then_with(|| given[*a].key.cmp(&given[*b].key)));
        let shown = if order.len() > MOST_PLACES { MOST_PLACES - 1 } else { order.len() };
        let mut places: Vec<Place> =
            order[..shown].iter().map(|i| Place { label: clean(&given[*i].label), people: people[*i] }).collect();
        if order.len() > shown {
            let label = format!("{} {}", order.len() - shown, words(OTHERS, language));
            places.push(Place { label, people: order[shown..].iter().map(|i| people[*i]).sum() });
        }
        let mut place_of = vec![0; given.len()];
        for (rank, i) in order.iter().enumerate() {
            place_of[*i] = rank.min(shown);
        }
        Self { places, place_of }
    }
}

/// The places of the right side in the order of where their people come from, so that fewer ribbons cross; the flows
/// are renumbered with them.
fn beside(places: &[Place], joined: &mut Joined) -> Vec<Place> {
    let weight = |place: usize| {
        let (sum, people) = joined
            .iter()
            .filter(|((_, to, _), _)| *to == place)
            .fold((0.0, 0.0), |(s, n), ((from, ..), p)| (s + *from as f64 * *p as f64, n + *p as f64));
        if people > 0.0 { sum / people } else { f64::MAX }
    };
    let mut order: Vec<(f64, usize)> = (0..places.len()).map(|place| (weight(place), place)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut rank = vec![0; places.len()];
    for (new, (_, old)) in order.iter().enumerate() {
        rank[*old] = new;
    }
    *joined = joined.iter().map(|((from, to, moved), p)| ((*from, rank[*to], *moved), *p)).collect();
    order.into_iter().map(|(_, old)| places[old].clone()).collect()
}

/// Tops of the bars below one another, each with room for its label, and the height of them all.
fn stacked(places: &[Place], scale: f64) -> (Vec<f64>, f64) {
    let mut y = 0.0;
    let tops = places
        .iter()
        .map(|place| {
            let tall = place.people as f64 * scale;
            let slot = (tall + 8.0).max(SLOT);
            let top = y + (slot - tall) / 2.0;
            y += slot;
            top
        })
        .collect();
    (tops, y)
}

/// Draws the flows that can be seen, those who moved over those who stayed, and gives the people of the others.
fn ribbons(
    sheet: &mut Sheet,
    joined: &Joined,
    total: u64,
    scale: f64,
    (from, to): (f64, f64),
    (left_tops, right_tops): (Vec<f64>, Vec<f64>),
) -> u64 {
    let (mut out_at, mut in_at) = (left_tops, right_tops);
    let mut drawn: Vec<(bool, String)> = Vec::new();
    let mut undrawn = 0;
    // Ascending by left then right: ribbons leave and arrive in the order of the places, so they do not cross at a bar.
    for ((left, right, moved), people) in joined {
        let tall = *people as f64 * scale;
        let (y0, y1) = (out_at[*left], in_at[*right]);
        out_at[*left] += tall;
        in_at[*right] += tall;
        if *moved && (*people as f64) < SMALLEST_FLOW * total as f64 {
            undrawn += people;
            continue;
        }
        let bend = f64::midpoint(from, to);
        let colour = if *moved { TRUTH } else { DEEP };
        drawn.push((
            *moved,
            format!(
                "<path d=\"M{from:.1} {y0:.1}C{bend:.1} {y0:.1} {bend:.1} {y1:.1} {to:.1} {y1:.1}V{:.1}C{bend:.1} {:.1} \
                 {bend:.1} {:.1} {from:.1} {:.1}Z\" fill=\"{colour}\" fill-opacity=\"{}\"/>",
                y1 + tall,
                y1 + tall,
                y0 + tall,
                y0 + tall,
                if *moved { 0.5 } else { 0.28 }
            ),
        ));
    }
    drawn.sort_by_key(|(moved, _)| *moved);
    for (_, ribbon) in drawn {
        sheet.mark(&ribbon);
    }
    undrawn
}

/// The name in at most two lines, and its people under it.
fn place_label(sheet: &mut Sheet, language: Language, place: &Place, total: u64, (x, y): (f64, f64), hang: Hang) {
    const FIGURE: Type = Type { size: 12.0, colour: INK, bold: true };
    const SMALL: Type = Type { size: 11.5, colour: INK, bold: false };
    let share = place.people as f64 / total as f64;
    // A part too small to show is not nothing.
    let (less, share) = if share < 0.001 { ("<", 0.001) } else { ("", share) };
    let figure = format!("{} ({less}{})", count(language, place.people), percent(language, share, 1));
    // A long name takes two lines of smaller type.
    let (kind, most) = if width(&place.label, LABEL) <= LABEL_ROOM { (LABEL, 1) } else { (SMALL, 2) };
    let mut lines: Vec<(Type, String)> =
        wrap(&place.label, kind, LABEL_ROOM, most).into_iter().map(|line| (kind, line)).collect();
    lines.push((FIGURE, figure));
    let step = if lines.len() > 2 { 12.5 } else { 14.0 };
    let above = (lines.len() as f64 - 1.0) / 2.0 * step;
    for (i, (kind, line)) in lines.iter().enumerate() {
        sheet.text(x, y + 4.3 - above + step * i as f64, hang, *kind, line);
    }
}

/// Names the kinds of ribbons there are, those who stayed and those who moved, and puts the headings over the sides.
fn legend(sheet: &mut Sheet, language: Language, kinds: [bool; 2], (left, right): (&str, &str)) -> f64 {
    let y = sheet.top + 4.0;
    let mut x = MARGIN;
    for ((colour, opacity, name), there) in [(DEEP, 0.28, STAYED), (TRUTH, 0.5, MOVED)].into_iter().zip(kinds) {
        if !there {
            continue;
        }
        sheet.mark(&format!(
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"22\" height=\"11\" fill=\"{colour}\" fill-opacity=\"{opacity}\"/>",
            y - 6.0
        ));
        let name = words(name, language);
        sheet.text(x + 28.0, y + 4.0, Hang::Start, NOTE, &name);
        x += 28.0 + width(&name, NOTE) + 22.0;
    }
    let y = y + 32.0;
    let room = LABEL_ROOM + BAR;
    let (from, to) = (MARGIN + LABEL_ROOM + 8.0 + BAR, WIDTH - MARGIN - LABEL_ROOM - 8.0 - BAR);
    sheet.text(from, y, Hang::End, VALUE, &wrap(&clean(left), VALUE, room, 1).concat());
    sheet.text(to, y, Hang::Start, VALUE, &wrap(&clean(right), VALUE, room, 1).concat());
    y + 10.0
}

fn tell(sheet: &mut Sheet, language: Language, joined: &Joined, (left, right): (&[Place], &[Place])) {
    let mut flows: Vec<_> = joined.iter().collect();
    flows.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for ((from, to, moved), people) in flows {
        let people = count(language, *people);
        sheet.tell(if !moved && left[*from].label == right[*to].label {
            format!("{}: {people} {}", left[*from].label, words(STAYED, language))
        } else {
            format!("{} \u{2192} {}: {people}", left[*from].label, right[*to].label)
        });
    }
}
