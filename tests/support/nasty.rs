//! Shared files as nobody should write them, made from a seed: every oddity that the readers of
//! `~/.aws/config` are known to differ about, in any order.

/// A small generator of numbers (SplitMix64): the same seed gives the same file on every machine.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap_or_default()
    }

    pub fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const CONFIG_HEADERS: [&str; 52] = [
    "[default]",
    "[profile default]",
    "[profile a]",
    "[profile b]",
    "[profile c]",
    "[profile d]",
    "[profile \"a\"]",
    "[profile  b]",
    "[profile c ]",
    "[profile\ta]",
    "[profile \"a b\"]",
    "[profile 'c d']",
    "[profile a b]",
    "[profile it's]",
    "[profile a\\b]",
    "[profile \"a\\b\\\"\"]",
    "[profile a#b]",
    "[profile a;b]",
    "[profile a] # see [b]",
    "[profile b] # note",
    "[profile c]; c",
    "[profile d]#[x]",
    "[ profile a ]",
    "[profilefoo bar]",
    "[profiles]",
    "[profile]",
    "[profile \"\"]",
    "[profile \u{a0}nbsp]",
    "[profile caf\u{e9}]",
    "[profile \u{1b}[31mred]",
    "[profile x\u{0}y]",
    "[profile x\u{c}y]",
    "[profile a=b]",
    "[profile role1]",
    "[profile role2]",
    "[sso-session s]",
    "[sso-session t]",
    "[sso-session 'my sso']",
    "[sso-session default]",
    "[sso-sessionx u]",
    "[sso-session]",
    "[sso-sesion v]",
    "[SSO-Session w]",
    "[services svc]",
    "[services]",
    "[DEFAULT]",
    "[Default]",
    "[plugins]",
    "[foo]",
    "  [profile d]",
    "\t[sso-session t]",
    "[profile \\]]",
];

const CREDENTIALS_HEADERS: [&str; 12] = [
    "[default]",
    "[a]",
    "[b]",
    "[c]",
    "[profile a]",
    "[  b ]",
    "[a b]",
    "[sso-session s]",
    "[DEFAULT]",
    "[only here]",
    "[caf\u{e9}]",
    "[\"a\"]",
];

pub const KEYS: [&str; 34] = [
    "region",
    "Region",
    "output",
    "sso_session",
    "sso_session",
    "sso_session",
    "sso_account_id",
    "sso_account_id",
    "sso_role_name",
    "sso_role_name",
    "sso_start_url",
    "sso_start_url",
    "sso_region",
    "sso_region",
    "sso_registration_scopes",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "role_arn",
    "role_arn",
    "source_profile",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "login_session",
    "credential_process",
    "s3",
    "sso",
    "services",
    "endpoint_url",
    "in valid",
    "k\u{e9}Y",
    "\u{130}X",
    "a.b/c",
];

const VALUES: [&str; 44] = [
    "",
    "us-east-1",
    "us-east-1",
    "eu-west-1",
    "s",
    "s",
    "t",
    "my sso",
    "nope",
    "default",
    "a",
    "b",
    "role1",
    "role2",
    "012345678901",
    "Admin",
    "https://corp.awsapps.com/start",
    "https://corp.awsapps.com/start#/",
    "http://127.0.0.1:1/start",
    "x # comment",
    "x ; comment",
    "x#y",
    "# only",
    "\"quoted\"",
    "'quoted'",
    "a = b",
    "a: b",
    "\u{a0}padded\u{a0}",
    "u\u{2028}v",
    "form\u{c}feed",
    "x\u{1c}",
    "\u{1f}",
    "NUL\u{0}",
    "100%",
    "%(region)s",
    "sso:account:access",
    "a, b ,,",
    "\u{1f602}",
    "[profile b]",
    "Environment",
    "/run/jwt",
    "arn:aws:iam::012345678901:role/x",
    "\u{feff}",
    "\u{85}x",
];

