//! Which jobs run, and under which number, so that news of an abandoned attempt are told apart.

use std::collections::BTreeMap;

use super::msg::{Effect, Job, JobKey, Run};

/// The current attempt under each key.
#[derive(Debug, Clone, Default)]
pub struct Jobs {
    current: BTreeMap<JobKey, Run>,
    last: u64,
}

impl Jobs {
    /// Asks for a job. What ran under the same key before is no longer listened to.
    pub fn start(&mut self, key: JobKey, job: Job) -> Effect {
        self.last += 1;
        let run = Run(self.last);
        self.current.insert(key.clone(), run);
        Effect::Start { key, run, job }
    }

    /// Stops listening to the job and asks for its end; `None` if none runs.
    pub fn cancel(&mut self, key: &JobKey) -> Option<Effect> {
        self.current.remove(key).map(|_| Effect::Cancel(key.clone()))
    }

    /// The job ended by itself.
    pub fn finish(&mut self, key: &JobKey) {
        self.current.remove(key);
    }

    pub fn is_running(&self, key: &JobKey) -> bool {
        self.current.contains_key(key)
    }

    /// Whether news of this attempt still matter.
    pub fn is_current(&self, key: &JobKey, run: Run) -> bool {
        self.current.get(key) == Some(&run)
    }
}
