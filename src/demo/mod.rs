//! An Identity Center of our own on loopback, and a throw-away home, for `ssotui demo` and the tests.
