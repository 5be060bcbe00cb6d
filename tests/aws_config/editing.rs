//! Edits: only the lines concerned change, and what was written is what every reader reads.

use ssotui::aws_config::edit::{Edit, Target, edit};
use ssotui::aws_config::{self, sdk};
use ssotui::error::FailureKind;

fn set(target: Target, key: &str, value: &str) -> Edit {
    Edit::Set { target, key: key.into(), value: value.into() }
}

fn remove(name: &str, key: &str) -> Edit {
    Edit::Remove { target: Target::profile(name), key: key.into() }
}

fn add(target: Target, settings: &[(&str, &str)]) -> Edit {
    let settings = settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Edit::Add { target, settings }
}

fn rename(name: &str, to: &str) -> Edit {
    Edit::Rename { target: Target::profile(name), to: to.into() }
}

fn delete(name: &str) -> Edit {
    Edit::Delete { target: Target::profile(name) }
}

/// The text after the edits.
#[track_caller]
fn edited(before: &str, edits: &[Edit]) -> String {
    match edit(before.as_bytes(), edits) {
        Ok(after) => String::from_utf8(after).expect("UTF-8"),
        Err(failure) => panic!("{failure}"),
    }
}

#[track_caller]
fn region(before: &str, name: &str, after: &str) {
    assert_eq!(edited(before, &[set(Target::profile(name), "region", "new")]), after);
}

#[test]
fn wr_01_a_new_file() {
    let profile = add(
        Target::profile("dev"),
        &[("sso_session", "corp"), ("sso_account_id", "012345678901"), ("output", "json")],
    );
    let expected = "[profile dev]\nsso_session = corp\nsso_account_id = 012345678901\noutput = json\n";
    assert_eq!(edited("", &[profile]), expected);
    assert_eq!(edited("", &[add(Target::profile("default"), &[])]), "[default]\n");
    assert_eq!(
        edited("", &[add(Target::session("s"), &[("sso_region", "x")])]),
        "[sso-session s]\nsso_region = x\n"
    );
}

#[test]
fn wr_02_a_new_section_stands_after_one_blank_line() {
    let dev = [add(Target::profile("dev"), &[("region", "x")])];
    for (before, after) in [
        ("[profile a]\nb = c", "[profile a]\nb = c\n\n[profile dev]\nregion = x\n"),
        ("[profile a]\nb = c\n", "[profile a]\nb = c\n\n[profile dev]\nregion = x\n"),
        ("[profile a]\nb = c\n\n", "[profile a]\nb = c\n\n[profile dev]\nregion = x\n"),
        ("[profile a]\n\n  ", "[profile a]\n\n  \n[profile dev]\nregion = x\n"),
        ("# only a comment", "# only a comment\n\n[profile dev]\nregion = x\n"),
        ("[profile a]\r\nb = c", "[profile a]\r\nb = c\r\n\r\n[profile dev]\r\nregion = x\r\n"),
        ("[profile a]", "[profile a]\n\n[profile dev]\nregion = x\n"),
    ] {
        assert_eq!(edited(before, &dev), after, "{before:?}");
    }
    let two = [add(Target::profile("a"), &[]), add(Target::profile("b"), &[("region", "x")])];
    assert_eq!(edited("", &two), "[profile a]\n\n[profile b]\nregion = x\n");
}

#[test]
fn wr_03_only_the_line_of_the_key_changes() {
    let before = "# top\n; second\n[plugins]\nx=1\n\n[profile a]\n# why\noutput=json\n  # in\nregion   =old\n\n# end\n[profile b]\nregion = old";
    region(before, "a", &before.replacen("=old", "=new", 1));
    region(before, "b", &before.replacen("region = old", "region = new", 1));
    region("[default]\nregion = new\n", "default", "[default]\nregion = new\n");
    region("[default]\nregion =\n", "default", "[default]\nregion = new\n");
    region("[default]\nregion : old\n", "default", "[default]\nregion = new\n");
    region("[default]\nregion = a = b\n", "default", "[default]\nregion = new\n");
    region("[default] # c\nregion = x # y\n", "default", "[default] # c\nregion = new\n");
    assert_eq!(
        edited("[default]\nregion = x\n", &[set(Target::profile("default"), "region", "")]),
        "[default]\nregion =\n"
    );
}

