//! The two ways to sign in, and which of them is taken where.

/// A way to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignInMethod {
    /// A code to compare in any browser, also on another device (RFC 8628).
    #[default]
    DeviceCode,
    /// A page in the browser of this machine, which answers by itself: authorization code with PKCE (RFC 7636).
    Browser,
}

impl SignInMethod {
    /// The other way.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::DeviceCode => Self::Browser,
            Self::Browser => Self::DeviceCode,
        }
    }

    /// How one signs in, for within a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::DeviceCode => "by device code",
            Self::Browser => "with the browser",
        }
    }
}

/// What the settings say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignInChoice {
    #[default]
    DeviceCode,
    Browser,
    /// Whichever suits the surroundings.
    Auto,
}

impl SignInChoice {
    pub const ALL: [Self; 3] = [Self::DeviceCode, Self::Browser, Self::Auto];

    /// Its name in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DeviceCode => "device-code",
            Self::Browser => "browser",
            Self::Auto => "auto",
        }
    }
}

/// Where the program runs, as far as it matters to a browser that must reach it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Surroundings {
    pub ssh: bool,
    /// The Windows Subsystem for Linux: its browser runs on the other side.
    pub wsl: bool,
    pub container: bool,
    pub ci: bool,
    /// No browser can be opened.
    pub no_browser: bool,
}

/// What was said about the way to sign in to one session, by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// An option of the command line, or a key.
    pub asked: Option<SignInMethod>,
    /// ssotui's setting for this session.
    pub session: Option<SignInChoice>,
    /// `sso_use_device_code` in the `[sso-session]` (proposed for the AWS CLI in aws/aws-cli#10635).
    pub use_device_code: Option<bool>,
    /// ssotui's setting for all sessions.
    pub general: SignInChoice,
    /// The session is a legacy start URL.
    pub legacy: bool,
}

/// Why that way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Because {
    #[default]
    General,
    Asked,
    SessionSetting,
    UseDeviceCode,
    Legacy,
    Ssh,
    Wsl,
    Container,
    Ci,
    NoBrowser,
    /// Nothing speaks against the browser.
    Desktop,
    /// The browser's answer could not be listened for.
    NoPort,
}

impl Because {
    /// The reason, for after a comma.
    pub fn words(self) -> &'static str {
        match self {
            Self::General => "as set for all sessions",
            Self::Asked => "as you asked",
            Self::SessionSetting => "as set for this session",
            Self::UseDeviceCode => "as sso_use_device_code in the config file says",
            Self::Legacy => "the only way for a start URL without an sso-session",
            Self::Ssh => "since over SSH the browser is on another machine",
            Self::Wsl => "since in WSL the browser is on the Windows side",
            Self::Container => "since no browser reaches into a container",
            Self::Ci => "since there is no browser in CI",
            Self::NoBrowser => "since no browser can be opened here",
            Self::Desktop => "since there is a browser here",
            Self::NoPort => "since the browser's answer cannot be listened for",
        }
    }
}

/// The way, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decision {
    pub method: SignInMethod,
    pub because: Because,
}

/// Which way to sign in.
///
/// A legacy start URL always takes the device code, as in the AWS CLI (`customizations/sso/utils.py`, `do_sso_login`).
/// Else whoever speaks nearest to the matter is heard: the user now, the session's setting, the config file, the
/// setting for all; and where that says `auto`, the surroundings.
pub fn decide(wishes: &Wishes, surroundings: &Surroundings) -> Decision {
    let device_code = |because| Decision { method: SignInMethod::DeviceCode, because };
    let browser = |because| Decision { method: SignInMethod::Browser, because };
    if wishes.legacy {
        return device_code(Because::Legacy);
    }
    if let Some(method) = wishes.asked {
        return Decision { method, because: Because::Asked };
    }
    let (choice, because) = match (wishes.session, wishes.use_device_code) {
        (Some(choice), _) => (choice, Because::SessionSetting),
        (None, Some(true)) => (SignInChoice::DeviceCode, Because::UseDeviceCode),
        (None, Some(false)) => (SignInChoice::Browser, Because::UseDeviceCode),
        (None, None) => (wishes.general, Because::General),
    };
    match choice {
        SignInChoice::DeviceCode => device_code(because),
        SignInChoice::Browser => browser(because),
        SignInChoice::Auto => {
            let Surroundings { ssh, wsl, container, ci, no_browser } = *surroundings;
            let obstacles = [
                (ci, Because::Ci),
                (ssh, Because::Ssh),
                (container, Because::Container),
                (wsl, Because::Wsl),
                (no_browser, Because::NoBrowser),
            ];
            let obstacle = obstacles.into_iter().find_map(|(is_there, because)| is_there.then_some(because));
            obstacle.map_or(browser(Because::Desktop), device_code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOWHERE: Surroundings =
        Surroundings { ssh: false, wsl: false, container: false, ci: false, no_browser: false };

    #[test]
    fn the_nearest_wish_decides() {
        use SignInChoice::{Auto, Browser as B, DeviceCode as D};
        use SignInMethod::{Browser, DeviceCode};
        // asked, session, sso_use_device_code, general, legacy → method, because
        let table = [
            (None, None, None, D, false, DeviceCode, Because::General),
            (None, None, None, B, false, Browser, Because::General),
            (None, None, None, Auto, false, Browser, Because::Desktop),
            (None, None, Some(true), B, false, DeviceCode, Because::UseDeviceCode),
            (None, None, Some(true), Auto, false, DeviceCode, Because::UseDeviceCode),
            (None, None, Some(false), D, false, Browser, Because::UseDeviceCode),
            (None, Some(B), Some(true), D, false, Browser, Because::SessionSetting),
            (None, Some(D), Some(false), B, false, DeviceCode, Because::SessionSetting),
            (None, Some(Auto), Some(true), D, false, Browser, Because::Desktop),
            (Some(Browser), Some(D), Some(true), D, false, Browser, Because::Asked),
            (Some(DeviceCode), Some(B), Some(false), B, false, DeviceCode, Because::Asked),
            (Some(Browser), Some(B), Some(false), B, true, DeviceCode, Because::Legacy),
            (None, None, None, Auto, true, DeviceCode, Because::Legacy),
        ];
        for (asked, session, use_device_code, general, legacy, method, because) in table {
            let wishes = Wishes { asked, session, use_device_code, general, legacy };
            assert_eq!(decide(&wishes, &NOWHERE), Decision { method, because }, "{wishes:?}");
        }
    }

    #[test]
    fn auto_is_the_device_code_wherever_the_browser_cannot_answer() {
        let auto = Wishes { general: SignInChoice::Auto, ..Wishes::default() };
        for (surroundings, because) in [
            (Surroundings { ssh: true, ..NOWHERE }, Because::Ssh),
            (Surroundings { wsl: true, ..NOWHERE }, Because::Wsl),
            (Surroundings { container: true, ..NOWHERE }, Because::Container),
            (Surroundings { ci: true, ..NOWHERE }, Because::Ci),
            (Surroundings { no_browser: true, ..NOWHERE }, Because::NoBrowser),
            (Surroundings { ci: true, container: true, no_browser: true, ..NOWHERE }, Because::Ci),
            (Surroundings { ssh: true, no_browser: true, ..NOWHERE }, Because::Ssh),
        ] {
            let decision = decide(&auto, &surroundings);
            assert_eq!(decision, Decision { method: SignInMethod::DeviceCode, because });
            let browser = Wishes { general: SignInChoice::Browser, ..auto };
            assert_eq!(
                decide(&browser, &surroundings).method,
                SignInMethod::Browser,
                "only auto looks around"
            );
        }
    }
}
