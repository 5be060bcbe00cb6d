#!/usr/bin/env bash
# The screen of any build of the program, in a terminal of tmux's: it draws, takes keys, signs in, and gives the
# terminal back. For builds that tests/pty cannot run. Needs tmux.
# Usage: tests/windows_screen.sh COMMAND [ARG …], the program or a runner and the program.
set -euo pipefail
tmux() { timeout 10 tmux -L "ssotui-screen-$$" -u -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null || true' EXIT

pane() { tmux capture-pane -p; }
fail() {
  printf 'screen: %s\n' "$*" >&2
  pane | grep . >&2 || true
  exit 1
}
# Waits until the pane shows a text: a minute at most, for slow machines.
expect() {
  for _ in $(seq 300); do
    if pane | grep -qF -- "$1"; then return; fi
    sleep 0.2
  done
  fail "\"$1\" is not shown"
}
press() { tmux send-keys "$@"; }

# The demo has a home of its own, and approves sign-ins by itself.
tmux new-session -d -x 110 -y 34 "$(printf '%q ' "$@" demo --approve-after 0); echo ended with \$?; exec sleep 600"
expect "1 Sessions"
expect "4 sessions, 1 signed in"

# Each key once, although Windows tells of its release too.
press /
press -l adm
expect " of 36 ─ adm"
press Escape
press Escape
expect "2 Profiles  36"

# Signing in to the third session.
press 1
press j
press j
press l
expect "4 sessions, 2 signed in"

press q
expect "ended with 0"
left=$(tmux display-message -p '#{alternate_on} #{mouse_any_flag} #{cursor_flag}')
[ "$left" = "0 0 1" ] || fail "alternate screen, mouse, cursor are left as $left instead of 0 0 1"
printf 'screen: done\n'
