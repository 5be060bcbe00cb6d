//! The keys of profiles with their values. Ten thousand profiles have fifty thousand keys: they lie in one block of
//! memory that all profiles of a reading share.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::lookup::Lookup;
use super::profile::{ConfigFile, Source};

/// One key of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting<'s> {
    pub key: &'s str,
    /// The value, or `None` for one that is a secret: those never leave the file.
    pub value: Option<&'s str>,
    pub source: Source,
}

/// Every key of a profile that is in force, in file order. A copy shares the block.
#[derive(Clone, Default)]
pub struct ProfileSettings {
    /// `None` where there are no settings.
    block: Option<Arc<Block>>,
    start: u32,
    end: u32,
}

impl ProfileSettings {
    /// In order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Setting<'_>> + Clone {
        let own = self.start as usize..self.end as usize;
        self.block.iter().flat_map(move |block| {
            block.settings[own.clone()].iter().map(move |packed| block.unpacked(packed))
        })
    }

    /// The setting of this key, which is in small letters.
    pub fn get(&self, key: &str) -> Option<Setting<'_>> {
        self.iter().find(|setting| setting.key == key)
    }

    /// Whether there is such a key.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The value of this key, unless it is a secret.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.get(key)?.value
    }

    /// Whether one of them stands in this file.
    pub fn any_in(&self, file: ConfigFile) -> bool {
        self.iter().any(|setting| setting.source.file == file)
    }
}

impl PartialEq for ProfileSettings {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for ProfileSettings {}

impl fmt::Debug for ProfileSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'s> FromIterator<Setting<'s>> for ProfileSettings {
    fn from_iter<T: IntoIterator<Item = Setting<'s>>>(settings: T) -> Self {
        let mut packing = Packing::default();
        packing.profile(settings);
        packing.finish().next().unwrap_or_default()
    }
}

/// What profiles share.
#[derive(Debug, Default)]
struct Block {
    /// Each key once.
    keys: Vec<Box<str>>,
    /// Values, one after the other.
    values: String,
    settings: Vec<Packed>,
}

impl Block {
    fn unpacked(&self, packed: &Packed) -> Setting<'_> {
        Setting {
            key: &self.keys[packed.key as usize],
            value: packed
                .is_visible
                .then(|| &self.values[packed.value.start as usize..packed.value.end as usize]),
            source: Source { file: packed.file, line: packed.line as usize },
        }
    }
}

/// A setting in a third of the room.
#[derive(Debug)]
struct Packed {
    /// An index into the block's keys.
    key: u32,
    /// The value's place among the block's values.
    value: Range<u32>,
    line: u32,
    file: ConfigFile,
    is_visible: bool,
}

/// Puts the settings of one profile after the other into a block. More than four billion of them, or bytes of values,
/// are not taken in.
#[derive(Debug, Default)]
pub struct Packing<'t> {
    block: Block,
    /// The keys' indices.
    keys: Lookup<&'t str, u32>,
    /// The settings of the last profile: mostly the next one has the same keys, in the same order.
    last: Range<usize>,
    /// The place of the last value of each key: mostly the next profile has the same.
    last_values: Vec<Range<u32>>,
    /// Where each profile's settings end.
    ends: Vec<u32>,
}

impl<'t> Packing<'t> {
    /// Room for so many profiles.
    pub fn with_capacity(profiles: usize) -> Self {
        let mut packing = Self::default();
        packing.ends.reserve(profiles);
        packing.block.settings.reserve(4 * profiles);
        packing.block.values.reserve(24 * profiles);
        packing
    }

    /// The settings of the next profile.
    pub fn profile(&mut self, settings: impl IntoIterator<Item = Setting<'t>>) {
        let start = self.block.settings.len();
        let mut last = self.last.clone();
        for setting in settings {
            let guess = last.next().map(|place| self.block.settings[place].key);
            if let Some(packed) = self.packed(setting, guess) {
                self.block.settings.push(packed);
            }
        }
        self.last = start..self.block.settings.len();
        self.ends.push(u32::try_from(self.block.settings.len()).unwrap_or(u32::MAX));
    }

