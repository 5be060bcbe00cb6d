use super::*;
use proptest::prelude::*;

fn corpus(rows: &[&[&str]]) -> Corpus {
    Corpus::new(rows.iter().copied().map(|row| row.iter().copied()))
}

fn shown(rows: &[&[&str]], query: &str) -> Vec<usize> {
    let mut filter = Filter::default();
    filter.set_query(&corpus(rows), query);
    filter.shown().to_vec()
}

const ROWS: &[&[&str]] = &[
    &["old-payments", "Legacy", "210987654321", "Admin", "legacy", "us-east-1"],
    &["dev-payments.admin", "Dev-Payments", "210987654321", "AdministratorAccess", "corp", "eu-west-1"],
    &["prod-payments.admin", "Prod-Payments", "123456789012", "AdministratorAccess", "corp", "eu-west-1"],
    &["prod-payments.readonly", "Prod-Payments", "123456789012", "ReadOnlyAccess", "corp", "eu-west-1"],
    &["123456789012", "Sandbox", "000000000042", "PowerUserAccess", "corp", "eu-west-1"],
    &["überwachung", "Überwachung", "000000000043", "ViewOnly", "corp", "eu-central-1"],
];

#[test]
fn an_empty_query_shows_every_row_in_order() {
    assert_eq!(shown(ROWS, ""), [0, 1, 2, 3, 4, 5]);
    assert_eq!(shown(ROWS, "  "), [0, 1, 2, 3, 4, 5]);
    assert_eq!(shown(&[], "x"), [0; 0]);
    assert_eq!(shown(&[&[]], "x"), [0; 0]);
}

#[test]
fn words_must_all_match_in_any_field() {
    assert_eq!(shown(ROWS, "pay adm"), [1, 2, 0]);
    assert_eq!(shown(ROWS, "corp readonly 1234"), [3]);
    assert_eq!(shown(ROWS, "pay nothing"), [0; 0]);
}

#[test]
fn scattered_letters_match() {
    assert_eq!(shown(ROWS, "prdpayadm"), [2]);
    assert_eq!(shown(ROWS, "ppro"), [3]);
}

#[test]
fn an_upper_case_letter_asks_for_case() {
    assert_eq!(shown(ROWS, "readonly"), [3]);
    assert_eq!(shown(ROWS, "ReadOnly"), [3]);
    assert_eq!(shown(ROWS, "READONLY"), [0; 0]);
}

#[test]
fn diacritics_do_not_matter() {
    assert_eq!(shown(ROWS, "uberwach"), [5]);
    assert_eq!(shown(ROWS, "überwach"), [5]);
    assert_eq!(shown(ROWS, "ÜBER"), [0; 0]);
    assert_eq!(shown(ROWS, "Über"), [5]);
}

#[test]
fn an_account_id_or_name_in_full_comes_first() {
    assert_eq!(shown(ROWS, "123456789012"), [4, 2, 3]);
    assert_eq!(shown(ROWS, "1234-5678-9012"), [4, 2, 3]);
    assert_eq!(shown(ROWS, "210987654321"), [0, 1]);
    assert_eq!(shown(ROWS, "old-payments")[0], 0);
    assert_eq!(shown(ROWS, "3210"), [0; 0], "digits do not match scattered");
}

#[test]
fn a_pasted_arn_finds_what_reaches_it() {
    let arn = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnlyAccess_0123456789abcdef/jane";
    assert_eq!(shown(ROWS, arn), [3]);
}

#[test]
fn better_kinds_of_matches_come_first() {
    let rows: &[&[&str]] = &[
        &["p-r-o-d"],
        &["nonprod"],
        &["my-production"],
        &["my-prod"],
        &["myProd"],
        &["production"],
        &["prod.admin"],
        &["prod"],
        &["x", "prod"],
    ];
    let order: Vec<&str> = shown(rows, "prod").into_iter().map(|row| rows[row][0]).collect();
    assert_eq!(
        order,
        ["prod", "prod.admin", "production", "x", "my-production", "my-prod", "myProd", "nonprod", "p-r-o-d"]
    );
}

#[test]
fn a_match_in_the_name_weighs_more_and_ties_keep_their_order() {
    let rows: &[&[&str]] = &[&["a", "team-x"], &["team-x", "b"], &["c", "team-x"], &["team-x", "d"]];
    assert_eq!(shown(rows, "team"), [1, 3, 0, 2]);
}

