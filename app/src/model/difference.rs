//! What two texts have in common, and where they differ: word by word for people, by paragraphs for merging.

/// A piece of a text compared with an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Both have it.
    Same(String),
    /// Only the earlier one has it.
    Removed(String),
    /// Only the later one has it.
    Added(String),
}

/// The later text as pieces of both: without the added ones it is the earlier text, without the removed ones the later.
/// Of neighbours, what was removed stands before what was added.
pub fn word_difference(earlier: &str, later: &str) -> Vec<Piece> {
    let (earlier, later) = (tokens(earlier), tokens(later));
    let mut pieces = Pieces::default();
    let (mut i, mut j) = (0, 0);
    for (in_earlier, in_later) in common(&earlier, &later).into_iter().chain([(earlier.len(), later.len())]) {
        pieces.change(&earlier[i..in_earlier], &later[j..in_later]);
        if let Some(token) = earlier.get(in_earlier) {
            pieces.same(token);
        }
        (i, j) = (in_earlier + 1, in_later + 1);
    }
    pieces.finish()
}

/// Words, runs of white space, and every other character by itself.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |character: char| match character {
        c if c.is_alphanumeric() => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match kind(first) {
            2 => first.len_utf8(),
            run => rest.find(|c| kind(c) != run).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// Collects pieces. A space between two changes belongs to both, since single spaces that stay only make it harder to read.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    removed: String,
    added: String,
    /// White space behind a change, until it is known what follows.
    space: String,
}

impl Pieces {
    fn change(&mut self, removed: &[&str], added: &[&str]) {
        if removed.is_empty() && added.is_empty() {
            return;
        }
        let space = std::mem::take(&mut self.space);
        self.removed.push_str(&space);
        self.added.push_str(&space);
        self.removed.extend(removed.iter().copied());
        self.added.extend(added.iter().copied());
    }

    fn same(&mut self, token: &str) {
        let behind_a_change = !self.removed.is_empty() && !self.added.is_empty();
        if behind_a_change && token.chars().all(char::is_whitespace) {
            self.space.push_str(token);
            return;
        }
        self.end_change();
        match self.done.last_mut() {
            Some(Piece::Same(text)) => text.push_str(token),
            _ => self.done.push(Piece::Same(token.to_owned())),
        }
    }

    fn end_change(&mut self) {
        if !self.removed.is_empty() {
            self.done.push(Piece::Removed(std::mem::take(&mut self.removed)));
        }
        if !self.added.is_empty() {
            self.done.push(Piece::Added(std::mem::take(&mut self.added)));
        }
        if !self.space.is_empty() {
            self.done.push(Piece::Same(std::mem::take(&mut self.space)));
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.end_change();
        self.done
    }
}

/// The positions of a longest common subsequence, in order. Where the parts that differ are too long to be compared (in the
/// product of their lengths), they count as all different.
fn common<T: PartialEq>(one: &[T], other: &[T]) -> Vec<(usize, usize)> {
    const MOST: usize = 4_000_000;
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one_rest, other_rest) = (&one[start..], &other[start..]);
    let end = one_rest.iter().rev().zip(other_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one_part, other_part) = (&one_rest[..one_rest.len() - end], &other_rest[..other_rest.len() - end]);

    let mut pairs: Vec<(usize, usize)> = (0..start).map(|i| (i, i)).collect();
    if one_part.len().saturating_mul(other_part.len()) <= MOST {
        pairs.extend(longest_common(one_part, other_part).into_iter().map(|(i, j)| (start + i, start + j)));
    }
    pairs.extend((0..end).rev().map(|back| (one.len() - 1 - back, other.len() - 1 - back)));
    pairs
}

