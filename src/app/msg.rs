//! What happens to the program ([`Msg`]) and what it asks for ([`Effect`]). Neither holds a secret.

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;

use crate::aws_config::plan::{ChangeRequest, Proposal};
use crate::domain::finding::Finding;
use crate::domain::identity::CallerIdentity;
use crate::domain::inventory::Inventory;
use crate::domain::names::{ProfileName, Region, StartUrl};
use crate::domain::network::ProfileNetwork;
use crate::domain::organization::Organization;
use crate::domain::progress::{EnumerateEvent, NotRenewed, SignInEvent, SignOutReport};
use crate::domain::role::ProfileRole;
use crate::domain::session::{Session, SessionId};
use crate::domain::shell::Shell;
use crate::domain::sign_in::SignInMethod;
use crate::domain::token::TokenFacts;
use crate::domain::usage::{Usage, UsageChange};
use crate::error::Failure;
use crate::settings::{Settings, Unusable};

/// Something that happened. The event loop sends [`Msg::Now`] before each batch of others.
#[derive(Debug, Clone)]
pub enum Msg {
    /// The wall clock.
    Now(Timestamp),
    /// The screen shows the state: there is time for what nobody sees yet.
    Painted,
    /// A key press or its repeat (releases are filtered out by the event loop).
    Key(KeyEvent),
    Mouse(MouseEvent),
    /// Bracketed paste. Not while an address is taken ([`super::State::wanted_address`]).
    Paste(String),
    /// So many characters of the address at which a browser ended are typed. The event loop keeps them: they hold a secret.
    AddressTyped(usize),
    Resize {
        columns: u16,
        rows: u16,
    },
    /// The settings file was read (again), or could not be: then the settings in force stay.
    Settings(Box<Result<Settings, Unusable>>),
    /// The shared files, the caches and the enumeration cache were read (again).
    Loaded(Box<Inventory>),
    LoadFailed(Failure),
    /// Not all changes of the files will be noticed.
    NotWatched(Failure),
    /// News of a job. Dropped unless `run` is the current one under `key`.
    Job {
        key: JobKey,
        run: Run,
        event: JobEvent,
    },
    /// A copy was made, by whichever means, or was not.
    Copied {
        what: String,
        result: Result<CopiedBy, Failure>,
    },
    /// A URL was handed to a browser, or could not be.
    Opened {
        url: String,
        result: Result<(), Failure>,
    },
    /// [`Effect::Record`] was done: all that is remembered now, also by other processes; or why it was not.
    Recorded(Result<Usage, Failure>),
    /// The terminal came back from another program, or never went.
    Returned(Result<(), Failure>),
    /// [`Effect::Suspend`] was not possible: nobody would continue the program.
    CannotSuspend,
}

/// What the program asks the event loop for.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read the shared files and caches; answered by [`Msg::Loaded`].
    Load,
    /// Start a job. One that runs under the same key is cancelled first.
    Start {
        key: JobKey,
        run: Run,
        job: Job,
    },
    Cancel(JobKey),
    /// Hand the address that was typed to the sign-in that waits for it.
    SendAddress(JobKey),
    /// Put `text` into the clipboard; `what` names it in the answer.
    Copy {
        text: String,
        what: String,
    },
    /// Put the lines that set a role's temporary keys into the clipboard; answered by [`Msg::Copied`]. The keys
    /// themselves never come here.
    CopyKeys {
        role: Box<ProfileRole>,
        shell: Shell,
        what: String,
    },
    /// Open an http(s) URL with the given browser command, else `$BROWSER`, else the system's.
    OpenUrl {
        url: String,
        browser: Option<String>,
    },
    /// Let another program have the terminal until it ends; answered by [`Msg::Returned`].
    Lend(Lend),
    /// Draw the user's attention by the terminal, as the settings say: something ends soon.
    Alert(String),
    /// Give the terminal back and stop, until the user continues the program.
    Suspend,
    Quit {
        exit_code: u8,
    },
    /// Remember the use or the pin of a profile; answered by [`Msg::Recorded`].
    Record(UsageChange),
    /// End the program and give this profile to whoever started it.
    Answer(ProfileName),
}

/// Who gets the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lend {
    /// A shell with a profile. `region` is the profile's own.
    Shell { shell: Shell, profile: ProfileName, region: Option<Region> },
    /// The editor on the config file, at a line.
    Editor { line: Option<usize> },
}

/// What a job is about. There is at most one job under each key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKey {
    SignIn(SessionId),
    SignOut(SessionId),
    Renew(SessionId),
    Enumerate(SessionId),
    /// Which region a start URL leads to.
    FindRegion,
    /// A change to the config file, proposed or made.
    Change,
    /// Looking for what is wrong.
    Doctor,
    WhoAmI(ProfileName),
    Console(ProfileName),
}

/// The number of an attempt, so that news of an abandoned one are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Run(pub u64);

/// The work of a job.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    SignIn {
        session: Session,
        method: SignInMethod,
        /// The port on which the browser's answer is listened for; `None` is any free one.
        redirect_port: Option<u16>,
        /// The way of the profile that it was started from; `None` is the current profile's.
        network: Option<Box<ProfileNetwork>>,
        /// Whether a session that there is ends first, as soon as AWS has answered.
        anew: bool,
    },
    SignOut(Session),
    Renew(Session),
    Enumerate(Session),
    /// Ask a vanity domain which region its portal is in.
    FindRegion(StartUrl),
    /// Work out what a change would do.
    Propose(ChangeRequest),
    /// Make it.
    Change(ChangeRequest),
    /// Look for what is wrong.
    Doctor,
    WhoAmI(Box<ProfileRole>),
    /// Open the console in a browser, signed in with the role's keys. The address, a secret, is not told.
    OpenConsole {
        role: Box<ProfileRole>,
        browser: Option<String>,
    },
}

/// News of a job. The `…ed` ones come last and once.
#[derive(Debug, Clone)]
pub enum JobEvent {
    SignIn(SignInEvent),
    SignedIn(Result<TokenFacts, Failure>),
    SignedOut(Result<SignOutReport, Failure>),
    Renewed(Result<TokenFacts, NotRenewed>),
    Enumerate(EnumerateEvent),
    /// The whole result, or why there is none. `FailureKind::SignInNeeded` means that the portal refused the token.
    Enumerated(Result<Organization, Failure>),
    RegionFound(Option<Region>),
    Proposed(Result<Proposal, Failure>),
    /// What was done, as an order.
    Changed(Result<String, Failure>),
    /// What was found, in the order in which it is told.
    Examined(Result<Vec<Finding>, Failure>),
    Identified(Result<CallerIdentity, Failure>),
    ConsoleOpened(Result<(), Failure>),
    /// The server's time minus this machine's, from an HTTP `Date` header.
    ClockSkew {
        seconds: i64,
    },
}

/// How a text reached the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopiedBy {
    /// The system's clipboard.
    Clipboard,
    /// An OSC 52 sequence to the terminal, which gives no receipt.
    Terminal,
}
