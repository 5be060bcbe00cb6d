//! How far a word is from another that it may be a misspelling of.

/// How many letters were left out, added, replaced or swapped with their neighbour: the optimal string alignment
/// distance. Letter case counts. Takes time and room in proportion to both lengths: for words.
pub fn typos(typed: &str, meant: &str) -> usize {
    let (typed, meant): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    // Row i holds the distances of the first i letters typed from the first j letters meant.
    let mut rows: Vec<Vec<usize>> = vec![(0..=meant.len()).collect()];
    for (i, a) in typed.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in meant.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(a != b)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == meant[j - 1] && typed[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[typed.len()][meant.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_counted() {
        for (typed, meant, expected) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("shel", "shell", 1),
            ("shelll", "shell", 1),
            ("shall", "shell", 1),
            ("sing-in", "sign-in", 1),
            ("Shell", "shell", 1),
            ("ca", "abc", 3),
            ("abc", "xyz", 3),
            ("größe", "grosse", 3),
        ] {
            assert_eq!(typos(typed, meant), expected, "{typed} {meant}");
            assert_eq!(typos(meant, typed), expected, "{meant} {typed}");
        }
    }
}
