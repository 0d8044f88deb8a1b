//! Scripts of our own: comments and indentation are for readers of the source.

/// Leaves out empty lines, indentation and lines that are nothing but a `//` comment.
/// That is all: a script must have neither template strings nor block comments of several lines.
pub(crate) fn shorten(source: &str) -> String {
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go() {
        assert_eq!(shorten("// one\n\nif (a) {\n  b('//x'); // c\n}\n"), "if (a) {\nb('//x'); // c\n}\n");
    }
}