    /// The profiles' settings, in their order.
    pub fn finish(self) -> impl Iterator<Item = ProfileSettings> {
        let block = Arc::new(self.block);
        let mut start = 0;
        self.ends.into_iter().map(move |end| {
            let settings = ProfileSettings { block: Some(Arc::clone(&block)), start, end };
            start = end;
            settings
        })
    }

    fn packed(&mut self, setting: Setting<'t>, guess: Option<u32>) -> Option<Packed> {
        let Setting { key, value, source } = setting;
        let key = self.key(key, guess)?;
        Some(Packed {
            key,
            value: value.map_or(Some(0..0), |value| self.value(key, value))?,
            line: u32::try_from(source.line).ok()?,
            file: source.file,
            is_visible: value.is_some(),
        })
    }

    fn key(&mut self, key: &'t str, guess: Option<u32>) -> Option<u32> {
        if let Some(guess) = guess.filter(|guess| *self.block.keys[*guess as usize] == *key) {
            return Some(guess);
        }
        if let Some(index) = self.keys.get(key) {
            return Some(*index);
        }
        let index = u32::try_from(self.block.keys.len()).ok()?;
        self.block.keys.push(key.into());
        self.last_values.push(0..0);
        self.keys.insert(key, index);
        Some(index)
    }

    fn value(&mut self, key: u32, value: &str) -> Option<Range<u32>> {
        let values = &mut self.block.values;
        let last = &mut self.last_values[key as usize];
        if values[last.start as usize..last.end as usize] != *value {
            *last = u32::try_from(values.len()).ok()?..u32::try_from(values.len() + value.len()).ok()?;
            values.push_str(value);
        }
        Some(last.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting<'s>(key: &'s str, value: Option<&'s str>, line: usize) -> Setting<'s> {
        Setting { key, value, source: Source { file: ConfigFile::Config, line } }
    }

    #[test]
    fn profiles_share_a_block_and_keep_their_own() {
        let first = [setting("region", Some("a"), 2), setting("output", Some("json"), 3)];
        let third =
            [setting("output", Some("text"), 9), setting("region", Some("a"), 10), setting("key", None, 11)];
        let mut packing = Packing::with_capacity(1);
        packing.profile(first);
        packing.profile([]);
        packing.profile(third);
        let profiles: Vec<ProfileSettings> = packing.finish().collect();
        let unpacked: Vec<Vec<Setting<'_>>> = profiles.iter().map(|it| it.iter().collect()).collect();
        assert_eq!(unpacked, [first.to_vec(), Vec::new(), third.to_vec()]);
        assert_eq!(profiles[2].value("output"), Some("text"));
        assert_eq!((profiles[2].has("key"), profiles[2].value("key")), (true, None));
        assert_eq!(profiles[2].get("line"), None);
        assert_eq!(
            profiles[0].block.as_ref().expect("a block").values,
            "ajsontext",
            "a value that goes on is there once"
        );
    }

    #[test]
    fn equal_settings_are_equal_in_different_blocks() {
        let one = [setting("region", Some("a"), 2)];
        let other = [setting("output", Some("json"), 1)];
        let alone: ProfileSettings = one.into_iter().collect();
        let mut packing = Packing::default();
        packing.profile(other);
        packing.profile(one);
        let both: Vec<ProfileSettings> = packing.finish().collect();
        assert_eq!(both[1], alone);
        assert_ne!(both[0], alone);
        assert_eq!(ProfileSettings::default(), [].into_iter().collect());
    }

    #[test]
    fn empty_values_are_values() {
        let settings: ProfileSettings =
            [setting("region", Some(""), 2), setting("output", Some("x"), 3)].into_iter().collect();
        assert_eq!((settings.value("region"), settings.value("output")), (Some(""), Some("x")));
    }
}