#[test]
fn wr_04_a_new_key_stands_after_the_last_one() {
    region(
        "[profile a]\noutput = json\n\n# about b = c\n[profile b]\n",
        "a",
        "[profile a]\noutput = json\nregion = new\n\n# about b = c\n[profile b]\n",
    );
    region("[profile a]\n# c\n\n[profile b]\n", "a", "[profile a]\nregion = new\n# c\n\n[profile b]\n");
    region("[profile a]\noutput = json", "a", "[profile a]\noutput = json\nregion = new\n");
    region("[profile a]", "a", "[profile a]\nregion = new\n");
    region("[profile a]\ns3 =\n  x = y\n\n", "a", "[profile a]\ns3 =\n  x = y\nregion = new\n\n");
    // An indented comment is a part of the value above it for the SDKs, which must not become the new key's.
    region("[profile a]\nx = y\n  # c\n", "a", "[profile a]\nx = y\n  # c\nregion = new\n");
    region("[profile a]\n  # c\n", "a", "[profile a]\nregion = new\n# c\n");
    region("[profile a]\n  x = y\n", "a", "[profile a]\n  x = y\n  region = new\n");
    region("[profile a]\n  [profile b]\nx = y\n", "a", "[profile a]\n  region = new\n  [profile b]\nx = y\n");
}

#[test]
fn wr_05_each_line_keeps_its_end() {
    region("[profile a]\r\nregion = x\r\ny = z\n", "a", "[profile a]\r\nregion = new\r\ny = z\n");
    region("[profile a]\r\ny = z\r\n", "a", "[profile a]\r\ny = z\r\nregion = new\r\n");
    region("[profile a]\ny = z\r\n[profile b]\n", "a", "[profile a]\ny = z\r\nregion = new\r\n[profile b]\n");
    region("[profile a]\r\nregion = x", "a", "[profile a]\r\nregion = new");
}

#[test]
fn wr_06_a_key_in_other_letters_is_the_same_key() {
    region("[profile a]\nRegion = x\n", "a", "[profile a]\nregion = new\n");
    region("[profile a]\n  REGION: x\n  y = z\n", "a", "[profile a]\n  region = new\n  y = z\n");
    assert_eq!(edited("[profile a]\nRegion = x\n", &[remove("a", "reGion")]), "[profile a]\n");
}

#[test]
fn blanks_that_only_botocore_knows_do_not_hide_the_key_from_the_sdks() {
    let before = "[profile a]\nregion\u{a0}=\u{a0}x\n  # c\n\u{a0}# d\n";
    let after = edited(before, &[set(Target::profile("a"), "region", "y")]);
    assert!(after.starts_with("[profile a]\nregion = y\n# c\n"), "{after:?}");
}

#[test]
fn wr_07_08_09_odd_headers_are_edited_in_place() {
    for (header, name) in [
        ("[profile \"a b\"]", "a b"),
        ("[profile 'a b']", "a b"),
        ("[profile \"a\"]", "a"),
        ("[profile  a]", "a"),
        ("[profile a ]", "a"),
        ("[profile\ta]", "a"),
        ("[profile a] # c", "a"),
        ("  [profile a]", "a"),
        ("[profile default]", "default"),
        ("[default]", "default"),
    ] {
        region(&format!("{header}\nregion = x\n"), name, &format!("{header}\nregion = new\n"));
        region(&format!("{header}\n"), name, &format!("{header}\nregion = new\n"));
        assert_eq!(edited(&format!("{header}\nregion = x\n"), &[delete(name)]), "");
    }
}