const NESTED: [&str; 12] = [
    "endpoint_url = http://x",
    "endpoint_url=https://y",
    "Addressing_Style = path",
    "a = b = c",
    " deeper = 1",
    "= v",
    "k =",
    "# comment",
    "; c = d",
    "",
    "x = 1 # c",
    "u = v\u{2028}w = x",
];

const DELIMITERS: [&str; 9] = [" = ", " = ", " = ", "=", " =", "= ", ": ", "\t=\t", "\u{a0}=\u{a0}"];
const INDENTS: [&str; 6] = [" ", "  ", "    ", "\t", "\u{a0}", "\u{c} "];
const GARBAGE: [&str; 8] = ["region", "= x", ": y", "[]", "[] = 1", "[profile x", "]", "\u{feff}z"];
const COMMENTS: [&str; 6] = ["# c", "; c", "  # c = d", "\t; c", "#", "rem = note"];

/// Makes up a config file. About half of them are ones that botocore reads.
pub fn config(dice: &mut Dice) -> Vec<u8> {
    file(dice, &CONFIG_HEADERS)
}

/// Makes up a credentials file.
pub fn credentials(dice: &mut Dice) -> Vec<u8> {
    file(dice, &CREDENTIALS_HEADERS)
}

fn file(dice: &mut Dice, headers: &[&str]) -> Vec<u8> {
    // Most files keep headers and keys unique and have no garbage, so that they are read at all.
    let tidy = !dice.one_in(4);
    let ending = dice.pick(&["\n", "\n", "\n", "\r\n", "\r"]);
    let mut used_headers = Vec::new();
    let mut out = String::new();
    if dice.one_in(60) {
        out.push('\u{feff}');
    }
    if dice.one_in(8) {
        line(&mut out, dice.pick(&COMMENTS), ending);
    }
    if dice.one_in(40) {
        line(&mut out, "region = early", ending);
    }
    for _ in 0..dice.below(9) {
        let header = dice.pick(headers);
        if tidy && used_headers.contains(&header.trim()) {
            continue;
        }
        used_headers.push(header.trim());
        line(&mut out, header, ending);
        section(dice, &mut out, ending, tidy);
    }
    if dice.one_in(4) {
        out.truncate(out.trim_end_matches(['\r', '\n']).len());
    }
    let mut bytes = out.into_bytes();
    if dice.one_in(50) && !bytes.is_empty() {
        let at = dice.below(bytes.len());
        bytes[at] = 0xe9;
    }
    bytes
}

fn section(dice: &mut Dice, out: &mut String, ending: &str, tidy: bool) {
    let mut used_keys = Vec::new();
    let indented = if dice.one_in(8) { dice.pick(&INDENTS) } else { "" };
    for _ in 0..dice.below(8) {
        if dice.one_in(8) {
            let filler = if dice.one_in(2) { dice.pick(&COMMENTS) } else { dice.pick(&["", " ", "\t"]) };
            if !(tidy && filler.starts_with("rem")) {
                line(out, filler, ending);
            }
        }
        if !tidy && dice.one_in(8) {
            line(out, dice.pick(&GARBAGE), ending);
        }
        let key = dice.pick(&KEYS);
        if tidy && used_keys.contains(&key.to_lowercase()) {
            continue;
        }
        used_keys.push(key.to_lowercase());
        let nested = matches!(key, "s3" | "sso") || dice.one_in(30);
        let value = if nested { "" } else { dice.pick(&VALUES) };
        line(out, &format!("{indented}{key}{}{value}", dice.pick(&DELIMITERS)), ending);
        if nested || dice.one_in(15) {
            for _ in 0..dice.below(4) {
                let part =
                    if nested && (tidy || !dice.one_in(5)) { dice.pick(&NESTED) } else { dice.pick(&VALUES) };
                line(out, &format!("{indented}{}{part}", dice.pick(&INDENTS)), ending);
            }
        }
    }
}

fn line(out: &mut String, text: &str, ending: &str) {
    out.push_str(text);
    out.push_str(ending);
}
