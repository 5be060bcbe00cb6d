//! Where the program runs, as far as it matters to a browser that must reach it.

use std::path::Path;

use super::desktop;
use crate::domain::sign_in::Surroundings;
use crate::paths::Env;

/// Files that container engines leave in their containers: Docker, Podman.
const CONTAINER_FILES: [&str; 2] = ["/.dockerenv", "/run/.containerenv"];
/// Variables that name one: Podman and systemd, VS Code, GitHub's codespaces, Kubernetes. AWS CloudShell names itself
/// in `AWS_EXECUTION_ENV`.
const CONTAINER_VARIABLES: [&str; 4] =
    ["container", "REMOTE_CONTAINERS", "CODESPACES", "KUBERNETES_SERVICE_HOST"];

/// Looks around. Blocking: looks for a few files.
pub fn look_around(env: &Env) -> Surroundings {
    let has_file = |path: &&str| Path::new(path).exists();
    let in_container = !env.windows && CONTAINER_FILES.iter().any(has_file);
    judge(env, in_container, !desktop::can_open_pages(env))
}

fn judge(env: &Env, in_container: bool, no_browser: bool) -> Surroundings {
    let is_set = |name: &&str| env.var(name).is_some_and(|value| !["0", "false"].contains(&value));
    Surroundings {
        ssh: ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"].iter().any(is_set),
        wsl: env.var("WSL_DISTRO_NAME").is_some(),
        container: in_container
            || CONTAINER_VARIABLES.iter().any(is_set)
            || env.var("AWS_EXECUTION_ENV") == Some("CloudShell"),
        ci: ["CI", "TF_BUILD", "TEAMCITY_VERSION", "JENKINS_URL"].iter().any(is_set),
        no_browser,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_tell_where_it_is() {
        let nowhere = Surroundings::default();
        for (name, value, expected) in [
            ("SSH_CONNECTION", "10.0.0.1 5 10.0.0.2 22", Surroundings { ssh: true, ..nowhere }),
            ("SSH_TTY", "/dev/pts/1", Surroundings { ssh: true, ..nowhere }),
            ("SSH_TTY", "", nowhere),
            ("WSL_DISTRO_NAME", "Ubuntu", Surroundings { wsl: true, ..nowhere }),
            ("container", "podman", Surroundings { container: true, ..nowhere }),
            ("CODESPACES", "true", Surroundings { container: true, ..nowhere }),
            ("CODESPACES", "false", nowhere),
            ("AWS_EXECUTION_ENV", "CloudShell", Surroundings { container: true, ..nowhere }),
            ("AWS_EXECUTION_ENV", "AWS_Lambda_python3.12", nowhere),
            ("CI", "true", Surroundings { ci: true, ..nowhere }),
            ("CI", "false", nowhere),
            ("TF_BUILD", "True", Surroundings { ci: true, ..nowhere }),
            ("DISPLAY", ":0", nowhere),
        ] {
            let env = Env::of_variables([(name, value)]);
            assert_eq!(judge(&env, false, false), expected, "{name}={value}");
        }
        let env = Env::of_variables::<&str, &str>([]);
        assert_eq!(judge(&env, true, true), Surroundings { container: true, no_browser: true, ..nowhere });
    }
}