#[test]
fn wr_10_11_values_of_several_lines_are_replaced_whole() {
    region("[profile a]\nregion = x\n  more\n\n  yet\ny = z\n", "a", "[profile a]\nregion = new\ny = z\n");
    region("[profile a]\nregion =\n  b = c\n# note\n  d = e\n", "a", "[profile a]\nregion = new\n# note\n");
    region("[profile a]\nregion = x\n  more", "a", "[profile a]\nregion = new");
    let nested = "[profile a]\ns3 =\n    region = x\n";
    region(nested, "a", "[profile a]\ns3 =\n    region = x\nregion = new\n");
    assert_eq!(edited(nested, &[remove("a", "region")]), nested);
    assert_eq!(edited(nested, &[remove("a", "s3")]), "[profile a]\n");
}

#[test]
fn a_value_of_several_lines_at_the_end_of_the_file_leaves_lines_that_end() {
    for ending in ["\n", "\r\n"] {
        let lines = |text: &str| text.replace('\n', ending);
        // Of the last line's end there is none to take over.
        let before = "[profile a]\nregion = x\n  # why\n  more";
        region(&lines(before), "a", &lines("[profile a]\nregion = new\n# why\n"));
    }
}

#[test]
fn comments_stay_and_never_become_values() {
    let before = "[profile a]\nx = y\nregion = x\n  # note\n  more\n  ; end\n\n[profile b]\n";
    region(before, "a", "[profile a]\nx = y\nregion = new\n# note\n; end\n\n[profile b]\n");
    assert_eq!(
        edited(before, &[remove("a", "region")]),
        "[profile a]\nx = y\n# note\n; end\n\n[profile b]\n"
    );
    // Those below another key are none of the change's business.
    let before = "[profile a]\nregion = x\n  # note\n  more\nx = y\n  # of x\n";
    region(before, "a", "[profile a]\nregion = new\n# note\nx = y\n  # of x\n");
}

#[test]
fn wr_12_13_what_some_reader_would_misread_is_refused() {
    let file = b"[profile a]\n";
    let refused = |edit_: Edit| edit(file, &[edit_]).expect_err("refused");
    for bad in ["x\ny", "x\r", "x # y", " x"] {
        assert_eq!(refused(set(Target::profile("a"), "region", bad)).kind, FailureKind::Usage);
        assert_eq!(refused(add(Target::profile("b"), &[("region", bad)])).kind, FailureKind::Usage);
    }
    for bad in ["a b", "it's", "a\"", "a#", "a;b", "a]", "é", "", "a\nb"] {
        assert_eq!(refused(add(Target::profile(bad), &[])).kind, FailureKind::Usage, "{bad}");
        assert_eq!(refused(add(Target::session(bad), &[])).kind, FailureKind::Usage, "{bad}");
        assert_eq!(refused(rename("a", bad)).kind, FailureKind::Usage, "{bad}");
    }
    refused(add(Target::session("default"), &[]));
    refused(set(Target::profile("a"), "a b", "x"));
    refused(add(Target::profile("a"), &[]));
    for missing in [set(Target::profile("x"), "a", "b"), rename("x", "y"), delete("x"), remove("x", "y")] {
        assert_eq!(refused(missing).kind, FailureKind::NotFound);
    }
}

