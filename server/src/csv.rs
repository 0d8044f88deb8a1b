//! Tables as files for spreadsheets: RFC 4180, in UTF-8 with the mark by which they know it.

/// A cell that begins with one of these is a formula to a spreadsheet, which may send what is beside it anywhere.
const BEGINS_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A file of rows.
pub(crate) fn file<const COLUMNS: usize>(rows: impl IntoIterator<Item = [String; COLUMNS]>) -> String {
    let mut text = String::from('\u{feff}');
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| self::cell(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn cell(text: &str) -> String {
    let mark = if text.starts_with(BEGINS_FORMULA) { "'" } else { "" };
    if text.contains(['"', ',', ';', '\r', '\n']) {
        format!("\"{mark}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{mark}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        let rows =
            [["a", "b c", "„d“"], ["=1+1", "+49", "-1"], ["@SUM(1)", "\tx", "\r=1"], ["a,b", "say \"x\"", "a\nb"]];
        let text = file(rows.map(|row| row.map(str::to_owned)));
        let expected =
            "\u{feff}a,b c,„d“\r\n'=1+1,'+49,'-1\r\n'@SUM(1),'\tx,\"'\r=1\"\r\n\"a,b\",\"say \"\"x\"\"\",\"a\nb\"\r\n";
        assert_eq!(text, expected);
    }
}
