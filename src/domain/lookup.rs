//! Maps for looking names up, with a hash that is quick for short texts and still different in each process, so that
//! no file can be written to make them slow.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hash};

use hashbrown::DefaultHashBuilder;
use hashbrown::hash_table::{Entry, HashTable};

/// See the module.
pub type Lookup<K, V> = HashMap<K, V, DefaultHashBuilder>;

/// Places in a list by the names that stand there, which are not kept here once more: a fifth of the room of a map.
/// Each function is told how to find the name at a place.
#[derive(Clone, Default)]
pub struct Places {
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Places {
    /// Room for so many names.
    pub fn with_capacity(names: usize) -> Self {
        Self { table: HashTable::with_capacity(names), hasher: DefaultHashBuilder::default() }
    }

    /// Where the name stands.
    pub fn get<'n, N: Name + ?Sized>(&self, name: &N, name_at: impl Fn(usize) -> &'n N) -> Option<usize> {
        let is_it = |place: &u32| name_at(*place as usize) == name;
        self.table.find(self.hasher.hash_one(name), is_it).map(|place| *place as usize)
    }

    /// Where the name stands already; one that is new gets this place.
    pub fn keep<'n, N: Name + ?Sized>(
        &mut self,
        name: &N,
        place: usize,
        name_at: impl Fn(usize) -> &'n N,
    ) -> Option<usize> {
        self.known(name, place, name_at).map(|known| *known as usize)
    }

    /// Gives the name this place; the one that it had so far.
    pub fn replace<'n, N: Name + ?Sized>(
        &mut self,
        name: &N,
        place: usize,
        name_at: impl Fn(usize) -> &'n N,
    ) -> Option<usize> {
        self.known(name, place, name_at).map(|known| std::mem::replace(known, narrow(place)) as usize)
    }

    /// The place of a name that is known; one that is new gets this one.
    fn known<'n, N: Name + ?Sized>(
        &mut self,
        name: &N,
        place: usize,
        name_at: impl Fn(usize) -> &'n N,
    ) -> Option<&mut u32> {
        let hasher = &self.hasher;
        let is_it = |place: &u32| name_at(*place as usize) == name;
        let hash = |place: &u32| hasher.hash_one(name_at(*place as usize));
        match self.table.entry(hasher.hash_one(name), is_it, hash) {
            Entry::Occupied(known) => Some(known.into_mut()),
            Entry::Vacant(entry) => {
                entry.insert(narrow(place));
                None
            }
        }
    }
}

/// What can be looked up.
pub trait Name: Hash + Eq + 'static {}

impl<N: Hash + Eq + ?Sized + 'static> Name for N {}

/// No list here has four billion places: a file has at most 64 MiB.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.table).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_its_first_place_or_its_last() {
        let names: Vec<String> = (0..100).map(|number| (number % 60).to_string()).collect();
        let name_at = |place: usize| names[place].as_str();
        let (mut first, mut last) = (Places::default(), Places::with_capacity(60));
        for (place, name) in names.iter().enumerate() {
            let earlier = place.checked_sub(60);
            assert_eq!(first.keep(name.as_str(), place, name_at), earlier);
            assert_eq!(last.replace(name.as_str(), place, name_at), earlier);
        }
        assert_eq!((first.get("7", name_at), last.get("7", name_at)), (Some(7), Some(67)));
        assert_eq!((first.get("59", name_at), last.get("60", name_at)), (Some(59), None));
    }
}