#[test]
fn renaming_takes_references_along() {
    let before = "[profile a]\nregion = x\n[profile b]\nsource_profile = a\n[profile c]\nSource_Profile=a\n\
                  [profile ab]\nsource_profile = ab\n[profile d]\nx = a\n";
    let after = "[profile z]\nregion = x\n[profile b]\nsource_profile = z\n[profile c]\nsource_profile = z\n\
                 [profile ab]\nsource_profile = ab\n[profile d]\nx = a\n";
    assert_eq!(edited(before, &[rename("a", "z")]), after);
    assert_eq!(edited("  [profile \"a b\"]  # c\n", &[rename("a b", "c")]), "  [profile c]  # c\n");
    assert_eq!(edited("[default]\n", &[rename("default", "c")]), "[profile c]\n");
    assert_eq!(edited("[profile c]\n", &[rename("c", "default")]), "[default]\n");
    assert_eq!(
        edited("[profile a]\n[profile b]\n", &[rename("a", "c"), rename("b", "a")]),
        "[profile c]\n[profile a]\n"
    );
    edit(b"[profile a]\n[profile b]\n", &[rename("a", "b")]).expect_err("taken");
    edit(b"[profile a]\n[profile 'b']\n", &[rename("a", "b")]).expect_err("taken, and spelt in another way");
    let session = Edit::Rename { target: Target::session("s"), to: "t".into() };
    assert_eq!(
        edited("[sso-session s]\n[profile s]\nsso_session = s\nsource_profile = s\n", &[session]),
        "[sso-session t]\n[profile s]\nsso_session = t\nsource_profile = s\n"
    );
}

#[test]
fn wr_19_deleting_takes_the_section_and_nothing_else() {
    let before = "# top\n[profile a]\nx = y\ns3 =\n  b = c\n\n# about b\n[profile b]\nx = y\n";
    assert_eq!(edited(before, &[delete("a")]), "# top\n\n# about b\n[profile b]\nx = y\n");
    assert_eq!(edited("[profile a]\nx = y\n\n[profile b]\n", &[delete("a")]), "[profile b]\n");
    assert_eq!(edited("[profile a]\nx = y\n\n[profile b]\nx = y\n", &[delete("b")]), "[profile a]\nx = y\n");
    assert_eq!(
        edited("[profile c]\nx = y\n[profile a]\n  # a\nx = y\n", &[delete("a")]),
        "[profile c]\nx = y\n# a\n"
    );
    assert_eq!(edited("[profile a]\n[profile \"a\"]\nx = y\n[plugins]\n", &[delete("a")]), "[plugins]\n");
    let twice =
        edit(b"[profile a]\n[profile \"a\"]\n", &[set(Target::profile("a"), "x", "y")]).expect_err("two");
    assert!(twice.why.contains("lines 1, 2"), "{twice}");
}

#[test]
fn wr_20_a_file_that_botocore_refuses_is_not_touched() {
    for bad in [
        "[profile a]\nx = 1\nX = 2\n",
        "[profile a]\n[profile a]\n",
        "x = y\n",
        "\u{feff}[profile a]\n",
        "[profile a]\ns3 =\n  x\n",
    ] {
        let failure = edit(bad.as_bytes(), &[set(Target::profile("a"), "region", "x")]).expect_err(bad);
        assert_eq!(failure.kind, FailureKind::Usage);
        assert!(failure.why.contains("Line ") && failure.hint.is_some(), "{failure}");
    }
    edit(b"[profile a]\n\xff = x\n", &[]).expect_err("not UTF-8");
}

#[test]
fn layouts_that_cannot_be_changed_safely_are_refused() {
    let before = b"[profile a]\nx = y\n[profile b]\n  [profile c]\nx = y\n";
    let failure = edit(before, &[delete("b")]).expect_err("[profile c] would become a value");
    assert!(failure.hint.is_some_and(|hint| hint.contains("first column")));
}

#[test]
fn many_profiles_are_added_in_one_go() {
    let edits: Vec<Edit> = (0..2100)
        .map(|n| add(Target::profile(format!("p{n}")), &[("sso_session", "corp"), ("region", "eu-west-1")]))
        .collect();
    let after = edited("[sso-session corp]\nsso_region = eu-west-1\n", &edits);
    assert_eq!(aws_config::read(after.as_bytes(), b"").profiles.len(), 2100);
    assert_eq!(sdk::read(after.as_bytes(), b"").expect("read").profiles.len(), 2100);
    let all: Vec<Edit> = (0..2100).map(|n| delete(&format!("p{n}"))).collect();
    assert_eq!(edited(&after, &all), "[sso-session corp]\nsso_region = eu-west-1\n");
}
