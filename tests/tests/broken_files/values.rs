//! Tables whose cells are wrong: each puts one row aside and leaves the good one beside it.

use crate::Expected::Rows;
use crate::{Broken, MEMBER_HEADER, PAID_HEADER, contributions, member_row, members};

/// Column of the members file and what it must not hold.
const MEMBERS: [(&str, &[&str]); 13] = [
    ("member_id", &[""]),
    ("nik", &["123", "3321044107850000", "332104410785000A", "0000000000000000", "3.32104E+15", "33210441078500012"]),
    ("occupation", &["", "nelayan", "62221", "622", "-622", "6 22"]),
    ("region", &["", "99.99", "04.01", "33.2", "Jawa Tengah", "33.21.04.2007.1", "3321"]),
    ("birth_year", &["", "1850", "2099", "85", "abc", "1985.5", "-1985", "99999999999999999999", "1985-02-30"]),
    ("sex", &["", "X", "0", "perempuan laki-laki"]),
    (
        "declared_income",
        &[
            "",
            "-5",
            "1e9",
            "\"1,500,000.00\"",
            "Rp",
            "12.34",
            "999999999999999999999",
            "NaN",
            "\"1.500.000,50\"",
            "1000000001",
            "१५०",
            "=1+1",
        ],
    ),
    ("programmes", &["", "JHT", "JKM+JKK", "semua"]),
    ("urban", &["maybe", "2"]),
    (
        "registered_on",
        &[
            "2099-01-01",
            "31/12/2025",
            "2025-02-30",
            "0000-00-00",
            "2025-13-01",
            "45000",
            "2025-1-1",
            "2025-03-04T00:00",
            "1025-03-04",
        ],
    ),
    ("paid_by_state", &["perhaps"]),
    ("whatsapp_consent_on", &["yes", "2026-12-01"]),
    ("ended_on", &["2024-01-01", "soon"]),
];

/// Column of the contributions file and what it must not hold.
const PAID: [(&str, &[&str]); 5] = [
    ("member_id", &["", "A9", "a1", "3321044107850001"]),
    (
        "coverage_month",
        &[
            "", "2099-01", "2029-01", "1900-01", "1977-11", "2026-13", "2026-00", "Okt 2026", "202610", "26-10",
            "0026-10",
        ],
    ),
    ("paid_on", &["", "2026-12-01", "1949-12-31", "05/10/2026", "kemarin", "2026-02-29"]),
    (
        "amount",
        &[
            "",
            "-16800",
            "0",
            "16800.5",
            "\"16,800\"",
            "=1+1",
            "1000000001",
            "٣٤",
            "0x10",
            "1e4",
            "16.80",
            "Rp16.800.00",
        ],
    ),
    ("paid_at", &["", "warung", "POST_OFFICE", "1"]),
];

fn row_with(header: &str, row: &str, column: &str, cell: &str) -> String {
    let place = header.split(',').position(|name| name == column).unwrap();
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[place] = cell;
    cells.join(",")
}

/// The files.
pub fn files() -> Vec<Broken> {
    let mut files = Vec::new();
    for (column, cells) in MEMBERS {
        for (n, cell) in cells.iter().enumerate() {
            let bad = row_with(MEMBER_HEADER, &member_row("A1"), column, cell);
            let text = format!("{MEMBER_HEADER}\n{bad}\n{}\n", member_row("A2"));
            files.push(members(format!("member-{column}-{n}.csv"), text, Rows(1, 1)));
        }
    }
    for (column, cells) in PAID {
        for (n, cell) in cells.iter().enumerate() {
            let bad = row_with(PAID_HEADER, "A1,2026-10,2026-10-05,,16.800,digital", column, cell);
            let text = format!("{PAID_HEADER}\n{bad}\nA2,2026-10,2026-10-05,,16.800,digital\n");
            files.push(contributions(format!("paid-{column}-{n}.csv"), text, Rows(1, 1)));
        }
    }
    let paid = |rows: &str| format!("{PAID_HEADER}\n{rows}\n");
    let people = |rows: &[String]| format!("{MEMBER_HEADER}\n{}\n", rows.join("\n"));
    files.extend([
        members("member-twice.csv", people(&[member_row("A1"), member_row("A1")]), Rows(1, 1)),
        members("member-a-thousand-times.csv", people(&vec![member_row("A1"); 1_000]), Rows(1, 999)),
        members("number-of-65-characters.csv", people(&[member_row(&"A".repeat(65)), member_row("A2")]), Rows(1, 1)),
        members("phone-of-a-house.csv", people(&[member_row("A1").replace("0812-3456-7890", "021-555"), member_row("A2")]), Rows(2, 0)),
        members("formula-as-a-name.csv", people(&[member_row("A1").replace("Wati", "=cmd|' /C calc'!A0"), member_row("A2")]), Rows(2, 0)),
        contributions("month-twice.csv", paid("A1,2026-10,2026-10-05,,16800,digital\nA1,2026-10,2026-10-06,,16800,branch"), Rows(1, 1)),
        contributions("mixed-days.csv", paid("A1,2026-08,2026-10-05,,16800,digital\nA1,2026-09,05/10/2026,,16800,digital\nA1,2026-10,10-05-2026,,16800,digital"), Rows(1, 2)),
        contributions("known-tomorrow.csv", paid("A1,2026-10,2026-10-05,2026-12-01,16800,digital\nA2,2026-10,2026-10-05,,16800,digital"), Rows(1, 1)),
        contributions("every-row-wrong.csv", paid(&vec!["X,x,x,x,x,x"; 5_000].join("\n")), Rows(0, 5_000)),
        contributions("prepaid-two-years.csv", paid("A1,2028-11,2026-10-05,,16800,digital\nA1,2028-12,2026-10-05,,16800,digital"), Rows(1, 1)),
    ]);
    files
}