/// The textbook's table: `lengths[i][j]` is the length of a longest common subsequence of `one[i..]` and `other[j..]`.
fn longest_common<T: PartialEq>(one: &[T], other: &[T]) -> Vec<(usize, usize)> {
    let width = other.len() + 1;
    let mut lengths = vec![0_u32; (one.len() + 1) * width];
    for i in (0..one.len()).rev() {
        for j in (0..other.len()).rev() {
            lengths[i * width + j] = if one[i] == other[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < one.len() && j < other.len() {
        if one[i] == other[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// A paragraph, list or other block of `CommonMark`, with the blank lines behind it. Two blocks are equal when their texts are.
#[derive(Clone, Copy, Debug)]
struct Block<'a> {
    text: &'a str,
    after: &'a str,
}

impl PartialEq for Block<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// None of them is empty: blank lines before the first one mean nothing and are left out.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = text.trim_start_matches('\n');
    while !rest.is_empty() {
        let end = rest.find("\n\n").unwrap_or(rest.trim_end_matches('\n').len());
        let after = rest[end..].len() - rest[end..].trim_start_matches('\n').len();
        blocks.push(Block { text: &rest[..end], after: &rest[end..end + after] });
        rest = &rest[end + after..];
    }
    blocks
}

/// What one side made of some blocks of the base: from `start` up to `end` they became `new`.
#[derive(Clone, Debug, PartialEq)]
struct Hunk<'a> {
    start: usize,
    end: usize,
    new: Vec<Block<'a>>,
}

impl Hunk<'_> {
    /// Whether both touched the same blocks, or put something at the same place.
    fn meets(&self, other: &Self) -> bool {
        let both_insert = self.start == self.end && other.start == other.end;
        if both_insert { self.start == other.start } else { self.start < other.end && other.start < self.end }
    }
}

fn hunks<'a>(base: &[Block<'_>], side: &[Block<'a>]) -> Vec<Hunk<'a>> {
    let mut hunks = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (in_base, in_side) in common(base, side).into_iter().chain([(base.len(), side.len())]) {
        if i < in_base || j < in_side {
            hunks.push(Hunk { start: i, end: in_base, new: side[j..in_side].to_vec() });
        }
        (i, j) = (in_base + 1, in_side + 1);
    }
    hunks
}

/// Both changes of a `CommonMark` text in one, where they touch different paragraphs; none where they touch the same.
pub fn merge_paragraphs(base: &str, mine: &str, theirs: &str) -> Option<String> {
    let (base, mine, theirs) = (blocks(base), blocks(mine), blocks(theirs));
    let mut all = hunks(&base, &mine);
    for hunk in hunks(&base, &theirs) {
        if all.contains(&hunk) {
            continue;
        }
        if all.iter().any(|one| one.meets(&hunk)) {
            return None;
        }
        all.push(hunk);
    }
    all.sort_by_key(|hunk| (hunk.start, hunk.end));

    let mut merged = Vec::new();
    let mut at = 0;
    for hunk in all {
        merged.extend_from_slice(&base[at..hunk.start]);
        merged.extend(hunk.new);
        at = hunk.end;
    }
    merged.extend_from_slice(&base[at..]);
    Some(joined(&merged))
}

/// What was the last block of its text, and is no longer, gets the blank line it lacks; what is the last now needs none.
fn joined(blocks: &[Block<'_>]) -> String {
    let mut text = String::new();
    for (position, block) in blocks.iter().enumerate() {
        text.push_str(block.text);
        let is_last = position + 1 == blocks.len();
        let is_blank_line = block.after.len() > 1;
        text.push_str(match (is_last, is_blank_line) {
            (false, false) => "\n\n",
            (true, true) => "",
            _ => block.after,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(earlier: &str, later: &str) -> String {
        let pieces = word_difference(earlier, later).into_iter().map(|piece| match piece {
            Piece::Same(text) => text,
            Piece::Removed(text) => format!("[-{text}-]"),
            Piece::Added(text) => format!("[+{text}+]"),
        });
        pieces.collect()
    }

    #[test]
    fn differing_words_are_marked_and_nothing_else() {
        assert_eq!(marked("Der Rat tagt.", "Der Rat tagt."), "Der Rat tagt.");
        assert_eq!(marked("Der Rat tagt.", "Der Ausschuss tagt."), "Der [-Rat-][+Ausschuss+] tagt.");
        assert_eq!(marked("Der Rat tagt.", "Der Rat tagt heute."), "Der Rat tagt[+ heute+].");
        assert_eq!(marked("Der Rat tagt heute.", "Der Rat tagt."), "Der Rat tagt[- heute-].");
        assert_eq!(marked("", "Neu"), "[+Neu+]");
        assert_eq!(marked("„nie wieder“", "„Nie wieder“"), "„[-nie-][+Nie+] wieder“");
    }

    #[test]
    fn words_changed_next_to_each_other_are_one_change() {
        assert_eq!(marked("Das ist alt hier.", "Das war neu hier."), "Das [-ist alt-][+war neu+] hier.");
    }

    #[test]
    fn changes_to_different_paragraphs_merge() {
        let base = "Eins.\n\nZwei.";
        assert_eq!(merge_paragraphs(base, "Eins!\n\nZwei.", "Eins.\n\nZwei!").as_deref(), Some("Eins!\n\nZwei!"));
        assert_eq!(
            merge_paragraphs(base, "Eins!\n\nZwei.", "Eins.\n\nZwei!\n\nDrei.").as_deref(),
            Some("Eins!\n\nZwei!\n\nDrei.")
        );
        assert_eq!(merge_paragraphs(base, "Zwei.", "Eins.\n\nZwei.\n\nDrei.").as_deref(), Some("Zwei.\n\nDrei."));
        assert_eq!(merge_paragraphs(base, "Eins.\n\nEinhalb.\n\nZwei.", "Eins.").as_deref(), Some("Eins.\n\nEinhalb."));
    }

    #[test]
    fn changes_to_the_same_paragraph_or_place_do_not() {
        let base = "Eins.\n\nZwei.";
        assert_eq!(merge_paragraphs(base, "Eins!\n\nZwei.", "Eins?\n\nZwei."), None);
        assert_eq!(merge_paragraphs(base, "Eins!\n\nZwei.", "Zwei."), None);
        assert_eq!(merge_paragraphs(base, "Eins.\n\nZwei.\n\nA", "Eins.\n\nZwei.\n\nB"), None);
        assert_eq!(merge_paragraphs("", "A", "B"), None);
    }

    #[test]
    fn a_text_too_long_to_be_compared_is_all_different_in_the_middle() {
        let words = |letter: char| (0..3000).map(|number| format!("{letter}{number} ")).collect::<Vec<_>>().concat();
        let (one, other) = (words('a'), words('b'));
        let pieces = word_difference(&format!("Anfang {one}Ende"), &format!("Anfang {other}Ende"));
        assert_eq!(pieces.first(), Some(&Piece::Same("Anfang ".into())));
        assert!(matches!(&pieces[1..3], [Piece::Removed(_), Piece::Added(_)]), "{}", pieces.len());
        assert_eq!(pieces.last(), Some(&Piece::Same(" Ende".into())));
    }

    fn text() -> impl Strategy<Value = String> {
        proptest::collection::vec("[ab. \n]{0,5}", 0..8).prop_map(|parts| parts.join("\n\n"))
    }

    proptest! {
        #[test]
        fn the_pieces_are_both_texts(earlier in text(), later in text()) {
            let mut both = (String::new(), String::new());
            for piece in word_difference(&earlier, &later) {
                match piece {
                    Piece::Same(text) => { both.0 += &text; both.1 += &text; }
                    Piece::Removed(text) => both.0 += &text,
                    Piece::Added(text) => both.1 += &text,
                }
            }
            prop_assert_eq!(both, (earlier, later));
        }

        #[test]
        fn blocks_are_the_whole_text(text in text()) {
            let whole: String = blocks(&text).iter().flat_map(|block| [block.text, block.after]).collect();
            prop_assert_eq!(whole, text.trim_start_matches('\n'));
        }

        #[test]
        fn with_one_change_the_changed_text_is_the_result(base in text(), changed in text()) {
            let words = |text: &str| blocks(text).iter().map(|block| block.text.to_owned()).collect::<Vec<_>>();
            for merged in [merge_paragraphs(&base, &changed, &base), merge_paragraphs(&base, &base, &changed), merge_paragraphs(&base, &changed, &changed)] {
                prop_assert_eq!(merged.map(|text| words(&text)), Some(words(&changed)));
            }
        }

        #[test]
        fn a_merge_keeps_every_paragraph_that_either_wrote(base in text(), mine in text(), theirs in text()) {
            if let Some(merged) = merge_paragraphs(&base, &mine, &theirs) {
                let merged = blocks(&merged);
                let base = blocks(&base);
                for side in [&mine, &theirs] {
                    for block in blocks(side).iter().filter(|block| !base.contains(block)) {
                        prop_assert!(merged.contains(block), "{:?}", block.text);
                    }
                }
            }
        }
    }
}
