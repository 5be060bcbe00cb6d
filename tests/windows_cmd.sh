#!/usr/bin/env bash
# The function for cmd, in a real cmd: sets AWS_PROFILE there, goes back, clears, keeps exit codes; and the lines that
# `c` copies, run and read back. Usage: tests/windows_cmd.sh PROGRAM.EXE RUNNER [ARG …], where RUNNER cmd runs cmd.
set -euo pipefail
program=$(realpath "$1")
shift
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
fail() { printf 'cmd: %s\n' "$*" >&2; cat "$home/said" >&2 || true; exit 1; }

cp "$program" "$home/ssotui.exe"
cat >"$home/config" <<'CONFIG'
[profile prod.admin]
region = us-east-1
[profile "a&b|c<d>e^f"]
region = us-east-1
[profile "it's (x)"]
region = us-east-1
CONFIG
cd "$home"
export AWS_CONFIG_FILE="Z:${home//\//\\}\\config" WINEPATH="Z:${home//\//\\}"
"$@" "$home/ssotui.exe" init cmd >sso.cmd
{
  printf '@echo off\nset "AWS_PROFILE=first"\nset "AWS_ACCESS_KEY_ID=stale"\n'
  tell() { printf '>>told echo %s %%ERRORLEVEL%%\n>>told set AWS_\n' "$1"; }
  printf 'call sso.cmd prod\n'; tell picked
  printf 'call sso.cmd -\n'; tell back
  printf 'call sso.cmd zzz\n'; tell nothing
  printf 'call sso.cmd it\n'; tell hostile
  printf 'call sso.cmd --clear\n'; tell cleared
  printf 'call sso.cmd d e f\n'; tell signs
  printf 'call sso.cmd --clear\ncall sso.cmd -\n'; tell again
  for name in 'a&b|c<d>e^f' "it's (x)"; do
    printf '%s\n' "$(cd / && "$@" "$home/ssotui.exe" env "$name" --shell cmd | tr -d '\r')"
    tell line
  done
} | sed 's/$/\r/' >test.cmd
"$@" cmd /c test.cmd >said 2>&1 || true
expected="picked 0
AWS_PROFILE=prod.admin
back 0
AWS_PROFILE=first
nothing 4
AWS_PROFILE=first
hostile 0
AWS_PROFILE=it's (x)
cleared 0
signs 0
AWS_PROFILE=a&b|c<d>e^f
again 0
AWS_PROFILE=a&b|c<d>e^f
line 0
AWS_PROFILE=a&b|c<d>e^f
line 0
AWS_PROFILE=it's (x)"
# Of a failure behind "call", Wine 8 says only that it was one.
told=$(tr -d '\r' <told | grep -v '^AWS_C' | sed 's/^nothing 1$/nothing 4/')
[ "$told" = "$expected" ] || { diff <(printf '%s\n' "$told") <(printf '%s\n' "$expected") >&2 || true; fail "it went otherwise"; }
printf 'cmd: done\n'
