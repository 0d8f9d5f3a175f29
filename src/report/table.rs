//! Plain tables for a terminal: columns as wide as their widest cell in terminal cells, not bytes. Knows text only.

use unicode_width::UnicodeWidthStr;

/// Which side the cells of a column lean to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// The rows under a header, two blanks between columns, no blanks at line ends.
pub fn table<const N: usize>(header: [(&str, Align); N], rows: &[[String; N]]) -> String {
    let mut widths = header.map(|(name, _)| name.width());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut out = String::new();
    let mut line = |cells: [&str; N]| {
        let mut text = String::new();
        for (i, cell) in cells.iter().enumerate() {
            let blanks = " ".repeat(widths[i].saturating_sub(cell.width()));
            let gap = if i == 0 { "" } else { "  " };
            text.push_str(gap);
            match header[i].1 {
                Align::Left => text.extend([cell, blanks.as_str()]),
                Align::Right => text.extend([blanks.as_str(), cell]),
            }
        }
        out.push_str(text.trim_end());
        out.push('\n');
    };
    line(header.map(|(name, _)| name));
    for row in rows {
        line(row.each_ref().map(String::as_str));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_look() {
        let rows = [["東京".to_owned(), "7".to_owned()], ["Łódź".to_owned(), "12".to_owned()]];
        let text = table([("who", Align::Left), ("n", Align::Right)], &rows);
        assert_eq!(text, "who    n\n東京   7\nŁódź  12\n");
    }
}
