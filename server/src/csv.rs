//! Tables as files for spreadsheets: RFC 4180, in UTF-8 with the mark by which they know it.

/// A cell that begins with one of these is a formula to a spreadsheet, which may send what is beside it anywhere.
const BEGINS_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// What parts cells or rows, here or elsewhere.
const SEPARATORS: [char; 5] = [',', ';', '\t', '\r', '\n'];

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
    let mut safe = String::with_capacity(text.len() + 2);
    let mut begins = true;
    for c in text.chars() {
        if begins && BEGINS_FORMULA.contains(&c) {
            safe.push('\'');
        }
        // A spreadsheet that parts cells elsewhere than we do, such as at `;` in German, begins a new one behind it.
        begins = SEPARATORS.contains(&c);
        safe.push(c);
    }
    if safe.contains(['"', ',', ';', '\r', '\n']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        let rows = [
            ["a", "b c", "„d“"],
            ["=1+1", "+49", "-1"],
            ["@SUM(1)", "\tx", "\r=1"],
            ["a,b", "say \"x\"", "a\nb"],
            ["a;=1+1;b", "a,-1", "1-1=0"],
        ];
        let text = file(rows.map(|row| row.map(str::to_owned)));
        let expected = "\u{feff}a,b c,„d“\r\n'=1+1,'+49,'-1\r\n'@SUM(1),'\tx,\"'\r'=1\"\r\n\"a,b\",\"say \"\"x\"\"\",\"a\nb\"\r\n\
             \"a;'=1+1;b\",\"a,'-1\",1-1=0\r\n";
        assert_eq!(text, expected);
    }
}
