//! Faults that can be switched on for an operation: everything that a network, a proxy or a service does wrong.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;

use super::answer::{Answer, error_type, oidc_exception};
use super::lock;
use super::log::{Operation, Request};

/// Where an OAuth error code stands: real answers have it in both places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorPlace {
    Both,
    /// Only in `x-amzn-ErrorType`, as `Name:namespace`; the body is `{}`.
    Header,
    /// Only in the body's `error`.
    Body,
}

type Decide = Arc<dyn Fn(&Request) -> Option<Fault> + Send + Sync>;
type Edit = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// One thing that goes wrong.
#[derive(Clone)]
pub enum Fault {
    /// This answer instead of the true one; the operation does not happen.
    Answer(Answer),
    /// The true answer, its JSON changed.
    Edit(Edit),
    /// The true answer with a `Date` that is off by this much.
    Date(SignedDuration),
    /// The true answer, but later.
    Delay(Duration),
    /// The connection is reset before anything is done.
    Reset,
    /// The operation happens, but its answer never comes: the connection is reset instead.
    Lost,
    /// Never answered; the connection stays open.
    Hang,
    /// The true answer's head and half its body, then the connection ends.
    HalfBody,
    /// The true answer, one byte at a time with this pause before each.
    SlowBody(Duration),
    /// A JSON text that never ends, of this many bytes.
    HugeBody(u64),
    /// Decides for each request; `None` is the true answer.
    When(Decide),
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(answer) => f.debug_tuple("Answer").field(&answer.status).finish(),
            Self::Edit(_) => f.write_str("Edit"),
            Self::Date(by) => f.debug_tuple("Date").field(by).finish(),
            Self::Delay(by) => f.debug_tuple("Delay").field(by).finish(),
            Self::Reset => f.write_str("Reset"),
            Self::Lost => f.write_str("Lost"),
            Self::Hang => f.write_str("Hang"),
            Self::HalfBody => f.write_str("HalfBody"),
            Self::SlowBody(pause) => f.debug_tuple("SlowBody").field(pause).finish(),
            Self::HugeBody(size) => f.debug_tuple("HugeBody").field(size).finish(),
            Self::When(_) => f.write_str("When"),
        }
    }
}

impl Fault {
    /// A bare status with the kind of body that the portal gives.
    pub fn status(status: u16) -> Self {
        let (name, message) = match status {
            400 => ("InvalidRequestException", "Invalid request"),
            401 => ("UnauthorizedException", "Session token not found or invalid"),
            403 => ("ForbiddenException", "No access"),
            404 => ("ResourceNotFoundException", "Resource not found"),
            429 => ("TooManyRequestsException", "HTTP 429 Unknown Code"),
            503 => ("ServiceUnavailableException", "Service Unavailable"),
            _ => ("InternalServerException", "Internal server error"),
        };
        Self::Answer(Answer::portal_error(status, name, message))
    }

    /// A status with `Retry-After`: whole seconds, or an HTTP date.
    pub fn retry_after(status: u16, value: impl fmt::Display) -> Self {
        Self::status(status).with_header("Retry-After", &value.to_string())
    }

    /// A status with `x-amz-retry-after`, in milliseconds.
    pub fn amz_retry_after(status: u16, milliseconds: u64) -> Self {
        Self::status(status).with_header("x-amz-retry-after", &milliseconds.to_string())
    }

    fn with_header(self, name: &str, value: &str) -> Self {
        match self {
            Self::Answer(answer) => Self::Answer(answer.header(name, value)),
            other => other,
        }
    }

    /// A proxy's page instead of JSON.
    pub fn html(status: u16) -> Self {
        Self::Answer(Answer::html(
            status,
            "<html><head><title>Blocked</title></head><body><h1>Access denied by proxy</h1></body></html>",
        ))
    }

    /// This body, as JSON by its header, whatever it is.
    pub fn body(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Answer(Answer::new(status, "application/json", body))
    }

    /// A redirect.
    pub fn redirect(location: &str) -> Self {
        Self::Answer(Answer::html(302, "").header("Location", location))
    }

