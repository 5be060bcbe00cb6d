# ssotui for fish. In ~/.config/fish/config.fish:  ssotui init fish | source
#
#   sso [WORDS]      pick a profile (the only one that matches is taken) and set AWS_PROFILE here
#   sso -            back to the profile before
#   sso --clear      no profile
#   sso --screen     the whole screen of ssotui; Enter uses the profile there
#
# For the prompt, in fish_prompt:  ssotui_prompt

set -g __ssotui_previous ''

# Sets the profile, or none for an empty name. Keys in the environment would win over it.
function __ssotui_use
    set -g __ssotui_previous "$AWS_PROFILE"
    for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN \
        AWS_CREDENTIAL_EXPIRATION AWS_DEFAULT_PROFILE
        set -eg $name
    end
    if test -n "$argv[1]"
        set -gx AWS_PROFILE $argv[1]
    else
        set -eg AWS_PROFILE
    end
    return 0
end

function sso --description 'Use an AWS profile in this shell'
    switch "$argv[1]"
        case -
            __ssotui_use "$__ssotui_previous"
            return
        case --clear
            __ssotui_use ''
            return
        case --screen
            set -l picked (command ssotui --choose fish $argv[2..-1])
            set -l code $status
            __ssotui_take $code $picked
            return
        case -h --help
            command ssotui pick --help
            return
    end
    set -l picked (command ssotui pick --select-1 $argv)
    set -l code $status
    __ssotui_take $code $picked
end

function __ssotui_take
    if test $argv[1] -ne 0
        return $argv[1]
    end
    if test -n "$argv[2]"
        __ssotui_use $argv[2]
    end
end

# The profile and the time left, with a blank behind; nothing where no profile is set.
function ssotui_prompt
    if test -n "$AWS_PROFILE$AWS_ACCESS_KEY_ID"
        set -l text (command ssotui status --prompt 2>/dev/null)
        and test -n "$text"
        and printf '%s ' $text
    end
    return 0
end

complete -c sso -e
complete -c sso -f -k -a '(command ssotui list --names 2>/dev/null)'
complete -c sso -f -a '-' -d 'back to the profile before'
complete -c sso -f -l clear -d 'no profile'
complete -c sso -f -l screen -d 'the whole screen'
