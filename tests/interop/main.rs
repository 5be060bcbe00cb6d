//! Real clients against the demo server, where `SSOTUI_INTEROP_PYTHON` names a Python with boto3:
//! what they accept, the services would send; what they send, the server must understand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod boto3;
mod configure;
mod credentials;
mod network;
mod populate;
mod shared;
mod world;
