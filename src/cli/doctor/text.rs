//! Findings for people: by group, the gravest first, and a summary.

use crate::app::text::{counted, visible};
use crate::domain::finding::{self, Finding, Group, Level};

/// How many findings of one kind are told one by one.
const MOST: usize = 5;

/// The whole report.
pub fn report(findings: &[&Finding], colour: bool) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut group: Option<Group> = None;
    let mut at = 0;
    while let Some(first) = findings.get(at) {
        let row = first.kind.row();
        if group != Some(row.group) {
            if group.is_some() {
                lines.push(String::new());
            }
            lines.push(painted(row.group.title(), "1", colour));
            group = Some(row.group);
        }
        let same = findings[at..].iter().take_while(|other| other.kind == first.kind).count();
        for finding in &findings[at..at + same.min(MOST)] {
            push(&mut lines, finding, colour);
        }
        if same > MOST {
            lines.push(format!("  … and {} more of {}; --json lists them all.", same - MOST, row.id));
        }
        at += same;
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(summary(findings));
    lines.join("\n")
}

fn push(lines: &mut Vec<String>, finding: &Finding, colour: bool) {
    let row = finding.kind.row();
    let code = match row.level {
        Level::Error => "1;31",
        Level::Warning => "1;33",
        Level::Info => "36",
    };
    let level = painted(row.level.as_str(), code, colour);
    lines.push(format!("  {level}: {} [{}]", visible(&finding.what), row.id));
    if let Some(place) = &finding.place {
        let line = place.line.map_or_else(String::new, |line| format!(":{line}"));
        lines.push(format!("    {}{line}", visible(&place.shown)));
    }
    lines.push(format!("    {}", visible(&finding.why)));
    let fixable = if finding.fixable { " (--fix does it)" } else { "" };
    lines.push(format!("    cure: {}{fixable}", visible(&finding.cure)));
}

fn summary(findings: &[&Finding]) -> String {
    let [errors, warnings, infos] = finding::count(findings.iter().copied());
    if findings.is_empty() {
        return "Nothing is wrong.".to_owned();
    }
    let mut summary = format!(
        "{}, {}, {}.",
        counted(errors, "error"),
        counted(warnings, "warning"),
        counted(infos, "remark")
    );
    let fixable = findings.iter().filter(|finding| finding.fixable).count();
    if fixable > 0 {
        summary.push_str(&format!(" Safe cures for {fixable} of them: ssotui doctor --fix"));
    }
    summary
}

fn painted(text: &str, code: &str, colour: bool) -> String {
    if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::FindingKind;

    #[test]
    fn many_of_a_kind_are_counted_and_controls_made_visible() {
        let finding = |kind, what: &str| Finding::new(kind, what, "Why.", "Do.");
        let mut all: Vec<Finding> = (0..8)
            .map(|number| finding(FindingKind::EnvEndpoint, &format!("Number {number}\u{1b}[31m.")))
            .collect();
        all.push(finding(FindingKind::ClockSkew, "Slow."));
        all[0].fixable = true;
        let report = report(&all.iter().collect::<Vec<_>>(), false);
        assert!(!report.contains('\u{1b}'), "{report}");
        assert_eq!(report.matches("Number ").count(), 5);
        assert!(
            report.contains("3 more of env-endpoint") && report.contains("error: Slow. [clock-skew]"),
            "{report}"
        );
        assert!(
            report.ends_with("1 error, 0 warnings, 8 remarks. Safe cures for 1 of them: ssotui doctor --fix"),
            "{report}"
        );
        assert_eq!(super::report(&[], true), "Nothing is wrong.");
    }

    #[test]
    fn colours_are_there_only_where_they_are_wanted() {
        let finding = Finding::new(FindingKind::ClockSkew, "Slow.", "Why.", "Do.");
        assert!(report(&[&finding], true).contains("\u{1b}[1;31merror\u{1b}[0m"));
        assert!(!report(&[&finding], false).contains('\u{1b}'));
    }
}
