# ssotui for bash. In ~/.bashrc:  eval "$(ssotui init bash)"
#
#   sso [WORDS]      pick a profile (the only one that matches is taken) and set AWS_PROFILE here
#   sso -            back to the profile before
#   sso --clear      no profile
#   sso --screen     the whole screen of ssotui; Enter uses the profile there
#
# For the prompt:  PS1='$(ssotui_prompt)\$ '

__ssotui_previous=

# Sets the profile, or none for an empty name. Keys in the environment would win over it.
__ssotui_use() {
  __ssotui_previous=${AWS_PROFILE-}
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN
  unset AWS_CREDENTIAL_EXPIRATION AWS_DEFAULT_PROFILE
  if [ -n "$1" ]; then export AWS_PROFILE="$1"; else unset AWS_PROFILE; fi
}

sso() {
  local picked code=0
  case "${1-}" in
    -) __ssotui_use "$__ssotui_previous"; return ;;
    --clear) __ssotui_use ''; return ;;
    --screen) shift; picked=$(command ssotui --choose bash "$@") || code=$? ;;
    *) picked=$(command ssotui pick --select-1 "$@") || code=$? ;;
  esac
  if [ "$code" -ne 0 ]; then return "$code"; fi
  case "${1-}" in
    -h|--help) printf '%s\n' "$picked" ;;
    *) if [ -n "$picked" ]; then __ssotui_use "$picked"; fi ;;
  esac
}

# The profile and the time left, with a blank behind; nothing where no profile is set.
ssotui_prompt() {
  local code=$? text
  if [ -n "${AWS_PROFILE-}${AWS_ACCESS_KEY_ID-}" ] && text=$(command ssotui status --prompt 2>/dev/null) && [ -n "$text" ]; then
    printf '%s ' "$text"
  fi
  return "$code"
}

__ssotui_complete() {
  local word=${COMP_WORDS[COMP_CWORD]} name IFS=$'\n'
  COMPREPLY=()
  for name in $(command ssotui list --names 2>/dev/null) - --clear --screen; do
    if [[ $name == "$word"* ]]; then
      printf -v name '%q' "$name"
      COMPREPLY+=("$name")
    fi
  done
}
complete -o nosort -F __ssotui_complete sso 2>/dev/null || complete -F __ssotui_complete sso
