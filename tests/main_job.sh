#!/usr/bin/env bash
# The main job without a screen, with any build of the program: list, sign in, status, roles, the line for the
# shell, sign out. Usage: tests/main_job.sh COMMAND [ARG …], the program or a runner and the program.
# The Identity Center is the demo's, served by the debug build (cargo build).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
server=$root/target/debug/ssotui
home=$(mktemp -d)
variables=$home/variables
"$server" demo --serve --approve-after 0 --accounts 30 --roles 105 >"$variables" &
serving=$!
trap 'kill $serving 2>/dev/null || true; rm -rf "$home"' EXIT
say() { printf '%s\n' "$*"; }
fail() { say "main job: $*" >&2; exit 1; }
for _ in $(seq 100); do grep -q AWS_ENDPOINT_URL_SSO_OIDC "$variables" && break; sleep 0.1; done
# Without these the job would go to AWS itself.
grep -q "^export AWS_ENDPOINT_URL_SSO_OIDC=" "$variables" || fail "the demo's server did not start"
eval "$(grep '^export ' "$variables")"
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ENDPOINT_URL AWS_IGNORE_CONFIGURED_ENDPOINT_URLS

mkdir -p "$home/.aws"
export HOME=$home AWS_CONFIG_FILE=$home/.aws/config AWS_SHARED_CREDENTIALS_FILE=$home/.aws/credentials
# Under Wine the home folder is Wine's own; a session name of our own keeps its cache apart.
session=main-job-$$
cat >"$AWS_CONFIG_FILE" <<EOF
[sso-session $session]
sso_start_url = https://demo.awsapps.com/start
sso_region = us-east-1

[profile prod.admin]
sso_session = $session
sso_account_id = 123456789012
sso_role_name = AdministratorAccess
region = eu-west-1
EOF

field() { python3 -c 'import json,sys; print(eval("d"+sys.argv[1], {"d": json.load(sys.stdin)}))' "$1"; }

[ "$("$@" list --json | field "['profiles'][0]['token']['state']")" = signed-out ] || fail "list before signing in"
code=0; "$@" status --check >/dev/null || code=$?
[ "$code" = 3 ] || fail "status --check before signing in: exit code $code"
"$@" login --session "$session" --no-browser
[ "$("$@" status --json | field "['sessions'][0]['state']")" = valid ] || fail "status after signing in"
"$@" status --check >/dev/null || fail "status --check after signing in"
accounts=$("$@" roles --json | field "['sessions'][0]['accounts'].__len__()")
[ "$accounts" = 30 ] || fail "$accounts accounts instead of 30"
line=$("$@" env prod.admin --shell powershell | tr -d '\r')
[ "$line" = "\$env:AWS_PROFILE='prod.admin'" ] || fail "the line is $line"
"$@" logout --session "$session"
[ "$("$@" status --json | field "['sessions'][0]['state']")" = signed-out ] || fail "status after signing out"
say "main job: done"
