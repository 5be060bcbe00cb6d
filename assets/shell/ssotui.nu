# ssotui for nushell. Once:  ssotui init nu | save -f ($nu.default-config-dir | path join ssotui.nu)
# and in config.nu:  source ssotui.nu
#
#   sso [WORDS]      pick a profile (the only one that matches is taken) and set AWS_PROFILE here
#   sso -            back to the profile before
#   sso --clear      no profile
#   sso --screen     the whole screen of ssotui; Enter uses the profile there
#
# For the prompt:  $env.PROMPT_COMMAND_RIGHT = {|| ssotui_prompt }

def __ssotui_names [] {
    ^ssotui list --names | complete | get stdout | lines | append ["-"]
}

# Sets the profile, or none for an empty name. Keys in the environment would win over it.
def --env __ssotui_use [name: string] {
    $env.__SSOTUI_PREVIOUS = ($env.AWS_PROFILE? | default "")
    for variable in [AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION AWS_DEFAULT_PROFILE] {
        hide-env --ignore-errors $variable
    }
    if ($name | is-empty) { hide-env --ignore-errors AWS_PROFILE } else { $env.AWS_PROFILE = $name }
}

# Use an AWS profile in this shell
def --env sso [
    --clear    # no profile
    --screen   # the whole screen of ssotui
    ...words: string@__ssotui_names
] {
    if $clear { return (__ssotui_use "") }
    if ($words == ["-"]) { return (__ssotui_use ($env.__SSOTUI_PREVIOUS? | default "")) }
    let picked = if $screen { ^ssotui --choose nu ...$words } else { ^ssotui pick --select-1 ...$words }
    let name = $picked | str trim --right --char "\n" | str trim --right --char "\r"
    if ($name | is-not-empty) { __ssotui_use $name }
}

# The profile and the time left; nothing where no profile is set.
def ssotui_prompt [] {
    if ($env.AWS_PROFILE? | is-empty) and ($env.AWS_ACCESS_KEY_ID? | is-empty) { return "" }
    ^ssotui status --prompt | complete | get stdout | str trim
}