    /// An OAuth error, with the status and exception that belong to its code.
    pub fn oidc(code: &str, place: ErrorPlace) -> Self {
        let mut answer = Answer::oidc_error(code, &format!("Injected {code}"));
        match place {
            ErrorPlace::Both => {}
            ErrorPlace::Header => {
                // With the namespace before the name, too: smithy's other spelling.
                answer.headers.retain(|(name, _)| name != "x-amzn-ErrorType");
                answer.body = b"{}".to_vec();
                if let Some((name, _)) = oidc_exception(code) {
                    let value = error_type(&format!("com.amazonaws.sso.oidc#{name}"));
                    answer = answer.header("x-amzn-ErrorType", value);
                }
            }
            ErrorPlace::Body => answer.headers.retain(|(name, _)| name != "x-amzn-ErrorType"),
        }
        Self::Answer(answer)
    }

    /// The true answer, changed.
    pub fn edit(edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::Edit(Arc::new(edit))
    }

    /// The true answer with these members `null`, wherever they stand.
    pub fn nulls(members: &'static [&'static str]) -> Self {
        fn visit(value: &mut Value, members: &[&str]) {
            match value {
                Value::Object(object) => {
                    for (name, member) in object.iter_mut() {
                        if members.contains(&name.as_str()) {
                            *member = Value::Null
                        } else {
                            visit(member, members)
                        }
                    }
                }
                Value::Array(items) => items.iter_mut().for_each(|item| visit(item, members)),
                _ => {}
            }
        }
        Self::edit(move |value| visit(value, members))
    }

    /// The true answer with every member of another JSON type.
    pub fn wrong_types() -> Self {
        Self::edit(|value| {
            if let Value::Object(members) = value {
                for member in members.values_mut() {
                    *member = match member.take() {
                        Value::String(_) => Value::from(42),
                        Value::Number(number) => Value::from(format!("about {number}")),
                        Value::Array(_) => Value::from("none"),
                        Value::Object(_) => Value::Array(vec![Value::Null]),
                        Value::Null => Value::Bool(true),
                        Value::Bool(_) => Value::Null,
                    };
                }
            }
        })
    }

    /// Decides for each request: for one account only, or every second time.
    pub fn when(decide: impl Fn(&Request) -> Option<Self> + Send + Sync + 'static) -> Self {
        Self::When(Arc::new(decide))
    }
}

#[derive(Debug)]
struct Planned {
    /// How many answers it still spoils; `None` until switched off.
    left: Option<usize>,
    fault: Fault,
}

/// The switchboard. Cheap to clone; a clone works the same switches.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    planned: Arc<Mutex<HashMap<Operation, VecDeque<Planned>>>>,
}

impl Faults {
    /// Spoils the next answers of an operation, after the faults planned for it before.
    pub fn next(&self, operation: Operation, count: usize, fault: Fault) {
        if count > 0 {
            self.plan(operation, Planned { left: Some(count), fault });
        }
    }

    /// Spoils every answer of an operation until [`Faults::clear`], after the faults planned for it before.
    pub fn always(&self, operation: Operation, fault: Fault) {
        self.plan(operation, Planned { left: None, fault });
    }

    /// Lets an operation work again.
    pub fn clear(&self, operation: Operation) {
        lock(&self.planned).remove(&operation);
    }

    /// Lets everything work again.
    pub fn clear_all(&self) {
        lock(&self.planned).clear();
    }

    fn plan(&self, operation: Operation, planned: Planned) {
        lock(&self.planned).entry(operation).or_default().push_back(planned);
    }

    /// The fault for this request, if any, used up by it.
    pub(super) fn take(&self, request: &Request) -> Option<Fault> {
        let mut fault = {
            let mut all = lock(&self.planned);
            let queue = all.get_mut(&request.operation)?;
            let planned = queue.front_mut()?;
            let fault = planned.fault.clone();
            if let Some(left) = &mut planned.left {
                *left -= 1;
                if *left == 0 {
                    queue.pop_front();
                }
            }
            fault
        };
        while let Fault::When(decide) = fault {
            fault = decide(request)?;
        }
        Some(fault)
    }
}