#[test]
fn highlights_show_the_best_place() {
    let mut filter = Filter::default();
    filter.set_query(&corpus(ROWS), "pay adm");
    assert_eq!(filter.highlights("prod-payments.admin"), [5, 6, 7, 14, 15, 16]);
    filter.set_query(&corpus(ROWS), "uber");
    assert_eq!(filter.highlights("x-U\u{308}berall"), [2, 3, 4, 5, 6], "with the mark on the U");
    filter.set_query(&corpus(ROWS), "e");
    assert_eq!(filter.highlights("e\u{301}"), [0, 1], "at the end too");
    filter.set_query(&corpus(ROWS), "");
    assert_eq!(filter.highlights("prod"), [0; 0]);
}

#[test]
fn scattered_letters_are_shown_only_where_the_word_is_not_in_one_piece() {
    let mut filter = Filter::default();
    filter.set_query(&corpus(ROWS), "adm");
    assert_eq!(filter.row_highlights(&["a-d-m", "admin"]), [vec![], vec![0, 1, 2]]);
    assert_eq!(filter.row_highlights(&["a-d-m", "a.d.m"]), [vec![0, 2, 4], vec![]]);
}

#[test]
fn a_new_corpus_is_searched_anew() {
    let mut filter = Filter::default();
    filter.set_query(&corpus(&[&["prod"]]), "p");
    filter.set_query(&corpus(&[&["dev"], &["prod"], &["pre"]]), "p");
    assert_eq!(filter.shown(), [1, 2]);
    filter.set_query(&corpus(&[&["x"]]), "pr");
    assert_eq!(filter.shown(), [0; 0]);
}

#[test]
fn a_huge_field_is_cut_not_refused() {
    let long = "a".repeat(100_000) + "b";
    let mut filter = Filter::default();
    filter.set_query(&corpus(&[&[&long]]), &"a".repeat(5000));
    assert_eq!(filter.shown(), [0]);
    assert!(filter.highlights(&long).len() <= 100);
}

/// Text with many collisions, so that queries often match, and with everything that folding is about.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-dA-D0-2 ._-]{0,12}",
        1 => "[aeéÉüÜßﬁİДд\u{301}a-c]{0,8}",
        1 => any::<String>(),
    ]
}

proptest! {
    #[test]
    fn narrowing_gives_what_a_fresh_search_gives(
        rows in prop::collection::vec(prop::collection::vec(text(), 0..4), 0..20),
        query in text(),
    ) {
        let corpus = Corpus::new(rows);
        let mut typed = Filter::default();
        let mut so_far = String::new();
        for c in query.chars() {
            so_far.push(c);
            typed.set_query(&corpus, &so_far);
            let mut fresh = Filter::default();
            fresh.set_query(&corpus, &so_far);
            prop_assert_eq!(typed.shown(), fresh.shown(), "after {:?}", so_far);
        }
    }

    #[test]
    fn rows_are_shown_once_and_only_if_all_words_are_subsequences(
        rows in prop::collection::vec(prop::collection::vec(text(), 0..4), 0..20),
        query in "[a-d ]{0,6}",
    ) {
        let mut filter = Filter::default();
        filter.set_query(&Corpus::new(rows.clone()), &query);
        let expected: Vec<usize> = (0..rows.len())
            .filter(|row| query.split_whitespace().all(|word| {
                rows[*row].iter().any(|field| {
                    let lower = Folded::new(field).lower;
                    let mut chars = lower.chars();
                    word.chars().all(|wanted| chars.any(|c| c == wanted))
                })
            }))
            .collect();
        let mut shown = filter.shown().to_vec();
        shown.sort_unstable();
        prop_assert_eq!(shown, expected);
    }

    #[test]
    fn highlights_spell_the_query(field in text(), query in text()) {
        let mut filter = Filter::default();
        filter.set_query(&Corpus::new([vec![field.clone()]]), &query);
        let highlights = filter.highlights(&field);
        prop_assert!(highlights.windows(2).all(|pair| pair[0] < pair[1]), "sorted and unique");
        let chars: Vec<char> = field.chars().collect();
        prop_assert!(highlights.iter().all(|at| *at < chars.len()), "in range");
        let marked = Folded::new(&highlights.iter().map(|at| chars[*at]).collect::<String>());
        if filter.shown() == [0] {
            for word in &filter.words {
                let text = Field { cased: &marked.cased, lower: &marked.lower }.text_for(word);
                let mut letters = text.chars();
                prop_assert!(word.text.chars().all(|wanted| letters.any(|c| c == wanted)), "{:?} in {:?}", word, text);
            }
            if let [word] = &filter.words[..] && field.is_ascii() {
                prop_assert_eq!(marked.lower, word.text.to_lowercase());
            }
        }
    }
}
