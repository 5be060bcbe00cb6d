//! A map for looking names up, with a hash that is quick for short texts and still different in each process, so that
//! no file can be written to make it slow.

use std::collections::HashMap;

/// See the module.
pub type Lookup<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
